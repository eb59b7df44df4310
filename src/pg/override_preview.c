/*
 * override_preview.c
 *		bounce_override_preview: what a rule would change before it is added.
 */
#include "compat.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "pg/override.h"
#include "pg/row.h"

#define BATCH	1000			/* rows fetched at once */

/* The arguments, in the order of the script. */
enum preview_argument
{
	ARGUMENT_RELATION,
	ARGUMENT_TEXT_COLUMN,
	ARGUMENT_REASON,
	ARGUMENT_PHRASE,			/* the first of five conditions */
	ARGUMENT_PRIORITY = ARGUMENT_PHRASE + 5,
	ARGUMENT_HOST_COLUMN
};

/* The columns of the result. */
enum preview_column
{
	PREVIEW_OLD_REASON,
	PREVIEW_NEW_REASON,
	PREVIEW_COUNT,
	PREVIEW_EXAMPLE,
	PREVIEW_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_override_preview);

/* Texts that had one reason and that the rule would decide. */
typedef struct change
{
	int64		count;
	text	   *example;		/* the first in the order of bytes */
} change;

typedef struct preview
{
	Oid			function;
	const bounce_override_set *candidate;
	MemoryContext result;		/* where examples live */
	change		changes[BOUNCE_REASON_COUNT];
} preview;

/* The rule that is to be looked at, as a row of the table would be. */
static const bounce_override_set *
read_candidate(FunctionCallInfo fcinfo)
{
	bounce_override *row = palloc0(sizeof(bounce_override));

	row->priority = PG_ARGISNULL(ARGUMENT_PRIORITY) ? 0 : PG_GETARG_INT32(ARGUMENT_PRIORITY);
	bounce_read_conditions(fcinfo, ARGUMENT_PHRASE, row);
	row->reason = bounce_reason_from_oid(PG_GETARG_OID(ARGUMENT_REASON));
	row->category = bounce_category_of(row->reason);
	if (row->phrase != NULL && row->regex != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rule has a phrase or a regular expression, not both")));
	if (row->phrase == NULL && row->regex == NULL && row->code_prefix == NULL &&
		row->remote_host == NULL && row->recipient_domain == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rule needs a phrase, a regular expression, a code, a host or a domain")));
	bounce_check_override(row);
	return bounce_compile_overrides(row, 1);
}

/*
 * A column by its name, quoted.  It must be there: "t.name" means a call of the
 * function "name" where the row has no such column.
 */
static const char *
column_argument(FunctionCallInfo fcinfo, int n, Oid relation)
{
	const char *name = NameStr(*PG_GETARG_NAME(n));

	if (get_attnum(relation, name) == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation \"%s\" does not exist",
						name, get_rel_name(relation))));
	return quote_identifier(name);
}

/* Names are quoted, and they have been looked up: nothing to inject. */
static char *
make_query(FunctionCallInfo fcinfo)
{
	Oid			relation = PG_GETARG_OID(ARGUMENT_RELATION);
	const char *name = get_rel_name(relation);
	const char *column;
	char	   *host = "NULL";

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relation)));
	column = column_argument(fcinfo, ARGUMENT_TEXT_COLUMN, relation);
	if (!PG_ARGISNULL(ARGUMENT_HOST_COLUMN))
		host = psprintf("t.%s", column_argument(fcinfo, ARGUMENT_HOST_COLUMN, relation));
	return psprintf("SELECT t.%s::pg_catalog.text, %s::pg_catalog.text FROM %s t WHERE t.%s IS NOT NULL",
					column, host,
					quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name),
					column);
}

static bool
comes_before(text *left, text *right)
{
	size_t		left_len = VARSIZE_ANY_EXHDR(left);
	size_t		right_len = VARSIZE_ANY_EXHDR(right);
	int			order = memcmp(VARDATA_ANY(left), VARDATA_ANY(right), Min(left_len, right_len));

	return order < 0 || (order == 0 && left_len < right_len);
}

