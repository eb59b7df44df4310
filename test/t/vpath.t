#!/bin/bash
# vpath.t - a build outside of the source tree leaves that alone and cleans up
# after itself; a build in the tree works, too.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

scratch=$BOUNCE_SCRATCH/vpath
source=$scratch/source
in_tree=$scratch/in_tree
build=$scratch/build

build_outside() {
	make -C "$build" -f "$source/Makefile" -j "$(nproc)" PG_CONFIG="$BUILD_PG_CONFIG" "$@"
}

build_inside() {
	make -C "$in_tree" -j "$(nproc)" PG_CONFIG="$BUILD_PG_CONFIG" "$@"
}

# Every file below a folder, with its content's checksum.
listing() {
	(cd "$1" && find . ! -type d -exec cksum {} + | LC_ALL=C sort -k 3)
}

mkdir -p "$build"
cp -R "$BOUNCE_SOURCE" "$source"
cp -R "$BOUNCE_SOURCE" "$in_tree"
before=$(listing "$source")
chmod -R a-w "$source"

plan 9
ok "build outside of the tree" build_outside all
ok "it makes the library" test -s "$build/bounce.so"
is "$(listing "$source")" "$before" "it leaves the source tree alone"
touch "$scratch/built"
build_outside all >/dev/null
is "$(find "$build" -type f -newer "$scratch/built")" "" "a second build has nothing to do"
ok "clean outside of the tree" build_outside clean
is "$(find "$build" ! -type d)" "" "it leaves nothing"
ok "build in the tree" build_inside all
ok "clean in the tree" build_inside clean
is "$(listing "$in_tree")" "$before" "it leaves the source tree as it was"
done_testing
