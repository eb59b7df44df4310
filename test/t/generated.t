#!/bin/bash
# generated.t - what is generated from src/data is up to date.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

scratch=$BOUNCE_SCRATCH/generated
mkdir "$scratch"
perl "$BOUNCE_SOURCE/src/gen/generate.pl" "$BOUNCE_SOURCE" "$scratch"
mapfile -t written < <(cd "$scratch" && find . -type f | sort)
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" "$BOUNCE_SOURCE/bounce.control")

plan $((${#written[@]} + 3))
for file in "sql/bounce--$version.sql" src/core/fact_table.h src/core/reason_table.h; do
	ok "$file is written" test -s "$scratch/$file"
done
for file in "${written[@]}"; do
	ok "${file#./} is up to date" diff -u "$BOUNCE_SOURCE/$file" "$scratch/$file"
done
done_testing
