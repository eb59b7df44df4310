#!/bin/bash
# clients.t - client libraries read and write bounce_code and the enums, as
# doc/clients.md says. The programs are in test/clients; one whose library is
# missing is skipped. .ci/run installs the libraries.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

export PGDATABASE=clients PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$BOUNCE_SOURCE/doc/clients
programs=$BOUNCE_SOURCE/test/clients
scratch=$BOUNCE_SCRATCH/clients
jar=/usr/share/java/postgresql.jar

# Every program finds the same rows.
fresh_rows() {
	sql "$PGDATABASE" <<-'SQL'
		DROP TABLE IF EXISTS bounces;
		CREATE TABLE bounces (
			id int PRIMARY KEY,
			code bounce_code,
			codes bounce_code[],
			category bounce_category,
			reasons bounce_reason[]
		);
		INSERT INTO bounces VALUES
			(1, '550 5.1.1', '{550 5.1.1, NULL, 421}', 'email_invalid', '{user_unknown, mailbox_full}'),
			(2, '421', '{}', 'soft', '{}'),
			(3, NULL, NULL, NULL, NULL);
	SQL
}

# client NAME COMMAND...: run a program, and pass its results on.
client() {
	local name=$1 out=$scratch/$1.out status=0 before=$tap_count line
	shift
	fresh_rows 2>/dev/null
	"$@" >"$out" || status=$?
	while IFS= read -r line; do
		case $line in
			"ok "*) result yes "$name: ${line#* - }" ;;
			"not ok "*) result no "$name: ${line#* - }" ;;
			"#"*) echo "$line" ;;
		esac
	done <"$out"
	is "$status, 1..$((tap_count - before))" "0, $(head -n 1 "$out")" "$name: runs to its end"
}

# The Python that has these modules: Debian's need not be the first in PATH.
python_with() {
	local python
	for python in python3 /usr/bin/python3; do
		if "$python" -c "import $1" 2>/dev/null; then
			echo "$python"
			return
		fi
	done
}

psycopg() {
	local python
	python=$(python_with psycopg)
	if [ -n "$python" ]; then
		client psycopg "$python" "$programs/psycopg_client.py"
	else
		skip psycopg "no psycopg 3 (Debian: python3-psycopg)"
	fi
}

# SQLAlchemy 1.4 talks through psycopg2, since 2.0 through psycopg 3.
sqlalchemy() {
	local python
	python=$(python_with "sqlalchemy, psycopg, psycopg2")
	if [ -n "$python" ]; then
		client sqlalchemy "$python" "$programs/sqlalchemy_client.py"
	else
		skip sqlalchemy "no SQLAlchemy with its drivers (Debian: python3-sqlalchemy python3-psycopg python3-psycopg2)"
	fi
}

# Debian's node-pg, or npm's pg fetched into the scratch folder.
node_postgres() {
	export NODE_PATH=$scratch/node_modules:/usr/share/nodejs
	if ! command -v node >/dev/null; then
		skip node-postgres "no Node.js (Debian: nodejs node-pg)"
	elif node -e 'require("pg")' 2>/dev/null || npm_install_pg; then
		client node-postgres node "$programs/node_postgres.js"
	else
		skip node-postgres "no node-postgres (Debian: node-pg), and npm cannot fetch it"
	fi
}

# Node.js brings certificates of its own; the machine's may know a proxy.
npm_install_pg() {
	local certificates=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
	local -a options=(--prefix "$scratch" --cache "$scratch/npm" --ignore-scripts --no-audit --no-fund
		--no-update-notifier --fetch-retries=1)
	NODE_EXTRA_CA_CERTS=$certificates timeout 120 npm install "${options[@]}" pg@8 >"$scratch/npm.log" 2>&1
}

# The driver knows TCP only, and the server listens on a Unix socket only:
# test/clients/UnixSocketFactory.java.
jdbc() {
	if ! [ -f "$jar" ]; then
		skip jdbc "no PostgreSQL JDBC driver (Debian: libpostgresql-jdbc-java)"
	elif ! javap java.net.UnixDomainSocketAddress >/dev/null 2>&1; then
		skip jdbc "no development kit of Java 16 or later (Debian: default-jdk-headless)"
	elif ! javac -d "$scratch" -cp "$jar" "$programs"/*.java; then
		result no "jdbc: the programs compile"
	else
		client jdbc java -cp "$scratch:$jar" Jdbc
	fi
}

mkdir "$scratch"
sql postgres <<<"CREATE DATABASE $PGDATABASE"
sql "$PGDATABASE" <<<"CREATE EXTENSION bounce"

psycopg
sqlalchemy
node_postgres
jdbc
plan "$tap_count"
done_testing
