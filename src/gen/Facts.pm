# Facts.pm - read src/data and refuse what does not fit together.
package Facts;

use strict;
use warnings;

# The columns of each table, in file order.
my %columns = (
	categories => [qw(label marketo_category type description marketo_action
		  interesting_moment suspend_for sets_invalid)],
	reasons          => [qw(reason category about advice fallback description)],
	reply_codes      => [qw(code name meaning registered reference deck reason)],
	reply_groups     => [qw(digit place name meaning)],
	enhanced_classes => [qw(class name meaning deck_type)],
	enhanced_subjects =>
	  [qw(subject name meaning reason_permanent reason_transient)],
	enhanced_codes => [qw(code name meaning classes reply_codes reference deck
		  reason_permanent reason_transient)],
	providers        => [qw(provider name kind postmaster_url)],
	provider_domains => [qw(suffix kind provider note)],
	provider_codes =>
	  [qw(provider code code_to marker meaning reason source)],
	blocklists => [qw(blocklist name operator lists zone delist_url active)],
	vendor_codes =>
	  [qw(vendor code name type reason certain ground)],
	provider_phrases  => [qw(provider phrase)],
	blocklist_phrases => [qw(blocklist phrase)],
	top_level_domains => [qw(label)],
	spellings => [qw(spelling word source)],
	rules => [qw(id reason phrase when strength source example)]);

# Columns whose values are those of another table's column.
my @references = (
	[qw(reasons category categories label)],
	[qw(reasons fallback reasons reason)],
	[qw(reply_codes reason reasons reason)],
	[qw(enhanced_subjects reason_permanent reasons reason)],
	[qw(enhanced_subjects reason_transient reasons reason)],
	[qw(enhanced_codes reason_permanent reasons reason)],
	[qw(enhanced_codes reason_transient reasons reason)],
	[qw(provider_domains provider providers provider)],
	[qw(provider_codes provider providers provider)],
	[qw(provider_codes reason reasons reason)],
	[qw(vendor_codes reason reasons reason)],
	[qw(provider_phrases provider providers provider)],
	[qw(blocklist_phrases blocklist blocklists blocklist)]);

# Columns that together name a row.
my %keys = (
	categories        => ['label'],
	reasons           => ['reason'],
	reply_codes       => ['code'],
	reply_groups      => [ 'place', 'digit' ],
	enhanced_classes  => ['class'],
	enhanced_subjects => ['subject'],
	enhanced_codes    => ['code'],
	providers         => ['provider'],
	provider_domains  => [ 'suffix', 'kind' ],
	provider_codes    => [ 'provider', 'code', 'marker' ],
	blocklists        => ['blocklist'],
	vendor_codes      => [ 'vendor', 'code' ],
	provider_phrases  => [ 'provider', 'phrase' ],
	blocklist_phrases => [ 'blocklist', 'phrase' ],
	top_level_domains => ['label'],
	spellings         => ['spelling'],
	rules             => ['id']);

# Read all tables of a folder: table name => list of rows, each a hash.
sub read_all
{
	my ($folder) = @_;
	my %facts =
	  map { $_ => read_table("$folder/$_.tsv", $columns{$_}) } keys %columns;

	check_keys($_, \%facts) for sort keys %keys;
	check_reference($_, \%facts) for @references;
	return \%facts;
}

sub read_table
{
	my ($file, $names) = @_;
	my @rows;

	open my $in, '<', $file or die "$file: $!\n";
	chomp(my $header = <$in>);
	die "$file: the header should be: @$names\n"
	  if $header ne join("\t", @$names);
	while (my $line = <$in>)
	{
		chomp $line;
		my @values = split /\t/, $line, -1;
		die "$file:$.: " . scalar(@values) . " columns\n"
		  if @values != @$names;
		die "$file:$.: white space at the end of a value\n"
		  if grep { /\s$/ } @values;
		my %row;
		@row{@$names} = @values;
		push @rows, \%row;
	}
	close $in;
	return \@rows;
}

sub check_keys
{
	my ($table, $facts) = @_;
	my %seen;

	for my $row (@{ $facts->{$table} })
	{
		my $key = join ' ', map { $row->{$_} } @{ $keys{$table} };
		die "$table: $key stands twice\n" if $seen{$key}++;
	}
	return;
}

# Every value that is not empty must be one of the other table's.
sub check_reference
{
	my ($reference, $facts) = @_;
	my ($table, $column, $other, $other_column) = @$reference;
	my %known = map { $_->{$other_column} => 1 } @{ $facts->{$other} };

	for my $row (@{ $facts->{$table} })
	{
		my $value = $row->{$column};
		die "$table: no $other_column $value in $other\n"
		  if $value ne '' && !$known{$value};
	}
	return;
}

# The category of each reason.
sub category_of
{
	my ($facts) = @_;
	return { map { $_->{reason} => $_->{category} } @{ $facts->{reasons} } };
}

# The deck's rough type of each class: soft, hard or empty.
sub deck_type_of
{
	my ($facts) = @_;
	return { map { $_->{class} => $_->{deck_type} } @{ $facts->{enhanced_classes} } };
}

# "X.7.26" or "x.7.26" as the codes of the classes given.
sub in_classes
{
	my ($code, @classes) = @_;
	return map { $code =~ s/^[Xx]/$_/r } @classes;
}

# The reason of a bare enhanced code (TAXONOMY 12): its own, else what a code
# without meaning says by its class.
sub bare_reason
{
	my ($class, $row) = @_;
	return 'delivered' if $class == 2;
	return $row->{reason_transient} || 'soft_other' if $class == 4;
	return $row->{reason_permanent} || 'undetermined';
}

# Provider codes as they are stored: "x.7.26" once for each class.
sub provider_codes
{
	my ($facts) = @_;
	my @rows;

	for my $row (@{ $facts->{provider_codes} })
	{
		my @codes =
		  $row->{code} =~ /^x/
		  ? in_classes($row->{code}, 4, 5)
		  : ($row->{code});
		for my $code (@codes)
		{
			my $code_to = $row->{code_to} || $code;
			push @rows, { %$row, code => $code, code_to => $code_to };
		}
	}
	return \@rows;
}

1;
