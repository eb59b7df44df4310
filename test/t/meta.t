#!/usr/bin/perl
# meta.t - META.json is what the PGXN Meta Spec 1.0.0 (https://pgxn.org/spec/)
# asks for, and names files that are there.
use strict;
use warnings;

use JSON::PP;
use Test::More;

my $source = $ENV{BOUNCE_SOURCE};

my $version = qr/(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[A-Za-z][0-9A-Za-z-]*)?/;
my $range = qr/(?:(?:[<>]=?|==|!=)\s*)?(?:$version|0)/;

# Kinds of values; each returns whether the value is one.
sub text { my ($v) = @_; return defined $v && !ref $v && length $v }
sub term { my ($v) = @_; return text($v) && length $v >= 2 && $v !~ m{[[:cntrl:][:space:]/\\:]} }
sub tag { my ($v) = @_; return text($v) && length $v <= 255 && $v !~ m{[[:cntrl:]/\\]} }
sub semantic { my ($v) = @_; return text($v) && $v =~ /^$version\z/ }
sub uri { my ($v) = @_; return text($v) && $v =~ m{^[a-z][a-z0-9+.-]*://\S+\z} }

sub list_of
{
	my ($kind, $v) = @_;
	my @items = ref $v eq 'ARRAY' ? @$v : ($v);
	return @items && !grep { !$kind->($_) } @items;
}

my %licenses = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3
  gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib
  open_source restricted unrestricted unknown);

sub license
{
	my ($v) = @_;
	return list_of(\&uri, [ values %$v ]) if ref $v eq 'HASH';
	return list_of(sub { text($_[0]) && $licenses{ $_[0] } }, $v);
}

# What is provided: a file of the archive, with its version, for each name.
sub provides
{
	my ($v) = @_;
	return 0 unless ref $v eq 'HASH' && %$v;
	for my $name (keys %$v)
	{
		my $p = $v->{$name};
		return 0 unless term($name) && ref $p eq 'HASH' && semantic($p->{version}) && text($p->{file});
		return 0 if grep { !/^(?:file|version|abstract|docfile|x_.*)\z/i } keys %$p;
		return 0 if grep { defined $_ && !-s "$source/$_" } $p->{file}, $p->{docfile};
		return 0 if exists $p->{abstract} && !text($p->{abstract});
	}
	return 1;
}

sub prereqs
{
	my ($v) = @_;
	return 0 unless ref $v eq 'HASH';
	for my $phase (keys %$v)
	{
		return 0 unless $phase =~ /^(?:configure|build|test|runtime|develop|x_.*)\z/i && ref $v->{$phase} eq 'HASH';
		for my $relation (keys %{ $v->{$phase} })
		{
			my $wanted = $v->{$phase}{$relation};
			return 0 unless $relation =~ /^(?:requires|recommends|suggests|conflicts|x_.*)\z/i && ref $wanted eq 'HASH';
			return 0 if grep { !term($_) || $wanted->{$_} !~ /^$range(?:\s*,\s*$range)*\z/ } keys %$wanted;
		}
	}
	return 1;
}

my %required = (
	name => \&term,
	abstract => \&text,
	version => \&semantic,
	maintainer => sub { list_of(\&text, $_[0]) },
	license => \&license,
	provides => \&provides,
	'meta-spec' => sub {
		ref $_[0] eq 'HASH' && ($_[0]{version} // '') eq '1.0.0' && uri($_[0]{url} // 'https://pgxn.org/');
	},
);
my %optional = (
	description => \&text,
	generated_by => \&text,
	prereqs => \&prereqs,
	release_status => sub { text($_[0]) && $_[0] =~ /^(?:stable|testing|unstable)\z/ },
	tags => sub { ref $_[0] eq 'ARRAY' && list_of(\&tag, $_[0]) },
	no_index => sub { ref $_[0] eq 'HASH' },
	resources => sub { ref $_[0] eq 'HASH' },
);

# The keys that are missing, unknown, or hold what they must not.
sub faults
{
	my ($meta) = @_;
	my @faults = grep { !exists $meta->{$_} } keys %required;
	for my $key (keys %$meta)
	{
		my $kind = $required{$key} // $optional{$key};
		push @faults, $key unless $kind ? $kind->($meta->{$key}) : $key =~ /^x_/i;
	}
	return join ' ', sort @faults;
}

sub read_meta
{
	local $/;
	open my $file, '<:raw', "$source/META.json" or die "META.json: $!";
	return decode_json(<$file>);
}

# faulty KEY NAME CHANGE: the check finds the fault.
sub faulty
{
	my ($key, $name, $change) = @_;
	my $meta = read_meta();
	$change->($meta);
	is(faults($meta), $key, "refused: $name");
}

is(faults(read_meta()), '', 'META.json is valid');
faulty('abstract', 'no abstract', sub { delete $_[0]{abstract} });
faulty('name', 'a name with a space', sub { $_[0]{name} = 'two words' });
faulty('version', 'a version of two numbers', sub { $_[0]{version} = '1.0' });
faulty('license', 'an unknown license', sub { $_[0]{license} = 'mine' });
faulty('maintainer', 'an empty list of maintainers', sub { $_[0]{maintainer} = [] });
faulty('provides', 'a file that is not there', sub { $_[0]{provides}{bounce}{file} = 'sql/bounce.sql' });
faulty('provides', 'a version that is none', sub { $_[0]{provides}{bounce}{version} = 'v1' });
faulty('provides', 'an unknown key', sub { $_[0]{provides}{bounce}{files} = [] });
faulty('prereqs', 'an unknown phase', sub { $_[0]{prereqs}{always} = {} });
faulty('prereqs', 'a version of two numbers', sub { $_[0]{prereqs}{runtime}{requires}{PostgreSQL} = '15.0' });
faulty('release_status', 'an unknown status', sub { $_[0]{release_status} = 'ready' });
faulty('tags', 'a tag with a slash', sub { push @{ $_[0]{tags} }, 'a/b' });
faulty('meta-spec', 'another specification', sub { $_[0]{'meta-spec'}{version} = '2' });
faulty('homepage', 'an unknown key', sub { $_[0]{homepage} = 'https://www.example.com' });
done_testing();
