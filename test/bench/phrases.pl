#!/usr/bin/perl
# Prints the phrases of rule tables without gaps, one a line: every variant of every alternative, words joined by a space.
# Usage: perl phrases.pl rules.tsv [more tables] > phrases.txt
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

my %seen;
for my $file (@ARGV)
{
	open my $in, '<', $file or die "$file: $!\n";
	chomp(my $header = <$in>);
	my @columns = split /\t/, $header;
	my ($column) = grep { $columns[$_] eq 'phrase' } 0 .. $#columns;
	die "$file: no column \"phrase\"\n" unless defined $column;
	while (my $line = <$in>)
	{
		chomp $line;
		my $phrase = (split /\t/, $line, -1)[$column] // '';
		# A gap is beyond an automaton over bytes.
		print map { "$_\n" } grep { $_ ne '' && !$seen{$_}++ } variants($phrase) if $phrase !~ /\*/;
	}
}
