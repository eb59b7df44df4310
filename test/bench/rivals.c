/*
 * rivals.c
 *		For the benches only: what bounce's functions are measured against.
 *
 * touch() is the floor: it reads every byte of a text and does nothing else.
 * bytes_automaton() finds phrases in the classical way: an Aho-Corasick over
 * bytes, as a full automaton with one load per byte of text.
 * bytes_automaton_streams() runs that over four parts of the text at a time,
 * so that the loads of one part fill the waits for those of the others.
 *
 * The automaton is kept as close to bounce's semantics as costs nothing: case
 * is folded, everything between words is one separator, and a phrase is found
 * as whole words only.
 */
#include "postgres.h"
#include "fmgr.h"

#include <time.h>

#include "catalog/pg_type_d.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(cpu_seconds);
PG_FUNCTION_INFO_V1(touch);
PG_FUNCTION_INFO_V1(touch_bytewise);
PG_FUNCTION_INFO_V1(bytes_automaton_load);
PG_FUNCTION_INFO_V1(bytes_automaton);
PG_FUNCTION_INFO_V1(bytes_automaton_streams);

#define STREAMS			4
/* Shorter texts are not worth their starts and ends. */
#define MIN_FOR_STREAMS	64

/* Classes of bytes; a byte that is in some phrase has a class of its own. */
#define CLASS_OTHER		0
#define CLASS_SEPARATOR	1
#define FIRST_CLASS		2

/*
 * A state is the place of its row in the table, so that a step is one load and
 * no multiplication.  A row has the next state for every class of byte, the
 * phrases found on arrival, and the length of what has matched so far.  States
 * that find something come last: one comparison tells.
 */
typedef struct Automaton
{
	uint32	   *table;
	uint32		start;			/* behind a separator */
	uint32		first_final;
	uint32		found_column;
	uint32		depth_column;
	uint8		class_of[256];
} Automaton;

/* While it is built: states are numbers in order of creation, 0 is the root. */
typedef struct TrieNode
{
	uint32		fail;
	uint32		depth;
	uint32		found;
	uint8		last_class;
} TrieNode;

typedef struct Trie
{
	TrieNode   *node;
	uint32	   *next;			/* by state and class; 0 where there is no edge yet */
	uint32	   *order;			/* states by breadth */
	uint32		states;
	uint32		room;			/* for so many */
	int			classes;
} Trie;

static Automaton automaton;

/* ---------------------------------------------------------------- clock */

/* What this backend has used: other processes do not count. */
Datum
cpu_seconds(PG_FUNCTION_ARGS)
{
	struct timespec used;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
		elog(ERROR, "could not read the clock of the process: %m");
	PG_RETURN_FLOAT8((double) used.tv_sec + used.tv_nsec / 1e9);
}

/* ---------------------------------------------------------------- floor */

Datum
touch(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	const char *data = VARDATA_ANY(input);
	size_t		len = VARSIZE_ANY_EXHDR(input);
	uint64		sum = 0;

	for (; len >= sizeof(uint64); data += sizeof(uint64), len -= sizeof(uint64))
	{
		uint64		eight;

		memcpy(&eight, data, sizeof(eight));
		sum += eight;
	}
	for (; len > 0; data++, len--)
		sum += (uint8) *data;
	PG_RETURN_INT32((int32) (sum ^ (sum >> 32)));
}

/* The same, one byte at a time. */
Datum
touch_bytewise(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	const uint8 *data = (const uint8 *) VARDATA_ANY(input);
	size_t		len = VARSIZE_ANY_EXHDR(input);
	uint32		sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = sum * 31 + data[i];
	PG_RETURN_INT32((int32) sum);
}

/* ---------------------------------------------------------------- phrases */

static uint8
fold(uint8 byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

static bool
separates(uint8 byte)
{
	return byte < 0x80 && !(byte >= '0' && byte <= '9') &&
		!(fold(byte) >= 'a' && fold(byte) <= 'z');
}

/* Folded, each separator a space, with one before and one behind. */
static void
normalize(const char *line, StringInfo phrase)
{
	resetStringInfo(phrase);
	appendStringInfoChar(phrase, ' ');
	for (; *line; line++)
	{
		if (!separates((uint8) *line))
			appendStringInfoChar(phrase, (char) fold((uint8) *line));
		else if (phrase->data[phrase->len - 1] != ' ')
			appendStringInfoChar(phrase, ' ');
	}
	if (phrase->data[phrase->len - 1] != ' ')
		appendStringInfoChar(phrase, ' ');
}

/* The elements of an array of texts, none of them NULL. */
static char **
phrases_of(ArrayType *array, int *count)
{
	Datum	   *elements;
	char	  **phrases;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, count);
	phrases = palloc(*count * sizeof(char *));
	for (int i = 0; i < *count; i++)
		phrases[i] = TextDatumGetCString(elements[i]);
	return phrases;
}

