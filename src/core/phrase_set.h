/*
 * phrase_set.h
 *		Find which of many phrases a text has, phrases being known at run time
 *		only.
 *
 * A phrase belongs to a row; the rows of a set are numbered by rank, and the
 * first row that is found wins.  The set is made in two passes, for it lives
 * in one block of memory that the caller provides: measure every phrase, lay
 * the set out in a block of that size, add every phrase, finish.
 *
 * Each variant of a phrase is filed under the word of it that is rarest in the
 * set, its anchor.  A text's words are looked up among the anchors, and only
 * where one is met is the variant compared, word by word.  A bit map that stays
 * in the processor's cache keeps most words from the look-up.
 */
#ifndef BOUNCE_PHRASE_SET_H
#define BOUNCE_PHRASE_SET_H

#include "phrase.h"

/* How much there is, or is to be. */
typedef struct bounce_phrase_size
{
	size_t		variants;
	size_t		steps;
	size_t		bytes;
} bounce_phrase_size;

struct bounce_set_step;
struct bounce_set_variant;

typedef struct bounce_phrase_set
{
	bounce_phrase_size used;
	struct bounce_set_step *steps;
	struct bounce_set_variant *variants;
	char	   *bytes;
	uint32_t   *buckets;		/* the first variant of each, by the anchor's hash */
	uint32_t	bucket_mask;
	uint64_t   *filter;			/* bits of the anchors' hashes */
	bool		has_hosts;		/* is any anchor a host? */
	bool		utf8;
} bounce_phrase_set;

/* What was found: the row, and the bytes of the text. */
typedef struct bounce_set_hit
{
	uint32_t	row;
	size_t		start;
	size_t		end;
} bounce_set_hit;

/* Do the other conditions of a row hold? */
typedef bool (*bounce_row_holds) (uint32_t row, void *arg);

/* Add what a phrase needs; false when it is none. */
extern bool bounce_measure_phrase(bounce_phrase_size *size, const char *phrase, size_t len,
								  bool utf8, bounce_phrase_error *error);

/* The bytes of a block for so much. */
extern size_t bounce_set_bytes(const bounce_phrase_size *size);

/* Lay out an empty set in a block that is aligned for any type. */
extern void bounce_set_start(bounce_phrase_set *set, void *block,
							 const bounce_phrase_size *size, bool utf8);

/* Rows come in ascending order.  The phrase has been measured. */
extern void bounce_set_add(bounce_phrase_set *set, uint32_t row, const char *phrase, size_t len);
extern void bounce_set_finish(bounce_phrase_set *set);

/*
 * The first row below limit whose phrase the text has and whose conditions
 * hold.  Of the places of the phrase, the one that ends first counts, and of
 * several that end there, the longest.  The words of the text need not be cut
 * once more where they were kept, if all were; else kept is NULL.
 */
extern bool bounce_set_find(const bounce_phrase_set *set, const bounce_input *input,
							const bounce_kept_words *kept, uint32_t limit, bounce_row_holds holds, void *arg,
							bounce_set_hit *hit);

#endif							/* BOUNCE_PHRASE_SET_H */
