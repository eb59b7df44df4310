#!/bin/bash
# least_power.t - what the extension can do, and what can be done to it or
# through it: the library calls nothing that opens files, connections,
# processes or libraries; it needs no superuser; nothing that a caller has
# in his search_path changes what it does; and it tells nobody of rows that
# he must not see.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

database=least_power
owner=$database
attacker=least_attacker
tenant=least_tenant
scratch=$BOUNCE_SCRATCH/least_power
mkdir "$scratch"

# ------------------------------------------------------- the library's calls

# From the C library, by name: memory and strings, and what the compiler puts
# in. Some are there with some compilers only.
libc_allowed='
memchr memcmp memcpy memmove memset memrchr bcmp	bytes in memory
strchr strcmp strlen strncmp strstr strrchr		strings in memory
__memcpy_chk __memmove_chk __memset_chk		the same, with the compiler knowing the room
__stack_chk_fail					the guard of the stack
__cxa_finalize __gmon_start__				at unloading, for profiling: in every library
_ITM_deregisterTMCloneTable _ITM_registerTMCloneTable	transactional memory: in every library
'

# From the server, by pattern: a call that is new here is to be thought about.
server_allowed='
palloc.* pfree pstrdup pnstrdup psprintf pg_snprintf repalloc.*	memory, and texts in it
.*MemoryContext.* AllocSetContextCreateInternal			the same
StringInfo.* .*StringInfo.* enlargeStringInfo			the same
cstring_to_text.* text_to_cstring pg_detoast_datum.*		values
construct_array.* datumIsEqual inet_in numeric_out			values
heap_(datum_check|form_tuple|getsysattr|modify_tuple_by_cols) nocachegetattr getmissingattr GetAttributeByNum bsysscan CheckXidAlive	rows
HeapTupleHeaderGetDatum DatumGetHeapTupleHeader BlessTupleDesc		rows
get_call_result_type get_func_rettype InitMaterializedSRF tuplestore_putvalues	results
DirectFunctionCall.* AggCheckCallContext				calls of functions
pg_mb.* pg_verify_mbstr GetDatabaseEncoding pg_encoding_mb.*	characters
pg_reg(comp|exec|error|free) pg_qsort pg_strncasecmp		algorithms
ParseDateTime DecodeDateTime tm2timestamp			times
JsonbIterator(Init|Next)					JSON
err(start|start_cold|code|msg|msg_internal|detail|hint|finish)	errors
errsave_(start|finish)						soft errors, from 16 on
ProcessInterrupts InterruptPending				being cancelled
ExceptionalCondition					assertions, where the server has them
pq_(begintypsend|endtypsend|getmsgint|sendint.*)		a value in binary, in memory
get_(att|func_|namespace_name|op|rel|typ).* getBaseType format_type.* exprType quote_.*	looking up names and types
SearchSysCache.* GetSysCacheOid ReleaseSysCache EnumUncommitted	the same
get_(join_variables|restriction_variable) examine_variable free_attstatsslot	the planner
statistic_proc_security_check					the same
make(Const|_opclause) list_make.*				the same
table_(open|close|slot_create) ExecDropSingleTupleTableSlot	reading the rules of the site
slot_getsomeattrs_int ItemPointerEquals				the same
ActiveSnapshotSet Get(Active|Latest|Transaction)Snapshot	which of them are seen
(Unr|R)egisterSnapshot TransactionIdPrecedes IsInParallelMode	the same
GetCurrentTransactionStartTimestamp				the same
AcceptInvalidationMessages CacheRegisterRelcacheCallback CacheInvalidateRelcache	whether they changed
SPI_.*							queries, as the user who calls
'

# The words before the tab, as one regular expression.
allowed() {
	cut -f 1 <<<"$1" | tr -s ' \n' '||' | sed 's/^|//; s/|$//'
}

imports() {
	nm -D --undefined-only "$1" | awk '{ print $NF }'
}

# What a library calls in the C library and must not. Those symbols have a
# version or are weak; musl has no versions, so what is no symbol of the server
# counts as well.
forbidden_libc() {
	imports "$1" | sed 's/@.*//' | grep -vxF -f "$scratch/server_symbols" | grep -vxE "$(allowed "$libc_allowed")" || true
}

forbidden_server() {
	imports "$1" | sed 's/@.*//' | grep -xF -f "$scratch/server_symbols" | grep -vxE "$(allowed "$server_allowed")" |
		grep -vxE "$(allowed "$libc_allowed")" || true
}

# The server is linked with its own symbols; those of libc are undefined there.
server_symbols() {
	nm -D --defined-only "${BUILD_PG_CONFIG%/*}/postgres" | awk '{ print $NF }' | sed 's/@.*//'
}

