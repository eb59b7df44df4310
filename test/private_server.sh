# shellcheck shell=bash
# private_server.sh - build bounce and run it on a PostgreSQL server of its own.
#
# test/demo and test/check source this file and call private_server_up. All
# that they make is in one scratch folder, which goes away when they end, and
# so does the server. Nothing is installed into the system's PostgreSQL: the
# server runs from a copy of its folders, for PostgreSQL finds its files
# relative to its programs.
#
# private_server_up exports:
#   BOUNCE_SCRATCH   the scratch folder
#   BOUNCE_SOURCE    a clean copy of the source
#   BOUNCE_BUILD     where it was built
#   BUILD_PG_CONFIG  pg_config of the machine; set PG_CONFIG to choose it
#   PG_CONFIG        pg_config of the copy
#   PGHOST, PGPORT, PGUSER, PGDATABASE, and a PATH with the copy's programs first

# shellcheck source-path=SCRIPTDIR source=server.sh
. "${BASH_SOURCE[0]%/*}/server.sh"

BOUNCE_SCRATCH=

private_server_up() {
	local root=$1

	at_exit_always
	as_server_user
	make_scratch
	copy_source "$root" "$BOUNCE_SCRATCH/source"
	export BOUNCE_SOURCE=$BOUNCE_SCRATCH/source
	install_packages
	choose_postgres
	build_extension
	install_into_copy
	start_server
}

at_exit_always() {
	trap 'at_exit $?' EXIT
	# Without these, bash would skip the EXIT trap when a signal ends it.
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# A script that has more to say at its end defines its own at_exit.
at_exit() {
	private_server_down
	exit "$1"
}

private_server_down() {
	allow_cluster
	[ -n "$BOUNCE_SCRATCH" ] || return 0
	stop_server
	cd /
	# What a test took the write permission from must go as well.
	chmod -R u+w "$BOUNCE_SCRATCH" 2>/dev/null || true
	rm -rf "$BOUNCE_SCRATCH"
	BOUNCE_SCRATCH=
}

# ---------------------------------------------------------------- scratch

make_scratch() {
	local base=${TMPDIR:-/tmp}

	# A socket's path has at most 107 bytes, and as root the server's user
	# must be able to get there.
	if [ "${#base}" -gt 60 ] || ! "${as_server[@]}" test -x "$base"; then
		base=/tmp
	fi
	BOUNCE_SCRATCH=$(mktemp -d "$base/bounce.XXXXXX")
	BOUNCE_SCRATCH=$(cd "$BOUNCE_SCRATCH" && pwd -P)
	export BOUNCE_SCRATCH
	chmod 755 "$BOUNCE_SCRATCH"
	mkdir "$BOUNCE_SCRATCH/log"
}

# Copy the source without what a build in the tree left there: make would find
# those objects through VPATH and take them for its own.
copy_source() {
	mkdir -p "$2"
	tar -C "$1" -cf - --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude='./*_test' \
		--exclude=./results --exclude='./regression.*' . | tar -C "$2" --no-same-owner -xf -
}

# Run a noisy command; what it said is shown when it fails only.
quietly() {
	local log=$BOUNCE_SCRATCH/log/$1.log
	shift
	if ! "$@" >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		fail "failed: $*"
	fi
}

# --------------------------------------------------------------- packages

# Major versions of installed servers, newest first.
server_versions() {
	local dir
	for dir in /usr/lib/postgresql/*/; do
		dir=${dir%/}
		if [ -x "$dir/bin/postgres" ]; then
			echo "${dir##*/}"
		fi
	done | sort -rn
}

has_headers() {
	[ -f "/usr/include/postgresql/$1/server/postgres.h" ] &&
		[ -f "/usr/lib/postgresql/$1/lib/pgxs/src/makefiles/pgxs.mk" ]
}

usable_version() {
	local version
	for version in $(server_versions); do
		if has_headers "$version"; then
			echo "$version"
			return
		fi
	done
}

# The server version of Debian's release.
debian_version() {
	apt-cache depends postgresql 2>/dev/null |
		sed -n 's/^ *Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1
}

# Packages that the machine lacks, one a line. Before apt has its lists, the
# version is not known and the packages that stand for it are named.
missing_packages() {
	local version
	if [ -z "${PG_CONFIG:-}" ] && [ -z "$(usable_version)" ]; then
		version=$(server_versions | head -n 1)
		if [ -z "$version" ]; then
			version=$(debian_version)
			echo "postgresql${version:+-$version}"
		fi
		echo "postgresql-server-dev-${version:-all}"
	fi
	command -v gcc >/dev/null || echo gcc
	[ -f /usr/include/stdio.h ] || echo libc6-dev
	command -v make >/dev/null || echo make
	perl -MFindBin -e 1 2>/dev/null || echo perl
}

