# shellcheck shell=bash
# session.sh - sessions that stay and ask the site's rules again and again, for
# tests that want to know when a change of them is seen.

declare -A to from pid
session_dir=$(mktemp -d "$BOUNCE_SCRATCH/sessions.XXXXXX")

# session NAME DATABASE: a psql that stays.
session() {
	local in out
	mkfifo "$session_dir/$1.in" "$session_dir/$1.out"
	psql -XAtq -d "$2" <"$session_dir/$1.in" >"$session_dir/$1.out" 2>&1 &
	pid[$1]=$!
	exec {in}>"$session_dir/$1.in" {out}<"$session_dir/$1.out"
	to[$1]=$in
	from[$1]=$out
	query "$1" "PREPARE ask AS SELECT site_diagnose_bounce('it was frobnicated')" >/dev/null
}

# begin_query NAME SQL, end_query NAME: what it answers, in one line.
begin_query() {
	printf '%s;\n\\echo end of answer\n' "$2" >&"${to[$1]}"
}

end_query() {
	local line answer=
	while read -r line <&"${from[$1]}" && [ "$line" != "end of answer" ]; do
		answer+=${answer:+ }$line
	done
	printf '%s\n' "$answer"
}

query() {
	begin_query "$1" "$2"
	end_query "$1"
}

# All at once: a session holds the pipes of those before it.
end_sessions() {
	local name in out
	for name in "${!to[@]}"; do
		in=${to[$name]} out=${from[$name]}
		exec {in}>&- {out}<&-
	done
	wait "${pid[@]}" || true
}

# ask NAME: the session's answer, which the rules decide.
ask() {
	query "$1" "EXECUTE ask"
}
