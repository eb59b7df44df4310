# shellcheck shell=bash
# corpus.sh - the corpus and what the fuzzers found as a table of the database
# that the test names in "database": texts on which all ways through a server
# must agree.
#
# shellcheck disable=SC2154 # database
# shellcheck disable=SC2119,SC2120 # tests give corpus_rows its argument

# The corpus, pieces of it that start in a word, and what was found, as Latin-1
# without zeros, for not all of it is UTF-8.
make_corpus() {
	local file
	sql "$database" <<-'SQL'
		CREATE TABLE corpus (id int GENERATED ALWAYS AS IDENTITY, t text);
		-- all that is said of a text
		CREATE FUNCTION say_all(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
			SELECT concat_ws('|', classify_bounce(t), diagnose_bounce(t, 'mx.example.com'), analyze_bounce(t), extract_bounce_code(t),
				is_hard_bounce(t), is_soft_bounce(t), bounce_fingerprint(t), (SELECT string_agg(e::text, '/' ORDER BY step) FROM explain_bounce(t) AS e))
		$$;
	SQL
	sql "$database" -c "CREATE TEMP TABLE line (t text, reason text, source text)" \
		-c "\\copy line FROM '$BOUNCE_SOURCE/test/data/bounces.tsv' WITH (HEADER)" \
		-c "INSERT INTO corpus (t) SELECT t FROM line" \
		-c "INSERT INTO corpus (t) SELECT right(t, -length(t) / 3) FROM line"
	for file in "$BOUNCE_SOURCE"/test/fuzz/found/*; do
		od -An -v -tx1 "$file" | tr -d ' \n' | sed 's/.*/&\n/'
	done | sql "$database" -c "CREATE TEMP TABLE found (hex text)" -c "\\copy found FROM STDIN" \
		-c "INSERT INTO corpus (t) SELECT convert_from(decode(hex, 'hex'), 'LATIN1') FROM (SELECT (SELECT string_agg(b[1], '') FROM regexp_matches(hex, '..', 'g') AS b WHERE b[1] <> '00') AS hex FROM found) AS f"
}

# A digest of what is said of all texts; the query's settings come before.
digest() {
	sql "$database" -c "$1" -c "SELECT md5(string_agg(said, ',' ORDER BY id)) FROM (SELECT id, md5(say_all(t)) AS said FROM corpus OFFSET 0) AS f"
}

# kill_copy TABLE: a COPY that does not end is killed when it has read rows.
kill_copy() {
	local backend copying
	{ corpus_rows && sleep 30; } | psql -XAtq -d "$database" -c "COPY $1 (id, t) FROM STDIN" 2>/dev/null &
	copying=$!
	# the rows come from a COPY TO, which is no matter
	wait_until "$database" "SELECT tuples_processed > 2000 FROM pg_stat_progress_copy WHERE command = 'COPY FROM'"
	backend=$(sql "$database" <<<"SELECT pid FROM pg_stat_progress_copy WHERE command = 'COPY FROM'")
	kill -9 "$backend"
	wait_until "$database" "SELECT pg_postmaster_start_time() IS NOT NULL AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $backend)"
	pkill -P "$copying" 2>/dev/null || true
	kill "$copying" 2>/dev/null || true
	wait "$copying" 2>/dev/null || true
}

# corpus_rows [LIMIT]
corpus_rows() {
	sql "$database" <<<"COPY (SELECT id, t FROM corpus ORDER BY id LIMIT ${1:-NULL}) TO STDOUT"
}
