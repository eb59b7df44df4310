#!/usr/bin/perl
# Prints a rule book of another size, from the real one; the same one every time.
# Usage: perl rule_book.pl rules.tsv RULES real|made > target
#
# real: that many rules of the book, drawn at random; beyond them, made ones.
# made: rules of the book with another word in one place, so that they begin to be found as often as those, and are found
# rarely, as rules are that are added for the sake of few texts: "mailbox (is|was) full" becomes "mailbox (listed|denies) full".
# Marks stay, for the conditions of rules ask for them.
use strict;
use warnings;

# Not of Perl's, which differs between versions and builds.
my $seed = 20_260_801;

sub random
{
	my ($below) = @_;
	$seed = $seed * 16_807 % 2_147_483_647;
	return int($seed / 2_147_483_647 * $below);
}

# The places of a phrase: groups of alternatives, gaps and words.
sub places { my ($phrase) = @_; return $phrase =~ /\([^()]*\)|[^\s()]+/g }

# Those in which every variant has a word.
sub is_filled { my ($place) = @_; return $place !~ /^\*|\(\||\|\||\|\)/ }

my ($file, $number, $kind) = @ARGV;
die "usage: $0 rules.tsv RULES real|made > target\n" if !defined $kind || $kind !~ /^(?:real|made)$/;

open my $in, '<', $file or die "$file: $!\n";
chomp(my ($header, @lines) = <$in>);
my ($id, $reason, $phrase) = (0, 1, 2);
my @rows  = map { [ split /\t/, $_, -1 ] } @lines;
my @marks = grep { $_->[$reason] =~ /^@/ } @rows;
my @rules = grep { $_->[$reason] !~ /^@/ } @rows;
my %seen;
my @words = grep { !$seen{$_}++ } map { lc =~ /\b[a-z]{2,}\b/g } map { $_->[$phrase] =~ tr/-.//r } @rules;

sub made
{
	my ($name)   = @_;
	my @rule     = @{ $rules[ random(scalar @rules) ] };
	my @places   = places($rule[$phrase]);
	my @filled   = grep { is_filled($places[$_]) } 0 .. $#places;
	my $replaced = $filled[ random(scalar @filled) ];

	# the last word of each alternative
	$places[$replaced] =~ s/[^\s()|]+(?=[|)]|$)/$words[ random(scalar @words) ]/ge;
	$rule[$id]     = $name;
	$rule[$phrase] = join ' ', @places;
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
