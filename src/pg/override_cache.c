/*
 * override_cache.c
 *		The site's rules as this backend has them compiled.
 *
 * Compiling takes milliseconds, so what is compiled is kept in the backend:
 * the one thing of this library that outlives a query.  It must never be seen
 * by a statement that sees other rows:
 *
 * - A trigger of the table, fired for each change, sends an invalidation of
 *   the table's relcache entry (override_table.c).  PostgreSQL delivers it as
 *   it does any other: to this backend when the command ends and when a
 *   subtransaction is rolled back, to the others when the transaction commits.
 *   Each call reads what has been delivered; this costs next to nothing when
 *   there is nothing.  For in a transaction that takes no lock, nobody else
 *   would.
 *
 * - Rows are read by the active snapshot.  In a repeatable read transaction,
 *   and in a statement that began before another session committed, it may be
 *   older than an invalidation that has been read already and that will not
 *   come again.  So after reading the rows, they are compared with those of
 *   the latest snapshot.  When they differ, or when this cannot be told, what
 *   was compiled is for that very snapshot and no other.
 *
 * - What was compiled from the latest rows is not for an older snapshot: a
 *   cursor goes on with the rules of its own.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "executor/tuptable.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/override_cache.h"

#define TABLE_NAME	"bounce_overrides"

/* The columns that are read. */
enum override_column
{
	COLUMN_ID,
	COLUMN_PRIORITY,
	COLUMN_PHRASE,
	COLUMN_REGEX,
	COLUMN_CODE_PREFIX,
	COLUMN_REMOTE_HOST,
	COLUMN_RECIPIENT_DOMAIN,
	COLUMN_REASON,
	COLUMN_CATEGORY,
	COLUMN_ENABLED,
	COLUMN_COUNT
};

/*
 * What tells one snapshot from another, within this backend.  A commit makes
 * xmax greater or, with the same xmax, the number of running transactions less;
 * so snapshots of all sessions and workers have an order.
 */
typedef struct snapshot_key
{
	TransactionId xmin;
	TransactionId xmax;
	int64		running;
	CommandId	command;
	TimestampTz transaction;
} snapshot_key;

static struct
{
	bool		registered;
	bool		valid;			/* nothing was heard since it was filled */
	bool		latest;			/* filled with the rows that were the latest */
	snapshot_key filled_by;
	Oid			schema;
	Oid			table;
	MemoryContext context;
	const bounce_override_set *set;
}			cache;

/* Must not free what may be in use. */
static void
forget(Datum arg, Oid relation)
{
	(void) arg;
	if (relation == InvalidOid || relation == cache.table)
		cache.valid = false;
}

static snapshot_key
key_of(Snapshot snapshot)
{
	snapshot_key key;

	key.xmin = snapshot->xmin;
	key.xmax = snapshot->xmax;
	key.running = (int64) snapshot->xcnt + snapshot->subxcnt;
	key.command = snapshot->curcid;
	key.transaction = GetCurrentTransactionStartTimestamp();
	return key;
}

static bool
is_same(const snapshot_key *a, const snapshot_key *b)
{
	return a->xmin == b->xmin && a->xmax == b->xmax && a->running == b->running &&
		a->command == b->command && a->transaction == b->transaction;
}

static bool
is_older(const snapshot_key *a, const snapshot_key *b)
{
	if (a->xmax != b->xmax)
		return TransactionIdPrecedes(a->xmax, b->xmax);
	if (a->running != b->running)
		return a->running > b->running;
	return a->command < b->command;
}

static bool
is_usable(Oid schema, const snapshot_key *key)
{
	if (!cache.valid || cache.schema != schema)
		return false;
	return is_same(key, &cache.filled_by) ||
		(cache.latest && !is_older(key, &cache.filled_by));
}

/* ------------------------------------------------------------ read the rows */

static void
find_columns(Relation relation, AttrNumber *columns)
{
	static const char *const names[] = {
		"id", "priority", "phrase", "regex", "code_prefix", "remote_host",
		"recipient_domain", "reason", "category", "enabled"
	};
	int			i;

	for (i = 0; i < COLUMN_COUNT; i++)
	{
		columns[i] = get_attnum(RelationGetRelid(relation), names[i]);
		if (columns[i] == InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("column \"%s\" of relation \"%s\" does not exist",
							names[i], RelationGetRelationName(relation))));
	}
}

static char *
read_text(TupleTableSlot *slot, AttrNumber column)
{
	bool		is_null;
	Datum		value = slot_getattr(slot, column, &is_null);

	return is_null ? NULL : TextDatumGetCString(value);
}

static void
read_row(TupleTableSlot *slot, const AttrNumber *columns, bounce_override *row)
{
	bool		is_null;
	Datum		category;

	memset(row, 0, sizeof(*row));
	row->id = DatumGetInt64(slot_getattr(slot, columns[COLUMN_ID], &is_null));
	row->priority = DatumGetInt32(slot_getattr(slot, columns[COLUMN_PRIORITY], &is_null));
	row->phrase = read_text(slot, columns[COLUMN_PHRASE]);
	row->regex = read_text(slot, columns[COLUMN_REGEX]);
	row->code_prefix = read_text(slot, columns[COLUMN_CODE_PREFIX]);
	row->remote_host = read_text(slot, columns[COLUMN_REMOTE_HOST]);
	row->recipient_domain = read_text(slot, columns[COLUMN_RECIPIENT_DOMAIN]);
	row->reason = bounce_reason_from_oid(DatumGetObjectId(slot_getattr(slot, columns[COLUMN_REASON],
																	   &is_null)));
	category = slot_getattr(slot, columns[COLUMN_CATEGORY], &is_null);
	row->category = is_null ? bounce_category_of(row->reason)
		: bounce_category_from_oid(DatumGetObjectId(category));
}