# Instructions that enter the kernel past any library.
system_calls() {
	objdump -d --no-show-raw-insn "$1" | grep -E '[[:space:]](syscall|sysenter|int +.0x80|svc)\b' || true
}

# A library that does what must be found.
make_culprit() {
	cat >"$scratch/culprit.c" <<-'C'
		#include <stdio.h>
		#include <dlfcn.h>
		extern void *AllocateFile(const char *name, const char *mode);
		extern void RegisterBackgroundWorker(void *worker);
		extern void *SPI_connect(void);
		extern void *get_controlfile(const char *dir);
		void *culprit(const char *name)
		{
			__asm__ volatile (ENTER);
			RegisterBackgroundWorker(fopen(name, "r"));
			SPI_connect();
			get_controlfile(name);
			return dlopen(AllocateFile(name, "r"), RTLD_NOW);
		}
	C
	local enter='"syscall"'
	[ "$(uname -m)" = x86_64 ] || enter='"svc #0"'
	gcc -shared -fPIC -DENTER="$enter" -o "$scratch/culprit.so" "$scratch/culprit.c"
}

# ---------------------------------------------------------------- installing

# digest: the script's objects and every seeded row, in one number each.
digest() {
	sql "$database" <<-'SQL'
		SELECT 'objects', md5(string_agg(pg_describe_object(classid, objid, 0), E'\n'
			ORDER BY pg_describe_object(classid, objid, 0) COLLATE "C"))
		FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		WHERE d.deptype = 'e' AND e.extname = 'bounce';
		SELECT format('SELECT %L, count(*), md5(string_agg(t::text, E''\n'' ORDER BY t::text COLLATE "C")) FROM %s t',
			c.relname, c.oid::regclass)
		FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
		WHERE d.deptype = 'e' AND e.extname = 'bounce' AND c.relkind = 'r' ORDER BY c.relname \gexec
	SQL
}

# install: by the owner of the database, into the schema bounce.
install() {
	sql "$database" -U "$owner" 2>&1 <<<"$1 CREATE EXTENSION bounce SCHEMA bounce;"
}

# Settings that change how a script or a value is read or written.
odd_settings='SET standard_conforming_strings = off; SET escape_string_warning = off; SET transform_null_equals = on;
	SET datestyle = "SQL, DMY"; SET intervalstyle = sql_standard; SET timezone = "Asia/Kathmandu"; SET array_nulls = off;
	SET quote_all_identifiers = on; SET bytea_output = escape; SET extra_float_digits = -15; SET row_security = off;
	SET default_transaction_isolation = serializable; SET check_function_bodies = off; SET plan_cache_mode = force_generic_plan;'

# The attacker's schema: everything that a script or a query without a schema
# could mean, and each use of it raises an error "caught". The types and tables
# have the extension's names and say other things.
make_traps() {
	sql "$database" -U "$attacker" <<-'SQL'
		CREATE FUNCTION hostile.caught() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'caught'; END $$;
		DO $$
		DECLARE
			type text;
			operator text;
			name text;
		BEGIN
			FOREACH type IN ARRAY '{text,name,bool,int2,int4,int8,oid,regclass,float8,timestamptz,interval,inet,anyarray,jsonb,bytea}'::text[] LOOP
				EXECUTE format('CREATE FUNCTION hostile.trap(pg_catalog.%1$I, pg_catalog.%1$I) RETURNS pg_catalog.bool LANGUAGE plpgsql AS
					''BEGIN PERFORM hostile.caught(); END''', type);
				FOREACH operator IN ARRAY '{=,<>,<,<=,>,>=,||,~,~~,@>,<@,+,-,->,->>}'::text[] LOOP
					EXECUTE format('CREATE OPERATOR hostile.%s (LEFTARG = pg_catalog.%2$I, RIGHTARG = pg_catalog.%2$I, FUNCTION = hostile.trap)',
						operator, type);
				END LOOP;
				FOREACH name IN ARRAY '{lower,upper,length,btrim,count,text,format,quote_ident,nullif,coalesce,abs,now,"substring"}'::text[] LOOP
					EXECUTE format('CREATE FUNCTION hostile.%I(pg_catalog.%I) RETURNS pg_catalog.text LANGUAGE plpgsql AS
						''BEGIN PERFORM hostile.caught(); END''', name, type);
				END LOOP;
			END LOOP;
		END $$;
		CREATE FUNCTION hostile.details(anyelement) RETURNS pg_catalog.text LANGUAGE plpgsql AS 'BEGIN PERFORM hostile.caught(); END';
		CREATE FUNCTION hostile.now() RETURNS pg_catalog.timestamptz LANGUAGE plpgsql AS 'BEGIN PERFORM hostile.caught(); END';
		CREATE FUNCTION hostile.pg_extension_config_dump(pg_catalog.regclass, pg_catalog.text) RETURNS void LANGUAGE plpgsql
			AS 'BEGIN PERFORM hostile.caught(); END';
		CREATE TYPE hostile.bounce_category AS ENUM ('caught');
		CREATE TYPE hostile.bounce_reason AS ENUM ('caught');
		CREATE DOMAIN hostile.bounce_code AS pg_catalog.text CHECK (VALUE IS NULL);
		CREATE TYPE hostile.bounce_analysis AS (caught pg_catalog.text);
		CREATE DOMAIN hostile.text AS pg_catalog.text CHECK (VALUE IS NULL);
		CREATE DOMAIN hostile.bool AS pg_catalog.text CHECK (VALUE IS NULL);
		CREATE DOMAIN hostile.int4 AS pg_catalog.text CHECK (VALUE IS NULL);
		CREATE DOMAIN hostile.int8 AS pg_catalog.text CHECK (VALUE IS NULL);
		CREATE TABLE hostile.bounce_overrides (id pg_catalog.int8, phrase pg_catalog.text, reason pg_catalog.text);
		INSERT INTO hostile.bounce_overrides VALUES (1, 'frobnicated', 'caught');
		CREATE TABLE hostile.bounce_categories (label pg_catalog.text);
		CREATE TABLE hostile.bounce_reasons (reason pg_catalog.text);
	SQL
}

