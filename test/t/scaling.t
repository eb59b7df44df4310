#!/bin/bash
# scaling.t - where one machine ends: foreign servers are asked to classify,
# filter and aggregate themselves, workers share an aggregate, and states of
# aggregates can be sent from one server to another, as sharded engines do.
#
# Three databases of the private server stand for three servers.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

database=scaling
regions=(east south west)
plans=$BOUNCE_SCRATCH/scaling.plans
: >"$plans"

# Every region has its own texts; half of them are codes of one reply.
make_region() {
	sql postgres <<<"CREATE DATABASE scaling_$1"
	sql "scaling_$1" -v region="$1" -v shift="$2" <<-'SQL'
		CREATE EXTENSION bounce;
		CREATE TABLE bounces (region text NOT NULL, lead int, at timestamptz, details text, code bounce_code);
		INSERT INTO bounces
		SELECT :'region', 1 + i % 40, '2026-03-01 00:00Z'::timestamptz + (i * 7 % 1000) * interval '1 hour', text, extract_bounce_code(text)
		FROM generate_series(1, 1000) AS i,
			LATERAL (SELECT (ARRAY['550 5.1.1 User unknown', '552 5.2.2 Mailbox full', '554 5.7.1 Message refused as spam',
				'421 4.7.0 Try again later', '250 2.0.0 OK', '550 5.1.1 User unknown', '550 5.1.2 Domain not found'])[1 + (i + :shift) % 7] AS text) AS t;
		-- what a worker of a sharded engine sends: states, not results
		CREATE AGGREGATE lead_state(bounce_category, timestamptz, text) (SFUNC = marketo_lead_status_add, STYPE = bytea);
		CREATE AGGREGATE tally_state(bounce_category) (SFUNC = bounce_tally_add, STYPE = bigint[], INITCOND = '{0,0,0,0,0,0}');
		CREATE AGGREGATE chronic_state(bounce_reason, timestamptz, int, interval) (SFUNC = bounce_chronic_add, STYPE = bigint[]);
		CREATE VIEW states AS
		SELECT lead, lead_state(classify_bounce(details), at, details) AS lead_state, tally_state(classify_bounce(details)) AS tally_state,
			chronic_state(diagnose_bounce(details), at, 5, '7 days') AS chronic_state
		FROM bounces GROUP BY lead;
		ANALYZE bounces;
	SQL
}

# The coordinator: a partition on each server, and all rows in a local table.
make_coordinator() {
	local region
	sql postgres <<<"CREATE DATABASE $database"
	sql "$database" <<-'SQL'
		CREATE EXTENSION bounce;
		CREATE EXTENSION postgres_fdw;
		CREATE TABLE bounces (region text NOT NULL, lead int, at timestamptz, details text, code bounce_code) PARTITION BY LIST (region);
	SQL
	for region in "${regions[@]}"; do
		sql "$database" -v region="$region" -v database="scaling_$region" -v host="$PGHOST" -v port="$PGPORT" -v user="$PGUSER" <<-'SQL'
			CREATE SERVER :region FOREIGN DATA WRAPPER postgres_fdw
				OPTIONS (host :'host', port :'port', dbname :'database', extensions 'bounce', use_remote_estimate 'true', async_capable 'true');
			CREATE USER MAPPING FOR CURRENT_USER SERVER :region OPTIONS (user :'user', password_required 'false');
			CREATE FOREIGN TABLE bounces_:region PARTITION OF bounces FOR VALUES IN (:'region') SERVER :region OPTIONS (table_name 'bounces');
			CREATE FOREIGN TABLE states_:region (lead int, lead_state bytea, tally_state bigint[], chronic_state bigint[])
				SERVER :region OPTIONS (table_name 'states');
		SQL
	done
	sql "$database" <<-'SQL'
		CREATE TABLE here AS SELECT * FROM bounces;
		CREATE VIEW states AS TABLE states_east UNION ALL TABLE states_south UNION ALL TABLE states_west;
		CREATE AGGREGATE merged_lead(bytea) (SFUNC = marketo_lead_status_merge, STYPE = bytea, FINALFUNC = marketo_lead_status_final);
		CREATE AGGREGATE merged_tally(bigint[]) (SFUNC = bounce_tally_combine, STYPE = bigint[], FINALFUNC = bounce_tally_final);
		CREATE AGGREGATE merged_chronic(bigint[]) (SFUNC = bounce_chronic_merge, STYPE = bigint[], FINALFUNC = bounce_chronic_final);
		ANALYZE bounces, here;
	SQL
}

