/*
 * lead_status.c
 *		marketo_lead_status: what a lead's record shows after all its bounces,
 *		in whatever order and in whatever parts they come.
 *
 * The state is a bytea, so that parallel workers, foreign servers and sharded
 * tables can hand it on: counts, and a log of the bounces that may still
 * decide something.  Rows are appended; when the room is used up, and before
 * states are merged or read, the log is reduced to what is needed.
 *
 * All bounces stand in one order, by time and then by cause (bytes, NULL
 * last).  The record shows
 *
 *		suspension	the last 1 in this order
 *		invalid		the first of: C, the first certain 2, and R, the first
 *					uncertain 2 that is 72 hours or more after the first
 *					uncertain one of all, U
 *
 * What reduce() keeps is enough, whatever rows are still to come:
 *
 *	- Of the 1s the last, of the certain 2s the first: the others can never be
 *	  last or first again.
 *	- No uncertain 2 after C: it is not the answer, for C is before it and can
 *	  only be replaced by an earlier one.  Nor does it matter as U: then all
 *	  uncertain 2s are after C.
 *	- Of the uncertain 2s of one time the first: it is as good as the others
 *	  as U, and before them as R.
 *	- U, all until U + 72 hours, and R, but none after R.  Rows to come can only
 *	  make U earlier, so R is 72 hours after the first of all for good, and
 *	  those after R are never the answer.
 *
 * Less would not do: for each uncertain 2 between U and R there is an earlier
 * U that makes it the answer.  So the state is as small as an exact one can
 * be: the uncertain 2s of three days, which for a lead are a handful.
 */
#include "compat.h"

#include "common/int.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/enum_label.h"
#include "pg/row.h"

/* TAXONOMY: an uncertain 2 counts when it comes again after so long. */
#define AGAIN_AFTER (72 * USECS_PER_HOUR)

/* The least size of a state in bytes: most leads never need more. */
#define FIRST_SIZE 256

#define STATE_MAGIC 0x424C5331	/* changes with the layout */

typedef enum event_kind
{
	EVENT_SUSPENSION,
	EVENT_CERTAIN,
	EVENT_UNCERTAIN
} event_kind;

/* What the log holds for a bounce; the cause follows, padded to 8 bytes. */
typedef struct event_header
{
	TimestampTz at;
	int32		kind;
	int32		cause_len;		/* -1 for NULL */
} event_header;

typedef struct lead_state
{
	int32		vl_len_;		/* the whole room, used or not */
	uint32		magic;
	int64		hard;
	int64		soft;
	TimestampTz last;			/* of all bounces; with none, unused */
	int64		used;			/* bytes of the log */
	char		log[FLEXIBLE_ARRAY_MEMBER];
} lead_state;

typedef struct event
{
	TimestampTz at;
	event_kind	kind;
	int			cause_len;		/* -1 for NULL */
	const char *cause;
} event;

/* What the log says when it is read from front to back. */
typedef struct event_list
{
	event	   *events;
	int			count;
} event_list;

typedef enum status_column
{
	STATUS_EMAIL_INVALID,
	STATUS_INVALID_SINCE,
	STATUS_INVALID_CAUSE,
	STATUS_SUSPENDED_AT,
	STATUS_SUSPENDED_UNTIL,
	STATUS_SUSPENDED_CAUSE,
	STATUS_HARD_BOUNCES,
	STATUS_SOFT_BOUNCES,
	STATUS_LAST_BOUNCED_AT,
	STATUS_COLUMNS
} status_column;

PG_FUNCTION_INFO_V1(bounce_lead_status_add);
PG_FUNCTION_INFO_V1(bounce_lead_status_merge);
PG_FUNCTION_INFO_V1(bounce_lead_status_final);

/*
 * States
 */

static Size
room_of(const lead_state *state)
{
	return VARSIZE(state) - offsetof(lead_state, log);
}

static Size
event_size(int cause_len)
{
	return MAXALIGN(sizeof(event_header) + Max(cause_len, 0));
}

