/*
 * row.h
 *		Build the composite results of functions, column by column.
 */
#ifndef BOUNCE_ROW_H
#define BOUNCE_ROW_H

#include "fmgr.h"
#include "funcapi.h"

#include "core/facts.h"
#include "pg/enum_label.h"

#define BOUNCE_ROW_COLUMNS 20

struct bounce_row_state;

typedef struct bounce_row
{
	struct bounce_row_state *state; /* of the call site, in fn_extra */
	TupleDesc	type;
	Datum		values[BOUNCE_ROW_COLUMNS];
	bool		nulls[BOUNCE_ROW_COLUMNS];
} bounce_row;

/*
 * Start a row of the function's result type, all NULL; an error when the type
 * does not have so many columns, as with a script of another version.
 */
extern void bounce_row_start(bounce_row *row, FunctionCallInfo fcinfo, int columns);

/* The same for rows that go into a tuplestore. */
extern void bounce_row_start_set(bounce_row *row, FunctionCallInfo fcinfo, int columns);
extern void bounce_row_next(bounce_row *row, FunctionCallInfo fcinfo);

extern void bounce_row_put(bounce_row *row, int column, Datum value);

/* Texts; NULL stays NULL. */
extern void bounce_row_put_text(bounce_row *row, int column, const char *text);
extern void bounce_row_put_bytes(bounce_row *row, int column, const char *bytes, size_t len);

/* Enum values; no reason stays NULL.  put_category: of the reason. */
extern void bounce_row_put_reason(bounce_row *row, int column, bounce_reason reason);
extern void bounce_row_put_category(bounce_row *row, int column, bounce_reason reason);

/* Where the row keeps the labels of its enums. */
extern bounce_enum_cache *bounce_row_enums(bounce_row *row);

extern Datum bounce_row_finish(bounce_row *row);

#endif							/* BOUNCE_ROW_H */
