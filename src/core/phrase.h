/*
 * phrase.h
 *		Read a phrase in the language of the rule book (doc/rules.md).
 *
 * The built-in phrases are compiled by the generator; this reader is for those
 * that a site writes.  A phrase is read into its variants, which have no
 * alternatives any more: words in order, each with the number of other words
 * that may stand before it.  Words are cut as those of a text are (words.h).
 *
 * Nothing is allocated: the variants are given to a function one by one.
 */
#ifndef BOUNCE_PHRASE_H
#define BOUNCE_PHRASE_H

#include "words.h"

#define BOUNCE_PHRASE_BYTES		1000
#define BOUNCE_PHRASE_VARIANTS	64
#define BOUNCE_PHRASE_WORDS		32	/* of a variant */
#define BOUNCE_PHRASE_SPAN		64	/* words of a variant, and those in its gaps */
#define BOUNCE_PHRASE_GAP		12	/* words */
#define BOUNCE_PHRASE_WORD		64	/* bytes */

/* A word of a variant. */
typedef struct bounce_step
{
	const char *bytes;			/* in lower case */
	uint8_t		len;
	uint8_t		gap;			/* other words that may stand before it */
	bool		host;			/* this host, or one below it */
} bounce_step;

typedef struct bounce_variant
{
	int			count;			/* 1 .. BOUNCE_PHRASE_WORDS */
	bounce_step steps[BOUNCE_PHRASE_WORDS];
} bounce_variant;

/* What is wrong with a phrase, and at which byte. */
typedef struct bounce_phrase_error
{
	const char *message;		/* a clause, without a full stop */
	size_t		offset;
} bounce_phrase_error;

/* The variant lasts for the call only. */
typedef void (*bounce_visit_variant) (const bounce_variant *variant, void *arg);

/*
 * Read a phrase.  visit may be NULL.  False when it is none; some variants may
 * have been visited by then.
 */
extern bool bounce_read_phrase(const char *phrase, size_t len, bool utf8,
							   bounce_visit_variant visit, void *arg,
							   bounce_phrase_error *error);

#endif							/* BOUNCE_PHRASE_H */
