#!/bin/bash
# install.t - the owner of a database, who is no superuser, installs, uses and
# drops the extension; nobody can change its tables, everybody can use it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

owner=install_owner
reader=install_reader

# expression|what it gives: every public function at least once.
uses=(
	"bounce_version() <> ''|true"
	"'550-5.1.1'::bounce_code|550 5.1.1"
	"'5.1.1'::bounce_code <@ '5.1'|true"
	"try_bounce_code('no code') IS NULL|true"
	"make_bounce_code(550, '5.1.1')|550 5.1.1"
	"extract_bounce_code('smtp; 452 4.2.2 Mailbox full')|452 4.2.2"
	"reply_code('550 5.1.1')|550"
	"enhanced_code('550 5.1.1'::bounce_code)|5.1.1"
	"code_class('5.7.26')|5"
	"code_subject('5.7.26')|7"
	"code_detail('5.7.26')|26"
	"is_permanent('5.7.26'::bounce_code)|true"
	"is_transient('5.7.26'::bounce_code)|false"
	"(reply_code_info(550)).reason IS NOT NULL|true"
	"(reply_code_info('550')).category IS NOT NULL|true"
	"(enhanced_code_info('5.1.1')).reason|user_unknown"
	"(enhanced_code_info('5.1.1'::bounce_code)).category|email_invalid"
	"(enhanced_code_info('5.7.26', 'google')).registered|true"
	"bounce_category_name('soft')|soft"
	"bounce_reason_name('mailbox_full')|mailbox_full"
	"classify_bounce('550 5.1.1 User unknown')|email_invalid"
	"classify_bounce('550 5.1.1 User unknown', NULL)|email_invalid"
	"diagnose_bounce('452 4.2.2 Mailbox full')|mailbox_full"
	"diagnose_bounce('452 4.2.2 Mailbox full', 'mx.example.com')|mailbox_full"
	"(analyze_bounce('552 5.2.2 Mailbox full')).code|552 5.2.2"
	"(analyze_bounce('552 5.2.2 Mailbox full', 'gmail-smtp-in.l.google.com')).provider|google"
	"is_hard_bounce('550 5.1.1 User unknown')|true"
	"is_soft_bounce('550 5.1.1 User unknown')|false"
	"is_hard('email_invalid'::bounce_category)|true"
	"is_soft('unknown'::bounce_category)|true"
	"(SELECT words FROM explain_bounce('550 5.1.1 User unknown') WHERE what = 'verdict')|User unknown"
	"bounce_fingerprint('550 5.1.1 <jane@example.com> unknown')|550 5.1.1 <{email}> unknown"
	"(SELECT count(*) > 0 FROM bounce_rules())|true"
	"bounce_rules_version() <> ''|true"
	"marketo_category('email_invalid')|2"
	"bounce_category_from_marketo(3)|soft"
	"bounce_category_from_marketo('null') IS NULL|true"
	"marketo_action('spam_block')|Email suspended for 24h"
	"interesting_moment('soft', 'News')|Email: Soft bounced from News"
	"(marketo_activity('{\"attributes\": {\"Details\": \"550 5.1.1 User unknown\"}}')).reason|user_unknown"
	"(SELECT (marketo_lead_status('email_invalid', '2026-03-01', 'x')).email_invalid)|true"
	"(SELECT email_suspended(marketo_lead_status('spam_block', '2026-03-01', 'x', false), '2026-03-02'))|false"
	"(SELECT (bounce_tally(c)).bounces FROM unnest('{soft,unknown}'::bounce_category[]) c)|2"
	"(SELECT (bounce_tally_merge(t)).bounces FROM (SELECT bounce_tally('soft') t UNION ALL SELECT bounce_tally('unknown')) u)|2"
	"(SELECT bounce_is_chronic('timeout', '2026-03-01', 1, '0'))|true"
	"site_classify_bounce('550 5.1.1 User unknown')|email_invalid"
	"site_classify_bounce('550 5.1.1 User unknown', NULL)|email_invalid"
	"site_diagnose_bounce('452 4.2.2 Mailbox full')|mailbox_full"
	"site_diagnose_bounce('452 4.2.2 Mailbox full', 'mx.example.com')|mailbox_full"
	"(site_analyze_bounce('552 5.2.2 Mailbox full')).code|552 5.2.2"
	"(site_analyze_bounce('552 5.2.2 Mailbox full', 'mx.example.com')).code|552 5.2.2"
	"bounce_override_check('user unknown', NULL, '5.1', 'example.net', 'example.com')|true"
	"(SELECT count(*) FROM bounce_override_preview('bounce_categories', 'description', 'policy', phrase => 'mailbox full'))|1"
	"(SELECT min(c) FROM unnest('{5.1.1,4.2.2}'::bounce_code[]) c)|4.2.2"
	"(SELECT max(c) FROM unnest('{5.1.1,4.2.2}'::bounce_code[]) c)|5.1.1"
)