static lead_state *
make_state(Size room)
{
	Size		size = offsetof(lead_state, log) + room;
	lead_state *state;

	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("bounces of one lead take more than 1 GB")));
	state = palloc0(size);
	SET_VARSIZE(state, size);
	state->magic = STATE_MAGIC;
	return state;
}

static lead_state *
new_state(void)
{
	return make_state(FIRST_SIZE - offsetof(lead_state, log));
}

static void
state_is_broken(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid state of marketo_lead_status")));
}

/*
 * A state that is an argument, to be changed in place only as the transition
 * value of an aggregate, which is our own.  Anybody can call these functions
 * with any bytea, and a tuple may hold one at an odd address.
 */
static lead_state *
state_argument(FunctionCallInfo fcinfo, int argument)
{
	lead_state *state;

	if (argument == 0 && AggCheckCallContext(fcinfo, NULL))
		state = (lead_state *) PG_GETARG_BYTEA_P(argument);
	else
		state = (lead_state *) PG_GETARG_BYTEA_P_COPY(argument);
	if (VARSIZE(state) < offsetof(lead_state, log) || state->magic != STATE_MAGIC
		|| state->used < 0 || (uint64) state->used > room_of(state))
		state_is_broken();
	return state;
}

static void
append_event(lead_state *state, const event *event)
{
	event_header header;
	char	   *place = state->log + state->used;

	header.at = event->at;
	header.kind = event->kind;
	header.cause_len = event->cause_len;
	memcpy(place, &header, sizeof(header));
	if (event->cause_len > 0)
		memcpy(place + sizeof(header), event->cause, event->cause_len);
	state->used += event_size(event->cause_len);
}

/* Read the event at an offset, and go on to the next. */
static void
read_event(const lead_state *state, int64 *offset, event *event)
{
	event_header header;

	if (state->used - *offset < (int64) sizeof(header))
		state_is_broken();
	memcpy(&header, state->log + *offset, sizeof(header));
	event->at = header.at;
	event->kind = (event_kind) header.kind;
	event->cause_len = header.cause_len;
	event->cause = state->log + *offset + sizeof(header);
	if (header.kind < EVENT_SUSPENSION || header.kind > EVENT_UNCERTAIN || header.cause_len < -1
		|| header.cause_len > state->used - *offset - (int64) sizeof(header))
		state_is_broken();
	*offset += event_size(header.cause_len);
}

static int
count_events(const lead_state *state)
{
	int64		offset = 0;
	int			count = 0;
	event		event;

	for (; offset < state->used; count++)
		read_event(state, &offset, &event);
	return count;
}

static void
read_log(event_list *list, const lead_state *state)
{
	int64		offset = 0;

	while (offset < state->used)
		read_event(state, &offset, &list->events[list->count++]);
}

/*
 * What is needed of a log
 */

static int
compare_causes(const event *a, const event *b)
{
	int			result;

	if (a->cause_len < 0 || b->cause_len < 0)
		return (a->cause_len < 0) - (b->cause_len < 0);
	result = memcmp(a->cause, b->cause, Min(a->cause_len, b->cause_len));
	return result != 0 ? result : (a->cause_len > b->cause_len) - (a->cause_len < b->cause_len);
}

static int
compare_events(const void *left, const void *right)
{
	const event *a = left;
	const event *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return compare_causes(a, b);
}

/* Is one time 72 hours or more after another?  Infinity is, after all others. */
static bool
is_again(TimestampTz at, TimestampTz first)
{
	int64		gap;

	if (pg_sub_s64_overflow(at, first, &gap))
		return at > first;
	return gap >= AGAIN_AFTER;
}

