#!/usr/bin/perl
#
# generate.pl - write everything that is generated from src/data.
#
#   generate.pl SOURCE TARGET
#
# SOURCE is the project's folder, TARGET the folder to write below: the same
# for "make generate", a scratch folder for the test that compares.  Headers
# in src/core are written whole; the install script and the pages of doc/ have
# generated parts between a "generated:" and an "end of generated" line.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Path qw(make_path);
use FindBin;
use lib $FindBin::RealBin;

use CTables;
use DocTables;
use Facts;
use Letters;
use RuleTables;
use Seeds;

die "usage: generate.pl SOURCE TARGET\n" if @ARGV != 2;
my ($source, $target) = @ARGV;
my $facts = Facts::read_all("$source/src/data");

write_file('src/core/reason_table.h', CTables::reason_table($facts));
write_file('src/core/fact_table.h',   CTables::fact_table($facts));
my $rules = RuleTables::new($facts);
write_file('src/core/rule_table.h', $rules->table);
write_file('src/core/rule_text.h',  $rules->text_table);
write_file('src/core/mark_table.h', $rules->mark_table);
write_file('src/core/word_table.h',   CTables::word_table($facts));
write_file('src/core/letter_table.h', Letters::table());
for my $script (current_script())
{
	fill(
		$script,
		{   categories => sub { Seeds::labels($facts->{categories}, 'label') },
			reasons    => sub { Seeds::labels($facts->{reasons},    'reason') },
			seeds      => sub { Seeds::all($facts) }
		});
}
for my $page (map { s{^\Q$source\E/}{}r } sort glob "$source/doc/*.md")
{
	fill($page, undef);
}
exit 0;

# The install script of the control file's version; older ones never change.
sub current_script
{
	my ($version) = read_file('bounce.control') =~ /^default_version\s*=\s*'([^']+)'/m
	  or die "bounce.control: no default_version\n";
	return "sql/bounce--$version.sql";
}

# Write a file anew with its generated parts.  A part is named in its first
# line; without writers, the parts are tables of doc/.
sub fill
{
	my ($file, $writers) = @_;
	my $text = read_file($file);

	$text =~ s{^([^\n]*generated: (\w+)[^\n]*\n).*?^([^\n]*end of generated)}
		{$1 . content($2, $writers) . $3}gmse;
	write_file($file, $text);
	return;
}

sub content
{
	my ($name, $writers) = @_;
	return DocTables::part($name, $facts) if !$writers;
	my $write = $writers->{$name} or die "no generated part $name\n";
	return $write->();
}

sub read_file
{
	my ($file) = @_;
	open my $in, '<', "$source/$file" or die "$source/$file: $!\n";
	local $/ = undef;
	my $text = <$in>;
	close $in;
	return $text;
}

sub write_file
{
	my ($file, $text) = @_;
	make_path(dirname("$target/$file"));
	open my $out, '>', "$target/$file" or die "$target/$file: $!\n";
	print $out $text;
	close $out or die "$target/$file: $!\n";
	return;
}
