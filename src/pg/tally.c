/*
 * tally.c
 *		bounce_tally and bounce_tally_merge: bounces counted by category.
 *
 * The state holds a count for each category.  What was added can be taken off
 * again, so windows move over the rows instead of counting each frame anew.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "common/int.h"
#include "executor/executor.h"
#include "utils/builtins.h"

#include "pg/enum_label.h"
#include "pg/int8_array.h"
#include "pg/row.h"

/* The columns of type bounce_counts: the categories, then these. */
enum counts_column
{
	COUNTS_HARD = BOUNCE_CATEGORY_COUNT,
	COUNTS_SOFT,
	COUNTS_BOUNCES,
	COUNTS_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_tally_add);
PG_FUNCTION_INFO_V1(bounce_tally_remove);
PG_FUNCTION_INFO_V1(bounce_tally_add_counts);
PG_FUNCTION_INFO_V1(bounce_tally_remove_counts);
PG_FUNCTION_INFO_V1(bounce_tally_combine);
PG_FUNCTION_INFO_V1(bounce_tally_final);

static void
out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("bigint out of range")));
}

static void
add_to(int64 *count, int64 number)
{
	if (pg_add_s64_overflow(*count, number, count))
		out_of_range();
}

static void
take_from(int64 *count, int64 number)
{
	if (pg_sub_s64_overflow(*count, number, count))
		out_of_range();
}

Datum
bounce_tally_add(PG_FUNCTION_ARGS)
{
	ArrayType  *state = bounce_int8_array_arg(fcinfo, 0, BOUNCE_CATEGORY_COUNT);

	add_to(&bounce_int8_values(state)[bounce_category_arg(fcinfo, 1)], 1);
	PG_RETURN_ARRAYTYPE_P(state);
}

Datum
bounce_tally_remove(PG_FUNCTION_ARGS)
{
	ArrayType  *state = bounce_int8_array_arg(fcinfo, 0, BOUNCE_CATEGORY_COUNT);

	take_from(&bounce_int8_values(state)[bounce_category_arg(fcinfo, 1)], 1);
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * Apply the counts of a stored tally.  Its sums are not read: they follow from
 * the categories.  NULL is 0.
 */
static Datum
apply_counts(FunctionCallInfo fcinfo, void (*apply) (int64 *, int64))
{
	ArrayType  *state = bounce_int8_array_arg(fcinfo, 0, BOUNCE_CATEGORY_COUNT);
	HeapTupleHeader counts = PG_GETARG_HEAPTUPLEHEADER(1);
	int			category;

	for (category = 0; category < BOUNCE_CATEGORY_COUNT; category++)
	{
		bool		isnull;
		Datum		count = GetAttributeByNum(counts, (AttrNumber) (category + 1), &isnull);

		if (!isnull)
			apply(&bounce_int8_values(state)[category], DatumGetInt64(count));
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

Datum
bounce_tally_add_counts(PG_FUNCTION_ARGS)
{
	return apply_counts(fcinfo, add_to);
}

Datum
bounce_tally_remove_counts(PG_FUNCTION_ARGS)
{
	return apply_counts(fcinfo, take_from);
}

Datum
bounce_tally_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *a = bounce_int8_array_arg(fcinfo, 0, BOUNCE_CATEGORY_COUNT);
	ArrayType  *b = bounce_int8_array_arg(fcinfo, 1, BOUNCE_CATEGORY_COUNT);
	int			category;

	for (category = 0; category < BOUNCE_CATEGORY_COUNT; category++)
		add_to(&bounce_int8_values(a)[category], bounce_int8_values(b)[category]);
	PG_RETURN_ARRAYTYPE_P(a);
}

Datum
bounce_tally_final(PG_FUNCTION_ARGS)
{
	const int64 *count =
		bounce_int8_values(bounce_int8_array_arg(fcinfo, 0, BOUNCE_CATEGORY_COUNT));
	int64		hard = 0;
	int64		soft = 0;
	int64		bounces;
	bounce_row	row;
	int			category;

	bounce_row_start(&row, fcinfo, COUNTS_COLUMNS);
	for (category = 0; category < BOUNCE_CATEGORY_COUNT; category++)
	{
		bounce_row_put(&row, category, Int64GetDatum(count[category]));
		if (bounce_is_hard((bounce_category) category))
			add_to(&hard, count[category]);
		else if (bounce_is_soft((bounce_category) category))
			add_to(&soft, count[category]);
	}
	bounces = hard;
	add_to(&bounces, soft);
	bounce_row_put(&row, COUNTS_HARD, Int64GetDatum(hard));
	bounce_row_put(&row, COUNTS_SOFT, Int64GetDatum(soft));
	bounce_row_put(&row, COUNTS_BOUNCES, Int64GetDatum(bounces));
	return bounce_row_finish(&row);
}
