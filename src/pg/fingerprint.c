/*
 * fingerprint.c
 *		bounce_fingerprint(text)
 */
#include "compat.h"

#include "core/plain.h"
#include "pg/answer.h"

PG_FUNCTION_INFO_V1(bounce_text_fingerprint);

Datum
bounce_text_fingerprint(PG_FUNCTION_ARGS)
{
	bounce_input input = bounce_input_of(PG_GETARG_TEXT_PP(0));
	bounce_plain plain;

	bounce_read_plain(&input, &plain);
	return bounce_fingerprint_datum(&plain.input);
}
