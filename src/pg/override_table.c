/*
 * override_table.c
 *		What watches over the table bounce_overrides: its check and its
 *		triggers.
 */
#include "compat.h"

#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "pg/override.h"

/* Each costs microseconds for every text that no other condition keeps away. */
#define FREE_REGEX_MAX	100

PG_FUNCTION_INFO_V1(bounce_override_check);
PG_FUNCTION_INFO_V1(bounce_override_changed);
PG_FUNCTION_INFO_V1(bounce_override_limit);

/*
 * bounce_override_check(phrase, regex, code_prefix, remote_host,
 * recipient_domain): true, or an error that says what is wrong.
 */
Datum
bounce_override_check(PG_FUNCTION_ARGS)
{
	bounce_override row = {0};

	bounce_read_conditions(fcinfo, 0, &row);
	bounce_check_override(&row);
	PG_RETURN_BOOL(true);
}

static TriggerData *
trigger_data(FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function %u must be called as a trigger", fcinfo->flinfo->fn_oid)));
	return (TriggerData *) fcinfo->context;
}

/*
 * Tell all backends that the rules have changed: now for this one, when the
 * command ends, and at commit for the others.  Rows tell of themselves, for a
 * worker that applies changes of a publication fires no statement triggers but
 * those of TRUNCATE.
 */
Datum
bounce_override_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo);

	CacheInvalidateRelcache(trigger->tg_relation);
	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		return PointerGetDatum(NULL);
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)
						   ? trigger->tg_newtuple : trigger->tg_trigtuple);
}

/*
 * After a statement: are there too many regular expressions that every text
 * has to go through?  Sessions that insert at the same time do not see each
 * other's; what they exceed the limit by costs time and no more.
 */
Datum
bounce_override_limit(PG_FUNCTION_ARGS)
{
	Relation	relation = trigger_data(fcinfo)->tg_relation;
	const char *schema = get_namespace_name(RelationGetNamespace(relation));
	bool		is_null;
	int64		count;
	char	   *query;

	SPI_connect();
	query = psprintf("SELECT pg_catalog.count(*) FROM %s WHERE enabled AND regex IS NOT NULL AND "
					 "code_prefix IS NULL AND remote_host IS NULL AND recipient_domain IS NULL",
					 quote_qualified_identifier(schema, RelationGetRelationName(relation)));
	if (SPI_execute(query, false, 0) != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "could not count the rows of \"%s\"", RelationGetRelationName(relation));
	count = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	SPI_finish();
	if (count > FREE_REGEX_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many regular expressions in \"%s\"", RelationGetRelationName(relation)),
				 errdetail("There may be %d enabled ones without a code, host or domain; there would be "
						   INT64_FORMAT ".", FREE_REGEX_MAX, count),
				 errhint("Use phrases, which cost next to nothing.")));
	return PointerGetDatum(NULL);
}
