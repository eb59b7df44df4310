/*
 * trigger.c
 *		bounce_classify_trigger(): fill columns with what a text tells.
 *
 * The arguments are the column of the text, then "target=column" for each
 * column to fill, and the options "remote_host=column" and "rules=site".  What
 * is wrong with them is an error at the first row; no text ever is.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type_d.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "pg/answer.h"

PG_FUNCTION_INFO_V1(bounce_classify_trigger);

/* The type of a target's column, other than text. */
typedef enum target_type
{
	TARGET_TEXT,				/* nothing but text */
	TARGET_CATEGORY,			/* of this extension; or text */
	TARGET_REASON,
	TARGET_CODE,
	TARGET_BOOL,				/* these, and not text */
	TARGET_INT4,
	TARGET_INET,
	TARGET_INTERVAL
} target_type;

static const struct
{
	const char *name;
	bounce_field field;
	target_type type;
}			targets[] = {
	{"category", BOUNCE_FIELD_CATEGORY, TARGET_CATEGORY},
	{"marketo_category", BOUNCE_FIELD_MARKETO_CATEGORY, TARGET_INT4},
	{"type", BOUNCE_FIELD_TYPE, TARGET_TEXT},
	{"reason", BOUNCE_FIELD_REASON, TARGET_REASON},
	{"certain", BOUNCE_FIELD_CERTAIN, TARGET_BOOL},
	{"about", BOUNCE_FIELD_ABOUT, TARGET_TEXT},
	{"advice", BOUNCE_FIELD_ADVICE, TARGET_TEXT},
	{"code", BOUNCE_FIELD_CODE, TARGET_CODE},
	{"provider", BOUNCE_FIELD_PROVIDER, TARGET_TEXT},
	{"blocklist", BOUNCE_FIELD_BLOCKLIST, TARGET_TEXT},
	{"sender_ip", BOUNCE_FIELD_SENDER_IP, TARGET_INET},
	{"retry_after", BOUNCE_FIELD_RETRY_AFTER, TARGET_INTERVAL},
	{"rule", BOUNCE_FIELD_RULE, TARGET_TEXT},
	{"fingerprint", BOUNCE_FIELD_FINGERPRINT, TARGET_TEXT},
	{"rules_version", BOUNCE_FIELD_RULES_VERSION, TARGET_TEXT},
};

#define TARGET_COUNT	((int) lengthof(targets))

/*
 * The arguments, resolved for one table.
 *
 * They are kept in fn_extra.  The executor has a FmgrInfo for each trigger of
 * each table, partitions included, so it serves one trigger and one table, and
 * while it lives nobody can change that table's columns: other sessions wait
 * for its lock, and ours refuses to alter a table that is in use.  That is the
 * executor's habit and no promise, so trigger, table and the types of the
 * columns are compared for each row, which costs nothing beside reading a text.
 */
typedef struct trigger_plan
{
	Oid			trigger;
	Oid			table;
	bool		site;
	int			source;			/* attribute number */
	int			remote_host;	/* the same, 0 for none */
	int			count;
	int			columns[lengthof(targets)];
	Oid			types[lengthof(targets)];
	bounce_field fields[lengthof(targets)];
	bounce_enum_cache enums;
} trigger_plan;

/* ----------------------------------------------------- errors of arguments */

static _Noreturn void
misused(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("bounce_classify_trigger: %s", message)));
}

/* A complaint about one column of a table. */
static _Noreturn void
bad_column(Relation relation, const char *column, const char *complaint)
{
	misused(psprintf("column \"%s\" of relation \"%s\" %s",
					 column, RelationGetRelationName(relation), complaint));
}

static void
check_event(FunctionCallInfo fcinfo)
{
	TriggerEvent event;

	if (!CALLED_AS_TRIGGER(fcinfo))
		misused("must be called as a trigger");
	event = ((TriggerData *) fcinfo->context)->tg_event;
	if (!TRIGGER_FIRED_BEFORE(event) || !TRIGGER_FIRED_FOR_ROW(event) ||
		!(TRIGGER_FIRED_BY_INSERT(event) || TRIGGER_FIRED_BY_UPDATE(event)))
		misused("must be fired BEFORE INSERT OR UPDATE, FOR EACH ROW");
}

/* ----------------------------------------------------------------- columns */

static Form_pg_attribute
find_column(Relation relation, const char *name)
{
	int			number = SPI_fnumber(RelationGetDescr(relation), name);

	if (number <= 0)			/* none, or a system column */
		bad_column(relation, name, "does not exist");
	return TupleDescAttr(RelationGetDescr(relation), number - 1);
}

