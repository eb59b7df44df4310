/*
 * chronic.c
 *		bounce_is_chronic: has an address bounced so often, over so long a
 *		time, since its last delivery?  In whatever order and in whatever parts
 *		the rows come.
 *
 * With D the time of the last delivery and T the time of the last bounce, the
 * answer is yes when both are after D: the bounce that is last but
 * min_bounces - 1, and S, the last of the bounces that are span or more before
 * T.  (Then the first bounce after D is S or earlier.)
 *
 * The state is the parameters, D, and times of bounces: new ones are appended,
 * and when the room is used up, and before states are merged or read, they are
 * reduced to what is needed.  That is enough, whatever rows are still to come:
 *
 *	- No bounce at or before D: D can only become later.
 *	- The last min_bounces, for the others can never be so late again.
 *	- Of the rest, one of each time; those after T - span, and S, but none
 *	  before S: T can only become later, so the last one that is span before it
 *	  will be S or later for good.
 *
 * Less would not do: for each time between S and T there is a later T that
 * makes it S.
 */
#include "compat.h"

#include "common/int.h"
#include "datatype/timestamp.h"
#include "utils/timestamp.h"

#include "pg/enum_label.h"
#include "pg/int8_array.h"

/* The numbers of the state. */
enum chronic_field
{
	CHRONIC_MIN_BOUNCES,
	CHRONIC_SPAN,				/* microseconds */
	CHRONIC_DELIVERED,			/* DT_NOBEGIN for none */
	CHRONIC_USED,				/* how many times follow; the rest is room */
	CHRONIC_TIMES
};

/* Room for so many times at first. */
#define FIRST_TIMES 12

PG_FUNCTION_INFO_V1(bounce_chronic_add);
PG_FUNCTION_INFO_V1(bounce_chronic_merge);
PG_FUNCTION_INFO_V1(bounce_chronic_final);

/* A month is 30 days and a day 24 hours, as where intervals are compared. */
static int64
interval_microseconds(const Interval *interval)
{
	int64		days;
	int64		result;

	if (pg_mul_s64_overflow(interval->month, DAYS_PER_MONTH, &days)
		|| pg_add_s64_overflow(days, interval->day, &days)
		|| pg_mul_s64_overflow(days, USECS_PER_DAY, &result)
		|| pg_add_s64_overflow(result, interval->time, &result))
		ereport(ERROR,
				(errcode(ERRCODE_INTERVAL_FIELD_OVERFLOW),
				 errmsg("span is out of range")));
	return result;
}

static void
read_parameters(FunctionCallInfo fcinfo, int64 *min_bounces, int64 *span)
{
	if (PG_ARGISNULL(3) || PG_ARGISNULL(4))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("min_bounces and span of bounce_is_chronic must not be null")));
	*min_bounces = PG_GETARG_INT32(3);
	*span = interval_microseconds(PG_GETARG_INTERVAL_P(4));
	if (*min_bounces < 1 || *span < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_bounces of bounce_is_chronic must be 1 or more, and span not negative")));
}

static void
check_same_parameters(const int64 *state, int64 min_bounces, int64 span)
{
	if (state[CHRONIC_MIN_BOUNCES] != min_bounces || state[CHRONIC_SPAN] != span)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_bounces and span of bounce_is_chronic must be the same in all rows of a group")));
}

static ArrayType *
make_state(int64 min_bounces, int64 span, int64 times)
{
	ArrayType  *state = bounce_int8_array((int) (CHRONIC_TIMES + times));

	bounce_int8_values(state)[CHRONIC_MIN_BOUNCES] = min_bounces;
	bounce_int8_values(state)[CHRONIC_SPAN] = span;
	bounce_int8_values(state)[CHRONIC_DELIVERED] = DT_NOBEGIN;
	return state;
}

static ArrayType *
state_argument(FunctionCallInfo fcinfo, int argument)
{
	ArrayType  *state = bounce_int8_array_arg(fcinfo, argument, CHRONIC_TIMES);
	int64		used = bounce_int8_values(state)[CHRONIC_USED];

	if (used < 0 || used > bounce_int8_count(state) - CHRONIC_TIMES)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_ELEMENT_ERROR),
				 errmsg("invalid state of bounce_is_chronic")));
	return state;
}

/* Later times first. */
static int
compare_times(const void *left, const void *right)
{
	int64		a = *(const int64 *) left;
	int64		b = *(const int64 *) right;

	return (a < b) - (a > b);
}

/* Is a time so much before another?  Infinity is, whatever the span. */
static bool
is_before(TimestampTz at, TimestampTz last, int64 span)
{
	int64		gap;

	if (pg_sub_s64_overflow(last, at, &gap))
		return last > at;
	return gap >= span;
}

