/*
 * fingerprint.c
 *		bounce_fingerprint(text)
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "core/fingerprint.h"
#include "core/plain.h"
#include "pg/input.h"

PG_FUNCTION_INFO_V1(bounce_text_fingerprint);

Datum
bounce_text_fingerprint(PG_FUNCTION_ARGS)
{
	bounce_input input = bounce_input_of(PG_GETARG_TEXT_PP(0));
	bounce_plain plain;
	char		out[BOUNCE_FINGERPRINT_MAX];
	int			len;

	bounce_read_plain(&input, &plain);
	len = (int) bounce_fingerprint(&plain.input, out);

	/* it may be cut within a character of an encoding that src/core ignores */
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out, pg_mbcliplen(out, len, len)));
}
