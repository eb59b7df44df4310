/*
 * classify.c
 *		classify_bounce, diagnose_bounce, is_hard_bounce, is_soft_bounce and
 *		their relatives, also by the site's rules: one verdict as one value.
 */
#include "compat.h"

#include "utils/lsyscache.h"

#include "pg/answer.h"

PG_FUNCTION_INFO_V1(bounce_classify);
PG_FUNCTION_INFO_V1(bounce_diagnose);
PG_FUNCTION_INFO_V1(bounce_site_classify);
PG_FUNCTION_INFO_V1(bounce_site_diagnose);
PG_FUNCTION_INFO_V1(bounce_is_hard_text);
PG_FUNCTION_INFO_V1(bounce_is_soft_text);
PG_FUNCTION_INFO_V1(bounce_is_hard_category);
PG_FUNCTION_INFO_V1(bounce_is_soft_category);

/* What lasts from row to row of one query, in fn_extra. */
typedef struct classify_state
{
	Oid			enum_type;
	bounce_enum_cache enums;
} classify_state;

static classify_state *
get_state(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		classify_state *state = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
													   sizeof(classify_state));

		state->enum_type = get_func_rettype(fcinfo->flinfo->fn_oid);
		fcinfo->flinfo->fn_extra = state;
	}
	return fcinfo->flinfo->fn_extra;
}

static bounce_reason
reason_of_call(FunctionCallInfo fcinfo)
{
	bounce_case c;

	bounce_decide_call(fcinfo, &c);
	return c.verdict.reason;
}

static Datum
classify(FunctionCallInfo fcinfo, bool site)
{
	classify_state *state = get_state(fcinfo);
	bounce_answer answer;

	bounce_answer_call(fcinfo, site, &answer);
	return bounce_category_datum(&state->enums, state->enum_type, answer.category);
}

static Datum
diagnose(FunctionCallInfo fcinfo, bool site)
{
	classify_state *state = get_state(fcinfo);
	bounce_answer answer;

	bounce_answer_call(fcinfo, site, &answer);
	return bounce_reason_datum(&state->enums, state->enum_type, answer.c.verdict.reason);
}

/*
 * Each with and without the host that spoke.  The form with it is strict in
 * the text only, so not declared strict.
 */
Datum
bounce_classify(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return classify(fcinfo, false);
}

Datum
bounce_diagnose(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return diagnose(fcinfo, false);
}

Datum
bounce_site_classify(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return classify(fcinfo, true);
}

Datum
bounce_site_diagnose(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return diagnose(fcinfo, true);
}

static bool
has_type(bounce_category category, char type)
{
	const char *name = bounce_category_type(category);

	return name != NULL && name[0] == type;
}

Datum
bounce_is_hard_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_type(bounce_category_of(reason_of_call(fcinfo)), 'h'));
}

Datum
bounce_is_soft_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_type(bounce_category_of(reason_of_call(fcinfo)), 's'));
}

Datum
bounce_is_hard_category(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_type(bounce_category_from_oid(PG_GETARG_OID(0)), 'h'));
}

Datum
bounce_is_soft_category(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_type(bounce_category_from_oid(PG_GETARG_OID(0)), 's'));
}
