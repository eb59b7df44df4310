#!/bin/bash
# hostile.t - no text is an error: none is too short, too long or too odd; a
# scan can be interrupted, and needs no memory that grows with the text.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

database=hostile
sql postgres <<<"CREATE DATABASE $database;"
sql "$database" <<'SQL'
CREATE EXTENSION bounce;
-- what all functions say of a text, in one
CREATE FUNCTION say_all(t text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('|', classify_bounce(t), diagnose_bounce(t), classify_bounce(t, t), diagnose_bounce(t, t),
		analyze_bounce(t), analyze_bounce(t, t), extract_bounce_code(t), is_hard_bounce(t), is_soft_bounce(t),
		bounce_fingerprint(t), (SELECT count(*) FROM explain_bounce(t)))
$$;
CREATE FUNCTION context_bytes() RETURNS bigint LANGUAGE sql AS $$
	SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts
$$;
-- Stored as they are, so that reading one makes just one copy.
CREATE TABLE long_text (text text);
ALTER TABLE long_text ALTER text SET STORAGE EXTERNAL;
SQL

# How many texts of standard input's query, which gives a column "t", were no
# error.
said() {
	sql "$database" <<<"SELECT count(*) FROM ($(cat)) AS f(t) WHERE say_all(t) <> ''"
}

# verdict EXPRESSION: of one text.
verdict() {
	sql "$database" <<<"SELECT diagnose_bounce($1)"
}

# make_long_text MEGABYTES TEXT: the text again and again, with words to find at
# the end.
make_long_text() {
	sql "$database" -v size="$1" -v text="$2" <<-'SQL'
		TRUNCATE long_text;
		INSERT INTO long_text SELECT repeat(:'text', :size * 1000000 / octet_length(:'text')) || ' 552 5.2.2 mailbox full';
	SQL
}

# The errors of calls on the long text, each in a statement of its own; the
# other functions are other names of the first.
say_of_long_text() {
	local call
	for call in "classify_bounce(text)" "(analyze_bounce(text, 'mx.example.com')).certain" "extract_bounce_code(text)" \
		"octet_length(bounce_fingerprint(text)) <= 2000" "(SELECT count(*) FROM explain_bounce(text)) > 0"; do
		sqlstate "$database" "$PGUSER" "SELECT $call FROM long_text"
	done | sort -u
}

# interrupted CALL TEXT: what a session says whose call on 300 MB takes too
# long, and then another; "late" when the first was not over long before all
# the texts could be read.
interrupted() {
	local before=$SECONDS
	psql -XAtq -v VERBOSITY=sqlstate -d "$database" 2>&1 <<-SQL
		SET statement_timeout = '1s';
		SELECT $1 FROM (SELECT repeat('$2', 300000000 / octet_length('$2')) AS t OFFSET 0) AS f, generate_series(1, 1000) WHERE $1 IS NULL;
		RESET statement_timeout;
		SELECT diagnose_bounce('550 5.1.1 user unknown');
	SQL
	[ $((SECONDS - before)) -le 10 ] || echo late
}

# What the contexts hold when a call is over, and the memory of the process at
# its highest: a long text costs as much as reading it does.
memory() {
	sql "$database" <<-'SQL'
		CREATE TEMP TABLE measured (bytes bigint);
		SELECT count(*) FROM long_text, say_all(left(text, 1000)) \g /dev/null
		INSERT INTO measured SELECT context_bytes();
		SELECT classify_bounce(text), analyze_bounce(text), bounce_fingerprint(text) FROM long_text \g /dev/null
		SELECT count(*) FROM long_text, explain_bounce(text) \g /dev/null
		INSERT INTO measured SELECT context_bytes();
		SELECT max(bytes) - min(bytes) < 1000000 FROM measured;
	SQL
}

# peak QUERY: kB that the backend had at its highest when it had run the query.
peak() {
	sql "$database" -v query="$1" <<-'SQL'
		SELECT diagnose_bounce('550'), length(bounce_fingerprint('550')) \g /dev/null
		:query \g /dev/null
		SELECT (regexp_match(pg_read_file('/proc/' || pg_backend_pid() || '/status'), 'VmHWM:\s+(\d+)'))[1];
	SQL
}

# needs_no_copy CALLS: with the calls the backend's memory is not higher than
# when the text is only read; half the text more would be a part of a copy.
needs_no_copy() {
	local read call
	read=$(peak "SELECT octet_length(text || '') FROM long_text")
	call=$(peak "SELECT $1 FROM long_text")
	[ "$call" -lt $((read + 100 * 500)) ] || echo "$call kB, reading alone $read kB"
}

typical='550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown in local recipient table '
long_texts=("$typical" 5 . @ a- x)
odd_texts=(' ' 5. :// http://a.b/ 2001:db8: 'host x said: 550 ' "5.1.0 - Unknown address error '" '<<< ' 宛先)
calls=("classify_bounce(t)" "analyze_bounce(t)" "extract_bounce_code(t)" "bounce_fingerprint(t)"
	"(SELECT count(*) FROM explain_bounce(t))")

plan $((16 + ${#long_texts[@]} + ${#odd_texts[@]} + 2 * ${#calls[@]} + 5))

is "$(said <<<"SELECT ''")" 1 "the empty text"
is "$(said <<<"SELECT convert_from(set_byte('\\x00', 0, n), 'LATIN1') FROM generate_series(1, 255) AS n")" 255 \
	"all texts of one character up to 255"
is "$(said <<<"SELECT a || b FROM (SELECT chr(n) FROM generate_series(1, 127) AS n) AS a(a), (SELECT chr(n) FROM generate_series(1, 127) AS n) AS b(b) WHERE a !~ '[a-z]' AND b !~ '[A-Z]'")" \
	$(((127 - 26) * (127 - 26))) "texts of two characters"
is "$(verdict "''")" undetermined "nothing tells nothing"
is "$(said <<<"SELECT left('550-5.1.1 <jane@example.com>: host mx[192.0.2.1] said: 4.7.0 [2001:db8::1] try again in 00:05:00', n) FROM generate_series(0, 100) AS n")" \
	101 "a text that ends anywhere"
is "$(said <<<"SELECT substr('550-5.1.1 <jane@example.com>: host mx[192.0.2.1] said: 4.7.0 [2001:db8::1] try again in 00:05:00', n) FROM generate_series(1, 100) AS n")" \
	100 "a text that starts anywhere"
is "$(said <<<"SELECT repeat(x, n) FROM generate_series(1, 3000, 37) AS n, unnest('{5,.,@,-,:,(,<,[,\\\\,\\\",5.,a-,a@,::,://,#,é}'::text[]) AS x")" \
	$((82 * 17)) "only digits, only dots and the like, of many lengths"
is "$(verdict "repeat('5', 5000)")" undetermined "only digits tell nothing"
is "$(verdict "repeat('.', 5000)")" undetermined "only dots tell nothing"
is "$(verdict "repeat('host x said: 550 ', 1000) || '5.2.2 mailbox full'")" mailbox_full "1000 wrappers"
is "$(verdict "repeat('host x said: 550 ', 1000) || '5.2.2'")" mailbox_full "1000 wrappers around a code"
is "$(verdict "repeat('554 5.4.7 [internal] (last transfail: ', 1000) || '552 5.2.2 mailbox full' || repeat(')', 1000)")" \
	mailbox_full "1000 wrappers in brackets"
is "$(verdict "repeat('<<< ', 1000) || '552 5.2.2 mailbox full'")" mailbox_full "1000 marks of a transcript"
is "$(said <<<"SELECT repeat(pattern, 50) FROM bounce_rules() ORDER BY id LIMIT 200")" 200 "the words of the rules themselves"
is "$(sql "$database" <<<"SELECT count(*) FROM (SELECT string_agg(replace(example, '\\n', E'\\n'), ' ') AS t FROM bounce_rules()) AS f WHERE say_all(t) <> ''")" \
	1 "all examples in one text"
is "$(sqlstate "$database" "$PGUSER" "SELECT diagnose_bounce('550', repeat('a.', 10000000)), diagnose_bounce('550', repeat('é@', 1000))")" \
	00000 "a remote host may be anything"

for text in "${long_texts[@]}"; do
	make_long_text 100 "$text"
	is "$(say_of_long_text)" 00000 "100 MB of \"$text\""
done
is "$(sql "$database" <<<"SELECT diagnose_bounce(text) FROM long_text")" mailbox_full "it is read to its end"
for text in "${odd_texts[@]}"; do
	make_long_text 10 "$text"
	is "$(say_of_long_text)" 00000 "10 MB of \"$text\""
done

# Two texts of which a fingerprint, too, reads more than its 2000 bytes: one
# word, and masks that become one.
for call in "${calls[@]}"; do
	for text in x '192.0.2.1 '; do
		is "$(interrupted "$call" "$text")" $'ERROR:  57014\nuser_unknown' "$call of \"$text\" is interrupted, and the session goes on"
	done
done

make_long_text 100 "$typical"
is "$(sqlstate "$database" "$PGUSER" "SELECT is_hard_bounce(text), is_soft_bounce(text), diagnose_bounce(text, text) FROM long_text")" \
	00000 "100 MB under the other names"
is "$(memory)" t "no memory is kept after a long text"
is "$(needs_no_copy "classify_bounce(text), analyze_bounce(text)")" "" "a verdict needs no copy of the text"
is "$(needs_no_copy "bounce_fingerprint(text), (SELECT count(*) FROM explain_bounce(text))")" "" \
	"fingerprint and explanation need no copy of the text"
done_testing
