#!/bin/bash
# docs.t - the SQL of README.md and doc/ runs, and prints what the pages say.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

cd "$BOUNCE_SOURCE"
pages=(README.md doc/*.md)

plan ${#pages[@]}
for page in "${pages[@]}"; do
	ok "$page" perl test/docs.pl "$page"
done
done_testing
