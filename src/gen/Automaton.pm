# Automaton.pm - a vocabulary with a perfect hash, and an automaton over its
# words that finds all phrases (Aho-Corasick, the words being its letters).
package Automaton;

use strict;
use warnings;
no warnings qw(portable);

# ---------------------------------------------------------------- vocabulary

# Multipliers of the hash, as in src/core/match.c.
my @multiplier = (
	0x1E35A7BD3C6EF373, 0x3C79AC492BA7B653, 0x1C69B3F74AC4AE35, 0x27BB2EE687B0B0FD,
	0x5F356495D2B3F3E1, 0x369DEA0F31A53F85, 0x2545F4914F6CDD1D, 0x106689D45497FDB5);

# A word's bytes as numbers of eight, the last one filled up with zeros.
sub lanes
{
	my ($word) = @_;
	return unpack 'Q<*', pack 'a' . 8 * int((length($word) + 7) / 8), $word;
}

# The upper 32 bits of a sum of products of the word's lanes.
sub hash
{
	my ($word) = @_;
	use integer;
	my @lane = lanes($word);
	my $sum = $multiplier[1] * length $word;
	$sum += $lane[$_] * $multiplier[$_] for 0 .. $#lane;
	return ($sum >> 32) & 0xFFFFFFFF;
}

sub power_of_two
{
	my ($least) = @_;
	my $power = 1;
	$power *= 2 while $power < $least;
	return $power;
}

# Hash and displace: spelling => id becomes slots without a collision.
sub perfect_hash
{
	my ($ids)    = @_;
	my @words    = sort keys %$ids;
	my $slots    = power_of_two(@words * 1.2);
	my $buckets  = power_of_two(@words / 3);
	my $shift    = log2($buckets);
	my @bucket   = map { [] } 1 .. $buckets;
	my @displace = (0) x $buckets;
	my @slot;

	for my $word (@words)
	{
		my $hash = hash($word);
		push @{ $bucket[ $hash & ($buckets - 1) ] }, [ $word, $hash ];
	}
	for my $b (sort { @{ $bucket[$b] } <=> @{ $bucket[$a] } || $a <=> $b } 0 .. $buckets - 1)
	{
		last if !@{ $bucket[$b] };
		$displace[$b] = displacement($bucket[$b], \@slot, $slots, $shift);
	}
	return { slots => $slots, buckets => $buckets, shift => $shift, slot => \@slot, displace => \@displace };
}

sub log2
{
	my ($power) = @_;
	my $log = 0;
	$log++ while 1 << $log < $power;
	return $log;
}

# The first displacement that puts all words of a bucket into free slots.
sub displacement
{
	my ($words, $slot, $slots, $shift) = @_;

  TRY: for my $try (0 .. 65535)
	{
		my %taken;
		for my $pair (@$words)
		{
			my $at = slot_of($pair->[1], $try, $slots, $shift);
			next TRY if defined $slot->[$at] || $taken{$at};
			$taken{$at} = $pair->[0];
		}
		$slot->[$_] = $taken{$_} for keys %taken;
		return $try;
	}
	die "no perfect hash; change a multiplier\n";
}

sub slot_of
{
	my ($hash, $displace, $slots, $shift) = @_;
	return (($hash >> $shift) + $displace * (($hash >> 24) | 1)) & ($slots - 1);
}

# ----------------------------------------------------------------- automaton

# patterns: each a list of word ids; state 0 is the root.  States come in
# order of depth and the children of a state are next to each other, so that a
# state is known by its first child and their number.
sub build
{
	my ($patterns) = @_;
	my @node = ({ next => {} });

	for my $p (0 .. $#$patterns)
	{
		my $at = 0;
		for my $word (@{ $patterns->[$p] })
		{
			if (!exists $node[$at]{next}{$word})
			{
				push @node, { next => {}, word => $word };
				$node[$at]{next}{$word} = $#node;
			}
			$at = $node[$at]{next}{$word};
		}
		die "pattern twice\n" if defined $node[$at]{pattern};
		$node[$at]{pattern} = $p;
	}
	return number_states(\@node);
}

# Breadth first; failure links as Aho and Corasick have them.
sub number_states
{
	my ($node) = @_;
	my @order = (0);
	my @state;

	for (my $s = 0; $s < @order; $s++)
	{
		my $n        = $node->[ $order[$s] ];
		my @children = sort { $a <=> $b } keys %{ $n->{next} };
		$state[$s]{first}   = @order;
		$state[$s]{count}   = @children;
		$state[$s]{word}    = $n->{word} // 0;
		$state[$s]{pattern} = $n->{pattern};
		$state[$s]{depth} //= 0;
		for my $word (@children)
		{
			$state[@order]{depth} = $state[$s]{depth} + 1;
			$state[$s]{next}{$word} = @order;
			push @order, $n->{next}{$word};
		}
	}
	link_failures(\@state);
	return \@state;
}

sub link_failures
{
	my ($state) = @_;
	$state->[0]{fail} = $state->[0]{suffix} = 0;
	$state->[$_]{fail} = 0 for values %{ $state->[0]{next} };

	for my $s (0 .. $#$state)
	{
		my $fail = $state->[$s]{fail};
		# the nearest shorter state in which a pattern ends
		$state->[$s]{suffix} =
		  $s && defined $state->[$fail]{pattern} ? $fail : $state->[$fail]{suffix};
		next if $s == 0;
		for my $word (keys %{ $state->[$s]{next} })
		{
			my $back = $fail;
			$back = $state->[$back]{fail}
			  while $back && !exists $state->[$back]{next}{$word};
			$state->[ $state->[$s]{next}{$word} ]{fail} =
			  $state->[$back]{next}{$word} // 0;
		}
	}
	return;
}

1;
