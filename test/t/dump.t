#!/bin/bash
# dump.t - the owner of a database, who is no superuser, dumps and restores
# tables, indexes, triggers and views that use the extension, and the
# site's own rules.
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
		why bounce_reason,
		reason bounce_reason GENERATED ALWAYS AS (diagnose_bounce(details)) STORED,
		moment text GENERATED ALWAYS AS (interesting_moment(classify_bounce(details), 'May')) STORED
	);
	INSERT INTO bounces (id, details, code, why)
	SELECT i, format('%s %s.1.%s %s', 400 + 100 * (i % 2) + 50, 4 + i % 2, i % 10,
			('{no such user, mailbox full, blocked using zen.spamhaus.org}'::text[])[1 + i % 3]),
		CASE WHEN i % 7 > 0 THEN make_bounce_code(550, format('5.%s.%s', i % 8, i % 20)) END,
		CASE WHEN i % 2 = 1 THEN 'user_unknown'::bounce_reason END
	FROM generate_series(1, 1000) i;
	CREATE INDEX bounces_code ON bounces (code);
	CREATE INDEX bounces_found ON bounces (extract_bounce_code(details));
	CREATE INDEX bounces_category ON bounces (classify_bounce(details));
	CREATE INDEX bounces_shape ON bounces (bounce_fingerprint(details)) WHERE is_hard_bounce(details);
	CREATE VIEW codes AS
		SELECT enhanced_code(code) AS code, (enhanced_code_info(enhanced_code(code))).reason, count(*)
		FROM bounces WHERE code <@ '5' GROUP BY 1, 2;
	INSERT INTO bounce_overrides (phrase, reason) VALUES ('forgotten', 'policy'), ('no such *1 user', 'reputation');
	INSERT INTO bounce_overrides (regex, code_prefix, remote_host, recipient_domain, reason, category, note, enabled, priority)
		VALUES ('[0-9]{8}', '5.7', 'example.net', 'example.com', 'policy', 'technical', E'two\nlines', false, 7);
	DELETE FROM bounce_overrides WHERE phrase = 'forgotten';
	CREATE MATERIALIZED VIEW site AS SELECT site_diagnose_bounce(details) AS reason, count(*) FROM bounces GROUP BY 1;
	CREATE MATERIALIZED VIEW leads AS
		SELECT id % 10 AS lead, bounce_tally(classify_bounce(details)) AS tally,
			marketo_lead_status(classify_bounce(details), timestamptz '2024-05-01Z' + id * interval '1 hour', details) AS status
		FROM bounces GROUP BY 1;
	CREATE UNIQUE INDEX leads_lead ON leads (lead);
	CREATE TABLE incoming (details text, reason bounce_reason, rule text);
	CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON incoming FOR EACH ROW
		EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason', 'rule=rule', 'rules=site');
	INSERT INTO incoming VALUES ('550 5.1.1 No such user');
SQL

rows() {
	sql "$1" -U "$owner" <<-'SQL'
		SELECT * FROM bounces ORDER BY id;
		SELECT * FROM codes ORDER BY code;
		SELECT * FROM site ORDER BY reason;
		SELECT * FROM leads ORDER BY lead;
		SELECT * FROM incoming;
		SELECT * FROM bounce_overrides ORDER BY id;
	SQL
}

# The rules go on: the next number, the answers, and the triggers.
add_rule() {
	sql "$1" -U "$owner" 2>&1 <<-'SQL'
		INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls') RETURNING id;
		INSERT INTO incoming VALUES ('it was frobnicated') RETURNING rule;
		UPDATE bounce_overrides SET reason = 'virus' WHERE id = 4;
		SELECT site_diagnose_bounce('it was frobnicated');
		SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'bounce_overrides'::regclass AND NOT tgisinternal ORDER BY 1;
	SQL
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
		EXPLAIN (COSTS OFF) SELECT * FROM bounces WHERE classify_bounce(details) = 'soft';
		EXPLAIN (COSTS OFF) SELECT * FROM bounces WHERE bounce_fingerprint(details) = '550 5.1.1 no such user' AND is_hard_bounce(details);
	SQL
}

found_by_index() {
	sql "$1" -U "$owner" <<-'SQL'
		SET enable_seqscan = off;
		SELECT count(*) FROM bounces WHERE code <@ '5.1';
		SELECT count(*) FROM bounces WHERE extract_bounce_code(details) = '450 4.1.2';
		SELECT count(*) FROM bounces WHERE classify_bounce(details) = 'soft';
		SELECT count(*) FROM bounces WHERE bounce_fingerprint(details) = '550 5.1.1 no such user' AND is_hard_bounce(details);
	SQL
}

plan 12
ok "the owner dumps" pg_dump -U "$owner" -d "$owner" -f "$dump"
is "$(grep -E '^(COPY|INSERT INTO) ' "$dump" | cut -d ' ' -f 1-2 | sort)" $'COPY public.bounce_overrides\nCOPY public.bounces\nCOPY public.incoming' \
	"the dump holds the site's rules, but no seeds"
ok "the owner restores" psql -Xq -v ON_ERROR_STOP=1 -U "$owner" -d "$restored" -f "$dump"
is "$(rows "$restored" | cksum)" "$(rows "$owner" | cksum)" "tables and views hold the same"
is "$(seeds "$restored")" "$(seeds "$owner")" "seeds are the same"
is "$(indexes_used "$restored")" $'bounces_category\nbounces_code\nbounces_found\nbounces_shape' "indexes are used"
is "$(found_by_index "$restored" | grep -vcx 0)" 4 "indexes find rows"
is "$(found_by_index "$restored")" "$(found_by_index "$owner")" "indexes find the same rows"
is "$(seeds "$restored" | grep -c '|0|' || true)" 0 "no seeded table is empty"
ok "the owner refreshes the materialized views" psql -Xq -v ON_ERROR_STOP=1 -U "$owner" -d "$restored" \
	-c "REFRESH MATERIALIZED VIEW site" -c "REFRESH MATERIALIZED VIEW CONCURRENTLY leads"
is "$(rows "$restored" | cksum)" "$(rows "$owner" | cksum)" "and they hold the same again"
is "$(add_rule "$restored")" $'4\nsite:4\nvirus\nbounce_overrides_changed|A\nbounce_overrides_limit|O\nbounce_overrides_truncated|A' \
	"rules can be added and changed"
done_testing
