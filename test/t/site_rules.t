#!/bin/bash
# site_rules.t - a change of the site's rules is seen by the next statement of
# every session, and by none that does not see the row.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"
# shellcheck source-path=SCRIPTDIR source=session.sh
. "${BASH_SOURCE[0]%/*}/session.sh"

database=site_rules
subscriber=site_rules_subscriber

for name in "$database" "$subscriber"; do
	sql postgres <<<"CREATE DATABASE $name;"
	sql "$name" <<<"CREATE EXTENSION bounce;"
done

set_reason() {
	printf "UPDATE bounce_overrides SET reason = '%s'" "$1"
}

plan 37
session a "$database"
session b "$database"

# ------------------------------------------------- commit and rollback

is "$(ask a)" undetermined "there is no rule"
query b "BEGIN" >/dev/null
is "$(query b "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')")" "" "another session adds one"
is "$(ask b)" tls "it sees its rule"
is "$(ask a)" undetermined "nobody else does"
query b "COMMIT" >/dev/null
is "$(ask a)" tls "after the commit all do"

query b "BEGIN; DELETE FROM bounce_overrides" >/dev/null
is "$(ask b)" undetermined "it deletes the rule"
query b "ROLLBACK" >/dev/null
is "$(ask b) $(ask a)" "tls tls" "and takes it back"

# --------------------------------------- a transaction that reads committed

query a "BEGIN" >/dev/null
is "$(ask a)" tls "a transaction asks"
query b "$(set_reason policy)" >/dev/null
is "$(ask a)" policy "its next statement sees what was committed meanwhile"
query b "TRUNCATE bounce_overrides" >/dev/null
is "$(ask a)" undetermined "also that the table is empty"
query a "COMMIT" >/dev/null

# ------------------------------------ a transaction with one snapshot for all

query b "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')" >/dev/null
query a "BEGIN ISOLATION LEVEL REPEATABLE READ" >/dev/null
is "$(ask a)" tls "a repeatable read transaction asks"
query b "$(set_reason policy)" >/dev/null
is "$(ask a)" tls "it goes on with the rules of its snapshot"
is "$(query a "SELECT reason FROM bounce_overrides")" tls "which are those of the table"
query a "COMMIT" >/dev/null
is "$(ask a)" policy "after it, they are the new ones"

query a "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1" >/dev/null
query b "$(set_reason routing)" >/dev/null
is "$(ask a)" policy "the same when it asks after the change only"
is "$(ask a)" policy "and when it asks again"
query a "SAVEPOINT s" >/dev/null
is "$(ask a)" policy "and in a subtransaction"
query a "ROLLBACK TO s; ROLLBACK" >/dev/null
is "$(ask a)" routing "after a rollback, too, they are the new ones"

query a "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1" >/dev/null
query b "$(set_reason virus)" >/dev/null
is "$(ask a)" routing "a serializable transaction goes on as well"
query a "COMMIT" >/dev/null
is "$(ask a)" virus "and ends as well"

# -------------------------- a statement that runs while the rules are changed

query b "SELECT pg_advisory_lock(1)" >/dev/null
begin_query a "SELECT site_diagnose_bounce('it was frobnicated'), pg_advisory_lock(1) IS NULL,
	site_diagnose_bounce('it was frobnicated')"
ok "a statement waits" becomes 1 query b "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
query b "$(set_reason tls)" >/dev/null
query b "SELECT pg_advisory_unlock(1)" >/dev/null
is "$(end_query a)" "virus|f|virus" "it ends with the rules that it began with"
is "$(ask a)" tls "the next one has the new ones"

# a cursor keeps its snapshot
query a "BEGIN; DECLARE c CURSOR FOR SELECT site_diagnose_bounce('it was frobnicated') FROM generate_series(1, 3)" >/dev/null
is "$(query a "FETCH c")" tls "a cursor asks"
query b "$(set_reason policy)" >/dev/null
is "$(query a "FETCH c") $(ask a) $(query a "FETCH c") $(ask a)" "tls policy tls policy" \
	"it goes on with its rules, beside statements with new ones"
query a "COMMIT" >/dev/null

# a loop of one statement that commits
query a "CREATE PROCEDURE until(reason bounce_reason) LANGUAGE plpgsql AS \$\$
	DECLARE
		answer bounce_reason;
	BEGIN
		FOR i IN 1..600 LOOP
			answer := site_diagnose_bounce('it was frobnicated');
			EXIT WHEN answer = reason;
			COMMIT;
			PERFORM pg_sleep(0.1);
		END LOOP;
		RAISE NOTICE '%', answer;
	END \$\$" >/dev/null
begin_query a "CALL until('routing')"
query b "SELECT pg_sleep(0.3); $(set_reason routing)" >/dev/null
is "$(end_query a)" "NOTICE:  routing" "a procedure sees the change after its commit"

# a new session
is "$(sql "$database" <<<"SELECT site_diagnose_bounce('it was frobnicated');")" routing "a new session reads the rules"

# ------------------------------------------------------ logical replication
#
# Changes of a publication are applied row by row, without the triggers of
# statements.

session c "$subscriber"
is "$(ask c)" undetermined "a subscriber has no rules"
sql "$database" <<-'SQL'
	TRUNCATE bounce_overrides;
	CREATE TABLE bounces (id int PRIMARY KEY, details text);
	CREATE PUBLICATION rules FOR TABLE bounce_overrides, bounces;
	SELECT pg_create_logical_replication_slot('rules', 'pgoutput') \g /dev/null
SQL
sql "$subscriber" <<-SQL >"$BOUNCE_SCRATCH/log/subscription" 2>&1
	CREATE TABLE bounces (id int PRIMARY KEY, details text, reason bounce_reason);
	CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON bounces FOR EACH ROW
		EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason', 'rules=site');
	CREATE SUBSCRIPTION rules CONNECTION 'dbname=$database host=$PGHOST port=$PGPORT user=$PGUSER' PUBLICATION rules
		WITH (create_slot = false, copy_data = false);
SQL
query b "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')" >/dev/null
ok "it gets the rules that are added" becomes tls ask c
query b "$(set_reason policy)" >/dev/null
ok "those that are changed" becomes policy ask c
query b "INSERT INTO bounces VALUES (1, 'it was frobnicated')" >/dev/null
ok "and other rows" becomes 1 query c "SELECT count(*) FROM bounces"
is "$(query c "SELECT reason FROM bounces")" "" "a trigger there does not fire"
query c "ALTER TABLE bounces ENABLE ALWAYS TRIGGER classify" >/dev/null
query b "UPDATE bounces SET details = 'it was not frobnicated'" >/dev/null
ok "unless it is enabled always" becomes policy query c "SELECT reason FROM bounces"
query b "DELETE FROM bounce_overrides" >/dev/null
ok "rules go" becomes undetermined ask c
query b "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')" >/dev/null
ok "come" becomes tls ask c
query b "TRUNCATE bounce_overrides" >/dev/null
ok "and go all at once" becomes undetermined ask c
is "$(query b "SELECT count(*) FROM bounce_overrides")" 0 "as they do where they came from"

query c "ALTER SUBSCRIPTION rules DISABLE; ALTER SUBSCRIPTION rules SET (slot_name = NONE); DROP SUBSCRIPTION rules" >/dev/null
becomes f query b "SELECT active FROM pg_replication_slots" || true
query b "SELECT pg_drop_replication_slot('rules')" >/dev/null
end_sessions
done_testing