# Functions with the names and arguments of ours, once they are there.
make_namesakes() {
	sql "$database" -U "$attacker" <<-'SQL'
		SELECT format('CREATE FUNCTION hostile.%I(%s) RETURNS %s LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.caught(); END $$;',
			p.proname, pg_get_function_identity_arguments(p.oid), format_type(p.prorettype, NULL))
		FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
		WHERE d.deptype = 'e' AND e.extname = 'bounce' AND p.prokind = 'f' AND NOT p.proretset
			AND p.prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)
			AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype]::oid[] \gexec
		CREATE OPERATOR hostile.<@ (LEFTARG = bounce.bounce_code, RIGHTARG = pg_catalog.text, FUNCTION = hostile.bounce_code_is_under);
		CREATE OPERATOR hostile.= (LEFTARG = bounce.bounce_code, RIGHTARG = bounce.bounce_code, FUNCTION = hostile.bounce_code_eq);
		CREATE FUNCTION hostile.bounce_override_changed() RETURNS pg_catalog.trigger LANGUAGE plpgsql AS 'BEGIN PERFORM hostile.caught(); END';
		CREATE FUNCTION hostile.bounce_override_limit() RETURNS pg_catalog.trigger LANGUAGE plpgsql AS 'BEGIN PERFORM hostile.caught(); END';
		CREATE FUNCTION hostile.bounce_classify_trigger() RETURNS pg_catalog.trigger LANGUAGE plpgsql AS 'BEGIN PERFORM hostile.caught(); END';
	SQL
}

# The path on which a trap comes before everything, the system's own included.
hostile_path='SET search_path = hostile, pg_catalog, bounce;'
hostile_temp="CREATE TEMP TABLE bounce_overrides (id pg_catalog.int8, phrase pg_catalog.text, reason pg_catalog.text);
	INSERT INTO pg_temp.bounce_overrides VALUES (1, 'frobnicated', 'caught');
	CREATE TEMP TABLE bounce_categories (label pg_catalog.text);
	CREATE TYPE pg_temp.bounce_reason AS ENUM ('caught');"

# ------------------------------------------------------------------ answers

