#!/bin/bash
# binary.t - a bounce_code in COPY's binary format: what is sent is read back,
# and bytes that are no code are refused.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "${BASH_SOURCE[0]%/*}/tap.sh"

database=binary_copy
file=$BOUNCE_SCRATCH/binary.copy

# A file for COPY with one row of one column, its bytes given as hex digits.
one_row() {
	local length bytes
	printf -v length '%08x' $((${#1} / 2))
	printf -v bytes '%s' "5047434f50590aff0d0a00" 00000000 00000000 0001 "$length" "$1" ffff
	printf '%b' "$(sed 's/../\\x&/g' <<<"$bytes")" >"$file"
}

# What reading those bytes gives: the code, or the error's SQLSTATE.
reading() {
	local state
	one_row "$1"
	sql "$database" <<<"TRUNCATE t"
	state=$(sqlstate "$database" "$PGUSER" "\\copy t FROM '$file' WITH (FORMAT binary)")
	if [ "$state" = 00000 ]; then
		sql "$database" <<<"SELECT code FROM t"
	else
		echo "$state"
	fi
}

sql postgres <<<"CREATE DATABASE $database"
sql "$database" <<<"CREATE EXTENSION bounce; CREATE TABLE t (code bounce_code);"

plan 15
is "$(reading 6010035f)" "550 5.1.1" "the bytes of 550 5.1.1"
is "$(reading 6000015f)" "550" "the bytes of 550"
is "$(reading 00000000)" 22P03 "zero is no code"
is "$(reading ffffffff)" 22P03 "all bits are no code"
is "$(reading e010035f)" 22P03 "a code is not negative"
is "$(reading 0010035f)" 22P03 "a code has a class"
is "$(reading 4000015f)" 22P03 "class 4 with nothing but the reply 550"
is "$(reading 60000200)" 22P03 "a detail without a subject"
is "$(reading 6000009b)" 22P03 "the reply 354"
is "$(reading 60000191)" 22P03 "the reply 600"
is "$(reading 7f480000)" 22P03 "the subject 1000"
is "$(reading 6017d000)" 22P03 "the detail 1000"
is "$(reading 601003)" 08P01 "too few bytes"
is "$(reading 6010035f00)" 22P03 "too many bytes"

sql "$database" <<SQL
TRUNCATE t;
INSERT INTO t
  SELECT make_bounce_code(r, c || '.' || s || '.' || d)
  FROM unnest(ARRAY[NULL, 200, 299, 400, 599]) AS r, unnest(ARRAY[2, 4, 5]) AS c,
       unnest(ARRAY[0, 1, 7, 999]) AS s, unnest(ARRAY[0, 9, 515, 999]) AS d
  UNION ALL SELECT make_bounce_code(r, NULL) FROM generate_series(200, 599) AS r;
CREATE TABLE u (code bounce_code);
\copy t TO '$file' WITH (FORMAT binary)
\copy u FROM '$file' WITH (FORMAT binary)
SQL
is "$(sql "$database" <<<"SELECT count(*), (SELECT count(*) FROM (TABLE t EXCEPT ALL TABLE u) AS d) FROM u")" "640|0" \
	"all kinds of codes are read back as they were sent"
done_testing
