/*
 * input.c
 *		A text datum as src/core reads it.
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

bool
bounce_reads_utf8(void)
{
	return GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII;
}

bounce_input
bounce_input_of(text *datum)
{
	bounce_input input;

	input.text = VARDATA_ANY(datum);
	input.len = VARSIZE_ANY_EXHDR(datum);
	input.utf8 = bounce_reads_utf8();
	input.poll = poll_interrupts;
	return input;
}
