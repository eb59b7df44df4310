/*
 * input.c
 *		A text datum as src/core reads it, and decides it.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "pg/input.h"

/* May leave by longjmp: src/core holds nothing. */
static void
poll_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

bounce_input
bounce_input_of(text *datum)
{
	bounce_input input;
	int			encoding = GetDatabaseEncoding();

	input.text = VARDATA_ANY(datum);
	input.len = VARSIZE_ANY_EXHDR(datum);
	input.utf8 = encoding == PG_UTF8 || encoding == PG_SQL_ASCII;
	input.poll = poll_interrupts;
	return input;
}

void
bounce_decide_call(FunctionCallInfo fcinfo, bounce_case *result)
{
	bounce_input input = bounce_input_of(PG_GETARG_TEXT_PP(0));
	const char *host = NULL;
	size_t		host_len = 0;

	if (PG_NARGS() > 1 && !PG_ARGISNULL(1))
	{
		text	   *datum = PG_GETARG_TEXT_PP(1);

		host = VARDATA_ANY(datum);
		host_len = VARSIZE_ANY_EXHDR(datum);
	}
	bounce_decide(&input, host, host_len, result);
}
