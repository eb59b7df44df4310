# shellcheck shell=bash
# core_functions.sh - measure src/core alone; sourced by the benches, which set
# here, the project's folder, and scratch, a folder of theirs.
: "${here:?}" "${scratch:?}"

# build_core SOURCE PROGRAM [FLAGS]: the core of a source tree, behind core.c.
build_core() {
	"${CC:-gcc}" "${@:3}" -std=gnu11 -O2 -g -I"$1/src" -o "$2" "$here/test/bench/core.c" "$1"/src/core/*.c
}

make_texts() {
	perl "$here/test/bench/make_texts.pl" "$here/test/data/replies.tsv" "$@"
}

# count_events PROGRAM TEXTS STEP: instructions, misses of the first cache and
# of the second (32 kB for each of code and data, 512 kB) and mispredicted
# branches of one pass, per text, with tabs between.
count_events() {
	local out=$scratch/callgrind.out
	valgrind --tool=callgrind --callgrind-out-file="$out" --toggle-collect=one_pass --cache-sim=yes --branch-sim=yes \
		--I1=32768,8,64 --D1=32768,8,64 --LL=524288,8,64 "$1" "$2" 0 "$3" >"$scratch/valgrind.log" 2>&1 || {
		cat "$scratch/valgrind.log" >&2
		return 1
	}
	awk -v texts="$(wc -l <"$2")" '
		/^events:/ { for (i = 2; i <= NF; i++) column[$i] = i }
		/^(summary|totals):/ { n = split($0, v, " ") }
		function per_text(names,    list, i, sum) {
			for (i = split(names, list, " "); i > 0; i--)
				sum += v[column[list[i]]]
			return sum / texts
		}
		END { printf "%.0f\t%.1f\t%.1f\t%.1f\n", per_text("Ir"), per_text("I1mr D1mr D1mw"), per_text("ILmr DLmr DLmw"), per_text("Bcm Bim") }' "$out"
}
