#!/bin/bash
# manifest.t - what every object of the extension must have: a comment, and
# for functions the properties that the planner and parallel queries need.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

database=manifest_test
sql postgres <<<"CREATE DATABASE $database;"
sql "$database" <<<"CREATE EXTENSION bounce;"

# none NAME: the query of standard input, on the extension's members, finds
# nothing.
none() {
	is "$(
		sql "$database" <<-SQL
			WITH member AS (
				SELECT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS what
				FROM pg_depend d
				JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
				WHERE d.deptype = 'e' AND e.extname = 'bounce'
			), function AS (
				SELECT p.*, what
				FROM member JOIN pg_proc p ON classid = 'pg_proc'::regclass AND objid = p.oid
			), estimator AS (
				SELECT oprrest AS oid FROM pg_operator UNION SELECT oprjoin FROM pg_operator
			)
			$(cat)
			ORDER BY 1;
		SQL
	)" "" "$1"
}

plan 7

# Not the family that CREATE OPERATOR CLASS makes of its own, and not the
# array types and row types that PostgreSQL 16 and later count as members.
none "every object has a comment" <<-'SQL'
	SELECT what
	FROM member JOIN pg_class catalog ON catalog.oid = classid
	WHERE catalog.relname <> 'pg_opfamily' AND obj_description(objid, catalog.relname) IS NULL
		AND NOT EXISTS (
			SELECT FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
			WHERE classid = 'pg_type'::regclass AND t.oid = objid AND (t.typcategory = 'A' OR c.relkind = 'r')
		)
SQL
none "every column of a table or a row type has a comment" <<-'SQL'
	SELECT what || ', column ' || attname
	FROM member
	LEFT JOIN pg_type t ON classid = 'pg_type'::regclass AND t.oid = objid
	JOIN pg_class c ON (classid = 'pg_class'::regclass AND c.oid = objid AND relkind = 'r') OR (c.oid = t.typrelid AND relkind = 'c')
	JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
	WHERE col_description(attrelid, attnum) IS NULL
SQL
# The site's own rules are there to be written, by who creates the extension:
# install.t sees that others cannot.
none "every table is readable by all and writable by no one" <<-'SQL'
	SELECT what || ', ' || coalesce(c.relacl::text, 'no grants')
	FROM member JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid AND relkind = 'r'
	WHERE relname <> 'bounce_overrides' AND (
		SELECT array_agg(acl.grantee::regrole || ' ' || privilege_type)
		FROM aclexplode(c.relacl) acl WHERE acl.grantee <> c.relowner
	) IS DISTINCT FROM ARRAY['- SELECT']
SQL
none "no function has settings of its own" <<-'SQL'
	SELECT what FROM function WHERE proconfig IS NOT NULL
SQL
# A preview runs a query, which may be of a temporary table.
none "every function is parallel safe" <<-'SQL'
	SELECT what FROM function WHERE proparallel <> 's' AND proname <> 'bounce_override_preview'
SQL
# marketo_activity reads timestamps, which may be meant in the session's zone.
none "every function is immutable, what reads a table or a timestamp stable, a trigger volatile" <<-'SQL'
	SELECT what FROM function
	WHERE provolatile <> CASE
		WHEN prorettype = 'trigger'::regtype THEN 'v'
		WHEN oid IN (SELECT oid FROM estimator) OR proname LIKE 'site\_%'
			OR proname IN ('bounce_override_preview', 'marketo_activity') THEN 's'
		ELSE 'i' END
SQL
# make_bounce_code takes a NULL for the half that is not known, and a NULL host
# is a host that is not known; a NULL subject leaves the token; a NULL cause is
# kept, and no rows have an answer; a rule of the site has some conditions only;
# an aggregate is as strict as its transition function.
none "every function is strict, unless a NULL argument says something" <<-'SQL'
	SELECT what FROM function
	WHERE prokind = 'f' AND proisstrict = (proname IN ('make_bounce_code', 'interesting_moment')
		OR proname IN (
			'marketo_lead_status_add', 'marketo_lead_status_final', 'bounce_chronic_add', 'bounce_chronic_final')
		OR proname ~ '^(site_)?(classify|diagnose|analyze)_bounce$' AND pronargs = 2
		OR proname IN ('bounce_override_check', 'bounce_override_preview'))
SQL
done_testing