static void
reduce(event_list *list)
{
	event	   *events = list->events;
	event	   *first = NULL;	/* U */
	event	   *before = NULL;	/* the uncertain 2 kept last */
	bool		settled = false;	/* C or R was met */
	int			suspension = -1;
	int			kept = 0;
	int			i;

	qsort(events, list->count, sizeof(event), compare_events);
	for (i = list->count - 1; i >= 0 && suspension < 0; i--)
		if (events[i].kind == EVENT_SUSPENSION)
			suspension = i;
	for (i = 0; i < list->count; i++)
	{
		bool		keep;

		if (events[i].kind == EVENT_SUSPENSION)
			keep = i == suspension;
		else if (events[i].kind == EVENT_CERTAIN)
			keep = !settled;
		else
			keep = !settled && (before == NULL || before->at != events[i].at);
		if (!keep)
			continue;
		events[kept] = events[i];
		if (events[kept].kind == EVENT_CERTAIN)
			settled = true;
		else if (events[kept].kind == EVENT_UNCERTAIN)
		{
			before = &events[kept];
			if (first == NULL)
				first = before;
			settled = is_again(before->at, first->at);
		}
		kept++;
	}
	list->count = kept;
}

/* The needed events of one or two states, in order. */
static event_list
reduced(const lead_state *a, const lead_state *b)
{
	event_list	list;

	list.count = 0;
	list.events = MemoryContextAllocHuge(CurrentMemoryContext,
										 sizeof(event) * ((Size) count_events(a) + (b == NULL ? 0 : count_events(b)) + 1));
	read_log(&list, a);
	if (b != NULL)
		read_log(&list, b);
	reduce(&list);
	return list;
}

static Size
size_of_list(const event_list *list)
{
	Size		size = 0;
	int			i;

	for (i = 0; i < list->count; i++)
		size += event_size(list->events[i].cause_len);
	return size;
}

/*
 * A state with the counts of another, these events, and room for as much
 * again and one event more: so the cost of reducing is that of appending.
 */
static lead_state *
rebuild(const lead_state *counts, const event_list *list, Size more)
{
	Size		size = size_of_list(list);
	lead_state *state = make_state(Max(2 * size + more, FIRST_SIZE - offsetof(lead_state, log)));
	int			i;

	state->hard = counts->hard;
	state->soft = counts->soft;
	state->last = counts->last;
	for (i = 0; i < list->count; i++)
		append_event(state, &list->events[i]);
	return state;
}

/*
 * The aggregate's functions
 */

static bool
has_bounces(const lead_state *state)
{
	return state->hard != 0 || state->soft != 0;
}

static void
count_bounce(lead_state *state, bounce_category category, TimestampTz at)
{
	if (!has_bounces(state) || at > state->last)
		state->last = at;
	if (bounce_is_hard(category))
		state->hard++;
	else
		state->soft++;
}

/* Does a bounce of this category act on the record, and how? */
static bool
kind_of(FunctionCallInfo fcinfo, bounce_category category, event_kind *kind)
{
	bool		certain = PG_NARGS() < 5 || (!PG_ARGISNULL(4) && PG_GETARG_BOOL(4));

	if (bounce_category_invalidates(category))
		*kind = certain ? EVENT_CERTAIN : EVENT_UNCERTAIN;
	else if (bounce_category_suspends(category) > 0)
		*kind = EVENT_SUSPENSION;
	else
		return false;
	return true;
}

static lead_state *
add_event(lead_state *state, event_kind kind, TimestampTz at, text *cause)
{
	event		event;
	event_list	needed;

	event.at = at;
	event.kind = kind;
	event.cause_len = cause == NULL ? -1 : (int) VARSIZE_ANY_EXHDR(cause);
	event.cause = cause == NULL ? NULL : VARDATA_ANY(cause);
	if (event_size(event.cause_len) > room_of(state) - state->used)
	{
		needed = reduced(state, NULL);
		state = rebuild(state, &needed, event_size(event.cause_len));
	}
	append_event(state, &event);
	return state;
}

/*
 * (state, category, at, cause [, certain]); a NULL cause is kept, so not
 * declared strict.  Without the last argument every 2 is certain; with it, a
 * NULL is none.
 */
Datum
bounce_lead_status_add(PG_FUNCTION_ARGS)
{
	lead_state *state = PG_ARGISNULL(0) ? new_state() : state_argument(fcinfo, 0);
	bounce_category category;
	TimestampTz at;
	event_kind	kind;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_POINTER(state);
	category = bounce_category_arg(fcinfo, 1);
	at = PG_GETARG_TIMESTAMPTZ(2);
	if (bounce_category_type(category) == NULL)
		PG_RETURN_POINTER(state);
	count_bounce(state, category, at);
	if (kind_of(fcinfo, category, &kind))
		state = add_event(state, kind, at, PG_ARGISNULL(3) ? NULL : PG_GETARG_TEXT_PP(3));
	PG_RETURN_POINTER(state);
}

