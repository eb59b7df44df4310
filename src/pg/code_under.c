/*
 * code_under.c
 *		The operator <@, "is under", and its two boolean relatives.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "pg/code_prefix.h"

PG_FUNCTION_INFO_V1(bounce_code_is_under);
PG_FUNCTION_INFO_V1(bounce_code_is_permanent);
PG_FUNCTION_INFO_V1(bounce_code_is_transient);

bool
bounce_prefix_try_text(Datum prefix, bounce_prefix *result)
{
	text	   *input = DatumGetTextPP(prefix);

	return bounce_prefix_read(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), result);
}

bounce_prefix
bounce_prefix_from_text(Datum prefix)
{
	bounce_prefix result;

	if (!bounce_prefix_try_text(prefix, &result))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid code prefix: \"%s\"", TextDatumGetCString(prefix)),
				 errhint("A code prefix is like \"5\", \"5.1\", \"5.1.1\", \"X.7\" or \"550\".")));
	return result;
}

Datum
bounce_code_is_under(PG_FUNCTION_ARGS)
{
	bounce_code code = PG_GETARG_BOUNCE_CODE(0);

	PG_RETURN_BOOL(bounce_code_under(code, bounce_prefix_from_text(PG_GETARG_DATUM(1))));
}

Datum
bounce_code_is_permanent(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(bounce_code_class(PG_GETARG_BOUNCE_CODE(0)) == 5);
}

Datum
bounce_code_is_transient(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(bounce_code_class(PG_GETARG_BOUNCE_CODE(0)) == 4);
}
