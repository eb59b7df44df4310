/*
 * enum_label.c
 *		The enums bounce_category and bounce_reason as SQL values.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "pg/enum_label.h"

PG_FUNCTION_INFO_V1(bounce_enum_name);

/*
 * InvalidOid when the type has no such label, or one that an upgrade in this
 * very transaction added and that must not reach a table before it commits.
 */
static Oid
label_oid(Oid enum_type, const char *label)
{
	Oid			oid = GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
									  ObjectIdGetDatum(enum_type),
									  CStringGetDatum(label));

	return OidIsValid(oid) && EnumUncommitted(oid) ? InvalidOid : oid;
}

static void
label_missing(Oid enum_type, const char *label)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("type %s has no label \"%s\"", format_type_be(enum_type), label),
			 errhint("Install the matching version with ALTER EXTENSION bounce UPDATE.")));
}

Datum
bounce_reason_datum(bounce_enum_cache *cache, Oid enum_type, bounce_reason reason)
{
	if (!OidIsValid(cache->reason[reason]))
	{
		bounce_reason label = reason;
		Oid			oid = label_oid(enum_type, bounce_reason_label(label));

		while (!OidIsValid(oid) && bounce_reason_fallback(label) != BOUNCE_REASON_NONE)
		{
			label = bounce_reason_fallback(label);
			oid = label_oid(enum_type, bounce_reason_label(label));
		}
		if (!OidIsValid(oid))
			label_missing(enum_type, bounce_reason_label(label));
		cache->reason[reason] = oid;
	}
	return ObjectIdGetDatum(cache->reason[reason]);
}

Datum
bounce_category_datum(bounce_enum_cache *cache, Oid enum_type, bounce_category category)
{
	if (!OidIsValid(cache->category[category]))
	{
		Oid			oid = label_oid(enum_type, bounce_category_label(category));

		if (!OidIsValid(oid))
			label_missing(enum_type, bounce_category_label(category));
		cache->category[category] = oid;
	}
	return ObjectIdGetDatum(cache->category[category]);
}

/* The label of an enum value, for the caller to keep. */
static char *
label_of(Oid value)
{
	HeapTuple	tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(value));
	char	   *label;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid internal value for enum: %u", value)));
	label = pstrdup(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
	ReleaseSysCache(tuple);
	return label;
}

bounce_category
bounce_category_from_oid(Oid value)
{
	char	   *label = label_of(value);
	int			category;

	for (category = 0; category < BOUNCE_CATEGORY_COUNT; category++)
		if (strcmp(label, bounce_category_label((bounce_category) category)) == 0)
			break;
	pfree(label);
	return category == BOUNCE_CATEGORY_COUNT
		? BOUNCE_CATEGORY_UNKNOWN : (bounce_category) category;
}

bounce_reason
bounce_reason_from_oid(Oid value)
{
	char	   *label = label_of(value);
	int			reason;

	for (reason = 0; reason < BOUNCE_REASON_COUNT; reason++)
		if (reason != BOUNCE_REASON_NONE &&
			strcmp(label, bounce_reason_label((bounce_reason) reason)) == 0)
			break;
	pfree(label);
	return reason == BOUNCE_REASON_COUNT ? BOUNCE_REASON_NONE : (bounce_reason) reason;
}

/* What lasts from row to row of a function that gives enum values. */
typedef struct result_state
{
	Oid			enum_type;
	bounce_enum_cache enums;
} result_state;

static result_state *
result_state_of_call(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		result_state *state = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
													 sizeof(result_state));

		state->enum_type = get_func_rettype(fcinfo->flinfo->fn_oid);
		fcinfo->flinfo->fn_extra = state;
	}
	return fcinfo->flinfo->fn_extra;
}

Datum
bounce_category_result(FunctionCallInfo fcinfo, bounce_category category)
{
	result_state *state = result_state_of_call(fcinfo);

	return bounce_category_datum(&state->enums, state->enum_type, category);
}

Datum
bounce_reason_result(FunctionCallInfo fcinfo, bounce_reason reason)
{
	result_state *state = result_state_of_call(fcinfo);

	return bounce_reason_datum(&state->enums, state->enum_type, reason);
}

static bounce_enum_cache *
cache_of_call(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
														  sizeof(bounce_enum_cache));
	return fcinfo->flinfo->fn_extra;
}

bounce_category
bounce_category_arg(FunctionCallInfo fcinfo, int argument)
{
	bounce_enum_cache *cache = cache_of_call(fcinfo);
	Oid			value = PG_GETARG_OID(argument);
	int			category;

	for (category = 0; category < BOUNCE_CATEGORY_COUNT; category++)
		if (cache->category[category] == value)
			return (bounce_category) category;
	category = bounce_category_from_oid(value);
	cache->category[category] = value;
	return (bounce_category) category;
}

bounce_reason
bounce_reason_arg(FunctionCallInfo fcinfo, int argument)
{
	bounce_enum_cache *cache = cache_of_call(fcinfo);
	Oid			value = PG_GETARG_OID(argument);
	int			reason;

	for (reason = BOUNCE_REASON_NONE + 1; reason < BOUNCE_REASON_COUNT; reason++)
		if (cache->reason[reason] == value)
			return (bounce_reason) reason;
	reason = bounce_reason_from_oid(value);
	if (reason == BOUNCE_REASON_NONE)
		return BOUNCE_REASON_UNDETERMINED;
	cache->reason[reason] = value;
	return (bounce_reason) reason;
}

/*
 * bounce_category_name(bounce_category), bounce_reason_name(bounce_reason).
 * A cast of an enum to text is only stable, for a label can be renamed; ours
 * are fixed, so these are immutable and serve in indexes.
 */
Datum
bounce_enum_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(label_of(PG_GETARG_OID(0))));
}
