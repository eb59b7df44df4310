#!/bin/bash
# fuzz.t - the fuzzers of test/fuzz find nothing within a few seconds each.
# "make fuzz TIME=seconds" looks longer.
#
#   FUZZ_SECONDS=10   for each property
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

export FUZZ_FOLDER=$BOUNCE_SCRATCH/fuzz FUZZ_FOUND=$BOUNCE_SCRATCH/fuzz/found
properties=(code scan plain match decide fingerprint phrase)

plan ${#properties[@]}
for property in "${properties[@]}"; do
	status=0
	said=$("$BOUNCE_SOURCE/test/fuzz/run" "${FUZZ_SECONDS:-10}" "$property" 2>&1) || status=$?
	case $status in
		0) result yes "${said##*$'\n'}" ;;
		77) skip "$property" "no clang with libFuzzer (clang and libclang-rt-*-dev)" ;;
		*)
			result no "$property"
			diag "$said"
			;;
	esac
done
done_testing
