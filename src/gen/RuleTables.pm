# RuleTables.pm - write the rule book as C tables: a vocabulary, an automaton
# over its words, and what each phrase that it finds stands for.
package RuleTables;

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);

use Automaton;
use CTables;
use Phrases;

# A phrase stands for an effect: a rule, a mark, a provider, a block list, or
# the operator of a block list.
# Effects are numbered in that order, from 1.

sub new
{
	my ($facts) = @_;
	my $self = bless {
		facts    => $facts,
		effects  => [undef],
		phrases  => [],
		patterns => [],
		actions  => [],
		links    => {},
		words    => {}
	}, __PACKAGE__;

	Phrases::set_top_level($facts->{top_level_domains});
	Phrases::set_spellings($facts->{spellings}, map { $_->{phrase} } @{ $facts->{rules} });
	$self->add_rules;
	$self->add_marks;
	$self->add_providers;
	$self->add_blocklists;
	$self->widen_hosts;
	$self->number_words;
	$self->add_patterns;
	$self->merge_links;
	return $self;
}

sub add_effect
{
	my ($self, $effect) = @_;
	push @{ $self->{effects} }, $effect;
	return $#{ $self->{effects} };
}

# A phrase and its effect, as variants of segments.
sub add_phrase
{
	my ($self, $phrase, $effect) = @_;
	push @{ $self->{phrases} }, [ $effect, $_ ] for Phrases::variants($phrase);
	return;
}

sub add_rules
{
	my ($self) = @_;
	for my $rule (grep { $_->{reason} !~ /^@/ } @{ $self->{facts}{rules} })
	{
		my $effect = $self->add_effect($rule);
		eval { $self->add_phrase($rule->{phrase}, $effect); 1 }
		  or die "rule $rule->{id}: $@";
	}
	$self->{rule_count} = $#{ $self->{effects} };
	return;
}

# Marks have several phrases; each is a bit.
sub add_marks
{
	my ($self) = @_;
	my %effect;

	for my $row (grep { $_->{reason} =~ /^@/ } @{ $self->{facts}{rules} })
	{
		my $name = substr $row->{reason}, 1;
		if (!$effect{$name})
		{
			$effect{$name} = $self->add_effect($name);
			push @{ $self->{marks} }, $name;
		}
		$self->add_phrase($row->{phrase}, $effect{$name});
	}
	die "more than 32 marks\n" if @{ $self->{marks} } > 32;
	return;
}

