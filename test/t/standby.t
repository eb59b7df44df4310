#!/bin/bash
# standby.t - a streaming standby has what the primary wrote, in tables and
# indexes, and says the same of every text; sessions there see changes of the
# site's rules; a backend of the primary that is killed in the middle of COPY
# leaves both servers alike; and after its promotion the standby writes.
#
# Two servers of its own, for one crashes and the other is promoted.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"
# shellcheck source-path=SCRIPTDIR source=corpus.sh
. "${BASH_SOURCE[0]%/*}/corpus.sh"
# shellcheck source-path=SCRIPTDIR source=session.sh
. "${BASH_SOURCE[0]%/*}/session.sh"
# shellcheck source-path=SCRIPTDIR source=../server.sh
. "${BASH_SOURCE[0]%/*}/../server.sh"

database=standby_test

# ------------------------------------------------------------------ servers

# Each has a folder of its name for its data, and one for its socket.
declare -A server

# on SERVER COMMAND...
on() {
	PGHOST=$BOUNCE_SCRATCH/$1.socket "${@:2}"
}

# ask_server SERVER SQL
ask_server() {
	on "$1" sql "$database" -c "$2"
}

# start SERVER [OPTION...]
start() {
	run_server "$BOUNCE_SCRATCH/$1" "$BOUNCE_SCRATCH/$1.socket" "$BOUNCE_SCRATCH/log/$1.log" "${@:2}"
	server[$1]=$server_pid
}

stop() {
	end_server "${server[$1]}"
	unset "server[$1]"
}

stop_all() {
	local name
	for name in "${!server[@]}"; do
		stop "$name"
	done
}

start_both() {
	local name
	as_server_user
	for name in primary standby; do
		server_folder "$BOUNCE_SCRATCH/$name" "$BOUNCE_SCRATCH/$name.socket"
	done
	new_cluster "$BOUNCE_SCRATCH/primary" >"$BOUNCE_SCRATCH/log/primary.log" 2>&1
	start primary
	on primary "${as_server[@]}" "${PG_CONFIG%/*}/pg_basebackup" -R -D "$BOUNCE_SCRATCH/standby" -c fast --no-sync
	start standby -c wal_retrieve_retry_interval=100ms
}

# The standby has applied all that the primary has committed.
catch_up() {
	local lsn
	lsn=$(on primary sql postgres -c "SELECT pg_current_wal_lsn()")
	on standby wait_until postgres "SELECT pg_last_wal_replay_lsn() >= '$lsn'"
}

# change SQL: on the primary, and the standby knows.
change() {
	ask_server primary "$1"
	catch_up
}

# ------------------------------------------------------------------- bounces

make_bounces() {
	sql "$database" <<-'SQL'
		CREATE TABLE bounces (
			id int,
			t text,
			code bounce_code GENERATED ALWAYS AS (extract_bounce_code(t)) STORED,
			shape text GENERATED ALWAYS AS (bounce_fingerprint(t)) STORED,
			reason bounce_reason
		);
		CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON bounces FOR EACH ROW
			EXECUTE FUNCTION bounce_classify_trigger('t', 'reason=reason', 'rules=site');
		CREATE INDEX by_code ON bounces (code);
		CREATE INDEX by_code_hash ON bounces USING hash (extract_bounce_code(t));
		CREATE INDEX by_category ON bounces (classify_bounce(t));
		CREATE INDEX by_shape ON bounces (shape);
	SQL
}

fill_bounces() {
	corpus_rows "$@" | sql "$database" -c "COPY bounces (id, t) FROM STDIN"
}

# All rows, and the site's rules.
rows() {
	ask_server "$1" "SELECT count(*), md5(string_agg(b::text, ',' ORDER BY id)) FROM bounces b"
	ask_server "$1" "SELECT count(*), md5(string_agg(o::text, ',' ORDER BY id)) FROM bounce_overrides o"
}

# Rows whose verdicts are not what the server's functions say.
wrong_rows() {
	ask_server "$1" "SELECT count(*) FROM bounces WHERE (code, shape, reason) IS DISTINCT FROM
		(extract_bounce_code(t), bounce_fingerprint(t), site_diagnose_bounce(t))"
}

