/*
 * answer.h
 *		All that can be told of a text, and each part of it as an SQL value.
 */
#ifndef BOUNCE_ANSWER_H
#define BOUNCE_ANSWER_H

#include "fmgr.h"

#include "pg/enum_label.h"
#include "pg/input.h"

/* The columns of type bounce_analysis, in the order of the script, and more. */
typedef enum bounce_field
{
	BOUNCE_FIELD_CATEGORY,
	BOUNCE_FIELD_MARKETO_CATEGORY,
	BOUNCE_FIELD_TYPE,
	BOUNCE_FIELD_REASON,
	BOUNCE_FIELD_CERTAIN,
	BOUNCE_FIELD_ABOUT,
	BOUNCE_FIELD_ADVICE,
	BOUNCE_FIELD_CODE,
	BOUNCE_FIELD_PROVIDER,
	BOUNCE_FIELD_BLOCKLIST,
	BOUNCE_FIELD_SENDER_IP,
	BOUNCE_FIELD_RETRY_AFTER,
	BOUNCE_FIELD_RULE,
	BOUNCE_FIELD_EVIDENCE,
	BOUNCE_ANALYSIS_COLUMNS,
	BOUNCE_FIELD_FINGERPRINT = BOUNCE_ANALYSIS_COLUMNS,
	BOUNCE_FIELD_RULES_VERSION,
	BOUNCE_FIELD_COUNT
} bounce_field;

typedef struct bounce_answer
{
	bounce_case c;
	bounce_kept_words kept;		/* where the site's rules are asked */
	bounce_category category;	/* of the reason, or the override's own */
	int64		override;		/* id of the site's rule that decided, else 0 */
	int32		override_priority;
} bounce_answer;

/*
 * Answer for a text, which must stay detoasted.  host may be NULL.  The site's
 * rules are asked first where site_function is valid: it is the function of
 * this extension that asks, and shows where their table is.
 */
extern void bounce_answer_text(text *datum, text *host, Oid site_function, bounce_answer *answer);

/*
 * The same for the arguments of a call: the text, which is not NULL, and the
 * host where the function has two.
 */
extern void bounce_answer_call(FunctionCallInfo fcinfo, bool site, bounce_answer *answer);

/*
 * A part of the answer as a value of this type, which is the part's own type
 * or, for enums and codes, text.  False when it is NULL.
 */
extern bool bounce_answer_value(const bounce_answer *answer, bounce_field field, Oid type,
								bounce_enum_cache *enums, Datum *value);

/* The fingerprint alone, of a plain text; it needs no verdict. */
extern Datum bounce_fingerprint_datum(const bounce_input *input);

#endif							/* BOUNCE_ANSWER_H */
