/*
 * fingerprint.c
 *		bounce_fingerprint(text)
 */
#include "compat.h"

#include "utils/builtins.h"

#include "core/fingerprint.h"
#include "pg/input.h"

PG_FUNCTION_INFO_V1(bounce_text_fingerprint);

Datum
bounce_text_fingerprint(PG_FUNCTION_ARGS)
{
	bounce_input input = bounce_input_of(PG_GETARG_TEXT_PP(0));
	char		out[BOUNCE_FINGERPRINT_MAX];
	size_t		len = bounce_fingerprint(&input, out);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(out, (int) len));
}
