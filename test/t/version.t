#!/bin/bash
# version.t - the library, the control file, META.json, CHANGELOG.md and
# debian/changelog tell the same version.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" "$BOUNCE_SOURCE/bounce.control")

# The newest heading: "## 1.0.0 - YYYY-MM-DD" or "## 1.0.0 (unreleased)".
changelog_version() {
	grep -m 1 '^## ' "$BOUNCE_SOURCE/CHANGELOG.md" |
		sed -nE 's/^## ([^ ]+)( - [0-9]{4}-[0-9]{2}-[0-9]{2}| \(unreleased\))$/\1/p'
}

sql postgres <<-SQL
	CREATE DATABASE version_test;
SQL
library=$(sql version_test <<-SQL
	CREATE EXTENSION bounce;
	SELECT bounce_version();
SQL
)

# The server reads the JSON, for there may be no other program that does.
meta() {
	sql version_test -v meta="$(cat "$BOUNCE_SOURCE/META.json")" -v path="$1" <<-'SQL'
		SELECT :'meta'::jsonb #>> :'path'::text[];
	SQL
}

plan 6
ok "the control file names a script" test -s "$BOUNCE_SOURCE/sql/bounce--$version.sql"
is "$library" "$version" "bounce_version()"
is "$(meta '{version}')" "$version" "META.json"
is "$(meta '{provides,bounce,version}')" "$version" "META.json, provides.bounce"
is "$(changelog_version)" "$version" "newest heading of CHANGELOG.md"
is "$(sed -n '1s/^bounce (\([^-]*\)-[0-9]*).*/\1/p' "$BOUNCE_SOURCE/debian/changelog")" "$version" "debian/changelog"
done_testing