# Every public function, the operators, the aggregates, the trigger and the
# site's rules. All that the queries themselves need is written with its
# schema, so what differs is of the extension.
answers() {
	sql "$database" -U "$owner" 2>&1 <<-SQL
		$1
		BEGIN;
		INSERT INTO bounce.bounce_overrides (phrase, reason) VALUES ('frobnicated', 'policy');
		INSERT INTO bounce.bounce_overrides (regex, code_prefix, remote_host, recipient_domain, reason, category)
			VALUES ('bat+ery', '5.7', 'example.net', 'example.com', 'tls', 'soft');
		UPDATE bounce.bounce_overrides SET note = 'seen';
		SELECT bounce.bounce_version(), bounce.bounce_rules_version();
		SELECT '550-5.1.1'::bounce.bounce_code, bounce.try_bounce_code('5.1'), bounce.make_bounce_code(550, '5.1.1');
		SELECT bounce.reply_code('550 5.1.1'), bounce.enhanced_code('550 5.1.1'), bounce.code_class('5.7.26'),
			bounce.code_subject('5.7.26'), bounce.code_detail('5.7.26'), bounce.is_permanent('5.7.26'), bounce.is_transient('5.7.26');
		SELECT '5.1.1'::bounce.bounce_code OPERATOR(bounce.<@) '5.1', '5.1.1'::bounce.bounce_code OPERATOR(bounce.<) '5.1.2',
			'5.1.1'::bounce.bounce_code OPERATOR(bounce.=) '5.1.1', '5.1.1'::bounce.bounce_code OPERATOR(bounce.<>) '5.1.1';
		SELECT bounce.min(c), bounce.max(c) FROM (VALUES ('5.1.1'::bounce.bounce_code), ('4.2.2')) AS v(c);
		SELECT bounce.extract_bounce_code('smtp; 452 4.2.2 Mailbox full'), bounce.bounce_fingerprint('550 <jane@example.com> at 192.0.2.1');
		SELECT bounce.classify_bounce('550 5.1.1 User unknown'), bounce.classify_bounce('550 Blocked', 'mx.example.net'),
			bounce.diagnose_bounce('452 4.2.2 Mailbox full'), bounce.diagnose_bounce('452 4.2.2 Mailbox full', NULL);
		SELECT bounce.analyze_bounce('554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org; try again in 5 minutes'),
			bounce.analyze_bounce('421 4.7.0 Try again later', 'gmail-smtp-in.l.google.com');
		SELECT bounce.is_hard_bounce('550 User unknown'), bounce.is_soft_bounce('452 Mailbox full'), bounce.is_hard('soft'), bounce.is_soft('soft');
		SELECT bounce.explain_bounce('550 5.1.1 User unknown');
		SELECT pg_catalog.md5(pg_catalog.string_agg(r::pg_catalog.text, '')) FROM bounce.bounce_rules() r;
		SELECT bounce.bounce_category_name('soft'), bounce.bounce_reason_name('policy');
		SELECT bounce.reply_code_info(550), bounce.reply_code_info('421'), bounce.enhanced_code_info('5.2.2'::pg_catalog.text),
			bounce.enhanced_code_info('4.7.1'::bounce.bounce_code), bounce.enhanced_code_info('5.4.1', 'microsoft');
		SELECT bounce.marketo_category('soft'), bounce.bounce_category_from_marketo(2), bounce.bounce_category_from_marketo('9'),
			bounce.marketo_action('spam_block'), bounce.interesting_moment('soft', 'News');
		SELECT (a).lead_id, (a).type_id, (a).details, (a).reason, (a).code, pg_catalog.date_part('epoch', (a).at)
			FROM bounce.marketo_activity('{"leadId": 7, "activityTypeId": 8, "activityDate": "2026-03-01T10:00:00Z",
				"attributes": [{"name": "Details", "value": "550 5.1.1 User unknown"}]}') AS a;
		SELECT (s).email_invalid, (s).email_invalid_cause, (s).hard_bounces, bounce.email_suspended(s, '2026-03-02 00:00Z')
			FROM (SELECT bounce.marketo_lead_status(c, t, d) AS s FROM (VALUES ('email_invalid'::bounce.bounce_category,
				'2026-03-01 00:00Z'::pg_catalog.timestamptz, 'x'::pg_catalog.text), ('spam_block', '2026-03-01 06:00Z', 'y')) AS v(c, t, d)) AS f;
		SELECT (bounce.marketo_lead_status(c, '2026-03-01 00:00Z', 'x', false)).hard_bounces,
			bounce.bounce_tally(c), (SELECT bounce.bounce_tally_merge(t) FROM (SELECT bounce.bounce_tally('soft')) AS u(t))
			FROM (VALUES ('email_invalid'::bounce.bounce_category), ('soft')) AS v(c);
		SELECT bounce.bounce_is_chronic('timeout', '2026-03-01 00:00Z', 1, '0');
		SELECT bounce.site_classify_bounce('it was frobnicated'), bounce.site_classify_bounce('550 User unknown', NULL),
			bounce.site_diagnose_bounce('it was frobnicated'), bounce.site_diagnose_bounce('550 5.7.1 batttery <jane@example.com>', 'mx.example.net'),
			(bounce.site_analyze_bounce('it was frobnicated')).reason, (bounce.site_analyze_bounce('552 Mailbox full', 'mx.example.net')).reason;
		SELECT bounce.bounce_override_check('user unknown', NULL, '5.1', 'example.net', 'example.com');
		CREATE TABLE bounce.mail (details pg_catalog.text, reason bounce.bounce_reason, category pg_catalog.text, code bounce.bounce_code);
		CREATE TRIGGER classify BEFORE INSERT ON bounce.mail FOR EACH ROW
			EXECUTE FUNCTION bounce.bounce_classify_trigger('details', 'reason=reason', 'category=category', 'code=code', 'rules=site');
		INSERT INTO bounce.mail VALUES ('550 5.1.1 User unknown'), ('it was frobnicated');
		CREATE INDEX ON bounce.mail (code);
		CREATE INDEX ON bounce.mail (bounce.classify_bounce(details));
		ANALYZE bounce.mail;
		SET enable_seqscan = off;
		TABLE bounce.mail;
		SELECT code FROM bounce.mail WHERE code OPERATOR(bounce.<@) '5.1' AND bounce.is_permanent(code);
		SELECT bounce.bounce_override_preview('bounce.mail', 'details', 'policy', phrase => 'user unknown');
		ROLLBACK;
	SQL
}

