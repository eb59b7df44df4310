#!/usr/bin/perl
# Prints a rule book of another size, from the real one; the same one every time.
# Usage: perl rule_book.pl rules.tsv RULES real|made > target
#
# real: that many rules of the book, drawn at random; beyond them, made ones.
# made: rules in the shapes of those of the book, with their alternatives, gaps and conditions, but in place of each word
# another one of the book in ASCII letters, a common one as often as it is common there.
# Marks stay, for the conditions of rules ask for them.
use strict;
use warnings;

use Encode qw(decode_utf8 encode_utf8);

# Not of Perl's, which differs between versions and builds.
my $seed = 20_260_801;

sub random
{
	my ($below) = @_;
	$seed = $seed * 16_807 % 2_147_483_647;
	return int($seed / 2_147_483_647 * $below);
}

# Words, gaps, brackets and bars.
sub parts { my ($phrase) = @_; return $phrase =~ /\*\d*|[()|]|[^\s()|*]+/g }
sub is_word { my ($part) = @_; return $part !~ /^[*()|]/ }

my ($file, $number, $kind) = @ARGV;
die "usage: $0 rules.tsv RULES real|made > target\n" if !defined $kind || $kind !~ /^(?:real|made)$/;

open my $in, '<', $file or die "$file: $!\n";
chomp(my ($header, @lines) = <$in>);
my ($id, $reason, $phrase) = (0, 1, 2);
my @rows  = map { [ split /\t/, $_, -1 ] } @lines;
my @marks = grep { $_->[$reason] =~ /^@/ } @rows;
my @rules = grep { $_->[$reason] !~ /^@/ } @rows;
my @words = grep { /^[a-z]+$/ } map { parts(decode_utf8($_->[$phrase])) } @rules;

sub made
{
	my ($name) = @_;
	my @rule = @{ $rules[ random(scalar @rules) ] };
	$rule[$id]     = $name;
	$rule[$phrase] = encode_utf8(join ' ', map { is_word($_) ? $words[ random(scalar @words) ] : $_ } parts(decode_utf8($rule[$phrase])));
	return \@rule;
}

my @book;
if ($kind eq 'real')
{
	my @left = @rules;
	push @book, splice @left, random(scalar @left), 1 while @left && @book < $number;
}
push @book, made('made_' . @book) while @book < $number;
print "$header\n", map { join("\t", @$_) . "\n" } @marks, @book;