/*
 * Keep the times that are needed, in order.  Tells whether the answer is yes.
 */
static bool
reduce(int64 *state)
{
	int64	   *times = state + CHRONIC_TIMES;
	int64		kept = 0;
	bool		spanned = false;	/* S was met */
	int64		i;

	qsort(times, (size_t) state[CHRONIC_USED], sizeof(int64), compare_times);
	for (i = 0; i < state[CHRONIC_USED] && times[i] > state[CHRONIC_DELIVERED]; i++)
	{
		if (kept >= state[CHRONIC_MIN_BOUNCES] && (spanned || times[i] == times[kept - 1]))
			continue;
		spanned = spanned || is_before(times[i], times[0], state[CHRONIC_SPAN]);
		times[kept++] = times[i];
	}
	state[CHRONIC_USED] = kept;
	return spanned && kept >= state[CHRONIC_MIN_BOUNCES];
}

/* Room for one more time; as much again, so that reducing costs as appending. */
static ArrayType *
grow(ArrayType *state)
{
	int64	   *values = bounce_int8_values(state);
	int64		room = bounce_int8_count(state) - CHRONIC_TIMES;
	ArrayType  *larger;

	if (values[CHRONIC_USED] < room)
		return state;
	(void) reduce(values);
	if (values[CHRONIC_USED] <= room / 2 && room > 0)
		return state;
	larger = make_state(values[CHRONIC_MIN_BOUNCES], values[CHRONIC_SPAN],
						2 * values[CHRONIC_USED] + FIRST_TIMES);
	memcpy(bounce_int8_values(larger), values,
		   sizeof(int64) * (size_t) (CHRONIC_TIMES + values[CHRONIC_USED]));
	return larger;
}

/*
 * (state, reason, at, min_bounces, span).  Rows without a reason or a time are
 * passed over, but wrong parameters are not, so not declared strict.
 */
Datum
bounce_chronic_add(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	int64	   *values;
	int64		min_bounces;
	int64		span;
	bounce_reason reason;
	TimestampTz at;

	read_parameters(fcinfo, &min_bounces, &span);
	state = PG_ARGISNULL(0) ? make_state(min_bounces, span, FIRST_TIMES) : state_argument(fcinfo, 0);
	check_same_parameters(bounce_int8_values(state), min_bounces, span);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_ARRAYTYPE_P(state);
	reason = bounce_reason_arg(fcinfo, 1);
	at = PG_GETARG_TIMESTAMPTZ(2);
	if (bounce_category_type(bounce_category_of(reason)) != NULL)
	{
		state = grow(state);
		values = bounce_int8_values(state);
		values[CHRONIC_TIMES + values[CHRONIC_USED]++] = at;
	}
	else if (reason == BOUNCE_REASON_DELIVERED)
	{
		values = bounce_int8_values(state);
		values[CHRONIC_DELIVERED] = Max(values[CHRONIC_DELIVERED], at);
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

/* Declared strict: of a part without rows and another, the other is the state. */
Datum
bounce_chronic_merge(PG_FUNCTION_ARGS)
{
	ArrayType  *a = state_argument(fcinfo, 0);
	ArrayType  *b = state_argument(fcinfo, 1);
	int64	   *left = bounce_int8_values(a);
	int64	   *right = bounce_int8_values(b);
	ArrayType  *state;
	int64	   *values;

	check_same_parameters(left, right[CHRONIC_MIN_BOUNCES], right[CHRONIC_SPAN]);
	(void) reduce(left);
	(void) reduce(right);
	state = make_state(left[CHRONIC_MIN_BOUNCES], left[CHRONIC_SPAN],
					   left[CHRONIC_USED] + right[CHRONIC_USED] + FIRST_TIMES);
	values = bounce_int8_values(state);
	values[CHRONIC_DELIVERED] = Max(left[CHRONIC_DELIVERED], right[CHRONIC_DELIVERED]);
	values[CHRONIC_USED] = left[CHRONIC_USED] + right[CHRONIC_USED];
	memcpy(values + CHRONIC_TIMES, left + CHRONIC_TIMES, sizeof(int64) * (size_t) left[CHRONIC_USED]);
	memcpy(values + CHRONIC_TIMES + left[CHRONIC_USED], right + CHRONIC_TIMES,
		   sizeof(int64) * (size_t) right[CHRONIC_USED]);
	PG_RETURN_ARRAYTYPE_P(state);
}

/* A reduced state is as good as it was, so a window can go on with it. */
Datum
bounce_chronic_final(PG_FUNCTION_ARGS)
{
	ArrayType  *state;

	if (PG_ARGISNULL(0))
		PG_RETURN_BOOL(false);
	state = state_argument(fcinfo, 0);
	PG_RETURN_BOOL(reduce(bounce_int8_values(state)));
}
