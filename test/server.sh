# shellcheck shell=bash
# server.sh - a PostgreSQL server as a child of the script that sources this
# file: it ends when the script does, also when that is killed.
#
# The programs are those beside PG_CONFIG. PGUSER is the superuser of all, PGPORT
# the port of all; each has a folder of its own for its socket.

say() {
	printf '%s\n' "$*" >&2
}

fail() {
	say "${0##*/}: $*"
	exit 1
}

# PostgreSQL refuses to run as root.
server_user() {
	if [ "$(id -u)" -ne 0 ]; then
		id -un
	elif id postgres >/dev/null 2>&1; then
		echo postgres
	else
		echo nobody
	fi
}

# Sets as_server, the words to put before a command that the server's user is
# to run. They exec it, so that it is a child of this script and gets a signal
# when the script dies, even by a kill -9.
as_server_user() {
	as_server=(env -C / setpriv --pdeathsig INT)
	if [ "$(id -u)" -eq 0 ]; then
		local user
		user=$(server_user)
		as_server+=("--reuid=$(id -u "$user")" "--regid=$(id -g "$user")" --clear-groups)
	fi
	as_server+=(--)
}

# server_folder DIR...: make folders of the server's user.
server_folder() {
	mkdir -m 700 "$@"
	if [ "$(id -u)" -eq 0 ]; then
		chown "$(server_user):" "$@"
	fi
}

new_cluster() {
	"${as_server[@]}" "${PG_CONFIG%/*}/initdb" -D "$1" -U "$PGUSER" -A trust -E UTF8 --locale=C.UTF-8 --no-sync
}

# run_server DATA SOCKET LOG [OPTION...]: sets server_pid, and comes back when
# the server takes connections.
server_pid=
run_server() {
	local data=$1 socket=$2 log=$3
	shift 3
	# Autovacuum would make plans depend on the time of day.
	"${as_server[@]}" "${PG_CONFIG%/*}/postgres" -D "$data" -c listen_addresses= -c port="$PGPORT" \
		-c unix_socket_directories="$socket" -c fsync=off -c autovacuum=off -c timezone=UTC "$@" \
		>>"$log" 2>&1 </dev/null &
	server_pid=$!
	wait_for_server "$socket" "$log"
}

# wait_for_server SOCKET LOG
wait_for_server() {
	local tries=600
	until pg_isready -q -h "$1"; do
		tries=$((tries - 1))
		if [ "$tries" -eq 0 ] || ! kill -0 "$server_pid" 2>/dev/null; then
			cat "$2" >&2
			fail "the server did not start"
		fi
		sleep 0.1
	done
}

# end_server PID
end_server() {
	local tries=300
	kill -INT "$1" 2>/dev/null || true
	while kill -0 "$1" 2>/dev/null; do
		tries=$((tries - 1))
		[ "$tries" -ne 0 ] || kill -KILL "$1" 2>/dev/null || true
		sleep 0.1
	done
	wait "$1" 2>/dev/null || true
}