typedef struct table_rows
{
	bounce_override *rows;		/* the enabled ones */
	int			count;
	ItemPointerData *places;	/* of all rows, in the order of the scan */
	int			place_count;
} table_rows;

static void *
make_room(void *array, int count, size_t size)
{
	/* at powers of two, so that it may be called for each element */
	if (count == 0)
		return palloc(8 * size);
	if (count >= 8 && (count & (count - 1)) == 0)
		return repalloc_huge(array, 2 * (size_t) count * size);
	return array;
}

static void
read_rows(Relation relation, Snapshot snapshot, table_rows *result)
{
	AttrNumber	columns[COLUMN_COUNT];
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TableScanDesc scan = table_beginscan(relation, snapshot, 0, NULL);

	memset(result, 0, sizeof(*result));
	find_columns(relation, columns);
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool		is_null;

		result->places = make_room(result->places, result->place_count, sizeof(ItemPointerData));
		result->places[result->place_count++] = slot->tts_tid;
		if (!DatumGetBool(slot_getattr(slot, columns[COLUMN_ENABLED], &is_null)))
			continue;
		result->rows = make_room(result->rows, result->count, sizeof(bounce_override));
		read_row(slot, columns, &result->rows[result->count++]);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
}

/*
 * Are the rows in these places those that the latest snapshot sees?  A row
 * that was changed since has another place: as long as the older snapshot may
 * see it, its place is not used again.
 */
static bool
are_latest(Relation relation, const table_rows *rows)
{
	Snapshot	snapshot;
	TupleTableSlot *slot;
	TableScanDesc scan;
	int			count = 0;
	bool		same = true;

	if (IsInParallelMode())		/* it takes no snapshots */
		return false;
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	slot = table_slot_create(relation, NULL);
	scan = table_beginscan(relation, snapshot, 0, NULL);
	while (same && table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		same = count < rows->place_count &&
			ItemPointerEquals(&slot->tts_tid, &rows->places[count]);
		count++;
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
	return same && count == rows->place_count;
}

/* ------------------------------------------------------------------- fill */

static Oid
find_table(Oid schema)
{
	Oid			table = get_relname_relid(TABLE_NAME, schema);

	if (!OidIsValid(table))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"%s\" does not exist in schema \"%s\"",
						TABLE_NAME, get_namespace_name(schema)),
				 errhint("Install the matching version with ALTER EXTENSION bounce UPDATE.")));
	return table;
}

/*
 * The new rules are made in a context that goes away with the query should
 * there be an error, and become the backend's only when they are done.  What
 * is heard meanwhile makes them due again.
 */
static void
fill(Oid schema, Snapshot snapshot)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "bounce overrides",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Oid			table = find_table(schema);
	Relation	relation;
	table_rows	rows;
	const bounce_override_set *set;
	bool		latest;

	cache.schema = InvalidOid;	/* nothing is usable until all is done */
	cache.table = table;
	relation = table_open(table, AccessShareLock);
	cache.valid = true;
	read_rows(relation, snapshot, &rows);
	latest = are_latest(relation, &rows);
	table_close(relation, AccessShareLock);
	if (rows.places != NULL)
		pfree(rows.places);
	set = bounce_compile_overrides(rows.rows, rows.count);
	MemoryContextSwitchTo(old);

	if (cache.context != NULL)
		MemoryContextDelete(cache.context);
	MemoryContextSetParent(context, CacheMemoryContext);
	cache.context = context;
	cache.set = set;
	cache.schema = schema;
	cache.filled_by = key_of(snapshot);
	cache.latest = latest;
}

const bounce_override_set *
bounce_get_overrides(Oid function)
{
	Snapshot	snapshot = ActiveSnapshotSet() ? GetActiveSnapshot() : GetTransactionSnapshot();
	snapshot_key key = key_of(snapshot);
	Oid			schema;

	if (!cache.registered)
	{
		CacheRegisterRelcacheCallback(forget, (Datum) 0);
		cache.registered = true;
	}
	AcceptInvalidationMessages();
	schema = get_func_namespace(function);
	if (!is_usable(schema, &key))
		fill(schema, snapshot);
	return cache.set;
}

void
bounce_ask_overrides(Oid function, const char *host, size_t host_len, bounce_answer *answer)
{
	const bounce_override_set *set = bounce_get_overrides(function);
	bounce_verdict *verdict = &answer->c.verdict;
	bounce_override_hit hit;

	if (set->count == 0 ||
		!bounce_find_override(set, &answer->c.plain.input, &answer->kept, verdict->code, host, host_len, &hit))
		return;
	answer->category = hit.row->category;
	answer->override = hit.row->id;
	answer->override_priority = hit.row->priority;
	verdict->reason = hit.row->reason;
	verdict->certain = true;
	verdict->rule = 0;
	verdict->turn = BOUNCE_TURN_NONE;
	if (hit.end > hit.start || !answer->c.has_code || hit.row->code_prefix == NULL)
	{
		verdict->evidence_start = hit.start;
		verdict->evidence_end = hit.end;
	}
	else
	{
		verdict->evidence_start = answer->c.code.offset;
		verdict->evidence_end = answer->c.code.offset + answer->c.code.length;
	}
}