unused_functions() {
	local name
	for name in $(public_functions "$owner"); do
		[[ ${uses[*]} == *"$name("* ]] || echo "$name"
	done
}

# evaluate ROLE: each use, and what it gives.
evaluate() {
	local use expression
	for use in "${uses[@]}"; do
		expression=${use%|*}
		printf '%s|%s\n' "$expression" "$(psql -XAt -U "$1" -d "$owner" -c "SELECT ($expression)::text" 2>&1)"
	done
}

tables() {
	sql "$owner" <<-'SQL'
		SELECT c.oid::regclass
		FROM pg_depend d
		JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
		WHERE d.deptype = 'e' AND e.extname = 'bounce' AND c.relkind = 'r' AND c.relname <> 'bounce_overrides'
		ORDER BY 1;
	SQL
}

# attempts_on_rules ROLE: the same for the site's rules, whose key is generated.
attempts_on_rules() {
	local statement
	for statement in "INSERT INTO bounce_overrides (phrase, reason) VALUES ('kwijibo', 'policy')" \
		"UPDATE bounce_overrides SET note = ''" "DELETE FROM bounce_overrides" "TRUNCATE bounce_overrides" \
		"SELECT nextval('bounce_overrides_id_seq')" "ALTER TABLE bounce_overrides ADD x int"; do
		sqlstate "$owner" "$1" "$statement"
	done | sort -u
}

# The owner writes the site's rules, and may let others do so.
write_rules() {
	sql "$owner" -U "$1" 2>&1 <<-'SQL'
		INSERT INTO bounce_overrides (phrase, reason) VALUES ('kwijibo', 'policy'), ('frobnicated', 'policy');
		UPDATE bounce_overrides SET reason = 'tls';
		DELETE FROM bounce_overrides WHERE phrase = 'kwijibo';
		SELECT site_diagnose_bounce('it was frobnicated'), site_diagnose_bounce('kwijibo');
		TRUNCATE bounce_overrides;
		SELECT site_diagnose_bounce('it was frobnicated');
	SQL
}

# How many objects of each kind a database has.
objects() {
	local catalog
	for catalog in class proc type operator opclass opfamily amop amproc cast enum namespace depend description \
		constraint; do
		sql "$owner" <<<"SELECT '$catalog', count(*) FROM pg_$catalog;"
	done
}

# attempts ROLE TABLE: what comes of each way to change a table.
attempts() {
	local statement
	for statement in "INSERT INTO $2 SELECT * FROM $2" "DELETE FROM $2" "TRUNCATE $2" \
		"UPDATE $2 SET $(first_column "$2") = $(first_column "$2")" "ALTER TABLE $2 ADD x int"; do
		sqlstate "$owner" "$1" "$statement"
	done | sort -u
}

first_column() {
	sql "$owner" <<<"SELECT attname FROM pg_attribute WHERE attrelid = '$1'::regclass AND attnum = 1;"
}

owned_database "$owner"
sql postgres <<<"CREATE ROLE $reader LOGIN;"
before=$(objects)