# plan_of QUERY [SETTINGS]
plan_of() {
	sql "$database" <<<"SET enable_partitionwise_aggregate = on; ${2:-} EXPLAIN (VERBOSE, COSTS OFF) $1" | tee -a "$plans"
}

# remote QUERY: what the three servers are asked, each, and whether all at
# once; and whatever of conditions or aggregates is left to be done here.
remote() {
	plan_of "$1" | sed -nE -e 's/^ *->  (Async )Foreign Scan.*/\1/p' -e 's/^ *(Filter: .*)/\1/p' -e 's/^ *(Remote SQL: .*)/\1/p' \
		-e 's/^ *->  ((Partial |Hash|Group)*Aggregate).*/\1/p' | sed 's/_[1-3]\././g' |
		sort | uniq -c | sed 's/^ *//'
}

# documented plans|statements: of the foreign servers, in doc/scaling.md.
documented() {
	awk -v wanted="$1" '
		/^```/ { part = "" }
		/^=> EXPLAIN \(VERBOSE, COSTS OFF\)/ { part = "statements" }
		part == "statements" { sub(/^(=>|  ) /, "") }
		part == wanted
		part == "statements" && /;$/ { part = "plans" }' "$BOUNCE_SOURCE/doc/scaling.md"
}

# same QUERY: the servers' answer is that of the local table.
same() {
	sql "$database" <<-SQL
		SET enable_partitionwise_aggregate = on;
		CREATE TEMP TABLE there AS $1;
		CREATE TEMP TABLE local AS ${1//FROM bounces/FROM here};
		SELECT (SELECT count(*) > 0 FROM local) AND NOT EXISTS (TABLE there EXCEPT ALL TABLE local) AND NOT EXISTS (TABLE local EXCEPT ALL TABLE there);
	SQL
}

# asked NAME QUERY REMOTE_SQL: all three servers do it, all at once, nothing is
# left to do here, and the answer is right.
asked() {
	is "$(remote "$2")" "3 Async "$'\n'"3 Remote SQL: $3" "$1"
	is "$(same "$2")" t "... with the same answer"
}

# shared QUERY: how workers share it, and whether the answer is that of one.
in_parallel="SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;"
shared() {
	plan_of "$1" "$in_parallel" | grep -oE 'Gather( Merge)?$|Partial [A-Za-z]*Aggregate|Parallel Seq Scan|Workers Planned: [1-9]' | sort -u | paste -sd,
	sql "$database" <<-SQL
		SET max_parallel_workers_per_gather = 0;
		CREATE TEMP TABLE alone AS $1;
		RESET max_parallel_workers_per_gather;
		$in_parallel
		SELECT CASE WHEN NOT EXISTS ((TABLE alone EXCEPT ALL $1) UNION ALL ($1 EXCEPT ALL TABLE alone)) THEN 'the same' END FROM alone LIMIT 1;
	SQL
}

# On the extension's aggregates, which are in "aggregate".
aggregates() {
	sql "$database" <<-SQL
		WITH aggregate AS (
			SELECT p.oid::regprocedure AS what, p.proparallel, a.*, t.*
			FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
			JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
			JOIN pg_aggregate a ON aggfnoid = p.oid JOIN pg_type t ON t.oid = aggtranstype
			WHERE d.deptype = 'e' AND e.extname = 'bounce'
		)
		$1
	SQL
}

for number in "${!regions[@]}"; do
	make_region "${regions[number]}" "$number"
done
make_coordinator

plan 33

# ------------------------------------------------------------------ aggregates

is "$(aggregates "SELECT count(DISTINCT split_part(what::text, '(', 1)) FROM aggregate WHERE what::text ~ '^(marketo_lead_status|bounce_(tally|tally_merge|is_chronic))\\('")" \
	4 "the aggregates are there"
is "$(aggregates "SELECT what FROM aggregate WHERE aggcombinefn = 0 OR aggkind <> 'n' OR proparallel <> 's'")" "" \
	"each has a combine function, and is parallel safe"
is "$(aggregates "SELECT what FROM aggregate WHERE typtype = 'p' AND (aggserialfn = 0 OR aggdeserialfn = 0)")" "" \
	"each has a state of a plain type, or can write and read it"
is "$(aggregates "SELECT what, p.oid::regprocedure FROM aggregate JOIN pg_proc p ON p.oid IN (aggtransfn, aggcombinefn, aggfinalfn)
	WHERE p.provolatile <> 'i' OR p.proparallel <> 's'")" "" "all their functions are immutable and parallel safe"

# ------------------------------------------------------------- foreign servers

asked "each server classifies its texts" \
	"SELECT region, classify_bounce(details) AS category, count(*) FROM bounces GROUP BY region, classify_bounce(details)" \
	"SELECT region, public.classify_bounce(details), count(*) FROM public.bounces GROUP BY 1, 2"
asked "tallies them" "SELECT region, bounce_tally(classify_bounce(details)) FROM bounces GROUP BY region" \
	"SELECT region, public.bounce_tally(public.classify_bounce(details)) FROM public.bounces GROUP BY 1"
asked "keeps the record of each lead" \
	"SELECT region, lead, marketo_lead_status(classify_bounce(details), at, details) FROM bounces GROUP BY region, lead" \
	"SELECT region, lead, public.marketo_lead_status(public.classify_bounce(details), at, details) FROM public.bounces GROUP BY 1, 2"
asked "and tells chronic bounces" \
	"SELECT region, lead, bounce_is_chronic(diagnose_bounce(details), at, 5, '7 days') FROM bounces GROUP BY region, lead" \
	"SELECT region, lead, public.bounce_is_chronic(public.diagnose_bounce(details), at, 5, '7 days'::interval) FROM public.bounces GROUP BY 1, 2"
asked "a code under a prefix is looked for there" "SELECT lead FROM bounces WHERE code <@ '5.1'" \
	"SELECT lead FROM public.bounces WHERE ((code OPERATOR(public.<@) '5.1'::text))"
asked "also under one that is no range" "SELECT lead FROM bounces WHERE code <@ 'X.7' OR code <@ '552'" \
	"SELECT lead FROM public.bounces WHERE (((code OPERATOR(public.<@) 'X.7'::text) OR (code OPERATOR(public.<@) '552'::text)))"
asked "so are codes and verdicts" \
	"SELECT details FROM bounces WHERE is_permanent(code) AND diagnose_bounce(details) = 'user_unknown'" \
	"SELECT details FROM public.bounces WHERE (public.is_permanent(code)) AND ((public.diagnose_bounce(details) = 'user_unknown'::public.bounce_reason))"
asked "fingerprints are counted there" \
	"SELECT region, bounce_fingerprint(details) AS shape, count(*), max(code) FROM bounces GROUP BY region, bounce_fingerprint(details)" \
	"SELECT region, public.bounce_fingerprint(details), count(*), public.max(code) FROM public.bounces GROUP BY 1, 2"

total="SELECT bounce_tally_merge(tally) AS tally FROM (SELECT bounce_tally(classify_bounce(details)) AS tally FROM bounces GROUP BY region) AS regions"
is "$(remote "$total")" "3 Async "$'\n'"3 Remote SQL: SELECT public.bounce_tally(public.classify_bounce(details)), region FROM public.bounces GROUP BY 2" \
	"the sum of all regions is that of their tallies"
is "$(same "$total")" t "... with the same answer"
is "$(plan_of "EXECUTE under('5.1')" "SET plan_cache_mode = force_generic_plan; PREPARE under(text) AS SELECT lead FROM bounces WHERE code <@ \$1;" |
	grep -cF "FROM public.bounces WHERE ((code OPERATOR(public.<@) \$1::text))")" 3 "a prefix may be a parameter"

if [ "$(sql "$database" <<<"SELECT current_setting('server_version_num')::int / 10000")" = 15 ]; then
	is "$(sql "$database" <<<"SET enable_partitionwise_aggregate = on; $(documented statements)")" "$(documented plans)" "doc/scaling.md shows these plans"
else
	skip "doc/scaling.md shows these plans" "they are of PostgreSQL 15"
fi
is "$(remote "SELECT lead FROM bounces WHERE site_classify_bounce(details) = 'soft'" | grep Filter)" \
	"3 Filter: (site_classify_bounce(bounces.details) = 'soft'::bounce_category)" "rules of this site are asked here"
sql "$database" <<<"ALTER SERVER east OPTIONS (SET extensions ''); ALTER SERVER south OPTIONS (SET extensions ''); ALTER SERVER west OPTIONS (SET extensions '')"
is "$(remote "SELECT lead FROM bounces WHERE code <@ '5.1' AND classify_bounce(details) = 'soft'" | grep -c 'WHERE')" 0 \
	"without the option extensions nothing is"

# -------------------------------------------------------------------- shards

sql "$database" <<-'SQL'
	CREATE TABLE spread (code bounce_code) PARTITION BY HASH (code);
	CREATE TABLE spread_0 PARTITION OF spread FOR VALUES WITH (MODULUS 3, REMAINDER 0);
	CREATE TABLE spread_1 PARTITION OF spread FOR VALUES WITH (MODULUS 3, REMAINDER 1);
	CREATE TABLE spread_2 PARTITION OF spread FOR VALUES WITH (MODULUS 3, REMAINDER 2);
	INSERT INTO spread SELECT make_bounce_code(550, format('5.%s.%s', i % 8, i)) FROM generate_series(1, 900) AS i;
SQL
is "$(sql "$database" <<<"SELECT min(rows) > 200 FROM (SELECT count(*) AS rows FROM spread GROUP BY tableoid) AS parts;
	SELECT count(*) FROM spread WHERE code = '550 5.1.1'; EXPLAIN (COSTS OFF) SELECT FROM spread WHERE code = '550 5.1.1'" |
	grep -cE '^t$|^1$|^Seq Scan on spread_')" 3 "rows are spread by the hash of a code, and found in one part"

# ------------------------------------------------------------ states, workers

is "$(sql "$database" <<-'SQL'
	SELECT count(*), bool_and(s.status IS NOT DISTINCT FROM h.status AND s.tally = h.tally AND s.chronic = h.chronic), count(DISTINCT h.chronic)
	FROM (SELECT lead, merged_lead(lead_state) AS status, merged_tally(tally_state) AS tally, merged_chronic(chronic_state) AS chronic
		FROM states GROUP BY lead) AS s
	JOIN (SELECT lead, marketo_lead_status(classify_bounce(details), at, details) AS status, bounce_tally(classify_bounce(details)) AS tally,
		bounce_is_chronic(diagnose_bounce(details), at, 5, '7 days') AS chronic FROM here GROUP BY lead) AS h USING (lead)
SQL
)" "40|t|2" "states that servers send are merged to the answer of all rows"
workers="Gather,Parallel Seq Scan,Partial Aggregate,Workers Planned: 2"$'\n'"the same"
is "$(shared "SELECT bounce_tally(classify_bounce(details)) FROM here")" "$workers" "workers share a tally"
is "$(shared "SELECT bounce_is_chronic(diagnose_bounce(details), at, 5, '7 days') FROM here")" "$workers" "chronic bounces"
is "$(shared "SELECT marketo_lead_status(classify_bounce(details), at, details) FROM here")" "$workers" "the record of a lead"
is "$(shared "SELECT marketo_lead_status(classify_bounce(details), at, details, lead > 20) FROM here")" "$workers" "with uncertain bounces"
is "$(sed -n 's/.*\(Remote SQL: .*\)/\1/p' "$BOUNCE_SOURCE/doc/scaling.md" | sort -u | while read -r line; do
	grep -qF "$line" "$plans" || echo "$line"
done)" "" "what doc/scaling.md shows is what the servers were asked"
done_testing