/* Declared strict: of a part without rows and another, the other is the state. */
Datum
bounce_lead_status_merge(PG_FUNCTION_ARGS)
{
	lead_state *a = state_argument(fcinfo, 0);
	lead_state *b = state_argument(fcinfo, 1);
	event_list	needed = reduced(a, b);
	lead_state *state = rebuild(a, &needed, 0);

	state->hard = a->hard + b->hard;
	state->soft = a->soft + b->soft;
	if (has_bounces(b) && (!has_bounces(a) || b->last > a->last))
		state->last = b->last;
	PG_RETURN_POINTER(state);
}

/* The end of a suspension; infinity where the calendar ends before it. */
static TimestampTz
end_of_suspension(TimestampTz at)
{
	int64		end;

	if (TIMESTAMP_NOT_FINITE(at))
		return at;
	end = at + bounce_category_suspends(BOUNCE_CATEGORY_SPAM_BLOCK) * USECS_PER_SEC;
	if (!IS_VALID_TIMESTAMP(end))
		TIMESTAMP_NOEND(end);
	return end;
}

/* A state of a stranger's making must not smuggle in bytes that are no text. */
static void
put_cause(bounce_row *row, int column, const event *event)
{
	if (event->cause_len < 0)
		return;
	pg_verify_mbstr(GetDatabaseEncoding(), event->cause, event->cause_len, false);
	bounce_row_put_bytes(row, column, event->cause, event->cause_len);
}

static void
put_suspension(bounce_row *row, const event *event)
{
	bounce_row_put(row, STATUS_SUSPENDED_AT, TimestampTzGetDatum(event->at));
	bounce_row_put(row, STATUS_SUSPENDED_UNTIL,
				   TimestampTzGetDatum(end_of_suspension(event->at)));
	put_cause(row, STATUS_SUSPENDED_CAUSE, event);
}

static void
put_invalid(bounce_row *row, const event *event)
{
	bounce_row_put(row, STATUS_EMAIL_INVALID, BoolGetDatum(event != NULL));
	if (event == NULL)
		return;
	bounce_row_put(row, STATUS_INVALID_SINCE, TimestampTzGetDatum(event->at));
	put_cause(row, STATUS_INVALID_CAUSE, event);
}

/* Of reduced events, a certain 2 or the uncertain one that comes again is last. */
static const event *
find_invalid(const event_list *list)
{
	const event *first = NULL;
	int			i;

	for (i = 0; i < list->count; i++)
	{
		const event *event = &list->events[i];

		if (event->kind == EVENT_CERTAIN)
			return event;
		if (event->kind != EVENT_UNCERTAIN)
			continue;
		if (first != NULL && is_again(event->at, first->at))
			return event;
		if (first == NULL)
			first = event;
	}
	return NULL;
}

/* A lead without bounces has a record too. */
Datum
bounce_lead_status_final(PG_FUNCTION_ARGS)
{
	lead_state *state = PG_ARGISNULL(0) ? new_state() : state_argument(fcinfo, 0);
	event_list	list = reduced(state, NULL);
	bounce_row	row;
	int			i;

	bounce_row_start(&row, fcinfo, STATUS_COLUMNS);
	put_invalid(&row, find_invalid(&list));
	for (i = 0; i < list.count; i++)
		if (list.events[i].kind == EVENT_SUSPENSION)
			put_suspension(&row, &list.events[i]);
	bounce_row_put(&row, STATUS_HARD_BOUNCES, Int64GetDatum(state->hard));
	bounce_row_put(&row, STATUS_SOFT_BOUNCES, Int64GetDatum(state->soft));
	if (has_bounces(state))
		bounce_row_put(&row, STATUS_LAST_BOUNCED_AT, TimestampTzGetDatum(state->last));
	return bounce_row_finish(&row);
}
