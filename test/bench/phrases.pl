#!/usr/bin/perl
# Prints the phrases of a rule book without gaps: every variant of every alternative, words joined by a space, with the rule, its
# reason and strength; a phrase of several rules as often. Marks have the reason "@name".
# Usage: perl phrases.pl rules.tsv > phrases.tsv
use strict;
use warnings;

sub variants
{
	my ($phrase) = @_;
	my @variants = ('');

	for my $part (split /(\([^()]*\))/, $phrase)
	{
		my @options = $part =~ /^\((.*)\)$/ ? split(/\|/, $1, -1) : ($part);
		@variants = map { my $head = $_; map { "$head $_" } @options } @variants;
	}
	return map { join ' ', split } @variants;
}

my $file = shift // die "usage: $0 rules.tsv > phrases.tsv\n";
open my $in, '<', $file or die "$file: $!\n";
chomp(my $header = <$in>);
my @columns = split /\t/, $header;

while (my $line = <$in>)
{
	chomp $line;
	my %rule;
	@rule{@columns} = split /\t/, $line, -1;
	next if $rule{phrase} =~ /\*/;    # a gap is beyond an automaton over bytes
	print join("\t", $_, @rule{qw(id reason strength)}), "\n" for grep { $_ ne '' } variants($rule{phrase});
}
