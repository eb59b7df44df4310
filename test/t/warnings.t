#!/bin/bash
# warnings.t - our own files compile without a warning, with gcc and clang,
# and src/core without PostgreSQL.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

strict=(-Wall -Wextra -Werror)

# The newest clang; Debian's has its version in its name.
find_clang() {
	local found
	for found in clang $(compgen -c clang- | grep -E '^clang-[0-9]+$' | sort -t - -k 2 -rn); do
		if command -v "$found" >/dev/null; then
			echo "$found"
			return
		fi
	done
}

# The flags that PGXS would use; warnings in PostgreSQL's headers are not ours.
postgres_flags() {
	local flag
	for flag in $("$BUILD_PG_CONFIG" --cflags) $("$BUILD_PG_CONFIG" --cflags_sl) $("$BUILD_PG_CONFIG" --cppflags); do
		case $flag in
			-I*) echo "-isystem${flag#-I}" ;;
			*) echo "$flag" ;;
		esac
	done
	echo "-isystem$("$BUILD_PG_CONFIG" --includedir-server)"
}

# What only gcc knows, PostgreSQL's configure has found for gcc.
without_gcc_flags() {
	grep -vxE -e '-Wimplicit-fallthrough=.*|-Wno-format-truncation|-Wno-stringop-truncation|-ffat-lto-objects' \
		-e '-fexcess-precision=standard|-Wshadow=.*'
}

# compile COMPILER FILE FLAG...
compile() {
	local compiler=$1 file=$2
	shift 2
	"$compiler" "$@" "${strict[@]}" -I"$BOUNCE_SOURCE/src" -c -o /dev/null "$BOUNCE_SOURCE/$file"
}

mapfile -t files < <(cd "$BOUNCE_SOURCE" && printf '%s\n' src/core/*.c src/pg/*.c)
mapfile -t core_files < <(cd "$BOUNCE_SOURCE" && printf '%s\n' src/core/*.c test/core/*.c test/fuzz/*.c)
mapfile -t gcc_flags < <(postgres_flags)
mapfile -t clang_flags < <(postgres_flags | without_gcc_flags)
# The generated tables hold strings that are longer than C11 promises to take.
core_flags=(-DPROPERTY=property_code -std=c11 -O2 -Wpedantic -Wno-overlength-strings)

plan $((2 * (${#files[@]} + ${#core_files[@]})))
for compiler in gcc "$(find_clang)"; do
	for file in "${files[@]}"; do
		if [ -z "$compiler" ]; then
			skip "clang $file" "no clang"
		elif [ "$compiler" = gcc ]; then
			ok "gcc $file" compile gcc "$file" "${gcc_flags[@]}"
		else
			ok "$compiler $file" compile "$compiler" "$file" "${clang_flags[@]}"
		fi
	done
	for file in "${core_files[@]}"; do
		if [ -z "$compiler" ]; then
			skip "clang, without PostgreSQL, $file" "no clang"
		else
			ok "$compiler, without PostgreSQL, $file" compile "$compiler" "$file" "${core_flags[@]}"
		fi
	done
done
done_testing
