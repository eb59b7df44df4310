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

# The upper 32 bits of a sum of products of numbers.
sub hash
{
	my @lane = @_;
	use integer;
	my $sum = 0;
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

# Hash and displace: keys, each with its hash, get slots without a collision.
# Returned are the key of each slot and the displacement of each bucket.
sub perfect_hash
{
	my ($hash)   = @_;
	my $slots    = int(1.1 * keys %$hash) + 1;
	my $buckets  = power_of_two(keys(%$hash) / 5);
	my @bucket   = map { [] } 1 .. $buckets;
	my @displace = (0) x $buckets;
	my @slot     = (undef) x $slots;

	push @{ $bucket[ $hash->{$_} & ($buckets - 1) ] }, $_ for sort keys %$hash;
	for my $b (sort { @{ $bucket[$b] } <=> @{ $bucket[$a] } || $a <=> $b } 0 .. $buckets - 1)
	{
		$displace[$b] = displacement($bucket[$b], $hash, \@slot);
	}
	return { slot => \@slot, displace => \@displace };
}

# The first displacement that puts all keys of a bucket into free slots.
sub displacement
{
	my ($keys, $hash, $slot) = @_;

  TRY: for my $try (0 .. 65535)
	{
		my %taken;
		for my $key (@$keys)
		{
			my $at = (($hash->{$key} * (2 * $try + 1) & 0xFFFFFFFF) * @$slot) >> 32;
			next TRY if defined $slot->[$at] || $taken{$at};
			$taken{$at} = $key;
		}
		$slot->[$_] = $taken{$_} for keys %taken;
		return $try;
	}
	die "no perfect hash; change a multiplier\n";
}

# ----------------------------------------------------------------- automaton

# patterns: each a list of word ids.  State 0 is the root; a state's place is its
# number, and the child that a word leads to stands at the state's base and the
# word's id (a double array: the child knows its parent).  The root's base is
# 0.  Places that stay empty are undefined.
sub build
{
	my ($patterns) = @_;
	my @node = ({ next => {}, depth => 0 });

	for my $p (0 .. $#$patterns)
	{
		my $at = 0;
		for my $word (@{ $patterns->[$p] })
		{
			if (!exists $node[$at]{next}{$word})
			{
				push @node, { next => {}, depth => $node[$at]{depth} + 1, parent => $at };
				$node[$at]{next}{$word} = $#node;
			}
			$at = $node[$at]{next}{$word};
		}
		die "pattern twice\n" if defined $node[$at]{pattern};
		$node[$at]{pattern} = $p;
	}
	link_failures(\@node);
	return place_states(\@node);
}

# Nodes with their children become states at their places: first the children of
# those that have several, in order of depth, then the others fill the holes.
sub place_states
{
	my ($node)   = @_;
	my @place    = (0);
	my @taken    = (1);
	my $first    = 1;
	my @in_order = sort { $node->[$a]{depth} <=> $node->[$b]{depth} || $a <=> $b } 0 .. $#$node;

	for my $n (
		(grep { keys %{ $node->[$_]{next} } > 1 } @in_order),
		(grep { keys %{ $node->[$_]{next} } == 1 } @in_order))
	{
		my @words = sort { $a <=> $b } keys %{ $node->[$n]{next} };
		$first++ while $taken[$first];
		my $base = $n == 0 ? 0 : base_for(\@words, \@taken, $first);
		$node->[$n]{base} = $base;
		for my $word (@words)
		{
			$taken[ $base + $word ] = 1;
			$place[ $node->[$n]{next}{$word} ] = $base + $word;
		}
	}

	my @state;
	for my $n (@in_order)
	{
		$state[ $place[$n] ] = {
			%{ $node->[$n] },
			map { $_ => $place[ $node->[$n]{$_} ] } grep { defined $node->[$n]{$_} } qw(parent fail suffix)
		};
	}
	return \@state;
}

# The lowest base that puts a child for each of these words at a free place.
sub base_for
{
	my ($words, $taken, $first_free) = @_;

  BASE: for (my $base = $first_free - $words->[0]; ; $base++)
	{
		for my $word (@$words)
		{
			next BASE if $taken->[ $base + $word ];
		}
		return $base;
	}
}

# Failure links as Aho and Corasick have them, and for each node the nearest
# shorter one in which a pattern ends.
sub link_failures
{
	my ($node) = @_;
	my @queue = (0);
	my @order;

	$node->[0]{fail} = $node->[0]{suffix} = 0;
	while (@queue)
	{
		my $n    = shift @queue;
		push @order, $n;
		my $fail = $node->[$n]{fail};
		$node->[$n]{suffix} = $n && defined $node->[$fail]{pattern} ? $fail : $node->[$fail]{suffix};
		for my $word (sort { $a <=> $b } keys %{ $node->[$n]{next} })
		{
			my $child = $node->[$n]{next}{$word};
			my $back  = $fail;
			$back = $node->[$back]{fail} while $back && !exists $node->[$back]{next}{$word};
			$node->[$child]{fail} = $n == 0 ? 0 : $node->[$back]{next}{$word} // 0;
			push @queue, $child;
		}
	}
	skip_leaves($node, \@order);
	return;
}

# A state that nothing follows need not be failed to: it has its own failure link.
sub skip_leaves
{
	my ($node, $order) = @_;

	for my $n (@$order)
	{
		my $fail = $node->[$n]{fail};
		$node->[$n]{fail} = $node->[$fail]{fail} if !%{ $node->[$fail]{next} };
	}
	return;
}

1;
