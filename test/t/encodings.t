#!/bin/bash
# encodings.t - databases in UTF8, LATIN1 and SQL_ASCII: bytes of any kind are
# no error, and phrases outside of ASCII match where the bytes are UTF-8.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

# make_database NAME ENCODING
make_database() {
	sql postgres <<<"CREATE DATABASE $1 TEMPLATE template0 ENCODING '$2' LC_COLLATE 'C' LC_CTYPE 'C';"
	sql "$1" <<-'SQL'
		CREATE EXTENSION bounce;
		-- what all functions say of a text, in one; the text is given as bytes
		CREATE FUNCTION say_all(bytes bytea) RETURNS text LANGUAGE sql AS $$
			SELECT concat_ws('|', classify_bounce(t), diagnose_bounce(t), classify_bounce(t, t), diagnose_bounce(t, t),
				analyze_bounce(t), analyze_bounce(t, t), extract_bounce_code(t), is_hard_bounce(t), is_soft_bounce(t),
				bounce_fingerprint(t), (SELECT string_agg(e::text, '/' ORDER BY step) FROM explain_bounce(t) AS e))
			FROM (SELECT convert_from(bytes, getdatabaseencoding()) AS t) AS f
		$$;
	SQL
}

# reason DATABASE TEXT: the verdict on a text whose bytes are those of UTF-8.
reason() {
	sql "$1" -v bytes="\\x$(printf '%s' "$2" | od -An -v -tx1 | tr -d ' \n')" <<-'SQL'
		SELECT diagnose_bounce(convert_from(:'bytes'::bytea, getdatabaseencoding()));
	SQL
}

# Each of the bytes 0x80 to 0xff alone, between letters, between words, before
# the end and after a code; prints how many were no error and had a verdict.
high_bytes() {
	sql "$1" <<-'SQL'
		SELECT count(*)
		FROM generate_series(128, 255) AS n, set_byte('\x00', 0, n) AS b,
			unnest(ARRAY[b, 'us'::bytea || b || 'er unknown'::bytea, '550 5.1.1 user'::bytea || b || 'unknown'::bytea,
				'552 5.2.2 mailbox full'::bytea || b, '550 5.1.1'::bytea || b || b || b || b, b || '@'::bytea || b || '.'::bytea || b,
				'http://'::bytea || b || '/'::bytea || b]) AS text
		WHERE say_all(text) <> '';
	SQL
}

# Bytes that are no UTF-8: truncated, overlong, surrogates, out of range, and a
# text in Latin 1; prints how many were no error, and the verdict with them.
invalid_utf8() {
	sql "$1" <<-'SQL'
		SELECT count(*), count(*) FILTER (WHERE diagnose_bounce(convert_from(text, getdatabaseencoding())) = 'mailbox_full')
		FROM unnest(ARRAY['\x80', '\xc3', '\xe5ae', '\xf09f98', '\xc080', '\xe08080', '\xeda080', '\xf4908080', '\xf8888080', '\xff', '\xfe']::bytea[]) AS b,
			unnest(ARRAY['552 5.2.2 mailbox full '::bytea || b, b || ' mailbox full'::bytea, b || b || E'\nmailbox full '::bytea || b]) AS text
		WHERE say_all(text) <> '';
	SQL
}

# Random bytes but zero.
random_bytes() {
	sql "$1" <<-'SQL'
		SELECT setseed(0.5) \g /dev/null
		SELECT count(*)
		FROM (
			SELECT decode(string_agg(lpad(to_hex(1 + (random() * 254)::int), 2, '0'), ''), 'hex') AS text
			FROM generate_series(1, 500) AS n, generate_series(1, 100) AS byte GROUP BY n
		) AS f
		WHERE say_all(text) <> '';
	SQL
}

# The rule book's own examples: how many are there, how many with bytes
# outside of ASCII, and how many of the latter do not get their own rule. The
# bytes are those of UTF-8 and come from the UTF8 database.
foreign_examples() {
	sql encodings_utf8 <<-'SQL' >"$BOUNCE_SCRATCH/foreign_examples"
		SELECT id || ' ' || encode(convert_to(replace(example, '\n', E'\n'), 'UTF8'), 'hex')
		FROM bounce_rules() WHERE example ~ '[^\x01-\x7f]';
	SQL
	sql "$1" <<-SQL
		CREATE TEMP TABLE line (line text);
		\\copy line FROM '$BOUNCE_SCRATCH/foreign_examples'
		SELECT count(*) > 20, count(*) FILTER (WHERE (analyze_bounce(t)).rule IS DISTINCT FROM split_part(line, ' ', 1))
		FROM line, convert_from(decode(split_part(line, ' ', 2), 'hex'), getdatabaseencoding()) AS t;
	SQL
}

