/*
 * extract.c
 *		extract_bounce_code(text)
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "core/extract.h"
#include "pg/code_datum.h"

PG_FUNCTION_INFO_V1(bounce_extract);

static void
poll_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

Datum
bounce_extract(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	bounce_code code;

	if (!bounce_extract_code(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input),
							 poll_interrupts, &code))
		PG_RETURN_NULL();
	PG_RETURN_BOUNCE_CODE(code);
}
