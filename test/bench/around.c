/*
 * around.c
 *		For the benches only: what the trigger and the row of analyze_bounce()
 *		are measured against, which do nothing.
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"
#include "funcapi.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(do_nothing);
PG_FUNCTION_INFO_V1(row_of_nulls);

/* A trigger that leaves the row as it is. */
Datum
do_nothing(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		elog(ERROR, "do_nothing must be called as a trigger");
	return PointerGetDatum(data->tg_trigtuple);
}

/* A row of the declared type, without values. */
Datum
row_of_nulls(PG_FUNCTION_ARGS)
{
	TupleDesc	type = fcinfo->flinfo->fn_extra;
	Datum		values[32];
	bool		nulls[32];

	if (type == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "row_of_nulls must return a row");
		type = BlessTupleDesc(type);
		fcinfo->flinfo->fn_extra = type;
		MemoryContextSwitchTo(old);
	}
	Assert(type->natts <= (int) lengthof(nulls));
	memset(values, 0, sizeof(values));
	memset(nulls, true, sizeof(nulls));
	return HeapTupleGetDatum(heap_form_tuple(type, values, nulls));
}