# Everything that the rule book's ASCII examples give, as a checksum.
ascii_examples() {
	sql "$1" <<-'SQL'
		SELECT md5(string_agg(say_all(replace(example, '\n', E'\n')::bytea), ',' ORDER BY id COLLATE "C"))
		FROM bounce_rules() WHERE example !~ '[^\x01-\x7f]' AND position('\x' IN example) = 0;
	SQL
}

# Fingerprints stay text: cut at a character where there are characters.
longest_fingerprint() {
	sql "$1" <<-'SQL'
		SELECT max(octet_length(f)), bool_and(f = bounce_fingerprint(f))
		FROM generate_series(1990, 2000) AS n,
			convert_from(repeat('a', n)::bytea || decode(repeat('c3a4', 20), 'hex'), getdatabaseencoding()) AS t, bounce_fingerprint(t) AS f;
	SQL
}

make_database encodings_utf8 UTF8
make_database encodings_latin1 LATIN1
make_database encodings_ascii SQL_ASCII
export PGCLIENTENCODING=SQL_ASCII

german='550 Empfänger unbekannt'
japanese='550 宛先のメールアドレスが存在しません'

plan 24
is "$(high_bytes encodings_latin1)" $((7 * 128)) "LATIN1: any byte in any place is no error"
is "$(high_bytes encodings_ascii)" $((7 * 128)) "SQL_ASCII: any byte in any place is no error"
is "$(invalid_utf8 encodings_latin1)" "33|33" "LATIN1: what is no UTF-8 is read around"
is "$(invalid_utf8 encodings_ascii)" "33|33" "SQL_ASCII: what is no UTF-8 is read around"
is "$(random_bytes encodings_latin1)" 500 "LATIN1: random bytes"
is "$(random_bytes encodings_ascii)" 500 "SQL_ASCII: random bytes"
is "$(reason encodings_utf8 "$japanese")" user_unknown "UTF8: Japanese"
is "$(reason encodings_ascii "$japanese")" user_unknown "SQL_ASCII: Japanese"
is "$(reason encodings_latin1 "$japanese")" undetermined "LATIN1: bytes of UTF-8 are other letters there"
is "$(reason encodings_utf8 "$german")" user_unknown "UTF8: German"
is "$(reason encodings_ascii "$german")" user_unknown "SQL_ASCII: German"
is "$(reason encodings_latin1 $'550 Empf\xe4nger unbekannt')" undetermined "LATIN1: only phrases in ASCII match"
is "$(reason encodings_latin1 $'550 Empf\xe4nger: user unknown')" user_unknown "LATIN1: those do among other letters"
is "$(reason encodings_utf8 '550 EmpfÃ¤nger unbekannt')" user_unknown "UTF8: mojibake"
is "$(reason encodings_latin1 '550 f&uuml;r jane: &#117;ser unknown')" user_unknown "LATIN1: a text in ASCII is decoded to ASCII"
is "$(reason encodings_latin1 $'550 f\xfcr jane: &#117;ser unknown')" undetermined "LATIN1: a text beyond ASCII is read as it is"
is "$(foreign_examples encodings_utf8)" "t|0" "UTF8: every example outside of ASCII is decided by its rule"
is "$(foreign_examples encodings_ascii)" "t|0" "SQL_ASCII: every example outside of ASCII is decided by its rule"
is "$(foreign_examples encodings_latin1 | cut -d '|' -f 1)" t "LATIN1: every example outside of ASCII is no error"
is "$(ascii_examples encodings_latin1)" "$(ascii_examples encodings_utf8)" "LATIN1: all in ASCII is said as in UTF8"
is "$(ascii_examples encodings_ascii)" "$(ascii_examples encodings_utf8)" "SQL_ASCII: all in ASCII is said as in UTF8"
is "$(longest_fingerprint encodings_utf8)" "2000|t" "UTF8: a long fingerprint ends at a character"
is "$(longest_fingerprint encodings_ascii)" "2000|t" "SQL_ASCII: a long fingerprint has at most 2000 bytes"
is "$(longest_fingerprint encodings_latin1)" "2000|t" "LATIN1: a long fingerprint has at most 2000 bytes"
done_testing