static void
count_change(preview *p, bounce_reason reason, text *example)
{
	change	   *c = &p->changes[reason];
	MemoryContext old;

	c->count++;
	if (c->example != NULL && !comes_before(example, c->example))
		return;
	old = MemoryContextSwitchTo(p->result);
	if (c->example != NULL)
		pfree(c->example);
	c->example = cstring_to_text_with_len(VARDATA_ANY(example), (int) VARSIZE_ANY_EXHDR(example));
	MemoryContextSwitchTo(old);
}

/*
 * Would the rule decide this text?  Among rules of its priority it is the last,
 * since it is the newest.
 */
static void
try_text(preview *p, text *datum, text *host)
{
	bounce_answer answer;
	bounce_override_hit hit;

	bounce_answer_text(datum, host, p->function, &answer);
	if (answer.override != 0 && answer.override_priority >= p->candidate->rows[0].priority)
		return;
	if (bounce_find_override(p->candidate, &answer.c.plain.input, &answer.kept, answer.c.verdict.code,
							 host == NULL ? NULL : VARDATA_ANY(host),
							 host == NULL ? 0 : VARSIZE_ANY_EXHDR(host), &hit))
		count_change(p, answer.c.verdict.reason, datum);
}

static void
try_batch(preview *p, SPITupleTable *table, uint64 count)
{
	uint64		i;

	for (i = 0; i < count; i++)
	{
		bool		is_null;
		bool		host_is_null;
		Datum		datum = SPI_getbinval(table->vals[i], table->tupdesc, 1, &is_null);
		Datum		host = SPI_getbinval(table->vals[i], table->tupdesc, 2, &host_is_null);

		if (!is_null)
			try_text(p, DatumGetTextPP(datum), host_is_null ? NULL : DatumGetTextPP(host));
	}
}

static void
try_all(preview *p, const char *query)
{
	Portal		portal = SPI_cursor_open_with_args(NULL, query, 0, NULL, NULL, NULL, true, 0);
	MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext, "bounce preview",
												ALLOCSET_DEFAULT_SIZES);

	for (;;)
	{
		MemoryContext old;

		SPI_cursor_fetch(portal, true, BATCH);
		if (SPI_processed == 0)
			break;
		old = MemoryContextSwitchTo(batch);
		try_batch(p, SPI_tuptable, SPI_processed);
		MemoryContextSwitchTo(old);
		MemoryContextReset(batch);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
}

static void
return_changes(FunctionCallInfo fcinfo, const preview *p)
{
	bounce_row	row;
	bool		told[BOUNCE_REASON_COUNT] = {false};

	bounce_row_start_set(&row, fcinfo, PREVIEW_COLUMNS);
	for (;;)
	{
		int			most = -1;
		int			reason;

		for (reason = 0; reason < BOUNCE_REASON_COUNT; reason++)
			if (!told[reason] && p->changes[reason].count > 0 &&
				(most < 0 || p->changes[reason].count > p->changes[most].count))
				most = reason;
		if (most < 0)
			break;
		told[most] = true;
		bounce_row_put_reason(&row, PREVIEW_OLD_REASON, (bounce_reason) most);
		bounce_row_put_reason(&row, PREVIEW_NEW_REASON, p->candidate->rows[0].reason);
		bounce_row_put(&row, PREVIEW_COUNT, Int64GetDatum(p->changes[most].count));
		bounce_row_put(&row, PREVIEW_EXAMPLE, PointerGetDatum(p->changes[most].example));
		bounce_row_next(&row, fcinfo);
	}
}

Datum
bounce_override_preview(PG_FUNCTION_ARGS)
{
	preview    *p = palloc0(sizeof(preview));
	char	   *query;

	if (PG_ARGISNULL(ARGUMENT_RELATION) || PG_ARGISNULL(ARGUMENT_TEXT_COLUMN) ||
		PG_ARGISNULL(ARGUMENT_REASON))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("relation, text_column and reason must not be null")));
	p->function = fcinfo->flinfo->fn_oid;
	p->result = CurrentMemoryContext;
	p->candidate = read_candidate(fcinfo);
	query = make_query(fcinfo);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to the query executor");
	try_all(p, query);
	SPI_finish();
	return_changes(fcinfo, p);
	return (Datum) 0;
}
