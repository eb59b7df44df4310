/*
 * row.c
 *		Build the composite results of functions, column by column.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "pg/row.h"

/* What lasts from row to row of one query. */
typedef struct bounce_row_state
{
	TupleDesc	type;
	bounce_enum_cache enums;
} bounce_row_state;

static void
check_columns(FunctionCallInfo fcinfo, TupleDesc type, int columns)
{
	Assert(columns <= BOUNCE_ROW_COLUMNS);
	if (type->natts != columns)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("result type of function %u does not match this library",
						fcinfo->flinfo->fn_oid),
				 errhint("Install the matching version with ALTER EXTENSION bounce UPDATE.")));
}

static bounce_row_state *
make_state(FunctionCallInfo fcinfo, int columns)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	bounce_row_state *state = palloc0(sizeof(bounce_row_state));

	if (get_call_result_type(fcinfo, NULL, &state->type) != TYPEFUNC_COMPOSITE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function returning record called in context "
						"that cannot accept type record")));
	check_columns(fcinfo, state->type, columns);
	BlessTupleDesc(state->type);
	MemoryContextSwitchTo(old);
	return state;
}

static void
clear(bounce_row *row)
{
	memset(row->nulls, true, sizeof(row->nulls));
}

void
bounce_row_start(bounce_row *row, FunctionCallInfo fcinfo, int columns)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = make_state(fcinfo, columns);
	row->state = fcinfo->flinfo->fn_extra;
	row->type = row->state->type;
	clear(row);
}

void
bounce_row_start_set(bounce_row *row, FunctionCallInfo fcinfo, int columns)
{
	ReturnSetInfo *result;

	InitMaterializedSRF(fcinfo, 0);
	result = (ReturnSetInfo *) fcinfo->resultinfo;
	check_columns(fcinfo, result->setDesc, columns);
	row->state = palloc0(sizeof(bounce_row_state));
	row->type = result->setDesc;
	clear(row);
}

void
bounce_row_next(bounce_row *row, FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(result->setResult, result->setDesc, row->values, row->nulls);
	clear(row);
}

void
bounce_row_put(bounce_row *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

void
bounce_row_put_text(bounce_row *row, int column, const char *text)
{
	if (text != NULL)
		bounce_row_put(row, column, CStringGetTextDatum(text));
}

void
bounce_row_put_bytes(bounce_row *row, int column, const char *bytes, size_t len)
{
	bounce_row_put(row, column, PointerGetDatum(cstring_to_text_with_len(bytes, (int) len)));
}

void
bounce_row_put_reason(bounce_row *row, int column, bounce_reason reason)
{
	if (reason != BOUNCE_REASON_NONE)
		bounce_row_put(row, column,
					   bounce_reason_datum(&row->state->enums,
										   TupleDescAttr(row->type, column)->atttypid,
										   reason));
}

void
bounce_row_put_category(bounce_row *row, int column, bounce_reason reason)
{
	if (reason != BOUNCE_REASON_NONE)
		bounce_row_put(row, column,
					   bounce_category_datum(&row->state->enums,
											 TupleDescAttr(row->type, column)->atttypid,
											 bounce_category_of(reason)));
}

bounce_enum_cache *
bounce_row_enums(bounce_row *row)
{
	return &row->state->enums;
}

Datum
bounce_row_finish(bounce_row *row)
{
	return HeapTupleGetDatum(heap_form_tuple(row->type, row->values, row->nulls));
}
