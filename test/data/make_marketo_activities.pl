#!/usr/bin/perl
# Prints a sample of Marketo's bulk activity extract: 60 days of made-up bounces that carry the replies of replies.tsv.
# Usage: perl make_marketo_activities.pl replies.tsv > marketo_activities.csv
use strict;
use warnings;
use feature 'state';
use JSON::PP;
use POSIX qw(strftime);

use constant {
    ROWS        => 2400,
    DAY         => 86_400,
    START       => 1_785_542_400,    # 2026-08-01T00:00:00Z
    DAYS        => 60,
    WORST       => 1050,             # the campaign that went to a bought list
    HARD        => 8,                # activity type "Email Bounced"
    SOFT        => 27,               # activity type "Email Bounced Soft"
    FIRST_GUID  => 734_200_118,
    FIRST_LEAD  => 104_811,
    SENDER      => 'news.example.com',
};

# No day: a triggered campaign that sends all the time.
my @campaigns = map { my %c; @c{qw(id asset name day weight)} = @$_; \%c } (
    [ 1011, 2301, 'Welcome 1 - Getting Started',               undef,  9 ],
    [ 1012, 2302, 'Welcome 2 - First Project',                 undef,  5 ],
    [ 1015, 2310, 'Event Reminder',                            undef,  5 ],
    [ 1041, 2417, '2026-08 Newsletter',                            3, 20 ],
    [ 1042, 2420, '2026-08 Product Update',                        8, 14 ],
    [ 1043, 2424, '2026-08 Webinar Invitation',                   13, 12 ],
    [ 1044, 2425, '2026-08 Webinar Last Call',                    18,  9 ],
    [ 1046, 2431, '2026-08 Customer Survey',                      24,  9 ],
    [ 1048, 2440, '2026-09 Newsletter',                           33, 14 ],
    [ 1049, 2446, '2026-09 Product Update',                       38,  9 ],
    [ 1050, 2452, '2026-09 Trade Fair List',                      43, 30 ],
    [ 1051, 2455, '2026-09 Case Study, Logistics',                47,  5 ],
    [ 1053, 2460, '2026-09 Price List',                           52,  4 ],
    [ 1054, 2463, '2026-09 Re-engagement "Still interested?"',    55,  4 ],
);

# How often the commonest reply of a source comes up; 1 for all others.
my %share = (
    'Gmail'    => 26, 'Microsoft 365' => 34, 'Outlook.com'  => 12, 'Yahoo'      => 16, 'Momentum' => 22, 'iCloud'   => 7,
    'Postfix'  => 14, 'Exchange'      => 10, 'Exim'         => 9,  'Mimecast'   => 10, 'Cisco'    => 5,  'GMX'      => 5,
    'Comcast'  => 5,  'AOL'           => 4,  'Proofpoint'   => 6,  'Orange'     => 4,  'Barracuda' => 4, 'Sendmail' => 4,
    'T-Online' => 3,  'web.de'        => 3,  'Local server' => 4,  'Google Workspace' => 5,
);