unasked_functions() {
	local name
	for name in $(public_functions "$database"); do
		grep -q "bounce\.$name(" <<<"$(declare -f answers)" || echo "$name"
	done
}

# ------------------------------------------------------------------ attacks

# attempts STATEMENT...: what comes of each, by the attacker.
attempts() {
	local statement
	for statement in "$@"; do
		printf '%s %s\n' "$(sqlstate "$database" "$attacker" "$statement")" "$statement"
	done
}

# Those that an owner or a superuser only may do: with which error does the
# attacker fail, or what does he get away with?
owners_business=(
	"CREATE OR REPLACE FUNCTION bounce.bounce_version() RETURNS text LANGUAGE sql AS 'SELECT 1::text'"
	"CREATE FUNCTION bounce.classify_bounce(varchar) RETURNS text LANGUAGE sql AS 'SELECT 1::text'"
	"ALTER FUNCTION bounce.classify_bounce(text) COST 1"
	"DROP FUNCTION bounce.classify_bounce(text)"
	"COMMENT ON FUNCTION bounce.classify_bounce(text) IS ''"
	"ALTER TYPE bounce.bounce_reason ADD VALUE 'x'"
	"ALTER TYPE bounce.bounce_reason RENAME VALUE 'policy' TO 'x'"
	"ALTER TYPE bounce.bounce_analysis ADD ATTRIBUTE x int"
	"CREATE CAST (bounce.bounce_code AS int) WITHOUT FUNCTION"
	"CREATE OPERATOR hostile.@@@ (LEFTARG = text, RIGHTARG = bounce.bounce_code, FUNCTION = hostile.under, COMMUTATOR = OPERATOR(bounce.<@))"
	"CREATE OPERATOR hostile.@@@ (LEFTARG = int4, RIGHTARG = int4, FUNCTION = int4eq, RESTRICT = bounce.bounce_code_under_sel)"
	"CREATE OPERATOR hostile.@@@ (LEFTARG = int4, RIGHTARG = int4, FUNCTION = int4eq, JOIN = bounce.bounce_code_under_joinsel)"
	"CREATE FUNCTION hostile.f(int, int) RETURNS bool LANGUAGE sql SUPPORT bounce.bounce_code_under_support AS 'SELECT true'"
	"CREATE OPERATOR CLASS hostile.o FOR TYPE bounce.bounce_code USING btree AS STORAGE bounce.bounce_code"
	"ALTER OPERATOR FAMILY bounce.bounce_code_ops USING btree ADD OPERATOR 1 bounce.<(bounce.bounce_code, bounce.bounce_code)"
	"CREATE TRIGGER x BEFORE INSERT ON bounce.bounce_overrides FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
	"CREATE RULE x AS ON SELECT TO bounce.bounce_overrides DO INSTEAD SELECT 1"
	"CREATE POLICY x ON bounce.bounce_overrides USING (false)"
	"CREATE INDEX ON bounce.bounce_overrides (note)"
	"CREATE TABLE hostile.x (r text REFERENCES bounce.bounce_reasons)"
	"ALTER TABLE bounce.bounce_overrides ENABLE ROW LEVEL SECURITY"
	"BEGIN; LOCK TABLE bounce.bounce_overrides"
	"SELECT FROM bounce.bounce_overrides FOR UPDATE"
	"INSERT INTO bounce.bounce_overrides (phrase, reason) VALUES ('x', 'policy')"
	"SELECT setval('bounce.bounce_overrides_id_seq', 1)"
	"UPDATE bounce.bounce_reasons SET advice = 'remove'"
	"ALTER EXTENSION bounce ADD FUNCTION hostile.caught()"
	"ALTER EXTENSION bounce UPDATE"
	"DROP EXTENSION bounce"
)

