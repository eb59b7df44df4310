/*
 * facts.h
 *		What the registries, the deck and the providers say of a code, and the
 *		reasons and categories that a text can have.
 *
 * The facts stand in src/data; the tables behind these functions are generated
 * from there (see src/gen).  All texts are UTF-8, zero-terminated, static; a
 * text that is not known is NULL.  Reasons and categories are TAXONOMY's, by
 * the enums that reason_table.h declares.
 */
#ifndef BOUNCE_FACTS_H
#define BOUNCE_FACTS_H

#include "code.h"
#include "reason_table.h"

/* First or second digit of a reply code (RFC 5321 section 4.2.1). */
typedef struct bounce_digit_fact
{
	const char *name;
	const char *meaning;
} bounce_digit_fact;

/* A reply code: RFC 5321 section 4.2.3, its extensions, and what is seen. */
typedef struct bounce_reply_fact
{
	int			code;			/* 200-599 */
	bool		registered;		/* by an RFC, not only seen in the wild */
	const char *name;
	const char *meaning;
	const char *reference;
	const char *deck_explanation;
	bounce_reason reason;		/* of the bare code; NONE for 3xx */
} bounce_reply_fact;

/* Class, subject or detail of an enhanced code (RFC 3463 sections 3 and 4). */
typedef struct bounce_enhanced_fact
{
	const char *name;
	const char *meaning;
	const char *reference;
	const char *deck_explanation;
	const uint16_t *reply_codes;	/* that the registry associates */
	int			reply_code_count;
	bool		in_class;		/* does the registry know it in this class? */
} bounce_enhanced_fact;

/* What one provider means by a code. */
typedef struct bounce_provider_fact
{
	const char *meaning;
	bounce_reason reason;
} bounce_provider_fact;

extern bool bounce_find_reply(int reply, bounce_reply_fact *fact);
extern bool bounce_find_reply_digit(int place, int digit, bounce_digit_fact *fact);

/* What the registry says of the enhanced part; class and subject alike. */
extern bool bounce_find_enhanced(bounce_code code, bounce_enhanced_fact *fact);
extern bool bounce_find_class(int class, bounce_digit_fact *fact);
extern bool bounce_find_subject(int subject, bounce_digit_fact *fact);

/* "soft" for 4xx and 4.x.x, "hard" for 5xx and 5.x.x: the deck's rough rule. */
extern const char *bounce_deck_type(int class);

/*
 * Providers go by number, from 1 in the order of src/data/providers.tsv; 0 is
 * none, and its name NULL.
 */
extern uint16_t bounce_provider_number(const char *name, size_t len);
extern const char *bounce_provider_name(uint16_t provider);

/* The provider's own meaning of a code. */
extern bool bounce_find_provider_code(uint16_t provider, bounce_code code,
									  bounce_provider_fact *fact);

/*
 * The reason of a code without telling words (TAXONOMY 11 and 12).
 * meaning_of is BOUNCE_REASON_NONE where the enhanced code or the reply says
 * nothing of its own; reason_of_class and bare_reason always decide.
 */
extern bounce_reason bounce_meaning_of_enhanced(bounce_code code);

/* Does the registry have the code, so that its meaning is not its subject's? */
extern bool bounce_is_registered_enhanced(bounce_code code);

extern bounce_reason bounce_meaning_of_reply(bounce_code code);
extern bounce_reason bounce_reason_of_class(bounce_code code);
extern bounce_reason bounce_bare_reason(bounce_code code);

extern const char *bounce_reason_label(bounce_reason reason);
extern const char *bounce_reason_about(bounce_reason reason);
extern const char *bounce_reason_advice(bounce_reason reason);
extern const char *bounce_category_label(bounce_category category);
extern const char *bounce_category_type(bounce_category category);

/* Marketo's words; what is no bounce is neither. */
extern bool bounce_is_hard(bounce_category category);
extern bool bounce_is_soft(bounce_category category);

/* Marketo's number of a category, 0 for what is no bounce. */
extern int	bounce_marketo_category(bounce_category category);

/* The category of Marketo's number; unknown for one that Marketo does not have. */
extern bounce_category bounce_category_of_marketo(int64_t number);

/*
 * What Marketo does with the lead, in the deck's words and as values: for how
 * many seconds it gets no mail (0: not at all), and whether its address is
 * marked invalid.  The interesting moment holds the token BOUNCE_SUBJECT_TOKEN.
 */
#define BOUNCE_SUBJECT_TOKEN "{{email subject}}"

extern const char *bounce_category_action(bounce_category category);
extern const char *bounce_category_moment(bounce_category category);
extern int32_t bounce_category_suspends(bounce_category category);
extern bool bounce_category_invalidates(bounce_category category);

extern bounce_category bounce_category_of(bounce_reason reason);

/* The older reason of the same category, for an enum without this label. */
extern bounce_reason bounce_reason_fallback(bounce_reason reason);

#endif							/* BOUNCE_FACTS_H */
