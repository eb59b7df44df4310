# DocTables.pm - write the facts as Markdown tables for doc/.
package DocTables;

use strict;
use warnings;
use Facts;

sub cell
{
	my ($value) = @_;
	$value //= '';
	$value =~ s/\|/\\|/g;
	$value =~ s/([<>])/\\$1/g;
	return $value;
}

sub table
{
	my ($titles, @rows) = @_;
	return join "\n", '| ' . join(' | ', @$titles) . ' |',
	  '|' . ' --- |' x @$titles,
	  map { '| ' . join(' | ', map { cell($_) } @$_) . ' |' } @rows;
}

sub columns
{
	my ($rows, @names) = @_;
	return map { [ @{$_}{@names} ] } @$rows;
}

sub enhanced
{
	my ($facts) = @_;
	return table(
		[ 'code', 'name', 'meaning', '5.y.z', '4.y.z', 'deck', 'reference' ],
		map {
			[   $_->{code}, $_->{name}, $_->{meaning},
				Facts::bare_reason(5, $_), Facts::bare_reason(4, $_),
				$_->{deck}, $_->{reference} ]
		} @{ $facts->{enhanced_codes} });
}

# Each generated part of a page, by the name in its marker.
my %parts = (
	categories => sub {
		table([ 'no.', 'label', 'type', 'description', 'Marketo action', 'interesting moment' ],
			columns($_[0]{categories}, qw(marketo_category label type description
				  marketo_action interesting_moment)));
	},
	reasons => sub {
		table([ 'reason', 'category', 'about', 'advice', 'the text says' ],
			columns($_[0]{reasons}, qw(reason category about advice description)));
	},
	reply_codes => sub {
		table([ 'code', 'name', 'meaning', 'reason', 'deck', 'reference' ],
			columns($_[0]{reply_codes}, qw(code name meaning reason deck reference)));
	},
	enhanced_codes => \&enhanced,
	providers      => sub {
		table([ 'provider', 'name', 'kind', 'postmaster page' ],
			columns($_[0]{providers}, qw(provider name kind postmaster_url)));
	},
	provider_codes => sub {
		table([ 'provider', 'code', 'to', 'marker', 'meaning', 'reason', 'source' ],
			columns($_[0]{provider_codes}, qw(provider code code_to marker meaning reason source)));
	},
	vendor_codes => sub {
		table([ 'vendor', 'code', 'name', 'type', 'reason', 'certain', 'ground' ],
			columns($_[0]{vendor_codes}, qw(vendor code name type reason certain ground)));
	},
	blocklists => sub {
		table([ 'blocklist', 'name', 'operator', 'lists', 'zone', 'look-up or removal', 'active' ],
			columns($_[0]{blocklists}, qw(blocklist name operator lists zone delist_url active)));
	});

sub part
{
	my ($name, $facts) = @_;
	my $write = $parts{$name} or die "doc: no generated part $name\n";
	return $write->($facts) . "\n";
}

1;