# What each index is for.
conditions=("code <@ '5.1'" "code BETWEEN '4.2.0' AND '4.4.7'" "code = '550 5.1.1'" "extract_bounce_code(t) = '550 5.1.1'"
	"classify_bounce(t) = 'soft'" "shape > '552'")

# found SERVER scan|index: rows that each condition finds; none is an error.
found() {
	local condition settings="SET enable_seqscan = on; SET enable_indexscan = off; SET enable_bitmapscan = off"
	if [ "$2" = index ]; then
		settings="SET enable_seqscan = off"
	fi
	for condition in "${conditions[@]}"; do
		echo "$settings; SELECT count(*) / (count(*) > 0)::int, md5(string_agg(id::text, ',' ORDER BY id)) FROM bounces WHERE $condition;"
	done | on "$1" sql "$database"
}

indexes_used() {
	local condition
	for condition in "${conditions[@]}"; do
		echo "SET enable_seqscan = off; EXPLAIN (COSTS OFF) SELECT id FROM bounces WHERE $condition;"
	done | on "$1" sql "$database" | sed -nE 's/.* (Scan using|Index Scan on) ([a-z_]+).*/\2/p' | sort -u | xargs
}

# whole SERVER NAME: no B-tree index lacks a row, says PostgreSQL's amcheck.
whole() {
	if [ "$amcheck" = there ]; then
		is "$(ask_server "$1" "SELECT count(bt_index_check(i, true)::text) FROM unnest('{by_code,by_category,by_shape}'::regclass[]) AS i")" 3 "$2"
	else
		skip "$2" "no amcheck"
	fi
}

trap stop_all EXIT
plan 36
start_both

# ---------------------------------------------------- what the primary wrote

on primary sql postgres -c "CREATE DATABASE $database"
ask_server primary "CREATE EXTENSION bounce"
amcheck=$(ask_server primary "SELECT 'there' FROM pg_available_extensions WHERE name = 'amcheck'")
[ "$amcheck" != there ] || ask_server primary "CREATE EXTENSION amcheck"
on primary make_corpus
on primary make_bounces
ask_server primary "INSERT INTO bounce_overrides (phrase, reason) VALUES ('user unknown', 'policy'), ('mailbox full', 'tls'), ('no such user', 'virus')"
on primary fill_bounces 3000
ask_server primary "DELETE FROM bounce_overrides WHERE reason = 'virus'"
ask_server primary "UPDATE bounce_overrides SET reason = 'routing' WHERE reason = 'tls'"
ask_server primary "UPDATE bounces SET reason = site_diagnose_bounce(t)"
catch_up

is "$(ask_server standby "SELECT pg_is_in_recovery(), count(*) > 8800 FROM corpus")" "t|t" "a standby has the texts"
said=$(on primary digest "SET max_parallel_workers_per_gather = 0")
is "$(on standby digest "SET max_parallel_workers_per_gather = 0")" "$said" "it says the same of each"
is "$(rows standby)" "$(rows primary)" "has the same rows, and rules of the site"
is "$(ask_server standby "SELECT count(*) FILTER (WHERE reason = 'policy') > 10, count(*) FILTER (WHERE reason = 'routing') > 10, max(id) FROM bounces")" \
	"t|t|3000" "verdicts by these rules among them"
is "$(wrong_rows standby)" 0 "all verdicts are what its functions say"
is "$(indexes_used standby)" "by_category by_code by_code_hash by_shape" "its indexes are used"
is "$(found standby index)" "$(found standby scan)" "they find what scans find"
whole standby "and lack no row"
is "$(on standby sqlstate "$database" "$PGUSER" "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')")" 25006 \
	"it takes no rules of its own"
preview="SELECT * FROM bounce_override_preview('bounces', 't', 'virus', phrase => 'user') ORDER BY old_reason"
is "$(ask_server standby "$preview")" "$(ask_server primary "$preview")" "but previews one"

# ------------------------------------------- sessions that have asked before

