# shellcheck shell=bash
# chroot.sh - Debian's releases in scratch folders, for tests that need another
# PostgreSQL than the machine's, or a machine where nothing was done yet.
#
# test/versions, test/pg_upgrade and test/package source this file. It needs
# root, debootstrap and a mirror. Each command in a chroot gets processes and
# mounts of its own (unshare), which end with the command, however that ends:
# nothing stays mounted, and removing the folder is removing the chroot.
#
# chroots_up exports BOUNCE_SCRATCH, a scratch folder that goes away at the end.

# shellcheck source-path=SCRIPTDIR source=private_server.sh
. "${BASH_SOURCE[0]%/*}/private_server.sh"

chroots_up() {
	[ "$(id -u)" -eq 0 ] || fail "a chroot takes root"
	command -v debootstrap >/dev/null || fail "debootstrap is needed, please install it"
	at_exit_always
	BOUNCE_SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/bounce.XXXXXX")
	export BOUNCE_SCRATCH
	chmod 755 "$BOUNCE_SCRATCH"
	mkdir "$BOUNCE_SCRATCH/log"
}

# The first mirror that this machine's apt uses, of those that end in the name
# of the distribution (security updates are elsewhere).
apt_mirror() {
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
		sed -nE -e 's/^URIs: *([^ ]+).*/\1/p' -e 's/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p' |
		grep -E "/$1/?\$" | head -n 1
}

# The mirror of a release: Ubuntu's has PostgreSQL 16, which no release of
# Debian ships. Where Ubuntu's keyring is not installed, debootstrap takes its
# packages without checking signatures.
release_mirror() {
	local mirror
	case $1 in
		noble)
			mirror=$(apt_mirror ubuntu)
			echo "${UBUNTU_MIRROR:-${mirror:-http://archive.ubuntu.com/ubuntu}}"
			;;
		*)
			mirror=$(apt_mirror debian)
			echo "${DEBIAN_MIRROR:-${mirror:-http://deb.debian.org/debian}}"
			;;
	esac
}

# new_chroot DIR RELEASE: false, and says why, if there is no such release to
# be had.
new_chroot() {
	local dir=$1 release=$2 mirror script=/usr/share/debootstrap/scripts log=$BOUNCE_SCRATCH/log/debootstrap
	local -a options=(--variant=minbase)
	mirror=$(release_mirror "$release")

	# An older debootstrap does not know the newest names: all of Debian's
	# are scripts like that of sid, and all of Ubuntu's like gutsy's.
	case $release in
		noble) script+=/gutsy options+=('--components=main,universe') ;;
		*) script+=/sid ;;
	esac
	say "making a chroot of $release from $mirror ..."
	if ! unshare --mount --pid --fork --kill-child --mount-proc \
		debootstrap "${options[@]}" "$release" "$dir" "$mirror" "$script" >"$log" 2>&1 </dev/null; then
		say "$release cannot be had from $mirror: $(grep -E '^E:' "$log" | tail -n 1)"
		return 1
	fi

	# No package starts a service or makes a cluster.
	printf '#!/bin/sh\nexit 101\n' >"$dir/usr/sbin/policy-rc.d"
	chmod 755 "$dir/usr/sbin/policy-rc.d"
	mkdir -p "$dir/etc/postgresql-common/createcluster.d"
	echo "create_main_cluster = false" >"$dir/etc/postgresql-common/createcluster.d/no-cluster.conf"
	# A mirror that lags, by the machine's clock, is good enough for the chroot
	# exactly if it is for the machine.
	apt-config dump | grep -E '^Acquire::Check-(Valid-Until|Date) ' >"$dir/etc/apt/apt.conf.d/machine" || true
	cp -L /etc/resolv.conf /etc/hosts "$dir/etc/" 2>/dev/null || true
}

# in_chroot DIR COMMAND...: as root, in a clean environment. The shell in
# between is there because process 1 gets no signals and adopts orphans.
in_chroot() {
	local dir=$1
	shift
	unshare --mount --pid --fork --kill-child --mount-proc="$dir/proc" chroot "$dir" \
		env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive sh -c '"$@"; exit $?' in_chroot "$@"
}

# chroot_install DIR PACKAGE...
chroot_install() {
	local dir=$1
	shift
	in_chroot "$dir" apt-get install -y --no-install-recommends "$@"
}
