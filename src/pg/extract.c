/*
 * extract.c
 *		extract_bounce_code(text)
 */
#include "compat.h"

#include "pg/code_datum.h"
#include "pg/input.h"

PG_FUNCTION_INFO_V1(bounce_extract);

Datum
bounce_extract(PG_FUNCTION_ARGS)
{
	bounce_input input = bounce_input_of(PG_GETARG_TEXT_PP(0));
	bounce_hit	hit;

	if (!bounce_extract_code(input.text, input.len, input.poll, &hit))
		PG_RETURN_NULL();
	PG_RETURN_BOUNCE_CODE(hit.code);
}
