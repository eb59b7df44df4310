#!/bin/bash
# docs.t - the SQL of README.md and doc/ runs, and prints what the pages say;
# the reference has a line for each object of the extension, and an example.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

# Lines of the reference that the catalog has otherwise (<), and the catalog's (>).
reference_differs() {
	diff <(grep -E '^- (`.*\(|(cast|operator|sequence|table|type) )' doc/reference.md | LC_ALL=C sort) \
		<(sql docs -f test/reference.sql | LC_ALL=C sort) | grep '^[<>]'
}

# Headings of objects without an example and its output.
without_example() {
	awk '/^##/ { if (name != "" && blocks < 2) print name; name = /^### / ? $0 : ""; blocks = 0 }
		/^```(sql)?$/ { opens = !opens; blocks += opens }
		END { if (name != "" && blocks < 2) print name }' doc/reference.md
}

cd "$BOUNCE_SOURCE"
pages=(README.md doc/*.md)
sql postgres <<<'CREATE DATABASE docs'
sql docs <<<'CREATE EXTENSION bounce'

plan $((${#pages[@]} + 3))
for page in "${pages[@]}"; do
	ok "$page" perl test/docs.pl "$page"
done
is "$(reference_differs || true)" "" "the reference has the catalog's objects, one line each"
is "$(without_example)" "" "and an example for each"
is "$(for page in doc/*.md; do grep -q "(${page#doc/})" doc/README.md || echo "$page"; done)" "doc/README.md" "doc/README.md names all pages"
done_testing
