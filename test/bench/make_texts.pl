#!/usr/bin/perl
# Prints texts of bounces for COPY, one a line, from the replies of test/data/replies.tsv; the same ones every time.
# Usage: perl make_texts.pl replies.tsv [number, 1000000] > texts.txt
#
# Skew: a source is drawn by its share below (1 for those not named), then the
# n-th of its replies 1/n as often as its first. Addresses, hosts, ids and IPs
# differ from text to text, so that hardly any two texts are equal.
# Most short replies are wrapped as mail servers wrap them in their logs and
# reports, such that a text has about 170 bytes on average.
use strict;
use warnings;

use constant WRAP_BELOW => 110;    # bytes of a reply
use constant WRAPPED    => 0.78;   # of those

my %share = (
	'Gmail'      => 26, 'Microsoft 365' => 34, 'Outlook.com'      => 12, 'Yahoo'     => 16, 'Momentum' => 12,
	'iCloud'     => 7,  'Postfix'       => 14, 'Exchange'         => 10, 'Exim'      => 9,  'Mimecast' => 10,
	'Cisco'      => 5,  'GMX'           => 5,  'Comcast'          => 5,  'AOL'       => 4,  'Orange'   => 4,
	'Proofpoint' => 6,  'Barracuda'     => 4,  'Google Workspace' => 5,  'Sendmail'  => 4,  'T-Online' => 3,
	'web.de'     => 3,  'Local server'  => 4,
);

# $reply and the placeholders stand for themselves; the weight comes first.
my @wrappers = (
	[ 9, 'host {host}[{ip}] said: $reply (in reply to RCPT TO command)' ],
	[ 3, 'host {host}[{ip}] said: $reply (in reply to end of DATA command)' ],
	[ 4, '<{address}>: host {host}[{ip}] said: $reply (in reply to RCPT TO command)' ],
	[ 2, '{queue_id}: to=<{address}>, relay={host}[{ip}]:25, delay={delay}, delays=0.1/0/0.6/0.5, dsn={code}, '
		  . 'status=bounced (host {host}[{ip}] said: $reply (in reply to RCPT TO command))' ],
	[ 4, '{address}: host {host} [{ip}] SMTP error from remote mail server after RCPT TO:<{address}>: $reply' ],
	[ 3, '{address}\n    host {host} [{ip}]\n    SMTP error from remote mail server after end of data:\n    $reply' ],
	[ 4, 'smtp; $reply' ],
	[ 3, q(Remote Server returned '$reply') ],
	[ 2, '<{address}>\n    (reason: $reply)' ],
	[ 2, '<{address}>:\n{ip} does not like recipient.\nRemote host said: $reply\nGiving up on {ip}.' ],
	[ 2, '<{address}>:\nConnected to {ip} but sender was rejected.\nRemote host said: $reply' ],
);

my @first = qw(anna ben carla david elena frank grace hugo ines jonas kim laura marco nadia oliver paula quentin rosa stefan tina);
my @last  = qw(adler brown costa dubois evans fischer garcia hansen ito jansen keller lopez martin novak olsen price rossi sato weber young);
my @tree  = qw(alder birch cedar elm hazel juniper larch maple oak pine rowan spruce willow yew);
my @trade = qw(works trade labs logistics media consult);
my @zone  = qw(example example.com example.net example.org test);
my @net   = qw(192.0.2 198.51.100 203.0.113);
my @hex   = (0 .. 9, 'a' .. 'f');

# A generator of our own, for Perl's differs between versions and builds. The
# product stays below 2**53, so it is exact with any size of integer.
my $seed = 20_260_801;

sub fraction
{
	$seed = $seed * 16_807 % 2_147_483_647;
	return $seed / 2_147_483_647;
}

sub random { my ($below) = @_; return int(fraction() * $below) }
sub one_of { return $_[ random(scalar @_) ] }