# Without the schema in search_path: C code and SQL bodies must not need it.
use_other_schema() {
	sql "$owner" -U "$owner" <<-'SQL'
		CREATE SCHEMA elsewhere;
		CREATE EXTENSION bounce SCHEMA elsewhere;
		SET search_path = pg_catalog;
		CREATE TABLE public.t (code elsewhere.bounce_code);
		CREATE INDEX ON public.t (code);
		INSERT INTO public.t VALUES ('550 5.1.1'), ('4.2.2'), ('452');
		ANALYZE public.t;
		SELECT code, elsewhere.enhanced_code(code) FROM public.t ORDER BY code;
		SELECT count(*) FROM public.t WHERE code OPERATOR(elsewhere.<@) '4';
		SET enable_seqscan = off;
		SELECT count(*) FROM public.t WHERE code OPERATOR(elsewhere.<@) '5.1';
		SELECT elsewhere.min(code), elsewhere.max(code) FROM public.t;
		SELECT elsewhere.extract_bounce_code('550 5.7.1 rejected');
		SELECT (elsewhere.enhanced_code_info('5.2.2')).reason;
		SELECT category FROM elsewhere.bounce_reasons WHERE reason = 'mailbox_full';
		SELECT elsewhere.bounce_category_name('soft');
		SELECT elsewhere.classify_bounce('550 5.1.1 User unknown'), elsewhere.diagnose_bounce('452 4.2.2 Mailbox full', NULL);
		SELECT (elsewhere.analyze_bounce('552 5.2.2 Mailbox full')).reason;
		SELECT elsewhere.email_suspended(elsewhere.marketo_lead_status('spam_block', '2026-03-01', 'x'), '2026-03-01');
		SELECT (elsewhere.bounce_tally_merge(t)).bounces FROM (SELECT elsewhere.bounce_tally('soft')) AS tallies(t);
		SELECT reason FROM elsewhere.explain_bounce('550 5.1.1 User unknown') WHERE what = 'verdict';
		SELECT DISTINCT category FROM elsewhere.bounce_rules() JOIN elsewhere.bounce_reasons b
			ON b.reason = elsewhere.bounce_reason_name(bounce_rules.reason) WHERE bounce_rules.reason = 'user_unknown';
	SQL
}

expected_in_other_schema="452|
4.2.2|4.2.2
550 5.1.1|5.1.1
2
1
452|550 5.1.1
550 5.7.1
mailbox_full
soft
soft
email_invalid|mailbox_full
mailbox_full
t
1
user_unknown
email_invalid"

mapfile -t expected < <(printf '%s\n' "${uses[@]}")

ok_owner=$(sqlstate "$owner" "$owner" "CREATE EXTENSION bounce")
mapfile -t seeded < <(tables)
plan $((10 + ${#uses[@]} + 3 * ${#seeded[@]}))

is "$ok_owner" 00000 "the owner of a database creates the extension"
is "$(unused_functions)" "" "every public function is used here"
mapfile -t got < <(evaluate "$owner")
for i in "${!uses[@]}"; do
	is "${got[i]}" "${expected[i]}" "the owner uses ${expected[i]%|*}"
done
is "$(evaluate "$reader")" "$(printf '%s\n' "${uses[@]}")" "another role uses every function"
for table in "${seeded[@]}"; do
	is "$(attempts "$owner" "$table")" 42501 "the owner cannot change $table"
	is "$(attempts "$reader" "$table")" 42501 "another role cannot change $table"
	is "$(sqlstate "$owner" "$reader" "SELECT * FROM $table")" 00000 "another role reads $table"
done
is "$(attempts_on_rules "$reader")" 42501 "another role cannot change bounce_overrides"
is "$(write_rules "$owner")" $'tls|undetermined\nundetermined' "the owner writes the site's rules"
is "$(sqlstate "$owner" "$owner" "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON bounce_overrides TO $reader")" 00000 \
	"and lets another role do so"
is "$(write_rules "$reader")" $'tls|undetermined\nundetermined' "who then does"
is "$(sqlstate "$owner" "$owner" "DROP EXTENSION bounce")" 00000 "the owner drops the extension"
is "$(objects)" "$before" "nothing of it is left"
is "$(use_other_schema 2>&1)" "$expected_in_other_schema" "it works in a schema that is not in search_path"
done_testing
