#!/bin/bash
# dump.t - the owner of a database, who is no superuser, dumps and restores
# tables, indexes and views that use the extension.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

owner=dump_owner
restored=dump_restored
dump=$BOUNCE_SCRATCH/dump.sql

owned_database "$owner"
sql postgres <<<"CREATE DATABASE $restored OWNER $owner;"
sql "$owner" -U "$owner" <<-'SQL'
	CREATE EXTENSION bounce;
	CREATE TABLE bounces (
		id int PRIMARY KEY,
		details text,
		code bounce_code,
		found bounce_code GENERATED ALWAYS AS (extract_bounce_code(details)) STORED,
		why bounce_reason
	);
	INSERT INTO bounces (id, details, code, why)
	SELECT i, format('%s %s.1.%s no such user', 400 + 100 * (i % 2) + 50, 4 + i % 2, i % 10),
		CASE WHEN i % 7 > 0 THEN make_bounce_code(550, format('5.%s.%s', i % 8, i % 20)) END,
		CASE WHEN i % 2 = 1 THEN 'user_unknown'::bounce_reason END
	FROM generate_series(1, 1000) i;
	CREATE INDEX bounces_code ON bounces (code);
	CREATE INDEX bounces_found ON bounces (extract_bounce_code(details));
	CREATE VIEW codes AS
		SELECT enhanced_code(code) AS code, (enhanced_code_info(enhanced_code(code))).reason, count(*)
		FROM bounces WHERE code <@ '5' GROUP BY 1, 2;
SQL

rows() {
	sql "$1" -U "$owner" <<<"SELECT * FROM bounces ORDER BY id; SELECT * FROM codes ORDER BY code;"
}

# Checksums of all tables of the extension.
seeds() {
	sql "$1" -U "$owner" <<-'SQL' | sql "$1" -U "$owner"
		SELECT format('SELECT %L, count(*), md5(string_agg(t::text, E''\n'' ORDER BY t::text)) FROM %s t;',
			c.relname, c.oid::regclass)
		FROM pg_depend d
		JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
		WHERE d.deptype = 'e' AND e.extname = 'bounce' AND c.relkind = 'r'
		ORDER BY c.relname;
	SQL
}

indexes_used() {
	sql "$1" -U "$owner" <<-'SQL' | grep -o 'bounces_[a-z]*' | sort -u
		SET enable_seqscan = off;
		EXPLAIN (COSTS OFF) SELECT * FROM bounces WHERE code <@ '5.1';
		EXPLAIN (COSTS OFF) SELECT * FROM bounces WHERE extract_bounce_code(details) = '450 4.1.2';
	SQL
}

found_by_index() {
	sql "$1" -U "$owner" <<-'SQL'
		SET enable_seqscan = off;
		SELECT count(*) FROM bounces WHERE code <@ '5.1';
		SELECT count(*) FROM bounces WHERE extract_bounce_code(details) = '450 4.1.2';
	SQL
}

plan 8
ok "the owner dumps" pg_dump -U "$owner" -d "$owner" -f "$dump"
is "$(grep -E '^(COPY|INSERT INTO) ' "$dump" | cut -d ' ' -f 1-2)" "COPY public.bounces" "the dump holds no seeds"
ok "the owner restores" psql -Xq -v ON_ERROR_STOP=1 -U "$owner" -d "$restored" -f "$dump"
is "$(rows "$restored" | cksum)" "$(rows "$owner" | cksum)" "tables and views hold the same"
is "$(seeds "$restored")" "$(seeds "$owner")" "seeds are the same"
is "$(indexes_used "$restored")" $'bounces_code\nbounces_found' "indexes are used"
is "$(found_by_index "$restored")" "$(found_by_index "$owner")" "indexes find the same rows"
is "$(seeds "$restored" | grep -c '|0|' || true)" 0 "no seeded table is empty"
done_testing
