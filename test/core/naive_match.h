/*
 * naive_match.h
 *		The naive matcher, which is the definition of what a phrase finds: it
 *		tries every variant of every phrase at every word.  oracle_test.c and the
 *		fuzzers hold the engine of match.c against it.
 */
#ifndef BOUNCE_NAIVE_MATCH_H
#define BOUNCE_NAIVE_MATCH_H

#include "core/match.h"

/* A word of the phrases, by its plain letters; they are known by number. */
typedef struct naive_word
{
	char	   *bytes;
	size_t		len;
	bounce_word_kind kind;
	size_t		usual;			/* the word that this is a spelling of, mostly itself */
	size_t		first_variant;	/* of those that start with this word */
	size_t		variant_count;
} naive_word;

/* A word of a phrase, and how many other words may stand before it. */
typedef struct naive_step
{
	size_t		word;
	int			gap;			/* 0 inside a segment */
} naive_step;

/* A phrase without alternatives. */
typedef struct naive_variant
{
	int			rule;
	size_t		step_count;
	naive_step *steps;
} naive_variant;

/* Of the rule book, from naive_start on. */
extern naive_word *naive_vocabulary;
extern size_t naive_vocabulary_count;
extern naive_variant *naive_variants;
extern size_t naive_variant_count;

typedef struct naive_difference
{
	int			rule;
	bool		inner;
	char		engine[60];
	char		naive[60];
} naive_difference;

typedef enum naive_answer
{
	NAIVE_AGREES,
	NAIVE_DIFFERS,
	NAIVE_SKIPS					/* the engine's list is full, and may lack hits */
} naive_answer;

/* Once, before all else. */
extern void naive_start(void);

/* Do the two find the same? *d is the first difference. */
extern naive_answer naive_compare(const bounce_input *input, size_t inner_start, naive_difference *d);

/* Room for one more element; called for each. */
extern void *naive_grow(void *block, size_t count, size_t size);

#endif							/* BOUNCE_NAIVE_MATCH_H */
