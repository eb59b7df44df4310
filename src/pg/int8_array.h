/*
 * int8_array.h
 *		int8[] as the state of an aggregate: a plain type, which parallel
 *		workers, foreign servers and sharded tables hand on as it is.
 */
#ifndef BOUNCE_INT8_ARRAY_H
#define BOUNCE_INT8_ARRAY_H

#include "fmgr.h"
#include "utils/array.h"

/*
 * The argument as an array of at least so many numbers.  It may be changed in
 * place: it is the transition value of an aggregate, or a copy.
 */
extern ArrayType *bounce_int8_array_arg(FunctionCallInfo fcinfo, int argument, int least);

/* An array of zeros. */
extern ArrayType *bounce_int8_array(int count);

static inline int64 *
bounce_int8_values(ArrayType *array)
{
	return (int64 *) ARR_DATA_PTR(array);
}

static inline int
bounce_int8_count(ArrayType *array)
{
	return ARR_DIMS(array)[0];
}

#endif							/* BOUNCE_INT8_ARRAY_H */
