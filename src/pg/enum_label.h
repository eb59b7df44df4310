/*
 * enum_label.h
 *		The enums bounce_category and bounce_reason as SQL values.
 */
#ifndef BOUNCE_ENUM_LABEL_H
#define BOUNCE_ENUM_LABEL_H

#include "fmgr.h"

#include "core/facts.h"

/*
 * OIDs of the labels of both enum types, filled as they are asked for; keep
 * it in fn_extra, zeroed, so that it lives as long as the query.
 */
typedef struct bounce_enum_cache
{
	Oid			reason[BOUNCE_REASON_COUNT];
	Oid			category[BOUNCE_CATEGORY_COUNT];
} bounce_enum_cache;

/*
 * The value of the enum type for a reason or category.  A library that is
 * newer than the installed script may know reasons that the enum does not
 * have yet; the older reason of the same category stands in for them.
 */
extern Datum bounce_reason_datum(bounce_enum_cache *cache, Oid enum_type,
								 bounce_reason reason);
extern Datum bounce_category_datum(bounce_enum_cache *cache, Oid enum_type,
								   bounce_category category);

/* The category of an enum value; a label that is not known counts as unknown. */
extern bounce_category bounce_category_from_oid(Oid value);

/* The reason of an enum value; none for a label that is not known. */
extern bounce_reason bounce_reason_from_oid(Oid value);

/*
 * For functions that get enum values row by row: the category or reason of an
 * argument, looked up in the catalog once a query for each value.  And for those
 * that give them: the value of the function's result type.  What is looked up is
 * kept in fn_extra, which the caller must not use otherwise, so a function can
 * have one or the other.
 */
extern bounce_category bounce_category_arg(FunctionCallInfo fcinfo, int argument);
extern bounce_reason bounce_reason_arg(FunctionCallInfo fcinfo, int argument);
extern Datum bounce_category_result(FunctionCallInfo fcinfo, bounce_category category);
extern Datum bounce_reason_result(FunctionCallInfo fcinfo, bounce_reason reason);

#endif							/* BOUNCE_ENUM_LABEL_H */
