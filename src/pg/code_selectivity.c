/*
 * code_selectivity.c
 *		How many rows of a column are under a prefix?
 *
 * The operator <@ has estimators of its own, for the planner never asks a
 * support function for an operator's selectivity; is_permanent and
 * is_transient are functions, and code_index.c asks for them.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "utils/lsyscache.h"

#include "pg/code_prefix.h"
#include "pg/code_selectivity.h"

/* Without statistics: about one subject of those in use. */
#define DEFAULT_UNDER_SELECTIVITY 0.1

PG_FUNCTION_INFO_V1(bounce_code_under_sel);
PG_FUNCTION_INFO_V1(bounce_code_under_joinsel);

/* The rows whose value is a most common one: all, and those under. */
static void
common_values(HeapTuple stats, bounce_prefix prefix, double *all, double *under)
{
	AttStatsSlot slot;
	int			i;

	*all = *under = 0.0;
	if (!get_attstatsslot(&slot, stats, STATISTIC_KIND_MCV, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
		return;
	for (i = 0; i < slot.nvalues; i++)
	{
		*all += slot.numbers[i];
		if (bounce_code_under(DatumGetBounceCode(slot.values[i]), prefix))
			*under += slot.numbers[i];
	}
	free_attstatsslot(&slot);
}

/* The fraction of the histogram below a value, by its place in its bin. */
static double
fraction_below(const AttStatsSlot *slot, int64 value)
{
	int			bins = slot->nvalues - 1;
	int			i;

	for (i = 0; i <= bins; i++)
	{
		int64		upper = DatumGetBounceCode(slot->values[i]);

		if (value <= upper)
		{
			int64		lower;

			if (i == 0)
				return 0.0;
			lower = DatumGetBounceCode(slot->values[i - 1]);
			if (upper == lower)
				return (double) (i - 1) / bins;
			return (i - 1 + (double) (value - lower) / (upper - lower)) / bins;
		}
	}
	return 1.0;
}

/* The fraction of the histogram's bounds that are under the prefix. */
static double
bounds_under(const AttStatsSlot *slot, bounce_prefix prefix)
{
	int			under = 0;
	int			i;

	for (i = 0; i < slot->nvalues; i++)
		under += bounce_code_under(DatumGetBounceCode(slot->values[i]), prefix);
	return (double) under / slot->nvalues;
}

/* Of the rows that are neither NULL nor a most common value. */
static double
other_values(HeapTuple stats, bounce_prefix prefix)
{
	AttStatsSlot slot;
	double		under = DEFAULT_UNDER_SELECTIVITY;

	if (!get_attstatsslot(&slot, stats, STATISTIC_KIND_HISTOGRAM, InvalidOid,
						  ATTSTATSSLOT_VALUES))
		return under;
	if (slot.nvalues > 1 && bounce_prefix_is_range(prefix))
		under = fraction_below(&slot, (int64) bounce_prefix_last(prefix) + 1) -
			fraction_below(&slot, bounce_prefix_first(prefix));
	else if (slot.nvalues > 1)
		under = bounds_under(&slot, prefix);
	free_attstatsslot(&slot);
	return under;
}

Selectivity
bounce_prefix_selectivity(VariableStatData *column, Oid function, bounce_prefix prefix)
{
	Selectivity result;
	double		nulls;
	double		common;
	double		common_under;

	if (!HeapTupleIsValid(column->statsTuple) ||
		!statistic_proc_security_check(column, function))
		return DEFAULT_UNDER_SELECTIVITY;

	nulls = ((Form_pg_statistic) GETSTRUCT(column->statsTuple))->stanullfrac;
	common_values(column->statsTuple, prefix, &common, &common_under);
	result = common_under;
	if (nulls + common < 1.0)
		result += (1.0 - nulls - common) * other_values(column->statsTuple, prefix);
	CLAMP_PROBABILITY(result);
	return result;
}

/* RESTRICT of bounce_code <@ text */
Datum
bounce_code_under_sel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	int			varRelid = PG_GETARG_INT32(3);
	VariableStatData column;
	Node	   *other;
	bool		column_is_left;
	bounce_prefix prefix;
	Selectivity result = DEFAULT_UNDER_SELECTIVITY;

	if (!get_restriction_variable(root, args, varRelid, &column, &other, &column_is_left))
		PG_RETURN_FLOAT8(result);
	if (column_is_left && IsA(other, Const))
	{
		Const	   *constant = (Const *) other;

		if (constant->constisnull)
			result = 0.0;
		else if (bounce_prefix_try_text(constant->constvalue, &prefix))
			result = bounce_prefix_selectivity(&column, get_opcode(operator), prefix);
	}
	ReleaseVariableStats(column);
	PG_RETURN_FLOAT8(result);
}

/*
 * The mean selectivity of the prefixes in one slot of a text column's
 * statistics, each weighed by its frequency where the slot has them.
 */
static bool
mean_selectivity(VariableStatData *codes, VariableStatData *prefixes, Oid function,
				 int kind, int flags, Selectivity *mean)
{
	AttStatsSlot slot;
	double		weights = 0.0;
	double		sum = 0.0;
	int			i;

	if (!get_attstatsslot(&slot, prefixes->statsTuple, kind, InvalidOid, flags))
		return false;
	for (i = 0; i < slot.nvalues; i++)
	{
		double		weight = slot.nnumbers == slot.nvalues ? slot.numbers[i] : 1.0;
		bounce_prefix prefix;

		weights += weight;
		if (bounce_prefix_try_text(slot.values[i], &prefix))
			sum += weight * bounce_prefix_selectivity(codes, function, prefix);
	}
	free_attstatsslot(&slot);
	if (weights > 0.0)
		*mean = sum / weights;
	return weights > 0.0;
}

/* JOIN of bounce_code <@ text */
Datum
bounce_code_under_joinsel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	SpecialJoinInfo *sjinfo = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	Oid			function = get_opcode(operator);
	VariableStatData left;
	VariableStatData right;
	bool		reversed;
	Selectivity result = DEFAULT_UNDER_SELECTIVITY;

	get_join_variables(root, args, sjinfo, &left, &right, &reversed);
	if (HeapTupleIsValid(right.statsTuple) &&
		statistic_proc_security_check(&right, function) &&
		!mean_selectivity(&left, &right, function, STATISTIC_KIND_MCV,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS, &result))
		(void) mean_selectivity(&left, &right, function, STATISTIC_KIND_HISTOGRAM,
								ATTSTATSSLOT_VALUES, &result);
	ReleaseVariableStats(left);
	ReleaseVariableStats(right);
	CLAMP_PROBABILITY(result);
	PG_RETURN_FLOAT8(result);
}
