/*
 * match.h
 *		Find the phrases of the rule book in a text.
 *
 * A phrase is words in order (see words.h), with bounded gaps.  What it stands
 * for, its effect, is a rule, a mark, a provider or a block list.  All effects
 * of a text are found in one pass; what is found is kept in a structure of
 * fixed size, and nothing is allocated.
 */
#ifndef BOUNCE_MATCH_H
#define BOUNCE_MATCH_H

#include "facts.h"
#include "mark_table.h"
#include "words.h"

/* More rules than a text of a bounce ever has; of more, the strongest stay. */
#define BOUNCE_FOUND_MAX	64

/* A rule whose phrase was found, and the bytes where it first was. */
typedef struct bounce_found
{
	uint16_t	rule;			/* 1 .. bounce_rule_count() */
	bool		inner;			/* in the innermost reply, not in a wrapper */
	size_t		start;
	size_t		end;
} bounce_found;

typedef struct bounce_findings
{
	int			count;
	bounce_found found[BOUNCE_FOUND_MAX];
	uint32_t	marks;			/* bits, BOUNCE_MARK_... */
	uint16_t	provider;		/* 0 none, else 1 .. */
	uint16_t	blocklist;		/* 0 none, else 1 .. */
} bounce_findings;

/* What is a rule's: its reason and how strongly its words speak for it. */
typedef struct bounce_rule
{
	const char *id;
	const char *phrase;
	const char *when;
	const char *source;
	const char *example;
	bounce_reason reason;
	int			strength;		/* 1 .. 99 */
	bool		uncertain;
} bounce_rule;

/*
 * Find all effects.  Phrases that start at inner_start or behind are of the
 * innermost reply.  The words are kept where kept is not NULL.
 */
extern void bounce_match(const bounce_input *input, size_t inner_start,
						 bounce_kept_words *kept, bounce_findings *findings);

/* The provider that a host name belongs to, or 0. */
extern uint16_t bounce_provider_of_host(const char *host, size_t len);

/* Is it a word of any phrase?  Above ASCII it is read as UTF-8. */
extern bool bounce_is_known_word(const char *word, size_t len);

/* Does a host name tell something, as those of block lists do? */
extern bool bounce_is_telling_host(const char *host, size_t len);

extern int	bounce_rule_count(void);
extern void bounce_get_rule(int rule, bounce_rule *result);

/* Reason and strength without the texts, for the hot path. */
extern bounce_reason bounce_rule_reason(int rule);
extern int	bounce_rule_strength(int rule);
extern bool bounce_rule_uncertain(int rule);

/* Do a rule's conditions hold? */
extern bool bounce_rule_applies(int rule, bounce_code code, uint16_t provider,
								uint32_t marks);

/* The name of a mark by its bit, 0 .. 31. */
extern const char *bounce_mark_name(int bit);

/* Changes with every change of the rule book. */
extern const char *bounce_rule_book_version(void);

extern const char *bounce_blocklist_name(uint16_t blocklist);

#endif							/* BOUNCE_MATCH_H */