/* A column to read.  Reading is safe through a domain, and at any length. */
static int
find_text_column(Relation relation, const char *name)
{
	Form_pg_attribute column = find_column(relation, name);
	Oid			type = getBaseType(column->atttypid);

	if (type != TEXTOID && type != VARCHAROID)
		bad_column(relation, name, psprintf("has type %s, not text", format_type_be(column->atttypid)));
	if (column->attgenerated != '\0')
		bad_column(relation, name, "is generated, and not computed before the trigger");
	return column->attnum;
}

static Oid
type_in_schema(Oid schema, const char *name)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						   ObjectIdGetDatum(schema));
}

/* A type that a target may have beside text; InvalidOid for text alone. */
static Oid
own_type(target_type type, Oid schema)
{
	switch (type)
	{
		case TARGET_CATEGORY:
			return type_in_schema(schema, "bounce_category");
		case TARGET_REASON:
			return type_in_schema(schema, "bounce_reason");
		case TARGET_CODE:
			return type_in_schema(schema, "bounce_code");
		case TARGET_BOOL:
			return BOOLOID;
		case TARGET_INT4:
			return INT4OID;
		case TARGET_INET:
			return INETOID;
		case TARGET_INTERVAL:
			return INTERVALOID;
		case TARGET_TEXT:
			break;
	}
	return InvalidOid;
}

static const char *
wanted_type(target_type type, Oid own)
{
	if (type == TARGET_TEXT)
		return "text";
	return psprintf("%s%s", format_type_be(own), type < TARGET_BOOL ? " or text" : "");
}

/*
 * A column to fill.  A row that is changed here goes by the checks of domains,
 * of lengths and of generated and identity columns, so it must have none.
 */
static void
check_target(Relation relation, Form_pg_attribute column, target_type type, Oid schema)
{
	const char *name = NameStr(column->attname);
	Oid			own = own_type(type, schema);
	bool		as_text = type < TARGET_BOOL &&
		(column->atttypid == TEXTOID || column->atttypid == VARCHAROID);

	if (get_typtype(column->atttypid) == TYPTYPE_DOMAIN)
		bad_column(relation, name, psprintf("has the domain %s; its base type is needed",
											format_type_be(column->atttypid)));
	if (!as_text && column->atttypid != own)
		bad_column(relation, name, psprintf("has type %s, not %s", format_type_be(column->atttypid),
											wanted_type(type, own)));
	if (column->atttypmod >= 0)
		bad_column(relation, name, psprintf("has type %s; the same without a length is needed",
											format_type_with_typemod(column->atttypid, column->atttypmod)));
	if (column->attgenerated != '\0')
		bad_column(relation, name, "is generated");
	if (column->attidentity != '\0')
		bad_column(relation, name, "is an identity column");
}

/* --------------------------------------------------------------- arguments */

static void
add_target(trigger_plan *plan, Relation relation, int target, const char *column_name, Oid schema)
{
	Form_pg_attribute column = find_column(relation, column_name);
	int			i;

	for (i = 0; i < plan->count; i++)
		if (plan->columns[i] == column->attnum)
			bad_column(relation, column_name, "is named twice");
	for (i = 0; i < plan->count; i++)
		if (plan->fields[i] == targets[target].field)
			bad_column(relation, column_name,
					   psprintf("is the second one for \"%s\"", targets[target].name));
	check_target(relation, column, targets[target].type, schema);
	plan->columns[plan->count] = column->attnum;
	plan->types[plan->count] = column->atttypid;
	plan->fields[plan->count] = targets[target].field;
	plan->count++;
}

static void
read_rules(trigger_plan *plan, const char *rules)
{
	if (strcmp(rules, "site") == 0)
		plan->site = true;
	else if (strcmp(rules, "builtin") != 0)
		misused(psprintf("rules may be \"site\" or \"builtin\", not \"%s\"", rules));
}

/* One argument "name=value". */
static void
read_argument(trigger_plan *plan, Relation relation, const char *argument, Oid schema)
{
	const char *equals = strchr(argument, '=');
	char	   *name;
	int			i;

	if (equals == NULL)
		misused(psprintf("argument \"%s\" is not like \"target=column\"", argument));
	name = pnstrdup(argument, (Size) (equals - argument));
	if (strcmp(name, "rules") == 0)
		read_rules(plan, equals + 1);
	else if (strcmp(name, "remote_host") == 0)
		plan->remote_host = find_text_column(relation, equals + 1);
	else
	{
		for (i = 0; i < TARGET_COUNT; i++)
			if (strcmp(name, targets[i].name) == 0)
				break;
		if (i == TARGET_COUNT)
			misused(psprintf("there is no target \"%s\" (for column \"%s\")", name, equals + 1));
		add_target(plan, relation, i, equals + 1, schema);
	}
}

