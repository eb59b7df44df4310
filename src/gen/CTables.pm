# CTables.pm - write the facts as C tables.
#
# Texts stand once, in one string; the tables hold offsets into it.  A pointer
# would cost a relocation, and with it a private page in every backend.
package CTables;

use strict;
use warnings;
use Facts;

# Offset 0 is the empty text, which stands for "not known".
my $blob;
my %offset_of;

sub text
{
	my ($text) = @_;
	if (!exists $offset_of{$text})
	{
		$offset_of{$text} = length $blob;
		$blob .= "$text\0";
	}
	return $offset_of{$text};
}

sub start_blob
{
	$blob      = "\0";
	%offset_of = ('' => 0);
	return;
}

# The blob, a text a line.
sub blob_literal
{
	return join '', map { "\n\t\"" . escaped("$_\0") . '"' } split /\0/, $blob;
}

# Bytes as string literals of a readable length.
sub string_literal
{
	my ($bytes) = @_;
	return join '', map { "\n\t\"" . escaped($_) . '"' } unpack '(a80)*', $bytes;
}

sub escaped
{
	my ($bytes) = @_;
	$bytes =~ s/([\\"?])/\\$1/g;
	$bytes =~ s/([^ -~])/sprintf '\\%03o', ord $1/ge;
	return $bytes;
}

sub banner
{
	my ($file, $purpose, $sources) = @_;
	return <<"END";
/*
 * $file
 *		$purpose
 *
 * Generated from $sources by "make generate"; edit those.
 */
END
}

sub reason_constant
{
	my ($reason) = @_;
	return 'BOUNCE_REASON_' . ($reason eq '' ? 'NONE' : uc $reason);
}

sub category_constant
{
	my ($category) = @_;
	return 'BOUNCE_CATEGORY_' . uc $category;
}

# The enums of reasons and categories, in the order of the SQL enums.
sub reason_table
{
	my ($facts) = @_;
	my $reasons = join '',
	  map { "\t" . reason_constant($_->{reason}) . ",\n" } @{ $facts->{reasons} };
	my $categories = join '',
	  map { "\t" . category_constant($_->{label}) . ",\n" }
	  @{ $facts->{categories} };

	return banner('reason_table.h', 'The reasons and categories of a bounce.',
		'src/data/reasons.tsv and categories.tsv')
	  . <<"END";
#ifndef BOUNCE_REASON_TABLE_H
#define BOUNCE_REASON_TABLE_H

typedef enum bounce_category
{
${categories}\tBOUNCE_CATEGORY_COUNT
} bounce_category;

typedef enum bounce_reason
{
	BOUNCE_REASON_NONE,
${reasons}\tBOUNCE_REASON_COUNT
} bounce_reason;

#endif							/* BOUNCE_REASON_TABLE_H */
END
}

# One C array: its declaration and a line for each row.
sub array
{
	my ($declaration, @rows) = @_;
	return "static const $declaration\[] = {\n"
	  . join('', map { "\t{$_},\n" } @rows) . "};\n\n";
}

sub category_rows
{
	my ($facts) = @_;
	return map {
		join ', ', text($_->{label}), $_->{marketo_category} || 0, text($_->{type}),
		  text($_->{marketo_action}), text($_->{interesting_moment}),
		  seconds($_->{suspend_for}), $_->{sets_invalid}
	} @{ $facts->{categories} };
}

# "24 hours" as seconds; empty is 0.
sub seconds
{
	my ($interval) = @_;
	return 0 if $interval eq '';
	my ($hours) = $interval =~ /^(\d+) hours$/ or die "categories: $interval is no number of hours\n";
	return $hours * 3600;
}

sub reason_rows
{
	my ($facts) = @_;
	return '0, 0, 0, 0, 0',
	  map {
		join ', ', text($_->{reason}), text($_->{about}), text($_->{advice}),
		  category_constant($_->{category}), reason_constant($_->{fallback})
	  } @{ $facts->{reasons} };
}

sub digit_rows
{
	my ($facts) = @_;
	return map { "$_->{place}, $_->{digit}, " . text($_->{name}) . ', ' . text($_->{meaning}) }
	  @{ $facts->{reply_groups} };
}

sub reply_rows
{
	my ($facts) = @_;
	return map {
		join ', ', $_->{code}, $_->{registered}, text($_->{name}),
		  text($_->{meaning}), text($_->{reference}), text($_->{deck}),
		  reason_constant($_->{reason})
	} sort { $a->{code} <=> $b->{code} } @{ $facts->{reply_codes} };
}

# For each number from 200 to 599 the place of its row, from 1; 0 for none.
sub reply_places
{
	my ($facts) = @_;
	my $n       = 0;
	my %place   = map { $_->{code} => ++$n } sort { $a->{code} <=> $b->{code} } @{ $facts->{reply_codes} };
	return map { $place{$_} // 0 } 200 .. 599;
}

sub class_rows
{
	my ($facts) = @_;
	return map {
		join ', ', $_->{class}, text($_->{name}), text($_->{meaning}),
		  text($_->{deck_type})
	} @{ $facts->{enhanced_classes} };
}

sub subject_rows
{
	my ($facts) = @_;
	my %details;
	$details{ (split /\./, $_->{code})[1] }++ for @{ $facts->{enhanced_codes} };
	my $first = 0;
	return map {
		my $n   = $details{ $_->{subject} };
		my $row = join ', ', text($_->{name}), text($_->{meaning}),
		  reason_constant($_->{reason_permanent}),
		  reason_constant($_->{reason_transient}), $first, $n;
		$first += $n;
		$row;
	} sort { $a->{subject} <=> $b->{subject} } @{ $facts->{enhanced_subjects} };
}

# Classes 2, 4, 5 as bits 0, 1, 2.
sub class_bits
{
	my %bit  = (2 => 1, 4 => 2, 5 => 4);
	my $bits = 0;
	$bits |= $bit{$_} for split /,/, $_[0];
	return $bits;
}

# Enhanced codes in numeric order, and the pool of their reply codes.
sub enhanced_rows
{
	my ($facts) = @_;
	my @pool;
	my @rows;
	my %next = map { $_->{subject} => 0 } @{ $facts->{enhanced_subjects} };

	for my $row (
		map  { $_->[2] }
		sort { $a->[0] <=> $b->[0] || $a->[1] <=> $b->[1] }
		map  { my (undef, $s, $d) = split /\./, $_->{code}; [ $s, $d, $_ ] }
		@{ $facts->{enhanced_codes} })
	{
		my (undef, $subject, $detail) = split /\./, $row->{code};
		die "enhanced_codes: a detail is missing before $row->{code}\n" if $detail != $next{$subject}++;
		my @replies = split /,/, $row->{reply_codes};
		push @rows, join ', ', $subject, $detail, class_bits($row->{classes}),
		  scalar(@pool), scalar(@replies),
		  text($row->{name}), text($row->{meaning}), text($row->{reference}),
		  text($row->{deck}), reason_constant($row->{reason_permanent}),
		  reason_constant($row->{reason_transient});
		push @pool, @replies;
	}
	return (\@rows, \@pool);
}

# "4.7.26" or "421" as the initialiser of a bounce_code.
sub code_literal
{
	my ($code) = @_;
	my ($reply, $enhanced) = $code =~ /^(\d{3})?\s*(\d\.\d+\.\d+)?$/
	  or die "provider_codes: $code is no code\n";
	my ($class, $subject, $detail) =
	  defined $enhanced ? split(/\./, $enhanced) : (substr($reply, 0, 1), -1, 0);
	my $bits = ($class == 2 ? 1 : $class - 2) << 29 | ($subject + 1) << 19 | $detail << 9;
	$bits |= $reply - 199 if defined $reply;
	return sprintf '0x%08X', $bits;
}

# What a provider means by a code without a marker, for look-ups by code.
sub provider_code_rows
{
	my ($facts) = @_;
	my $n = 0;
	my %number = map { $_->{provider} => ++$n } @{ $facts->{providers} };
	return map {
		join ', ', $number{ $_->{provider} }, code_literal($_->{code}),
		  code_literal($_->{code_to}), text($_->{meaning}),
		  reason_constant($_->{reason})
	} sort { $number{ $a->{provider} } <=> $number{ $b->{provider} } } grep { $_->{code} ne '' && $_->{marker} eq '' }
	  @{ Facts::provider_codes($facts) };
}

# The last labels of host names, between single spaces.
sub word_table
{
	my ($facts) = @_;
	my $labels = ' ' . join(' ', map { $_->{label} } @{ $facts->{top_level_domains} }) . ' ';
	return banner('word_table.h', 'What words.c must know of host names.', 'src/data/top_level_domains.tsv')
	  . "\nstatic const char top_level[] =" . string_literal($labels) . ";\n";
}

sub fact_table
{
	my ($facts) = @_;
	start_blob();

	my ($enhanced, $pool) = enhanced_rows($facts);
	my $tables = array('category_row category_rows', category_rows($facts))
	  . array('reason_row reason_rows', reason_rows($facts))
	  . array('digit_row digit_rows', digit_rows($facts))
	  . array('reply_row reply_rows', reply_rows($facts))
	  . "static const uint8_t reply_places[] = {\n\t" . join(', ', reply_places($facts)) . "\n};\n\n"
	  . array('class_row class_rows', class_rows($facts))
	  . array('subject_row subject_rows', subject_rows($facts))
	  . array('enhanced_row enhanced_rows', @$enhanced)
	  . "static const uint16_t enhanced_reply_codes[] = {\n\t"
	  . join(', ', @$pool) . "\n};\n\n"
	  . array('provider_code_row provider_code_rows', provider_code_rows($facts))
	  . "static const text_offset provider_names[] = {\n\t"
	  . join(', ', 0, map { text($_->{provider}) } @{ $facts->{providers} }) . "\n};\n\n";
	my $pool_of_texts = 'static const char fact_text[] =' . blob_literal() . ";\n";
	$tables =~ s/((?:\d+, ){16})/$1\n\t/g;

	return banner('fact_table.h', 'The tables behind facts.c, which declares the rows.',
		'src/data')
	  . "\n$tables$pool_of_texts";
}

1;
