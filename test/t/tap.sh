# shellcheck shell=bash
# tap.sh - what the tests of this folder share: their results as TAP, and SQL.
#
# test/check runs the tests; it exports BOUNCE_SOURCE, BOUNCE_SCRATCH,
# PG_CONFIG, BUILD_PG_CONFIG and the PG* variables of the private server.

tap_count=0
tap_failed=0

# plan N: how many results are to come.
plan() {
	echo "1..$1"
}

# result yes|no NAME
result() {
	tap_count=$((tap_count + 1))
	if [ "$1" = yes ]; then
		echo "ok $tap_count - $2"
	else
		echo "not ok $tap_count - $2"
		tap_failed=$((tap_failed + 1))
	fi
}

# ok NAME COMMAND...: the command succeeds; what it printed is shown if not.
ok() {
	local name=$1 said
	shift
	if said=$("$@" 2>&1); then
		result yes "$name"
	else
		result no "$name"
		diag "$said"
	fi
}

# is GOT EXPECTED NAME
is() {
	if [ "$1" = "$2" ]; then
		result yes "$3"
	else
		result no "$3"
		diag "     got: $1"
		diag "expected: $2"
	fi
}

# skip NAME REASON
skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

diag() {
	printf '%s\n' "$1" | sed 's/^/# /'
}

# The last line of a test: its exit status.
done_testing() {
	[ "$tap_failed" -eq 0 ]
}

# sql DATABASE [psql option...]: run the SQL of standard input, print bare rows.
sql() {
	local database=$1
	shift
	psql -XAtq -v ON_ERROR_STOP=1 "$@" -d "$database"
}

# sqlstate DATABASE ROLE STATEMENT: the error that it raises, 00000 if none.
sqlstate() {
	local said
	if said=$(psql -XAtq -v VERBOSITY=sqlstate -U "$2" -d "$1" -c "$3" 2>&1 >/dev/null); then
		echo 00000
	else
		printf '%s\n' "$said" | sed -n 's/^ERROR:  *//p' | head -n 1
	fi
}

# owned_database NAME: a database whose owner, a role of the same name, is no
# superuser.
owned_database() {
	sql postgres <<-SQL
		CREATE ROLE $1 LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
		CREATE DATABASE $1 OWNER $1;
	SQL
}

# public_functions DATABASE: those for users, not behind an operator, a type, an
# index or a trigger.
public_functions() {
	sql "$1" <<-'SQL'
		SELECT DISTINCT p.proname
		FROM pg_depend d
		JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
		WHERE d.deptype = 'e' AND e.extname = 'bounce'
			AND p.prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)
			AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype]::oid[]
			AND NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = p.oid)
			AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid)
			AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggminvtransfn))
			AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
		ORDER BY 1;
	SQL
}

# becomes EXPECTED COMMAND...: at the latest after a minute.
becomes() {
	local expected=$1 tries=600
	shift
	until [ "$("$@")" = "$expected" ]; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# wait_until DATABASE QUERY: it becomes true.
wait_until() {
	becomes t sql "$1" -c "$2" 2>/dev/null
}
