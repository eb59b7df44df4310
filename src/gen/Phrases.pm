# Phrases.pm - the phrases of rules: alternatives, gaps, words.
#
# A phrase is cut into words as src/core/words.c cuts a text; a unit test
# compares the two over all phrases.
package Phrases;

use strict;
use warnings;
use utf8;
use feature qw(unicode_strings);

use Encode qw(decode_utf8 encode_utf8);

use Letters;

my $max_variants = 64;
my $default_gap  = 5;
my $max_gap      = 12;

# Words of one character: kana, Han, Hangul, Thai.
my $alone = qr/[\x{0E00}-\x{0E7F}\x{3040}-\x{30FF}\x{3400}-\x{9FFF}\x{AC00}-\x{D7AF}\x{F900}-\x{FAFF}]/;

my %top_level;

# Other spellings of words.
my %word_of;

sub set_top_level
{
	my ($rows) = @_;
	%top_level = map { $_->{label} => 1 } @$rows;
	return;
}

# Spellings of spellings.tsv, and those of rules whose letters with marks are written
# as two: "Empfaenger", "paa".  In a text they are the word itself; a phrase has
# each word in one spelling only.
sub set_spellings
{
	my ($rows, @phrases) = @_;
	my %two = ('ä' => 'ae', 'ö' => 'oe', 'ü' => 'ue', 'å' => 'aa', 'ø' => 'oe');

	%word_of = map { $_->{spelling} => $_->{word} } @$rows;
	for my $word (map { lc(decode_utf8($_)) =~ /[\p{L}\p{M}\p{N}]+/g } @phrases)
	{
		my $spelling = encode_utf8(Letters::fold($word =~ s/([äöüåø])/$two{$1}/gr));
		my $folded = encode_utf8(Letters::fold($word));
		$word_of{$spelling} = $folded if $spelling ne $folded;
	}
	return;
}

# The words of the rule book and their other spellings, each with the number of its word.
sub spellings
{
	my ($number_of) = @_;
	my %spelled = map { $_ => $number_of->{ $word_of{$_} } } grep { $number_of->{ $word_of{$_} } } keys %word_of;
	return { %spelled, %$number_of };
}

# All variants of a phrase, each a list of segments [gap before, word ...];
# the gap of the first segment is 0.  Words are UTF-8 bytes of plain letters.
sub variants
{
	my ($phrase) = @_;
	my @choices = ([]);

	die "brackets within brackets, or one alone: $phrase\n"
	  if $phrase =~ /\([^()]*\(/ || $phrase =~ tr/(// != $phrase =~ tr/)//;

	for my $part (split /(\([^()]*\))/, decode_utf8($phrase))
	{
		my @options = $part =~ /^\((.*)\)$/ ? split(/\|/, $1, -1) : ($part);
		@choices = map { my $head = $_; map { [ @$head, $_ ] } @options } @choices;
		die "more than $max_variants variants: $phrase\n" if @choices > $max_variants;
	}
	my %seen;
	return grep { !$seen{ join "\0", map { @$_ } @$_ }++ }
	  map { segments(join(' ', @$_), $phrase) } @choices;
}

sub segments
{
	my ($text, $phrase) = @_;
	my @segments;
	my $gap = 0;

	for my $part (split /(\*\d*)/, $text)
	{
		if ($part =~ /^\*(\d*)$/)
		{
			$gap = $1 eq '' ? $default_gap : $1;
			die "gap of more than $max_gap words: $phrase\n" if $gap > $max_gap;
			next;
		}
		my @words = words($part);
		die "a gap needs words on both sides: $phrase\n" if !@words;
		push @segments, [ $gap, @words ];
	}
	die "empty phrase: $phrase\n" if !@segments;
	return \@segments;
}

sub words
{
	my ($text) = @_;
	my @words;

	for my $piece (split ' ', lc $text)
	{
		if (is_host($piece))
		{
			push @words, encode_utf8($piece);
			next;
		}
		# "ofr_416" may be asked for, "416" is passed over as a reply code
		die "a reply code is no word: $text\n" if $piece =~ /^[245]\d\d$/;
		push @words, map { encode_utf8(Letters::fold($_)) } $piece =~ /$alone|(?:(?!$alone)[\p{L}\p{M}\p{N}])+/g;
	}
	for my $word (@words)
	{
		die "word of more than 64 bytes: $word\n" if length $word > 64;
		die "'$word' is a spelling of '$word_of{$word}'\n" if $word_of{$word};
	}
	return @words;
}

sub is_host
{
	my ($piece) = @_;
	return 0 if $piece !~ /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.([a-z]{2,})$/;
	my $last = $1;
	return 1 if $piece =~ tr/.// > 1 || $piece =~ /[0-9-]/;
	return length $last == 2 || $top_level{$last};
}

1;