/* ----------------------------------------------------------------- build */

static void *
grow(void *old, size_t old_size, size_t size)
{
	char	   *new = old ? repalloc_huge(old, size) : MemoryContextAllocHuge(CurrentMemoryContext, size);

	memset(new + old_size, 0, size - old_size);
	return new;
}

static void
make_room(Trie *trie)
{
	size_t		old = trie->room;
	size_t		room = old == 0 ? 1024 : 2 * old;
	size_t		row = trie->classes * sizeof(uint32);

	trie->node = grow(trie->node, old * sizeof(TrieNode), room * sizeof(TrieNode));
	trie->next = grow(trie->next, old * row, room * row);
	trie->room = (uint32) room;
}

static uint32
new_state(Trie *trie, uint32 depth, uint8 last_class)
{
	if (trie->states == trie->room)
		make_room(trie);
	trie->node[trie->states].depth = depth;
	trie->node[trie->states].last_class = last_class;
	return trie->states++;
}

static inline uint32 *
edge(const Trie *trie, uint32 state, int class)
{
	return trie->next + (size_t) state * trie->classes + class;
}

static void
add_phrase(Trie *trie, const Automaton *a, const StringInfo phrase, uint32 id)
{
	uint32		state = 0;

	for (int i = 0; i < phrase->len; i++)
	{
		uint8		class = a->class_of[(uint8) phrase->data[i]];

		uint32		next = *edge(trie, state, class);

		if (next == 0)
		{
			next = new_state(trie, i + 1, class);
			*edge(trie, state, class) = next;
		}
		state = next;
	}
	trie->node[state].found |= id;
}

/* Put every missing edge in, so that a scan need never go back. */
static void
complete(Trie *trie)
{
	uint32		known = 1;

	trie->order = grow(NULL, 0, trie->states * sizeof(uint32));
	for (uint32 i = 0; i < known; i++)
	{
		uint32		state = trie->order[i];
		uint32		fail = trie->node[state].fail;

		for (int class = 0; class < trie->classes; class++)
		{
			uint32	   *next = edge(trie, state, class);

			if (*next == 0)
				*next = *edge(trie, fail, class);
			else
			{
				TrieNode   *node = &trie->node[*next];

				node->fail = state == 0 ? 0 : *edge(trie, fail, class);
				node->found |= trie->node[node->fail].found;
				trie->order[known++] = *next;
			}
		}
	}
	Assert(known == trie->states);

	/* Any number of separators is one. */
	for (uint32 state = 0; state < trie->states; state++)
	{
		if (trie->node[state].last_class == CLASS_SEPARATOR)
			*edge(trie, state, CLASS_SEPARATOR) = state;
	}
}

/* Lay the rows out by breadth, for the shallow ones are the hot ones. */
static uint32 *
number_states(Automaton *a, const Trie *trie, uint32 width)
{
	uint32	   *place = grow(NULL, 0, trie->states * sizeof(uint32));
	uint32		count = 0;

	for (int final = 0; final <= 1; final++)
	{
		if (final)
			a->first_final = count * width;
		for (uint32 i = 0; i < trie->states; i++)
		{
			uint32		state = trie->order[i];

			if ((trie->node[state].found != 0) == (final == 1))
				place[state] = count++ * width;
		}
	}
	return place;
}

static void
write_table(Automaton *a, const Trie *trie)
{
	int			classes = trie->classes;
	uint32		width = classes + 2;
	uint32	   *place = number_states(a, trie, width);

	if (a->table)
		pfree(a->table);
	a->table = MemoryContextAllocHuge(TopMemoryContext,
									  (Size) trie->states * width * sizeof(uint32));
	a->found_column = classes;
	a->depth_column = classes + 1;
	for (uint32 state = 0; state < trie->states; state++)
	{
		uint32	   *row = a->table + place[state];

		for (int class = 0; class < classes; class++)
			row[class] = place[*edge(trie, state, class)];
		row[a->found_column] = trie->node[state].found;
		row[a->depth_column] = trie->node[state].depth;
	}
	a->start = a->table[CLASS_SEPARATOR];
}

/*
 * A class for every byte of the phrases, the commonest first, so that a row's
 * first lines of cache are the ones in use.  Returns how many there are.
 */
static int
choose_classes(Automaton *a, char **phrases, int count_of_phrases)
{
	int			classes = FIRST_CLASS;
	size_t		count[256] = {0};

	memset(a->class_of, CLASS_OTHER, sizeof(a->class_of));
	for (int i = 0; i < count_of_phrases; i++)
	{
		for (const char *c = phrases[i]; *c; c++)
		{
			uint8		byte = fold((uint8) *c);

			if (!separates(byte))
				count[byte]++;
		}
	}
	for (;;)
	{
		int			most = 0;

		for (int byte = 1; byte < 256; byte++)
			if (count[byte] > count[most])
				most = byte;
		if (count[most] == 0)
			break;
		a->class_of[most] = classes++;
		count[most] = 0;
	}
	for (int byte = 0; byte < 256; byte++)
		a->class_of[byte] = separates(byte) ? CLASS_SEPARATOR : a->class_of[fold(byte)];
	return classes;
}

