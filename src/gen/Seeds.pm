# Seeds.pm - write the facts as INSERTs of the seeded tables.
package Seeds;

use strict;
use warnings;
use Facts;

# A value as an SQL literal; empty is NULL.
sub literal
{
	my ($value) = @_;
	return 'NULL' if !defined $value || $value eq '';
	return $value if $value =~ /^(?:true|false)$/;
	$value =~ s/'/''/g;
	return "'$value'";
}

sub insert
{
	my ($table, $columns, $rows) = @_;
	return
	    "INSERT INTO \@extschema\@.$table ("
	  . join(', ', @$columns)
	  . ") VALUES\n"
	  . join(",\n", map { "\t(" . join(', ', map { literal($_) } @$_) . ')' } @$rows)
	  . ";\n";
}

# Insert the columns of a table as they are.
sub insert_plain
{
	my ($table, $columns, $rows) = @_;
	return insert($table, $columns, [ map { [ @{$_}{@$columns} ] } @$rows ]);
}

sub array_literal
{
	my ($list) = @_;
	return $list eq '' ? '' : "{$list}";
}

sub reply_codes
{
	my ($facts) = @_;
	my $category  = Facts::category_of($facts);
	my $deck_type = Facts::deck_type_of($facts);

	return insert(
		'smtp_reply_codes',
		[qw(code name meaning registered reference deck_explanation deck_type category reason)],
		[   map {
				[   @{$_}{qw(code name meaning registered reference deck)},
					$deck_type->{ substr $_->{code}, 0, 1 },
					$category->{ $_->{reason} },
					$_->{reason}
				]
			} @{ $facts->{reply_codes} }
		]);
}

# One row for each class, whether or not the registry knows the code in it.
sub enhanced_codes
{
	my ($facts)   = @_;
	my $category  = Facts::category_of($facts);
	my $deck_type = Facts::deck_type_of($facts);
	my %class_name =
	  map { $_->{class} => $_->{name} } @{ $facts->{enhanced_classes} };
	my %subject_name =
	  map { $_->{subject} => $_->{name} } @{ $facts->{enhanced_subjects} };
	my @rows;

	for my $class (2, 4, 5)
	{
		for my $row (@{ $facts->{enhanced_codes} })
		{
			my ($code) = Facts::in_classes($row->{code}, $class);
			my (undef, $subject) = split /\./, $code;
			my $reason = Facts::bare_reason($class, $row);
			push @rows,
			  [ $code, $class_name{$class}, $subject_name{$subject}, $row->{name},
				$row->{meaning},
				$row->{classes} =~ /$class/ ? 'true' : 'false',
				array_literal($row->{reply_codes}), $row->{reference},
				$class == 5 ? $row->{deck} : '', $deck_type->{$class},
				$category->{$reason}, $reason ];
		}
	}
	return insert(
		'smtp_enhanced_codes',
		[qw(code class_name subject_name name meaning in_class reply_codes reference
			  deck_explanation deck_type category reason)],
		\@rows);
}

sub provider_codes
{
	my ($facts) = @_;
	my $category = Facts::category_of($facts);

	return insert(
		'bounce_provider_codes',
		[qw(provider code code_to marker meaning category reason source)],
		[   map {
				[   @{$_}{qw(provider code code_to marker meaning)},
					$category->{ $_->{reason} },
					@{$_}{qw(reason source)}
				]
			} @{ Facts::provider_codes($facts) }
		]);
}

# A line may stand for several vendors that share their codes.
sub vendor_codes
{
	my ($facts) = @_;
	my $category = Facts::category_of($facts);
	my @rows = map {
		my $row = $_;
		map { { %$row, vendor => $_ } } split /,/, $row->{vendor}
	} @{ $facts->{vendor_codes} };

	return insert(
		'bounce_vendor_codes',
		[qw(vendor code name type category reason certain ground)],
		[   map {
				[   @{$_}{qw(vendor code name type)},
					$category->{ $_->{reason} },
					@{$_}{qw(reason certain ground)}
				]
			} @rows
		]);
}

# All seeds, in an order that the references between the tables allow.
sub all
{
	my ($facts) = @_;
	return join "\n",
	  insert_plain('bounce_categories',
		[qw(label marketo_category type description marketo_action
			  interesting_moment suspend_for sets_invalid)], $facts->{categories}),
	  insert_plain('bounce_reasons',
		[qw(reason category about advice description)], $facts->{reasons}),
	  reply_codes($facts), enhanced_codes($facts),
	  insert_plain('bounce_providers',
		[qw(provider name kind postmaster_url)], $facts->{providers}),
	  insert_plain('bounce_provider_domains',
		[qw(suffix kind provider note)], $facts->{provider_domains}),
	  provider_codes($facts),
	  insert_plain('bounce_blocklists',
		[qw(blocklist name operator lists zone delist_url active)],
		$facts->{blocklists}),
	  vendor_codes($facts);
}

# The labels of the two enums.
sub labels
{
	my ($rows, $column) = @_;
	return join(",\n", map { "\t'$_->{$column}'" } @$rows) . "\n";
}

1;
