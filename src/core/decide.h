/*
 * decide.h
 *		From what was found in a text to a verdict.
 *
 * TAXONOMY of the documentation is the contract: words beat codes, specific
 * words beat general ones, the innermost reply beats its wrapper.  All that
 * speaks for a reason has a strength from 1 to 99, and the strongest decides:
 *
 *		95-99	the text is no bounce
 *		41-94	words that tell
 *		42		a code that the provider gives a meaning of its own
 *		40		an enhanced code that the registry gives a meaning
 *		30-39	words that tell little ("mailbox unavailable")
 *		28		an enhanced code of which only the subject has a meaning
 *		15		a reply code
 *		5		the class alone
 *
 * Offsets are bytes of the text that was read, see plain.h.  Nothing is allocated, nothing can fail.
 */
#ifndef BOUNCE_DECIDE_H
#define BOUNCE_DECIDE_H

#include "match.h"
#include "plain.h"

typedef enum bounce_basis
{
	BOUNCE_BASIS_NOTHING,
	BOUNCE_BASIS_CLASS,
	BOUNCE_BASIS_REPLY,
	BOUNCE_BASIS_ENHANCED,
	BOUNCE_BASIS_PROVIDER_CODE,
	BOUNCE_BASIS_RULE
} bounce_basis;

/* Why the reason is not that of the basis itself. */
typedef enum bounce_turn
{
	BOUNCE_TURN_NONE,
	BOUNCE_TURN_TEMPORARY,		/* permanence is missing: TAXONOMY 6 */
	BOUNCE_TURN_SENDER,			/* the reply is about the sender: TAXONOMY 7 */
	BOUNCE_TURN_LOOKUP,			/* a look-up that may work later: TAXONOMY 15 */
	BOUNCE_TURN_CONNECT			/* refused before any address was named: 7 */
} bounce_turn;

typedef struct bounce_verdict
{
	bounce_reason reason;
	bool		certain;
	bounce_basis basis;
	bounce_turn turn;
	int			strength;
	int			rule;			/* 0 when no rule decided */
	size_t		evidence_start; /* of the rule's words, or of the code */
	size_t		evidence_end;
	bounce_code code;			/* the one that decides; may be none */
	uint16_t	provider;
	uint16_t	blocklist;
} bounce_verdict;

/*
 * All that led to a verdict, for who wants to explain it.  It must stay where
 * it is, as bounce_plain must.
 */
typedef struct bounce_case
{
	bounce_plain plain;			/* the text that was read; all offsets are of it */
	bool		has_code;
	bounce_hit	code;
	size_t		inner_start;
	bounce_findings findings;
	bounce_verdict verdict;
} bounce_case;

/*
 * Decide a text, read without its broken encodings.  remote_host is the host
 * that spoke, or NULL; it tells the provider where the text does not.  kept, or
 * NULL, gets the words of the text that was read.
 */
extern void bounce_decide(const bounce_input *given,
						  const char *remote_host, size_t remote_host_len,
						  bounce_kept_words *kept, bounce_case *result);

#endif							/* BOUNCE_DECIDE_H */