/* Build it from an array of phrases, and say what came of it. */
Datum
bytes_automaton_load(PG_FUNCTION_ARGS)
{
	int			count;
	char	  **phrases = phrases_of(PG_GETARG_ARRAYTYPE_P(0), &count);
	StringInfoData phrase;
	Trie		trie = {0};

	trie.classes = choose_classes(&automaton, phrases, count);
	new_state(&trie, 0, CLASS_OTHER);
	initStringInfo(&phrase);
	for (int i = 0; i < count; i++)
	{
		normalize(phrases[i], &phrase);
		if (phrase.len > 2)
			add_phrase(&trie, &automaton, &phrase, (uint32) 1 << (i % 31));
	}
	complete(&trie);
	write_table(&automaton, &trie);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%d phrases, %u states, %d classes of bytes, %.1f MB of table",
											  count, trie.states, trie.classes,
											  (double) trie.states * (trie.classes + 2) * sizeof(uint32) / 1e6)));
}

/* ------------------------------------------------------------------ scan */

/* The class is added to the table's place, off the chain of loads. */
static inline uint32
step(const Automaton *a, uint32 state, uint8 byte)
{
	const uint32 *column = a->table + a->class_of[byte];

	return column[state];
}

static inline uint32
found_at(const Automaton *a, uint32 state)
{
	return unlikely(state >= a->first_final) ? a->table[state + a->found_column] : 0;
}

/* From a state to the end of the text, which is a separator as well. */
static uint32
scan_rest(const Automaton *a, uint32 state, const uint8 *data, size_t len)
{
	uint32		found = 0;

	for (size_t i = 0; i < len; i++)
	{
		state = step(a, state, data[i]);
		found |= found_at(a, state);
	}
	return found | found_at(a, step(a, state, ' '));
}

/*
 * Go on behind the end of a part, while what has matched began in it.  A
 * separator that repeats the one before adds nothing to a match.
 */
static uint32
scan_beyond(const Automaton *a, uint32 state, const uint8 *data, size_t len, uint8 before)
{
	uint32		found = 0;
	uint32		beyond = 0;

	for (size_t i = 0; a->table[state + a->depth_column] > beyond; i++)
	{
		uint8		byte = i < len ? data[i] : ' ';

		state = step(a, state, byte);
		found |= found_at(a, state);
		if (i >= len)
			break;
		if (!separates(byte) || !separates(before))
			beyond++;
		before = byte;
	}
	return found;
}

static uint32
scan_streams(const Automaton *a, const uint8 *data, size_t len)
{
	size_t		part = len / STREAMS;
	const uint8 *d0 = data;
	const uint8 *d1 = d0 + part;
	const uint8 *d2 = d1 + part;
	const uint8 *d3 = d2 + part;
	uint32		s0 = a->start;
	uint32		s1 = 0;
	uint32		s2 = 0;
	uint32		s3 = 0;
	uint32		found = 0;

	for (size_t i = 0; i < part; i++)
	{
		s0 = step(a, s0, d0[i]);
		s1 = step(a, s1, d1[i]);
		s2 = step(a, s2, d2[i]);
		s3 = step(a, s3, d3[i]);
		if (unlikely(Max(Max(s0, s1), Max(s2, s3)) >= a->first_final))
			found |= found_at(a, s0) | found_at(a, s1) | found_at(a, s2) | found_at(a, s3);
	}
	found |= scan_beyond(a, s0, d1, len - part, d1[-1]);
	found |= scan_beyond(a, s1, d2, len - 2 * part, d2[-1]);
	found |= scan_beyond(a, s2, d3, len - 3 * part, d3[-1]);
	return found | scan_rest(a, s3, d3 + part, len - 4 * part);
}

static void
check_loaded(void)
{
	if (unlikely(!automaton.table))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("call bytes_automaton_load() first")));
}

Datum
bytes_automaton(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);

	check_loaded();
	PG_RETURN_INT32((int32) scan_rest(&automaton, automaton.start, (const uint8 *) VARDATA_ANY(input),
									  VARSIZE_ANY_EXHDR(input)));
}

Datum
bytes_automaton_streams(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	size_t		len = VARSIZE_ANY_EXHDR(input);
	const uint8 *data = (const uint8 *) VARDATA_ANY(input);

	check_loaded();
	if (len < MIN_FOR_STREAMS)
		PG_RETURN_INT32((int32) scan_rest(&automaton, automaton.start, data, len));
	PG_RETURN_INT32((int32) scan_streams(&automaton, data, len));
}