# Items of [weight, ...], made ready for by_weight.
sub urn
{
	my $sum = 0;
	return [ map { [ $sum += $_->[0], @$_[ 1 .. $#$_ ] ] } @_ ];
}

# Draw one: halve the range until it is left with one.
sub by_weight
{
	my ($urn) = @_;
	my $at = fraction() * $urn->[-1][0];
	my ($low, $high) = (0, $#$urn);

	while ($low < $high)
	{
		my $middle = ($low + $high) >> 1;
		if ($urn->[$middle][0] > $at) { $high = $middle }
		else                          { $low  = $middle + 1 }
	}
	return $urn->[$low];
}

sub read_replies
{
	my ($file) = @_;
	my (@replies, %rank);

	open my $in, '<', $file or die "$file: $!\n";
	<$in>;
	while (my $line = <$in>)
	{
		chomp $line;
		my ($text, $source) = split /\t/, $line;
		push @replies, [ ($share{$source} // 1), $source, $text, ++$rank{$source} ];
	}
	# A source's share is divided over its replies.
	my %sum;
	$sum{ $_->[1] } += 1 / $_->[3] for @replies;
	return urn(map { [ $_->[0] / $_->[3] / $sum{ $_->[1] }, $_->[2] ] } @replies);
}

sub values_of_one
{
	my $domain = one_of(@tree) . '-' . one_of(@trade) . '.' . one_of(@zone);
	my $local  = one_of(@first) . one_of('.', '.', '_', '') . one_of(@last);

	$local .= random(90) + 10 if fraction() < 0.3;
	my $id = join '', map { $hex[ random(16) ] } 1 .. 12;
	return (
		address       => "$local\@$domain",
		local         => $local,
		domain        => $domain,
		host          => 'mx' . (1 + random(3)) . ".$domain",
		ip            => one_of(@net) . '.' . (1 + random(254)),
		id            => $id,
		queue_id      => uc substr($id, 0, 10),
		delay         => random(90) / 10,
		sender_domain => 'news.example.com',
	);
}

my $wrappers = urn(@wrappers);

sub wrapped
{
	my ($reply) = @_;
	return $reply
	  if length $reply >= WRAP_BELOW
	  or $reply =~ /said:|^smtp;|^host /
	  or fraction() > WRAPPED;
	my $text = by_weight($wrappers)->[1];
	my $code = $reply =~ /\b([245]\.\d\.\d+)/ ? $1 : '5.0.0';
	# On one line, a reply's line breaks become spaces.
	$reply =~ s/\\n/ /g if $text !~ /\\n/;
	$text =~ s/\$reply/$reply/;
	$text =~ s/\{code\}/$code/;
	return $text;
}

my $file   = shift // die "usage: $0 replies.tsv [number] > texts.txt\n";
my $number = shift // 1_000_000;

my $replies = read_replies($file);
my $bytes   = 0;
my (%drawn, @lengths);
for (1 .. $number)
{
	my $reply = by_weight($replies)->[1];
	my %value = values_of_one();
	my $text  = wrapped($reply) =~ s/\{(\w+)\}/$value{$1}/gr;

	$drawn{$reply}++;
	# "\n" is a line break to COPY, so it counts as one byte.
	my $length = length($text) - (() = $text =~ /\\n/g);
	$bytes += $length;
	push @lengths, $length;
	print $text, "\n";
}

@lengths = sort { $a <=> $b } @lengths;
my @most = sort { $b <=> $a } values %drawn;
my $ten  = 0;
$ten += $_ for grep { defined } @most[ 0 .. 9 ];
printf STDERR "%d texts, %.1f bytes on average (a tenth has up to %d, half up to %d, nine tenths up to %d), "
  . "%d replies, the commonest %.1f %%, the ten commonest %.1f %%\n",
  $number, $bytes / $number, @lengths[ map { int($_ * $#lengths) } 0.1, 0.5, 0.9 ],
  scalar @most, 100 * $most[0] / $number, 100 * $ten / $number;
