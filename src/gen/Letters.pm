# Letters.pm - the plain letters of Latin, Greek and Cyrillic ones: lower case,
# without marks, by the decompositions of Unicode.
#
# src/core/letter_fold.c does the same with the table that is written here.
package Letters;

use strict;
use warnings;
use utf8;
use feature qw(unicode_strings);

use Encode qw(encode_utf8);
use Unicode::Normalize qw(NFD);

use CTables;

# Blocks of Unicode: Latin-1 to Latin Extended-B, Greek and Cyrillic, Latin Extended Additional.
my @ranges = ([ 0x00C0, 0x024F ], [ 0x0370, 0x052F ], [ 0x1E00, 0x1EFF ]);

# Letters that have no decomposition, but a plain spelling that is in use.
my %spelled = (
	'ß' => 'ss', 'æ' => 'ae', 'œ' => 'oe', 'ø' => 'o', 'ł' => 'l', 'đ' => 'd', 'ð' => 'd',
	'þ' => 'th', 'ħ' => 'h', 'ŧ' => 't', 'ĳ' => 'ij', 'ı' => 'i', 'ς' => 'σ');

# A text's plain letters.
sub fold
{
	my ($text) = @_;
	return join '', map { plain($_) } split //, $text =~ s/(?<=.)[\x{0300}-\x{036F}]//gsr;
}

# No letter gets more bytes than it had, and a mark by itself is not lost.
sub plain
{
	my ($letter) = @_;
	return lc $letter if !grep { ord($letter) >= $_->[0] && ord($letter) <= $_->[1] } @ranges;
	my $plain = join '', map { $spelled{$_} // $_ } split //, NFD(lc $letter) =~ s/\p{Mn}//gr;
	return $plain eq '' || bytes($plain) > bytes($letter) ? $letter : $plain;
}

sub bytes
{
	return length encode_utf8($_[0]);
}

sub table
{
	my (@letters, @rows);

	for my $range (@ranges)
	{
		push @rows, sprintf "\t{0x%04X, 0x%04X, %d},\n", @$range, scalar @letters;
		push @letters, map { '"' . CTables::escaped(encode_utf8(plain(chr))) . '"' } $range->[0] .. $range->[1];
	}
	my $text = CTables::banner('letter_table.h', 'What letters become in letter_fold.c, which declares the rows.',
		'src/gen/Letters.pm')
	  . "\nstatic const plain_letter plain_letters[] = {\n";
	$text .= "\t" . join(', ', splice @letters, 0, 8) . ",\n" while @letters;
	return "$text};\n\nstatic const letter_range letter_ranges[] = {\n" . join('', @rows) . "};\n";
}

1;