static void
read_arguments(trigger_plan *plan, const TriggerData *data, Oid schema)
{
	const Trigger *trigger = data->tg_trigger;
	Relation	relation = data->tg_relation;
	int			i;

	if (trigger->tgnargs == 0)
		misused("its first argument must be the column of the text");
	memset(plan, 0, sizeof(*plan));
	plan->source = find_text_column(relation, trigger->tgargs[0]);
	for (i = 1; i < trigger->tgnargs; i++)
		read_argument(plan, relation, trigger->tgargs[i], schema);
	if (plan->count == 0)
		misused("it needs an argument like \"category=column\"");
	for (i = 0; i < plan->count; i++)
		if (plan->columns[i] == plan->source || plan->columns[i] == plan->remote_host)
			bad_column(relation, SPI_fname(RelationGetDescr(relation), plan->columns[i]),
					   "is read, so it cannot be filled");
	plan->trigger = trigger->tgoid;
	plan->table = RelationGetRelid(relation);
}

static bool
still_fits(const trigger_plan *plan, const TriggerData *data)
{
	TupleDesc	row = RelationGetDescr(data->tg_relation);
	int			i;

	if (plan == NULL || plan->count == 0 || plan->trigger != data->tg_trigger->tgoid ||
		plan->table != RelationGetRelid(data->tg_relation))
		return false;
	for (i = 0; i < plan->count; i++)
		if (plan->columns[i] > row->natts ||
			TupleDescAttr(row, plan->columns[i] - 1)->atttypid != plan->types[i])
			return false;
	return true;
}

static trigger_plan *
get_plan(FunctionCallInfo fcinfo, const TriggerData *data)
{
	trigger_plan *plan = fcinfo->flinfo->fn_extra;

	if (still_fits(plan, data))
		return plan;
	if (plan == NULL)
		plan = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(trigger_plan));
	plan->count = 0;			/* an error leaves nothing that fits */
	fcinfo->flinfo->fn_extra = plan;
	read_arguments(plan, data, get_func_namespace(fcinfo->flinfo->fn_oid));
	return plan;
}

/* -------------------------------------------------------------------- rows */

/* Has an update changed this column?  The bytes count, whatever collates. */
static bool
has_changed(const TriggerData *data, int column)
{
	TupleDesc	row = RelationGetDescr(data->tg_relation);
	bool		old_null;
	bool		new_null;
	Datum		old = heap_getattr(data->tg_trigtuple, column, row, &old_null);
	Datum		new = heap_getattr(data->tg_newtuple, column, row, &new_null);
	text	   *old_text;
	text	   *new_text;

	if (old_null || new_null)
		return old_null != new_null;
	if (datumIsEqual(old, new, false, -1))	/* also the same place in the toast table */
		return false;
	old_text = DatumGetTextPP(old);
	new_text = DatumGetTextPP(new);
	return VARSIZE_ANY_EXHDR(old_text) != VARSIZE_ANY_EXHDR(new_text) ||
		memcmp(VARDATA_ANY(old_text), VARDATA_ANY(new_text), VARSIZE_ANY_EXHDR(old_text)) != 0;
}

static text *
column_text(HeapTuple row, int column, TupleDesc type)
{
	bool		is_null;
	Datum		value;

	if (column == 0)
		return NULL;
	value = heap_getattr(row, column, type, &is_null);
	return is_null ? NULL : DatumGetTextPP(value);
}

/* No text leaves all targets NULL. */
static HeapTuple
fill_row(trigger_plan *plan, HeapTuple row, TupleDesc type, Oid function)
{
	text	   *source = column_text(row, plan->source, type);
	Datum		values[lengthof(targets)];
	bool		nulls[lengthof(targets)];
	bounce_answer answer;
	int			i;

	memset(nulls, true, sizeof(nulls));
	if (source != NULL)
	{
		bounce_answer_text(source, column_text(row, plan->remote_host, type),
						   plan->site ? function : InvalidOid, &answer);
		for (i = 0; i < plan->count; i++)
			nulls[i] = !bounce_answer_value(&answer, plan->fields[i], plan->types[i],
											&plan->enums, &values[i]);
	}
	return heap_modify_tuple_by_cols(row, type, plan->count, plan->columns, values, nulls);
}

Datum
bounce_classify_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	trigger_plan *plan;
	HeapTuple	row;

	check_event(fcinfo);
	plan = get_plan(fcinfo, data);
	row = data->tg_trigtuple;
	if (TRIGGER_FIRED_BY_UPDATE(data->tg_event))
	{
		row = data->tg_newtuple;
		if (!has_changed(data, plan->source) &&
			(plan->remote_host == 0 || !has_changed(data, plan->remote_host)))
			return PointerGetDatum(row);
	}
	return PointerGetDatum(fill_row(plan, row, RelationGetDescr(data->tg_relation),
									fcinfo->flinfo->fn_oid));
}