sub mark_bit
{
	my ($self, $name) = @_;
	for my $bit (0 .. $#{ $self->{marks} })
	{
		return $bit if $self->{marks}[$bit] eq $name;
	}
	die "no mark \@$name\n";
}

# Hosts that speak for a provider, and phrases of its own.
sub add_providers
{
	my ($self) = @_;
	my $facts = $self->{facts};
	my %effect = map { $_->{provider} => $self->add_effect($_->{provider}) } @{ $facts->{providers} };

	$self->{hosts}{provider} =
	  { map { $_->{suffix} => $effect{ $_->{provider} } }
		  grep { $_->{kind} ne 'mailbox' } @{ $facts->{provider_domains} } };
	$self->add_phrase($_->{phrase}, $effect{ $_->{provider} }) for @{ $facts->{provider_phrases} };
	return;
}

# Each list has two effects: it is named itself, or only its operator is, by a
# single word or a host of two labels, and another of his lists may be meant.
sub add_blocklists
{
	my ($self) = @_;
	my $facts  = $self->{facts};
	my %named  = map { $_->{blocklist} => $self->add_effect($_->{blocklist}) } @{ $facts->{blocklists} };
	my %hinted = map { $_->{blocklist} => $self->add_effect($_->{blocklist}) } @{ $facts->{blocklists} };

	$self->{hosts}{blocklist} =
	  { map { $_->{zone} => $named{ $_->{blocklist} } } grep { $_->{zone} ne '' } @{ $facts->{blocklists} } };
	for my $row (@{ $facts->{blocklist_phrases} })
	{
		my ($phrase, $list) = @{$row}{qw(phrase blocklist)};
		if ($phrase =~ /^\S+\.\S+$/)
		{
			$self->{hosts}{blocklist}{$phrase} //= $phrase =~ tr/.// > 1 ? $named{$list} : $hinted{$list};
		}
		else
		{
			$self->add_phrase($phrase, $phrase =~ / / ? $named{$list} : $hinted{$list});
		}
	}
	return;
}

# A host of a text is looked up as the longest host that we know and that it
# ends in.  So what is said of a host must be said of the longer ones as well.
sub widen_hosts
{
	my ($self) = @_;
	my %host;

	for my $phrase (@{ $self->{phrases} })
	{
		$host{$_} = 1 for grep { /\./ } map { @{$_}[ 1 .. $#$_ ] } @{ $phrase->[1] };
	}
	$host{$_} = 1 for map { keys %$_ } values %{ $self->{hosts} };

	my %longer;
	for my $host (sort keys %host)
	{
		(my $suffix = $host) =~ s/^[^.]+\.//;
		while ($suffix =~ /\./)
		{
			push @{ $longer{$suffix} }, $host if $host{$suffix};
			$suffix =~ s/^[^.]+\.//;
		}
	}
	$self->{phrases} = [ map { widen_phrase($_, \%longer) } @{ $self->{phrases} } ];

	for my $kind (sort keys %{ $self->{hosts} })
	{
		my $of = $self->{hosts}{$kind};
		for my $host (sort keys %host)
		{
			my $suffix = $host;
			$suffix =~ s/^[^.]+\.// while !$of->{$suffix} && $suffix =~ /\./;
			push @{ $self->{phrases} }, [ $of->{$suffix}, [ [ 0, $host ] ] ] if $of->{$suffix};
		}
	}
	return;
}

sub widen_phrase
{
	my ($phrase, $longer) = @_;
	my @widened = ($phrase);

	for my $s (0 .. $#{ $phrase->[1] })
	{
		for my $w (1 .. $#{ $phrase->[1][$s] })
		{
			for my $host (@{ $longer->{ $phrase->[1][$s][$w] } // [] })
			{
				my @segments = map { [@$_] } @{ $phrase->[1] };
				$segments[$s][$w] = $host;
				push @widened, [ $phrase->[0], \@segments ];
			}
		}
	}
	return @widened;
}

# Words are numbered from 1, those of many phrases first: texts have them most
# often, and their rows are neighbours then.
sub number_words
{
	my ($self) = @_;
	my %count;

	for my $phrase (@{ $self->{phrases} })
	{
		$count{$_}++ for map { @{$_}[ 1 .. $#$_ ] } @{ $phrase->[1] };
	}
	my @words = sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
	@{ $self->{words} }{@words} = 1 .. @words;
	return;
}

sub pattern
{
	my ($self, @words) = @_;
	my @ids = @{ $self->{words} }{@words};
	my $key = join ' ', @ids;

	die "phrase of more than 16 words: @words\n" if @words > 16;
	if (!defined $self->{pattern_of}{$key})
	{
		push @{ $self->{patterns} }, \@ids;
		$self->{pattern_of}{$key} = $#{ $self->{patterns} };
	}
	return $self->{pattern_of}{$key};
}

# Phrases become patterns, which have no gaps.  The pattern of a first segment
# acts by itself; those of the others follow a link of the phrase's chain.
sub add_patterns
{
	my ($self) = @_;

	for my $phrase (@{ $self->{phrases} })
	{
		my ($effect, $segments) = @$phrase;
		my $parent = 0;
		for my $s (0 .. $#$segments)
		{
			my ($gap, @words) = @{ $segments->[$s] };
			my $pattern = $self->pattern(@words);
			my $last    = $s == $#$segments;
			my $link    = $last ? 0 : $self->link($parent, $gap, $pattern);
			my $what    = $last ? -$effect : $link;
			if (!$self->{have}{"$parent $gap $pattern $what"}++)
			{
				push @{ $self->{actions}[$pattern] }, $what if !$parent;
				push @{ $self->{followers}[$parent] }, [ $pattern, $gap, $what ] if $parent;
			}
			$parent = $link;
		}
	}
	return;
}

# The number of the link that a pattern reaches behind another link.
sub link
{
	my ($self, $parent, $gap, $pattern) = @_;
	my $links = $self->{links};
	my $key   = "$parent $gap $pattern";

	my $number = 1 + keys %$links;
	return $links->{$key} //= $number;
}

# Links that go on in the same ways are one.  Their numbers follow those of
# their parents, so that what a link leads to is known before it.
sub merge_links
{
	my ($self) = @_;
	my (@merged, %number_of, @followers);

	for my $link (reverse 1 .. keys %{ $self->{links} })
	{
		my %way = map { join(' ', @$_) => $_ }
		  map { my ($pattern, $gap, $what) = @$_; [ $pattern, $gap, $what > 0 ? $merged[$what] : $what ] }
		  @{ $self->{followers}[$link] };
		my $ways = join ',', sort keys %way;
		if (!$number_of{$ways})
		{
			my $number = 1 + keys %number_of;
			$number_of{$ways} = $number;
			$followers[$number] = [ @way{ sort keys %way } ];
		}
		$merged[$link] = $number_of{$ways};
	}
	$self->{followers} = \@followers;
	for my $actions (grep { defined } @{ $self->{actions} })
	{
		my %seen;
		@$actions = grep { !$seen{$_}++ } map { $_ > 0 ? $merged[$_] : $_ } @$actions;
	}
	return;
}

# ------------------------------------------------------------------- tables

sub vocabulary
{
	my ($self) = @_;
	my $ids  = Phrases::spellings($self->{words});
	my %hash = map { $_ => Automaton::hash(Automaton::lanes($_)) } keys %$ids;

	my $table = Automaton::perfect_hash(\%hash);
	my @rows;
	my @rest = (0);
	for my $word (@{ $table->{slot} })
	{
		my ($first, @others) = Automaton::lanes($word // '');
		push @rows, defined $word
		  ? join(', ', lane($first), $ids->{$word}, @others ? scalar @rest : 0, length $word)
		  : '0, 0, 0, 0';
		push @rest, map { lane($_) } @others;
	}
	die "too many words\n" if @rest > 65535;
	return sizes('VOCABULARY', $table)
	  . numbers('uint16_t vocabulary_displace', @{ $table->{displace} })
	  . rows('vocabulary_row vocabulary_rows', @rows)
	  . numbers('uint64_t vocabulary_rest', @rest);
}

sub lane
{
	return sprintf 'UINT64_C(0x%016X)', $_[0];
}

sub sizes
{
	my ($name, $table) = @_;
	return "#define ${name}_SLOTS " . @{ $table->{slot} } . "\n"
	  . "#define ${name}_BUCKETS " . @{ $table->{displace} } . "\n\n";
}

# States, and what is done there: the actions of all patterns that end there, from
# the longest to the shortest, each with its number of words; and the chain of
# those that may follow links, in the same order.
sub automaton
{
	my ($self) = @_;
	my $state = Automaton::build($self->{patterns});
	my @rows;

	die "too many states\n" if @$state > 65535;
	$self->find_links_before($state);
	my $chains = $self->chains($state);
	for my $s (@$state)
	{
		my @ending = ending_in($state, $s);
		my ($action, $count, $words) = $self->taken_with(@ending);
		my $mask = 0;
		$mask |= 1 << ($_ % 16) for keys %{ $s->{next} // {} };
		push @rows, join ', ', sprintf('0x%04X', $mask), ($s->{base} // 0) & 0xFFFF,
		  $s->{parent} // 'NO_STATE', $s->{fail} // 0, $s->{chain} // 0, $action,
		  $self->link_set(map { $self->{before}[ $_->{pattern} ] } @ending), $count, $words;
	}
	die "too many chains or sets\n" if @$chains > 65536 || @{ $self->{link_sets} } > 65536;
	return
	    '#define REACHED_BY_WORD ' . $self->most_reached($state) . "\n"
	  . '#define LAST_LINK ' . $self->last_link . "\n"
	  . '#define STATES ' . @rows . "\n\n"
	  . rows('state_row state_rows', @rows)
	  . rows('action_row action_rows', @{ $self->{action_rows} })
	  . rows('chain_row chain_rows', @$chains)
	  . rows('number_set link_sets', @{ $self->{link_sets} })
	  . $self->follower_table;
}

# What a state's row says of the actions taken: one, or where they begin; how many
# they are; and the words of the one.
sub taken_with
{
	my ($self, @ending) = @_;
	my @taken = map { my $words = $_->{depth}; map { [ $self->action($_), $words ] } $self->own_actions($_) } @ending;

	return (0, 0, 1) if !@taken;
	return ($taken[0][0], 1, $taken[0][1]) if @taken == 1;
	my @list  = map { join ', ', @$_ } @taken;
	my $rows  = $self->{action_rows} //= [];
	my $first = $self->{first_action}{"@list"} //= @$rows;
	push @$rows, @list if $first == @$rows;
	die "too many actions\n" if @list > 255 || @$rows > 65535;
	return ($first, scalar @list, 1);
}

# The states of the patterns that end where this one does, the longest first.
sub ending_in
{
	my ($state, $s) = @_;
	my @ending;

	for (; $s; $s = $s->{suffix} ? $state->[ $s->{suffix} ] : undef)
	{
		push @ending, $s if defined $s->{pattern};
	}
	return @ending;
}

sub own_actions
{
	my ($self, $s) = @_;
	return @{ $self->{actions}[ $s->{pattern} ] // [] };
}

# A row for each state where a pattern ends that may follow links: the next row is
# that of a shorter one.  Each state learns its first.
sub chains
{
	my ($self, $state) = @_;
	my @rows = ('0, 0, 0, 0');

	for my $s (sort { $a->{depth} <=> $b->{depth} } grep { defined } @$state)
	{
		my $shorter = $s->{suffix} ? $state->[ $s->{suffix} ]{chain} : 0;
		my $before  = defined $s->{pattern} ? $self->{before}[ $s->{pattern} ] : undef;
		$s->{chain} = $shorter;
		next if !$before;
		push @rows, join ', ', $self->{state_of}[ $s->{pattern} ], $self->link_set($before), $shorter, $s->{depth};
		$s->{chain} = $#rows;
	}
	return \@rows;
}

# For each pattern the links that it may follow, and the state where it ends.
sub find_links_before
{
	my ($self, $state) = @_;

	for my $link (1 .. $self->last_link)
	{
		$self->{before}[ $_->[0] ]{$link} = 1 for @{ $self->{followers}[$link] };
	}
	for my $n (grep { defined $state->[$_] } 0 .. $#$state)
	{
		$self->{state_of}[ $state->[$n]{pattern} ] = $n if defined $state->[$n]{pattern};
	}
	return;
}

# The number of a union of sets of links, 0 for the empty one.
sub link_set
{
	my ($self, @sets) = @_;
	my @links = map { keys %{ $_ // {} } } @sets;
	my @bits = (0) x 4;

	$self->{link_sets} //= ['{0, 0, 0, 0}'];
	return 0 if !@links;
	$bits[ ($_ >> 6) % 4 ] |= 1 << ($_ % 64) for @links;
	my $set = '{' . join(', ', map { lane($_) } @bits) . '}';
	if (!$self->{link_set_number}{$set})
	{
		push @{ $self->{link_sets} }, $set;
		$self->{link_set_number}{$set} = $#{ $self->{link_sets} };
	}
	return $self->{link_set_number}{$set};
}

sub last_link
{
	my ($self) = @_;
	return $#{ $self->{followers} };
}

# A link, or an effect as a negative number, as in the tables.
sub action
{
	my ($self, $what) = @_;
	return $what > 0 ? $what : $self->last_link - $what;
}

# What follows a link with a pattern, found by both; where it is more than one
# thing, the row says how many rows of another list and where they begin.
sub follower_table
{
	my ($self) = @_;
	my (%follower, %hash, @rows, @more);

	for my $link (1 .. $self->last_link)
	{
		for my $f (@{ $self->{followers}[$link] })
		{
			my ($state, $gap, $what) = ($self->{state_of}[ $f->[0] ], $f->[1], $self->action($f->[2]));
			my $key = $link << 16 | $state;
			push @{ $follower{$key} }, [ $gap, $what ];
			$hash{$key} = Automaton::hash($key);
		}
	}
	my $table = Automaton::perfect_hash(\%hash);
	for my $key (@{ $table->{slot} })
	{
		my @own = defined $key ? sort { $a->[0] <=> $b->[0] || $a->[1] <=> $b->[1] } @{ $follower{$key} } : ();
		push @rows, join ', ', $key // 0,
		  @own == 1 ? (1, @{ $own[0] }) : (scalar @own, 0, scalar @more);
		push @more, map { join ', ', 0, 1, @$_ } @own if @own > 1;
	}
	return sizes('FOLLOWER', $table)
	  . numbers('uint16_t follower_displace', @{ $table->{displace} })
	  . rows('follower_row follower_rows', @rows)
	  . rows('follower_row more_followers', @more);
}

# How many links one word can reach at the most: those that a pattern reaches by
# itself, and those behind others, each from the wrapper and from the inner reply.
sub most_reached
{
	my ($self, $state) = @_;
	my $most = 1;
	my %behind;

	$behind{ $_->[0] }{ $_->[2] } = 1 for grep { $_->[2] > 0 } map { @{ $_ // [] } } @{ $self->{followers} };
	for my $s (grep { defined } @$state)
	{
		my $reached = 0;
		for my $ending (ending_in($state, $s))
		{
			$reached += grep { $_ > 0 } $self->own_actions($ending);
			$reached += 2 * keys %{ $behind{ $ending->{pattern} } // {} };
		}
		$most = $reached if $reached > $most;
	}
	return $most;
}

# The conditions of a rule.
sub conditions
{
	my ($self, $rule, $prefixes, $providers) = @_;
	my %c = (need => 0, forbid => 0, flags => 0);
	my (@codes, @not_codes, @providers);

	for my $term (split ' ', $rule->{when})
	{
		my ($not, $what) = $term =~ /^(!?)(.*)$/;
		if ($what =~ /^@(\w+)$/)
		{
			$c{ $not ? 'forbid' : 'need' } |= 1 << $self->mark_bit($1);
		}
		elsif ($what =~ /^code:(.*)$/)
		{
			push @{ $not ? \@not_codes : \@codes }, map { prefix($_) } split /,/, $1;
		}
		elsif ($what =~ /^provider:(.*)$/ && !$not)
		{
			push @providers, map { $self->provider_number($_) } split /,/, $1;
		}
		elsif ($term eq 'uncertain')
		{
			$c{flags} |= 1;
		}
		else
		{
			die "rule $rule->{id}: unknown condition $term\n";
		}
	}
	my @row = (
		$c{need}, $c{forbid}, scalar @$prefixes, scalar @$providers,
		scalar @codes, scalar @not_codes, scalar @providers, $c{flags});
	push @$prefixes,  @codes, @not_codes;
	push @$providers, @providers;
	return join ', ', @row;
}

sub provider_number
{
	my ($self, $name) = @_;
	my $rows = $self->{facts}{providers};
	for my $n (0 .. $#$rows)
	{
		return $n + 1 if $rows->[$n]{provider} eq $name;
	}
	die "no provider $name\n";
}

# "5.7", "X.7.26", "550" or "none" as mask and value of a bounce_prefix.
sub prefix
{
	my ($text) = @_;
	return '0xFFFFFFFF, 0' if $text eq 'none';
	return sprintf '0x%08X, 0x%08X', 0x1FF, $text - 199 if $text =~ /^[245]\d\d$/;

	my ($class, $subject, $detail) = $text =~ /^([245Xx])(?:\.(\d+)(?:\.(\d+))?)?$/
	  or die "no code prefix: $text\n";
	my $mask = 0;
	my $value = 0;
	if ($class =~ /\d/)
	{
		$mask |= 0x60000000;
		$value |= ($class == 2 ? 1 : $class - 2) << 29;
	}
	if (defined $subject)
	{
		$mask |= 0x1FF80000;
		$value |= ($subject + 1) << 19;
	}
	if (defined $detail)
	{
		$mask |= 0x0007FE00;
		$value |= $detail << 9;
	}
	return sprintf '0x%08X, 0x%08X', $mask, $value;
}

sub rules
{
	my ($self) = @_;
	my (@prefixes, @providers);
	my @rules = @{ $self->{effects} }[ 1 .. $self->{rule_count} ];
	my @rows  = map {
		join ', ', $self->conditions($_, \@prefixes, \@providers), CTables::reason_constant($_->{reason})
	} @rules;

	return
	    numbers('uint8_t rule_strengths', 0, map { $_->{strength} } @rules)
	  . rows('rule_row rule_rows', '0, 0, 0, 0, 0, 0, 0, 0, BOUNCE_REASON_NONE', @rows)
	  . rows('bounce_prefix rule_prefixes', @prefixes, '0, 0')
	  . numbers('uint16_t rule_providers', @providers, 0);
}

# The header of match.c and decide.c.
sub table
{
	my ($self) = @_;
	my $rules      = $self->{rule_count};
	my $marks      = @{ $self->{marks} };
	my $providers  = @{ $self->{facts}{providers} };
	my $blocklists = @{ $self->{facts}{blocklists} };

	return CTables::banner('rule_table.h', 'The tables behind match.c, which declares the rows.',
		'src/data')
	  . "\n#define LAST_RULE $rules\n"
	  . '#define LAST_MARK ' . ($rules + $marks) . "\n"
	  . '#define LAST_PROVIDER ' . ($rules + $marks + $providers) . "\n"
	  . '#define LAST_BLOCKLIST ' . ($rules + $marks + $providers + $blocklists) . "\n"
	  . "/* behind these, the block lists of which only the operator is named */\n\n"
	  . $self->vocabulary
	  . $self->automaton
	  . $self->rules;
}

# The header that names the marks.
sub mark_table
{
	my ($self) = @_;
	my $bits = join '', map { '#define BOUNCE_MARK_' . uc($self->{marks}[$_]) . "\t(UINT32_C(1) << $_)\n" } 0 .. $#{ $self->{marks} };

	return CTables::banner('mark_table.h', 'Marks: words that are context of a verdict, not its reason.',
		'src/data/rules.tsv')
	  . "#ifndef BOUNCE_MARK_TABLE_H\n#define BOUNCE_MARK_TABLE_H\n\n#include <stdint.h>\n\n$bits\n"
	  . "#endif\t\t\t\t\t\t\t/* BOUNCE_MARK_TABLE_H */\n";
}

# Texts of the rules, for bounce_rules(); names of providers and block lists.
sub text_table
{
	my ($self) = @_;
	CTables::start_blob();
	my @offsets = map {
		my $rule = $_;
		join ', ', map { CTables::text($rule->{$_}) } qw(id phrase when source example)
	} @{ $self->{effects} }[ 1 .. $self->{rule_count} ];
	my @providers  = map { provider_rank($_->{kind}) } @{ $self->{facts}{providers} };
	my @blocklists = map { CTables::text($_->{blocklist}) } @{ $self->{facts}{blocklists} };
	my @marks = map { CTables::text($_) } @{ $self->{marks} };

	return CTables::banner('rule_text.h', 'The texts of rules, and names of marks and block lists.',
		'src/data')
	  . "\n#define RULE_BOOK_VERSION \"" . $self->version . "\"\n\n"
	  . rows('rule_text_row rule_text_rows', '0, 0, 0, 0, 0', @offsets)
	  . numbers('uint8_t provider_ranks', 0, @providers)
	  . numbers('uint32_t blocklist_names', 0, @blocklists)
	  . numbers('uint32_t mark_names', @marks)
	  . 'static const char rule_text[] =' . CTables::blob_literal() . ";\n";
}

# The number of rules, and a digest of all that decides.
sub version
{
	my ($self) = @_;
	my $all = join "\n", map { join ' ', $_->[0], map { @$_ } @{ $_->[1] } } @{ $self->{phrases} };
	my $facts = $self->{facts};
	$all .= join "\n", map { join ' ', @{$_}{qw(id reason when strength)} } @{ $facts->{rules} };
	$all .= join "\n", map { join ' ', @{$_}{qw(code reason)} } @{ $facts->{reply_codes} };
	$all .= join "\n", map { join ' ', @{$_}{qw(code reason_permanent reason_transient)} } @{ $facts->{enhanced_codes} };
	$all .= join "\n", map { join ' ', @{$_}{qw(provider code code_to marker reason)} } @{ $facts->{provider_codes} };
	return $self->{rule_count} . '-' . substr md5_hex($all), 0, 8;
}

# Who receives mail speaks louder than the software that he runs.
sub provider_rank
{
	my ($kind) = @_;
	return { mailbox => 4, gateway => 3, server => 2, platform => 1 }->{$kind};
}

sub rows
{
	my ($declaration, @rows) = @_;
	my $lines = '';
	my $line  = '';

	for my $row (@rows)
	{
		if (length($line) + length($row) > 100)
		{
			$lines .= "\t$line\n";
			$line = '';
		}
		$line .= ($line eq '' ? '' : ' ') . "{$row},";
	}
	return "static const $declaration\[] = {\n$lines\t$line\n};\n\n";
}

sub numbers
{
	my ($declaration, @numbers) = @_;
	my $list = join ', ', @numbers;
	$list =~ s/(.{1,100}),(?: |$)/$1,\n\t/g;
	return "static const $declaration\[] = {\n\t$list\n};\n\n";
}

1;
