/*
 * override.h
 *		Rules of the site, compiled: which of them decides a text?
 */
#ifndef BOUNCE_OVERRIDE_H
#define BOUNCE_OVERRIDE_H

#include "regex/regex.h"

#include "core/phrase_set.h"
#include "pg/answer.h"

/* A row of bounce_overrides.  A text that is NULL is no condition. */
typedef struct bounce_override
{
	int64		id;
	int32		priority;
	char	   *phrase;
	char	   *regex;
	char	   *code_prefix;
	char	   *remote_host;
	char	   *recipient_domain;
	bounce_reason reason;
	bounce_category category;

	/* filled by bounce_compile_overrides */
	bounce_prefix prefix;
	regex_t    *compiled;
} bounce_override;

/* Rows in the order in which they are asked. */
typedef struct bounce_override_set
{
	int			count;
	bounce_override *rows;
	bounce_phrase_set phrases;
	int			other_count;	/* rows without a phrase, by number */
	int		   *others;
	bool		asks_names;		/* is any row about hosts or domains? */
} bounce_override_set;

/* The row that decides, and its words in the text; start = end for none. */
typedef struct bounce_override_hit
{
	const bounce_override *row;
	size_t		start;
	size_t		end;
} bounce_override_hit;

/*
 * Sort and compile rows, in the current memory context, which owns the set.  A
 * row that cannot be compiled is left out with a warning: it never was valid.
 */
extern bounce_override_set *bounce_compile_overrides(bounce_override *rows, int count);

/*
 * The first row that holds for a text with this code, said by this host.  kept
 * are the words of the text, as bounce_decide kept them.
 */
extern bool bounce_find_override(const bounce_override_set *set, const bounce_input *input,
								 const bounce_kept_words *kept, bounce_code code,
								 const char *host, size_t host_len, bounce_override_hit *hit);

/*
 * Five arguments from this one on: phrase, regex, code prefix, remote host and
 * recipient domain.
 */
extern void bounce_read_conditions(FunctionCallInfo fcinfo, int first, bounce_override *row);

/*
 * Raise an error that says what is wrong with the row's phrase, regex, code,
 * host or domain.
 */
extern void bounce_check_override(const bounce_override *row);

#endif							/* BOUNCE_OVERRIDE_H */
