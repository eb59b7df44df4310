/*
 * int8_array.c
 *		int8[] as the state of an aggregate.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/memutils.h"

#include "pg/int8_array.h"

/* Anybody can call the aggregates' functions, with any array. */
ArrayType *
bounce_int8_array_arg(FunctionCallInfo fcinfo, int argument, int least)
{
	ArrayType  *array;

	if (argument == 0 && AggCheckCallContext(fcinfo, NULL))
		array = PG_GETARG_ARRAYTYPE_P(argument);
	else
		array = PG_GETARG_ARRAYTYPE_P_COPY(argument);
	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array) || ARR_ELEMTYPE(array) != INT8OID
		|| ARR_DIMS(array)[0] < least)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_ELEMENT_ERROR),
				 errmsg("invalid state of an aggregate: an array of at least %d numbers is expected",
						least)));
	return array;
}

ArrayType *
bounce_int8_array(int count)
{
	Size		size = ARR_OVERHEAD_NONULLS(1) + sizeof(int64) * (Size) count;
	ArrayType  *array;

	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("state of an aggregate exceeds 1 GB")));
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->dataoffset = 0;
	array->elemtype = INT8OID;
	ARR_DIMS(array)[0] = count;
	ARR_LBOUND(array)[0] = 1;
	return array;
}