# The mailbox providers' people write from the provider's domain, everyone else from a company's.
my %mailbox_domain = map { $_ => lc(s/\W//gr) . '.example' } (
    'Gmail',   'Outlook.com', 'Yahoo',  'AOL',     'iCloud',  'Comcast', 'Spectrum', 'Cox',    'Orange', 'Free',    'SFR',
    'La Poste', 'GMX',        'web.de', 'T-Online', 'Freenet', 'Mail.ru', 'Yandex',   'QQ',     'NetEase', 'docomo', 'Proton',
    'Libero',  'UOL',         'Bluewin', 'Seznam', 'Naver',   'Fastmail', 'BT Internet', 'Verizon',
);

# Stand-ins for Marketo's finer numbers within a category.
my %subcategories = (1 => [3001, 3003, 3004], 2 => [1003, 1003, 1004], 3 => [2003, 2004, 2007], 4 => [4003, 4006], 9 => [9999]);

my @sending_ips = ('192.0.2.11', '192.0.2.12', '198.51.100.24', '203.0.113.140');
my @first = qw(anna ben carla david elena frank grace hugo ines jonas kim laura marco nadia oliver paula quentin rosa stefan tina);
my @last  = qw(adler brown costa dubois evans fischer garcia hansen ito jansen keller lopez martin novak olsen price rossi sato weber young);
my @tree  = qw(alder birch cedar elm hazel juniper larch maple oak pine rowan spruce willow yew);
my @trade = qw(works trade labs logistics media consult);
my @zone  = qw(example example.com example.net example.org test);

# A generator of our own: Perl's differs between versions and builds, and the CSV must not.
# The product stays below 2**53, so it is exact with any size of integer.
my $seed = 20_260_801;

sub fraction {
    $seed = $seed * 16_807 % 2_147_483_647;
    return $seed / 2_147_483_647;
}

sub random { my ($below) = @_; return int(fraction() * $below) }
sub one_of { return $_[ random(scalar @_) ] }

sub one_by_weight {
    my $sum = 0;
    $sum += $_->{weight} for @_;
    my $left = fraction() * $sum;
    for my $item (@_) {
        $left -= $item->{weight};
        return $item if $left < 0;
    }
    return $_[-1];
}

# Each source lists its replies commonest first, so the n-th is drawn 1/n as often as the first.
sub read_replies {
    my ($file) = @_;
    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
    my (@replies, %rank);
    <$in>;
    while (my $line = <$in>) {
        chomp $line;
        my ($text, $source, $category) = split /\t/, $line, -1;
        next if $category eq '';    # said by another platform: Marketo never sees it
        push @replies, { text     => $text =~ s/\\n/\n/gr,
                         source   => $source,
                         category => $category,
                         weight   => ($share{$source} // 1) / ++$rank{$source} };
    }
    return @replies;
}

sub new_lead {
    my ($source) = @_;
    state $last_id = FIRST_LEAD;
    state %taken;
    $last_id += 1 + random(90);
    my $domain = $mailbox_domain{$source} // one_of(@tree) . '-' . one_of(@trade) . '.' . one_of(@zone);
    my $local;
    do {
        $local = one_of(@first) . one_of('.', '.', '_', '') . one_of(@last);
        $local .= random(90) + 10 if fraction() < 0.3;
    } while $taken{"$local\@$domain"}++;
    return { id => $last_id, local => $local, domain => $domain };
}

# A bounce comes within minutes, a few hours later, or, once retried in vain, after a day or more.
sub bounce_time {
    my ($sent, $reply) = @_;
    return $sent + DAY + random(2 * DAY) if $reply->{text} =~ /last transfail|exceeded max time|expired/;
    return $sent + 20 + random(1 + random(1 + random(DAY)));
}

sub send_time {
    my ($campaign, $earliest) = @_;
    return $earliest + random(START + (DAYS - 3) * DAY - $earliest) unless defined $campaign->{day};
    return START + $campaign->{day} * DAY + 6 * 3600 + random(3600);
}

sub campaigns_after {
    my ($time) = @_;
    return grep { START + ($_->{day} // DAYS - 4) * DAY > $time } @campaigns;
}

# Of two replies the bought list gets the harder one.
sub reply_for {
    my ($campaign, @replies) = @_;
    my $reply = one_by_weight(@replies);
    return $reply if $campaign->{id} != WORST or is_hard($reply);
    my $other = one_by_weight(@replies);
    return is_hard($other) ? $other : $reply;
}

sub is_hard { return $_[0]{category} <= 2 }

sub make_activities {
    my @replies = @_;
    my (@activities, %of_source);
    push @{ $of_source{ $_->{source} } }, $_ for @replies;
    while (@activities < ROWS) {
        my $campaign = one_by_weight(@campaigns);
        my $reply    = reply_for($campaign, @replies);
        my $lead     = new_lead($reply->{source});
        my $time     = bounce_time(send_time($campaign, START), $reply);
        while (1) {
            push @activities, { time => $time, lead => $lead, campaign => $campaign, reply => $reply };
            # Marketo writes no more to an address that it calls invalid, unless someone resets the mark.
            last if @activities == ROWS or fraction() > ($reply->{category} == 2 ? 0.12 : 0.68);
            my $same  = fraction() < 0.6;
            my $after = $time + ($same ? 7 : 1) * DAY;
            my @left  = campaigns_after($after) or last;
            $campaign = one_by_weight(@left);
            $reply    = reply_for($campaign, @{ $of_source{ $reply->{source} } }) unless $same;
            $time     = bounce_time(send_time($campaign, $after), $reply);
        }
    }
    return sort { $a->{time} <=> $b->{time} or $a->{lead}{id} <=> $b->{lead}{id} } @activities;
}

sub details {
    my ($activity) = @_;
    my $lead = $activity->{lead};
    my %value = (
        address       => "$lead->{local}\@$lead->{domain}",
        local         => $lead->{local},
        domain        => $lead->{domain},
        host          => 'mx' . (1 + random(3)) . ".$lead->{domain}",
        ip            => one_of(@sending_ips),
        id            => join('', map { one_of(0 .. 9, 'a' .. 'f') } 1 .. 12),
        sender_domain => SENDER,
    );
    return $activity->{reply}{text} =~ s/\{(\w+)\}/$value{$1}/gr;
}

# The extract writes every value as a string, and "null" where there is none.
sub attributes {
    my ($activity) = @_;
    my ($lead, $campaign, $category) = ($activity->{lead}, $activity->{campaign}, $activity->{reply}{category});
    return JSON::PP->new->canonical->encode({
        'Campaign Run ID' => defined $campaign->{day} ? '' . ($campaign->{id} * 3 + 7) : 'null',
        'Category'        => "$category",
        'Details'         => details($activity),
        'Email'           => "$lead->{local}\@$lead->{domain}",
        'Has Predictive'  => 'null',
        'Step ID'         => '' . ($campaign->{asset} + 5200),
        'Subcategory'     => '' . one_of(@{ $subcategories{$category} }),
        'Test Variant'    => 'null',
    });
}

sub csv_line {
    return join(',', map { /[",\n]/ ? '"' . s/"/""/gr . '"' : $_ } @_) . "\n";
}

my $file = shift // die "usage: $0 replies.tsv > marketo_activities.csv\n";
binmode STDOUT, ':encoding(UTF-8)';
print csv_line(qw(marketoGUID leadId activityDate activityTypeId campaignId primaryAttributeValueId primaryAttributeValue attributes));
my $guid = FIRST_GUID;
for my $activity (make_activities(read_replies($file))) {
    my $campaign = $activity->{campaign};
    print csv_line($guid += 1 + random(40), $activity->{lead}{id}, strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $activity->{time}),
                   is_hard($activity->{reply}) ? HARD : SOFT, @$campaign{qw(id asset name)}, attributes($activity));
}
