#!/usr/bin/perl
# docs.pl - run the SQL of pages of documentation, and compare what it prints
# with what the page says that it prints.
#
#   test/docs.pl [--update] PAGE...
#
# The server is that of the PG* variables, with bounce installed; the user is
# a superuser. Each page runs in a database of its own, in one session, from
# its first line to its last. --update writes what was printed into the pages:
# read the difference before you keep it.
#
# In a page
#
#   ```sql              is run, always
#   ```                 next to it, with no tag: what psql prints for it; if
#                       this begins with "-[ RECORD", it is run with \x
#   <!-- sql ... -->    is run, and not shown: tables that the page speaks of
#   ```text, ```sh ...  is not run
#
# SQL with nothing next to it must not fail. Blanks at the ends of lines do
# not count. Roles that a page creates are dropped with its database. Links to
# other pages and to headings must lead somewhere.

use strict;
use warnings;
use FindBin;
use File::Temp;

binmode STDOUT, ':utf8';
chdir "$FindBin::Bin/.." or die "$!\n";

my $update = @ARGV && $ARGV[0] eq '--update' ? shift : 0;
my $database = 'bounce_docs';
my $template = 'bounce_docs_template';
my $mark = '=====bounce_docs=====';
my $failed = 0;

$ENV{PGTZ} = 'UTC';
$ENV{PGDATESTYLE} = 'ISO, MDY';
$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGOPTIONS} = '-c client_min_messages=warning -c max_parallel_workers_per_gather=0';

admin('postgres', "DROP DATABASE IF EXISTS $template",
	"CREATE DATABASE $template TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
admin($template, 'CREATE EXTENSION bounce');
check($_) for @ARGV;
admin('postgres', "DROP DATABASE $template");
exit($failed ? 1 : 0);

# One page: complain of what is not as it says.
sub check
{
	my ($page) = @_;
	my $text = slurp($page);
	my @parts = parts($page, $text);
	my @printed = run($page, grep { $_->{sql} } @parts);

	foreach my $part (grep { $_->{sql} } @parts)
	{
		my $got = tidy(shift @printed);
		my $expected = $part->{output};

		if (!defined $expected)
		{
			complain("$page:$part->{line}", "an error that the page does not show:\n$got")
				if $got =~ /^(ERROR|FATAL|PANIC|\\?psql): /m;
		}
		elsif ($got ne tidy($expected->{text}))
		{
			complain("$page:$expected->{line}", "printed is\n$got\nand not\n" . tidy($expected->{text})) unless $update;
			$expected->{text} = "$got\n";
		}
	}
	links($page, $text);
	spew($page, join '', map { $_->{text} } @parts) if $update;
}

# A page in parts, in order: each has its text, as it stands there, and the
# line that it begins in; SQL has sql, and output where that is another part.
sub parts
{
	my ($page, $text) = @_;
	my @parts = ({ text => '', line => 1 });
	my ($line, $sql, $end) = (0, undef, undef);

	foreach (split /^/, $text)
	{
		$line++;
		if (defined $end)
		{
			if ($_ eq $end)
			{
				push @parts, { text => $_, line => $line };
				$end = undef;
				next;
			}
		}
		elsif (/^(```sql|<!-- sql)$/)
		{
			$parts[-1]{text} .= $_;
			$sql = { text => '', line => $line + 1, sql => 1 };
			push @parts, $sql;
			$end = $1 eq '```sql' ? "```\n" : "-->\n";
			next;
		}
		elsif (/^```$/)
		{
			my $output = { text => '', line => $line + 1 };

			complain("$page:$line", 'there is no SQL before this output') unless $sql;
			$parts[-1]{text} .= $_;
			$sql->{output} = $output if $sql;
			$sql = undef;
			push @parts, $output;
			$end = "```\n";
			next;
		}
		elsif (/^```/)
		{
			# Not ours; nor is its end an output.
			$parts[-1]{text} .= $_;
			push @parts, { text => '', line => $line + 1 };
			$end = "```\n";
			$sql = undef;
			next;
		}
		elsif (/\S/)
		{
			$sql = undef;
		}
		$parts[-1]{text} .= $_;
	}
	complain($page, 'a block has no end') if defined $end;
	return @parts;
}

# What psql prints for each of the blocks.
sub run
{
	my ($page, @blocks) = @_;
	my @roles = map { $_->{text} =~ /^CREATE ROLE (\w+)/mg } @blocks;
	my $script = File::Temp->new;
	my @printed;

	return unless @blocks;
	binmode $script, ':utf8';
	foreach my $block (@blocks)
	{
		my $expanded = $block->{output} && $block->{output}{text} =~ /^-\[ RECORD/;

		print $script "\\x on\n" if $expanded;
		print $script $block->{text}, "\n";
		print $script "\\x off\n" if $expanded;
		print $script "\\echo $mark\n";
	}
	close $script;

	admin('postgres', "DROP DATABASE IF EXISTS $database", "CREATE DATABASE $database TEMPLATE $template");
	open my $psql, '-|:utf8', "psql -Xq -d $database <'$script' 2>&1" or die "psql: $!\n";
	@printed = split /^$mark\n/m, join('', <$psql>), -1;
	close $psql;
	admin('postgres', "DROP DATABASE $database", map { "DROP ROLE $_" } @roles);

	die "$page: psql stopped:\n" . join("\n", @printed) . "\n" if @printed != @blocks + 1;
	return @printed;
}

# Links lead to files, and to headings of pages.
sub links
{
	my ($page, $text) = @_;
	my ($folder) = $page =~ m{^(.*/)};

	$text =~ s/^```.*?^```$//msg;
	while ($text =~ /\]\(([^)\s:#]*)(?:#([^)\s]*))?\)/g)
	{
		my ($file, $anchor) = ($1, $2);
		my $target = $file eq '' ? $page : ($folder // '') . $file;

		if (!-e $target)
		{
			complain($page, "there is no $target");
		}
		elsif (defined $anchor && !grep { $_ eq $anchor } anchors($target))
		{
			complain($page, "there is no heading #$anchor in $target");
		}
	}
}

# Of the headings of a page, as GitHub makes them.
sub anchors
{
	my ($page) = @_;
	my $text = slurp($page);
	my @anchors;

	$text =~ s/^```.*?^```$//msg;
	while ($text =~ /^#+ +(.*)$/mg)
	{
		my $anchor = lc $1;

		$anchor =~ s/[^\w\- ]//g;
		$anchor =~ tr/ /-/;
		push @anchors, $anchor;
	}
	return @anchors;
}

sub tidy
{
	my ($text) = @_;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\s+\z//;
	return $text;
}

sub complain
{
	my ($where, $what) = @_;

	print "$where: $what\n";
	$failed = 1;
}

sub admin
{
	my ($where, @statements) = @_;

	system('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $where, map { ('-c', $_) } @statements) == 0
		or die "psql -d $where failed\n";
}

sub slurp
{
	my ($file) = @_;

	open my $in, '<:utf8', $file or die "$file: $!\n";
	local $/ = undef;
	return scalar <$in>;
}

sub spew
{
	my ($file, $text) = @_;

	open my $out, '>:utf8', $file or die "$file: $!\n";
	print $out $text;
	close $out or die "$file: $!\n";
}
