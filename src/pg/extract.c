/*
 * extract.c
 *		extract_bounce_code(text)
 */
#include "compat.h"

#include "core/plain.h"
#include "pg/code_datum.h"
#include "pg/input.h"

PG_FUNCTION_INFO_V1(bounce_extract);

Datum
bounce_extract(PG_FUNCTION_ARGS)
{
	bounce_input input = bounce_input_of(PG_GETARG_TEXT_PP(0));
	bounce_plain plain;
	bounce_hit	hit;

	bounce_read_plain(&input, &plain);
	if (!bounce_extract_code(plain.input.text, plain.input.len, plain.input.poll, &hit))
		PG_RETURN_NULL();
	PG_RETURN_BOUNCE_CODE(hit.code);
}
