/*
 * analyze.c
 *		analyze_bounce and site_analyze_bounce: all that a text tells, as one
 *		row.
 */
#include "compat.h"

#include "pg/answer.h"
#include "pg/row.h"

PG_FUNCTION_INFO_V1(bounce_analyze);
PG_FUNCTION_INFO_V1(bounce_site_analyze);

static Datum
analyze(FunctionCallInfo fcinfo, bool site)
{
	bounce_answer answer;
	bounce_row	row;
	int			column;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bounce_answer_call(fcinfo, site, &answer);
	bounce_row_start(&row, fcinfo, BOUNCE_ANALYSIS_COLUMNS);
	for (column = 0; column < BOUNCE_ANALYSIS_COLUMNS; column++)
	{
		Datum		value;

		if (bounce_answer_value(&answer, (bounce_field) column,
								TupleDescAttr(row.type, column)->atttypid,
								bounce_row_enums(&row), &value))
			bounce_row_put(&row, column, value);
	}
	return bounce_row_finish(&row);
}

/*
 * With and without the host that spoke.  The form with it is strict in the
 * text only, so not declared strict.
 */
Datum
bounce_analyze(PG_FUNCTION_ARGS)
{
	return analyze(fcinfo, false);
}

Datum
bounce_site_analyze(PG_FUNCTION_ARGS)
{
	return analyze(fcinfo, true);
}