install_packages() {
	local missing
	missing=$(missing_packages)
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
		fail "these packages are needed, please install them (as root this script does): ${missing//$'\n'/ }"
	fi
	say "updating the list of packages ..."
	quietly apt-update apt-get update
	missing=$(missing_packages)
	say "installing ${missing//$'\n'/ } ..."
	prevent_cluster
	# shellcheck disable=SC2086 # one word each
	quietly apt-install env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
	allow_cluster
}

# Debian creates and starts a cluster with the server's package, unless told
# not to. Nobody asked us for one.
cluster_setting=/etc/postgresql-common/createcluster.d/zz-bounce-test.conf
cluster_prevented=no

prevent_cluster() {
	mkdir -p "${cluster_setting%/*}"
	cluster_prevented=yes
	echo "create_main_cluster = false" >"$cluster_setting"
}

allow_cluster() {
	[ "$cluster_prevented" = yes ] || return 0
	rm -f "$cluster_setting"
	cluster_prevented=no
}

# ----------------------------------------------------------- build, install

choose_postgres() {
	local version
	if [ -z "${PG_CONFIG:-}" ]; then
		version=$(usable_version)
		[ -n "$version" ] || fail "no PostgreSQL server with headers was found below /usr/lib/postgresql"
		PG_CONFIG=/usr/lib/postgresql/$version/bin/pg_config
	fi
	# Debian's pg_config in PATH is a script; the program beside the server is
	# the one that can be copied.
	BUILD_PG_CONFIG=$("$PG_CONFIG" --bindir)/pg_config
	export BUILD_PG_CONFIG
	[ -x "$BUILD_PG_CONFIG" ] || fail "$BUILD_PG_CONFIG: no such program"
	[ -x "${BUILD_PG_CONFIG%/*}/postgres" ] || fail "${BUILD_PG_CONFIG%/*} has no server"
}

build_extension() {
	export BOUNCE_BUILD=$BOUNCE_SCRATCH/build
	mkdir "$BOUNCE_BUILD"
	say "building with $("$BUILD_PG_CONFIG" --version) ..."
	quietly build make_bounce "$BUILD_PG_CONFIG" -j "$(nproc)" all
}

# make in the build folder, with the pg_config of the first argument.
make_bounce() {
	local pg_config=$1
	shift
	make -C "$BOUNCE_BUILD" -f "$BOUNCE_SOURCE/Makefile" --no-print-directory PG_CONFIG="$pg_config" "$@"
}

# The copied folders keep their places relative to each other, below "root".
install_into_copy() {
	local root=$BOUNCE_SCRATCH/root what dir
	local -a dirs=()

	for what in --bindir --pkglibdir --sharedir; do
		dirs+=("$("$BUILD_PG_CONFIG" "$what")")
	done
	for dir in "${dirs[@]}"; do
		mkdir -p "$root$dir"
		cp -R "$dir/." "$root$dir/"
	done
	PG_CONFIG=$root${BUILD_PG_CONFIG}
	export PG_CONFIG
	for what in --bindir --pkglibdir --sharedir; do
		dir=$("$PG_CONFIG" "$what")
		[[ $dir == "$root"/* ]] || fail "this PostgreSQL cannot be moved: its copy still uses $dir"
	done
	touch "$BOUNCE_SCRATCH/before_install"
	quietly install make_bounce "$PG_CONFIG" install
	if find "${dirs[@]}" -name 'bounce*' -newer "$BOUNCE_SCRATCH/before_install" | grep . >&2; then
		fail "these files were installed into the system's PostgreSQL"
	fi
	export PATH=${PG_CONFIG%/*}:$PATH
}

# ------------------------------------------------------------------ server

start_server() {
	local data=$BOUNCE_SCRATCH/data name

	for name in "${!PG@}"; do
		[ "$name" = PG_CONFIG ] || unset "$name"
	done
	export PGHOST=$BOUNCE_SCRATCH/socket PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
	# Installing PostgreSQL may have made its user.
	as_server_user
	say "starting a private server ..."
	server_folder "$data" "$PGHOST"
	quietly initdb new_cluster "$data"
	# One test replicates.
	run_server "$data" "$PGHOST" "$BOUNCE_SCRATCH/log/server.log" -c wal_level=logical
}

stop_server() {
	[ -n "$server_pid" ] || return 0
	end_server "$server_pid"
	server_pid=
}
