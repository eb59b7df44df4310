/*
 * classify.c
 *		classify_bounce, diagnose_bounce, is_hard_bounce, is_soft_bounce and
 *		their relatives, also by the site's rules: one verdict as one value.
 */
#include "compat.h"

#include "pg/answer.h"

PG_FUNCTION_INFO_V1(bounce_classify);
PG_FUNCTION_INFO_V1(bounce_diagnose);
PG_FUNCTION_INFO_V1(bounce_site_classify);
PG_FUNCTION_INFO_V1(bounce_site_diagnose);
PG_FUNCTION_INFO_V1(bounce_is_hard_text);
PG_FUNCTION_INFO_V1(bounce_is_soft_text);
PG_FUNCTION_INFO_V1(bounce_is_hard_category);
PG_FUNCTION_INFO_V1(bounce_is_soft_category);

static Datum
classify(FunctionCallInfo fcinfo, bool site)
{
	bounce_answer answer;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bounce_answer_call(fcinfo, site, &answer);
	return bounce_category_result(fcinfo, answer.category);
}

static Datum
diagnose(FunctionCallInfo fcinfo, bool site)
{
	bounce_answer answer;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bounce_answer_call(fcinfo, site, &answer);
	return bounce_reason_result(fcinfo, answer.c.verdict.reason);
}

static bounce_category
category_of_call(FunctionCallInfo fcinfo)
{
	bounce_answer answer;

	bounce_answer_call(fcinfo, false, &answer);
	return answer.category;
}

/*
 * Each with and without the host that spoke.  The form with it is strict in
 * the text only, so not declared strict.
 */
Datum
bounce_classify(PG_FUNCTION_ARGS)
{
	return classify(fcinfo, false);
}

Datum
bounce_diagnose(PG_FUNCTION_ARGS)
{
	return diagnose(fcinfo, false);
}

Datum
bounce_site_classify(PG_FUNCTION_ARGS)
{
	return classify(fcinfo, true);
}

Datum
bounce_site_diagnose(PG_FUNCTION_ARGS)
{
	return diagnose(fcinfo, true);
}

Datum
bounce_is_hard_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(bounce_is_hard(category_of_call(fcinfo)));
}

Datum
bounce_is_soft_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(bounce_is_soft(category_of_call(fcinfo)));
}

Datum
bounce_is_hard_category(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(bounce_is_hard(bounce_category_from_oid(PG_GETARG_OID(0))));
}

Datum
bounce_is_soft_category(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(bounce_is_soft(bounce_category_from_oid(PG_GETARG_OID(0))));
}