on standby session a "$database"
on standby session b "$database"
on primary session p "$database"
is "$(ask a) $(ask b)" "undetermined undetermined" "sessions of the standby ask the rules"
change "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')"
is "$(ask a) $(ask b)" "tls tls" "their next statements see a rule that was added"
change "UPDATE bounce_overrides SET reason = 'policy' WHERE phrase = 'frobnicated'"
is "$(ask a) $(ask b)" "policy policy" "changed"
change "UPDATE bounce_overrides SET enabled = false WHERE phrase = 'frobnicated'"
is "$(ask a) $(ask b)" "undetermined undetermined" "disabled"
change "UPDATE bounce_overrides SET enabled = true WHERE phrase = 'frobnicated'"
is "$(ask a) $(ask b)" "policy policy" "and enabled"

query p "BEGIN; UPDATE bounce_overrides SET reason = 'virus'" >/dev/null
change "CREATE TABLE unrelated ()"
is "$(ask p) $(ask a)" "virus policy" "not one that is not committed"
query p "ROLLBACK" >/dev/null
change "DROP TABLE unrelated"
is "$(ask p) $(ask a)" "policy policy" "nor one that is taken back"

query a "BEGIN ISOLATION LEVEL REPEATABLE READ" >/dev/null
is "$(ask a)" policy "a repeatable read transaction asks"
change "UPDATE bounce_overrides SET reason = 'tls' WHERE phrase = 'frobnicated'"
is "$(ask a) $(ask b) $(ask a)" "policy tls policy" "it goes on with the rules of its snapshot, others do not"
query a "COMMIT" >/dev/null
is "$(ask a)" tls "when it has ended, it has the new ones"
query a "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0" >/dev/null
counts="SELECT md5(string_agg(said, ',' ORDER BY id)) FROM (SELECT id, site_diagnose_bounce(t)::text AS said FROM corpus OFFSET 0) AS f"
is "$(query a "$counts")" "$(query b "$counts")" "workers have the same"
is "$(query a "EXPLAIN (ANALYZE, COSTS off) ${counts}" | grep -o 'Workers Launched: 2')" "Workers Launched: 2" "and there were two"
change "DELETE FROM bounce_overrides WHERE phrase = 'frobnicated'"
is "$(ask a) $(ask b)" "undetermined undetermined" "a rule that was deleted is gone"
change "VACUUM bounce_overrides"
change "INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'policy')"
is "$(ask a) $(ask b)" "policy policy" "and another that takes its place is seen"

# ------------------------------------------------------------------ kill -9

query p "BEGIN; UPDATE bounce_overrides SET reason = 'virus'" >/dev/null
before=$(rows primary)
on primary kill_copy bounces
catch_up
is "$(rows primary)" "$before" "a backend of the primary is killed in a COPY, which recovers what was committed"
is "$(rows standby)" "$before" "and so does the standby"
is "$(ask a) $(ask b)" "policy policy" "its sessions go on"
ask_server primary "DELETE FROM bounces"
on primary fill_bounces
catch_up
is "$(rows standby)" "$(rows primary)" "the COPY is made again, and comes"
is "$(found standby index)" "$(found standby scan)" "with the indexes"

# ---------------------------------------------------------------- promotion

stop primary
is "$(ask_server standby "SELECT pg_promote()")" t "the primary is gone, the standby promoted"
is "$(ask a)" policy "sessions go on"
is "$(query b "INSERT INTO bounce_overrides (phrase, reason) VALUES ('grommeted', 'tls')") $(query a "SELECT site_diagnose_bounce('it was grommeted')")" \
	" tls" "add rules, and see them"
is "$(query a "INSERT INTO bounces (id, t) VALUES (0, '550 5.7.1 it was grommeted') RETURNING code, shape, reason")" \
	"550 5.7.1|550 5.7.1 it was grommeted|tls" "the trigger has them too"
is "$(wrong_rows standby) $(on standby digest "")" "0 $said" "and all is said as before"
is "$(found standby index)" "$(found standby scan)" "indexes go on"
whole standby "and lack no row"
end_sessions
done_testing
