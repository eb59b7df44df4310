#!/bin/bash
# upgrade.t - an update can add a reason and its seed row in one transaction.
#
# The script that does it is a throw-away of this test: the tables key by
# text, because a new label of an enum cannot be used in the transaction that
# adds it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

owner=upgrade_owner
old=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" "$BOUNCE_SOURCE/bounce.control")
new=${old}test
script=$("$PG_CONFIG" --sharedir)/extension/bounce--$old--$new.sql
trap 'rm -f "$script"' EXIT

cat >"$script" <<-'SQL'
	\echo Use "ALTER EXTENSION bounce UPDATE" to load this file. \quit
	ALTER TYPE @extschema@.bounce_reason ADD VALUE 'test_reason';
	INSERT INTO @extschema@.bounce_reasons (reason, category, about, advice, description)
	VALUES ('test_reason', 'technical', 'receiver', 'retry', 'A reason of a test');
SQL

query() {
	sql "$owner" -U "$owner" 2>&1
}

state() {
	query <<-'SQL'
		SELECT extversion FROM pg_extension WHERE extname = 'bounce';
		SELECT count(*) FROM pg_enum WHERE enumlabel = 'test_reason';
		SELECT category FROM bounce_reasons WHERE reason = 'test_reason';
	SQL
}

owned_database "$owner"
query <<<"CREATE EXTENSION bounce; CREATE TABLE t (id int, why bounce_reason); INSERT INTO t VALUES (1, 'soft_other');"

plan 6
is "$(query <<<"BEGIN; ALTER EXTENSION bounce UPDATE TO '$new'; ROLLBACK;")" "" "the owner updates and takes it back"
is "$(state)" "$old"$'\n0' "nothing has changed"
is "$(query <<<"BEGIN; ALTER EXTENSION bounce UPDATE TO '$new'; COMMIT;")" "" "the owner updates in one transaction"
is "$(state)" "$new"$'\n1\ntechnical' "label and row are there"
is "$(query <<<"INSERT INTO t VALUES (2, 'test_reason'); SELECT bounce_reason_name(why) FROM t ORDER BY id;")" \
	$'soft_other\ntest_reason' "the label can be used"
is "$(query <<<"SELECT bounce_version();")" "$old" "the library goes on"
done_testing