# Aggregates may be made of our functions by anybody, and states be given to
# them that they did not make. Each byte of true states is changed in turn to
# several values: an answer or an error, and the session goes on.
forge_states() {
	sql "$database" -U "$attacker" <<-'SQL'
		CREATE FUNCTION pg_temp.said(query text) RETURNS text LANGUAGE plpgsql AS $$
		DECLARE result text;
		BEGIN
			EXECUTE query INTO result;
			RETURN '00000';
		EXCEPTION WHEN OTHERS THEN RETURN sqlstate;
		END $$;
		CREATE TEMP TABLE states AS
		SELECT bounce.marketo_lead_status_add(bounce.marketo_lead_status_add(NULL, 'email_invalid', '2026-03-01', 'cause', false),
			'spam_block', '2026-03-02', NULL, true) AS lead;
		CREATE TEMP TABLE forged AS
		SELECT CASE WHEN how < 6 THEN set_byte(lead, at, (ARRAY[0, 1, 127, 128, 255, get_byte(lead, at) # 4])[how + 1])
			ELSE substr(lead, 1, at) END AS state
		FROM states, generate_series(0, length(lead) - 1) AS at, generate_series(0, 6) AS how;
		CREATE TEMP TABLE arrays AS
		SELECT a AS state FROM unnest(ARRAY['{}', '{1}', '{1,0,0,99,5}', '{1,0,0,-1,5}', '{1,0,0,9223372036854775807,5}', '{1,0,0,1,5}',
			'{NULL,1,2,3,4,5}', '[-3:2]={9223372036854775807,1,1,1,1,1}', '{{1,2,3,4,5,6}}', '{-1,-1,0,1,5}']) AS a;
		WITH said AS (
			SELECT pg_temp.said(format('SELECT bounce.marketo_lead_status_final(%L)', state)) FROM forged
			UNION ALL SELECT pg_temp.said(format('SELECT bounce.marketo_lead_status_merge(%L, lead) FROM states', state)) FROM forged
			UNION ALL SELECT pg_temp.said(format('SELECT bounce.marketo_lead_status_add(%L, ''email_invalid'', ''2026-03-03'', repeat(''x'', 999), false)', state)) FROM forged
			UNION ALL SELECT pg_temp.said(format(call, state, state)) FROM arrays, unnest(ARRAY[
				'SELECT bounce.bounce_tally_add(%L, ''soft''::bounce.bounce_category)', 'SELECT bounce.bounce_tally_remove(%L, ''soft''::bounce.bounce_category)',
				'SELECT bounce.bounce_tally_combine(%L, %L)', 'SELECT bounce.bounce_tally_final(%L)',
				'SELECT bounce.bounce_chronic_add(%L, ''timeout'', ''2026-03-01'', 1, ''0'')',
				'SELECT bounce.bounce_chronic_merge(%L, %L)', 'SELECT bounce.bounce_chronic_final(%L)']) AS call
		)
		SELECT count(*) > 5000, string_agg(DISTINCT said, ' ') FROM said;
	SQL
}

# --------------------------------------------------------------- row security

# The tenant sees a row of his own. The others are secret; in each of them is
# something that a function would put into an error, were it to read it.
make_mail() {
	sql "$database" -U "$owner" <<-SQL
		CREATE TABLE bounce.inbox (tenant name, details text, code bounce.bounce_code);
		INSERT INTO bounce.inbox SELECT 'somebody', '[secret ' || i || '](', ('5.7.' || i % 5)::bounce.bounce_code FROM generate_series(1, 1000) i;
		INSERT INTO bounce.inbox VALUES ('$tenant', '5.1.1', '5.1.1');
		CREATE INDEX ON bounce.inbox (code);
		ALTER TABLE bounce.inbox ENABLE ROW LEVEL SECURITY;
		CREATE POLICY own ON bounce.inbox USING (tenant = current_user);
		CREATE VIEW bounce.own_inbox WITH (security_barrier) AS SELECT * FROM bounce.inbox WHERE tenant = '$tenant';
		GRANT SELECT ON bounce.inbox, bounce.own_inbox TO $tenant;
		ANALYZE bounce.inbox;
		CREATE FUNCTION bounce.spy(text) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS 'BEGIN RAISE NOTICE ''%'', \$1; RETURN true; END';
		CREATE FUNCTION bounce.estimate(query text) RETURNS int LANGUAGE plpgsql AS \$\$
		DECLARE plan json;
		BEGIN EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan; RETURN plan -> 0 -> 'Plan' -> 'Plan Rows'; END \$\$;
	SQL
}

# Conditions that fail on what is secret, and say so.
telling=(
	"code <@ details"
	"details::bounce_code = '5.1.1'"
	"bounce_override_check(details, NULL, NULL, NULL, NULL)"
	"bounce_override_check(NULL, NULL, details, NULL, NULL)"
	"bounce_override_check(NULL, NULL, NULL, details, NULL)"
	"bounce_override_check(NULL, NULL, NULL, NULL, details)"
	"spy(details) AND code <@ '5.7'"
	"spy(details) AND is_permanent(code)"
	"spy(details) AND classify_bounce(details) = 'technical'"
)

# told ROLE RELATION SETTINGS: how many of these conditions tell a secret.
told() {
	local condition said count=0
	for condition in "${telling[@]}"; do
		said=$(psql -XAtq -U "$1" -d "$database" -c "SET search_path = bounce; $3" \
			-c "SELECT count(*) FROM $2 WHERE $condition" 2>&1) || true
		if [[ $said == *secret* ]]; then
			count=$((count + 1))
		elif [[ $said == *"permission denied"* ]]; then
			echo "$said"
		fi
	done
	echo "$count"
}

as_tenant() {
	sql "$database" -U "$tenant" <<<"SET search_path = bounce; $1"
}

# ---------------------------------------------------------------------- tests

plan 37

server_symbols >"$scratch/server_symbols"
library=$("$PG_CONFIG" --pkglibdir)/bounce.so
ok "the server's symbols are known" grep -qx palloc "$scratch/server_symbols"
is "$(forbidden_libc "$library")" "" "of the C library, the library uses memory and strings only"
is "$(forbidden_server "$library")" "" "of the server, it uses what is named here"
is "$(nm -D --defined-only "$library" | awk '$3 == "_PG_init"')" "" "it does nothing when it is loaded"
is "$(system_calls "$library")" "" "it enters the kernel by no way of its own"
make_culprit
is "$(forbidden_libc "$scratch/culprit.so" | xargs)" "dlopen fopen" "files and libraries are found where they are used"
is "$(forbidden_server "$scratch/culprit.so" | xargs)" "AllocateFile RegisterBackgroundWorker get_controlfile" "so are those of the server"
ok "so is an instruction" test -n "$(system_calls "$scratch/culprit.so")"

owned_database "$database"
sql "$database" <<-SQL
	CREATE ROLE $attacker LOGIN;
	CREATE ROLE $tenant LOGIN;
	CREATE SCHEMA hostile AUTHORIZATION $attacker;
	CREATE SCHEMA bounce AUTHORIZATION $owner;
	GRANT USAGE ON SCHEMA hostile, bounce TO PUBLIC;
SQL
is "$(sql "$database" <<<"SELECT DISTINCT superuser, trusted, relocatable FROM pg_available_extension_versions WHERE name = 'bounce'")" \
	"t|t|f" "the extension is trusted: it needs no superuser"
is "$(install "")" "" "the owner of a database installs it"
expected=$(digest)
expected_answers=$(answers "")
is "$(unasked_functions)" "" "the answers are those of all public functions"
ok "none of them is an error or a notice" test -z "$(grep -E 'ERROR|NOTICE|WARNING' <<<"$expected_answers")"
sql "$database" -U "$owner" <<<"DROP EXTENSION bounce"

make_traps
is "$(install "$odd_settings $hostile_path $hostile_temp")" "" "it is installed in a session with traps"
is "$(digest)" "$expected" "which changes nothing in it"
is "$(answers "")" "$expected_answers" "nor in the answers"
make_namesakes
is "$(sqlstate "$database" "$owner" "$hostile_path SELECT 1 = 1") $(sqlstate "$database" "$owner" \
	"$hostile_path SELECT classify_bounce('x')") $(sqlstate "$database" "$owner" \
	"$hostile_path SELECT t.details FROM pg_catalog.pg_type AS t")" "P0001 P0001 P0001" "the traps do catch"
is "$(answers "$hostile_path")" "$expected_answers" "a hostile search_path does not change the answers"
is "$(answers "$hostile_path $hostile_temp")" "$expected_answers" "nor do temporary tables and types"
is "$(answers "SET search_path = ''; $odd_settings" | grep -c .)" "$(grep -c . <<<"$expected_answers")" "odd settings are no error"
is "$(answers "SET search_path = ''; SET quote_all_identifiers = on; SET standard_conforming_strings = off; SET transform_null_equals = on;
	SET plan_cache_mode = force_generic_plan; SET timezone = 'Asia/Kathmandu';")" "$expected_answers" \
	"and those that do not write values differently change no answer"
is "$(sqlstate "$database" "$owner" "$hostile_path CREATE TABLE pg_temp.mail (details pg_catalog.text, c bounce_category);
	CREATE TRIGGER classify BEFORE INSERT ON mail FOR EACH ROW EXECUTE FUNCTION bounce.bounce_classify_trigger('details', 'category=c');
	INSERT INTO mail VALUES ('x')")" 39P01 "the trigger fills no column of a type that has the name only"
is "$(sqlstate "$database" "$owner" "$hostile_path CREATE TABLE pg_temp.mail (text pg_catalog.text);
	SELECT bounce.bounce_override_preview('mail', 'details', 'policy', phrase => 'x')")" 42703 \
	"a preview takes a column for a column, not for a function of the row"

sql "$database" -U "$owner" <<<"SET client_min_messages = warning; DROP EXTENSION bounce CASCADE"
sql "$database" -U "$owner" <<<"CREATE SEQUENCE bounce.bounce_overrides_id_seq; CREATE FUNCTION bounce.bounce_code_eq(int, int) RETURNS bool LANGUAGE sql AS 'SELECT true'"
is "$(sqlstate "$database" "$owner" "CREATE EXTENSION bounce SCHEMA bounce")" 55000 "what has a name of ours in the schema ends the installation"
sql "$database" -U "$owner" <<<"DROP SEQUENCE bounce.bounce_overrides_id_seq"
is "$(install ""; digest)" "$expected" "or is passed by"

sql "$database" -U "$attacker" <<<"CREATE FUNCTION hostile.under(text, bounce.bounce_code) RETURNS bool LANGUAGE sql AS 'SELECT true'"
is "$(attempts "${owners_business[@]}" | grep -v '^42501')" "" "an attacker changes nothing of the extension"
is "$(forge_states)" "t|00000 22003 22008 22023 2202E 22P03" "an aggregate's forged state is an answer or an error"

is "$(sql "$database" <<-'SQL'
	SELECT p.oid::regprocedure
	FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
	WHERE d.deptype = 'e' AND e.extname = 'bounce' AND (p.prosecdef OR p.proleakproof AND NOT EXISTS (
		SELECT FROM pg_proc b WHERE b.pronamespace = 'pg_catalog'::regnamespace AND b.prolang = p.prolang AND b.prosrc = p.prosrc AND b.proleakproof))
SQL
)" "" "no function has the rights of another, and LEAKPROOF are those that PostgreSQL itself calls so"
is "$(sql "$database" <<-'SQL'
	SELECT pg_describe_object(classid, objid, 0)
	FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE d.deptype = 'e' AND e.extname = 'bounce' AND CASE classid
		WHEN 'pg_proc'::regclass THEN NOT has_function_privilege('least_tenant', objid, 'EXECUTE')
		WHEN 'pg_type'::regclass THEN NOT has_type_privilege('least_tenant', objid, 'USAGE')
		WHEN 'pg_class'::regclass THEN NOT has_table_privilege('least_tenant', objid, 'SELECT') AND objid <> 'bounce.bounce_overrides_id_seq'::regclass
		ELSE false END;
SQL
)" "" "all may use everything"
is "$(sql "$database" <<-'SQL'
	SELECT c.relname, CASE grantee WHEN 0 THEN 'all' ELSE grantee::regrole::text END, string_agg(privilege_type, ' ' ORDER BY privilege_type), bool_and(is_grantable)
	FROM pg_class c, aclexplode(relacl) AS acl
	WHERE relnamespace = 'bounce'::regnamespace AND relname LIKE 'bounce_overrides%' AND grantee <> relowner
	GROUP BY c.relname, grantee ORDER BY c.relname, grantee
SQL
)" "bounce_overrides|all|SELECT|f
bounce_overrides|least_power|DELETE INSERT SELECT TRUNCATE UPDATE|t
bounce_overrides_id_seq|least_power|SELECT UPDATE USAGE|t" "who installed it may write the site's rules, and grant that"
make_mail
is "$(told "$owner" bounce.inbox "")" "${#telling[@]}" "each of these conditions tells who sees the rows of them"
is "$(told "$tenant" bounce.inbox "")" 0 "behind row security they tell nothing"
is "$(told "$tenant" bounce.inbox "SET enable_seqscan = off")" 0 "nor with an index"
is "$(told "$tenant" bounce.own_inbox "SET enable_seqscan = off")" 0 "nor behind a view that is a security barrier"
is "$(as_tenant "SELECT old_reason, count, example FROM bounce_override_preview('inbox', 'details', 'policy', code_prefix => '5')")" \
	"user_unknown|1|5.1.1" "a preview reads what the caller may read"
sql "$database" <<<"REVOKE SELECT ON bounce.bounce_overrides FROM PUBLIC; INSERT INTO bounce.bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls')"
is "$(as_tenant "SELECT site_diagnose_bounce('it was frobnicated')") $(sqlstate "$database" "$tenant" "TABLE bounce.bounce_overrides")" \
	"tls 42501" "the site's rules are for all, who may read them or not"
is "$(as_tenant "SELECT estimate('SELECT FROM inbox WHERE code <@ ''5.7''') = estimate('SELECT FROM inbox WHERE code <@ ''4.1''')")" t \
	"the planner's estimates tell nothing of hidden rows"
is "$(sql "$database" -U "$owner" <<<"SET search_path = bounce; SELECT estimate('SELECT FROM inbox WHERE code <@ ''5.7''') > 900,
	estimate('SELECT FROM inbox WHERE code <@ ''4.1''') < 10")" "t|t" "as they do to who sees them"
done_testing
