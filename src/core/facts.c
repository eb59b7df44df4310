/*
 * facts.c
 *		Look up what the registries, the deck and the providers say of a code.
 */
#include "facts.h"

#include <string.h>

/*
 * The rows of fact_table.h.  Texts are offsets into fact_text; 0 is none.
 */
typedef uint32_t text_offset;

typedef struct category_row
{
	text_offset label;
	uint8_t		marketo_category;	/* 0 for none */
	text_offset type;
	text_offset action;
	text_offset moment;
	int32_t		suspend_seconds;
	bool		sets_invalid;
} category_row;

typedef struct reason_row
{
	text_offset label;
	text_offset about;
	text_offset advice;
	uint8_t		category;
	uint8_t		fallback;
} reason_row;

typedef struct digit_row
{
	uint8_t		place;
	uint8_t		digit;
	text_offset name;
	text_offset meaning;
} digit_row;

typedef struct reply_row
{
	uint16_t	code;
	bool		registered;
	text_offset name;
	text_offset meaning;
	text_offset reference;
	text_offset deck;
	uint8_t		reason;
} reply_row;

typedef struct class_row
{
	uint8_t		class;
	text_offset name;
	text_offset meaning;
	text_offset deck_type;
} class_row;

typedef struct subject_row
{
	text_offset name;
	text_offset meaning;
	uint8_t		reason_permanent;
	uint8_t		reason_transient;
	uint16_t	first_detail;	/* row in enhanced_rows */
	uint16_t	detail_count;
} subject_row;

typedef struct enhanced_row
{
	uint16_t	subject;
	uint16_t	detail;
	uint8_t		classes;		/* bits 0, 1, 2 for classes 2, 4, 5 */
	uint16_t	first_reply;
	uint16_t	reply_count;
	text_offset name;
	text_offset meaning;
	text_offset reference;
	text_offset deck;
	uint8_t		reason_permanent;
	uint8_t		reason_transient;
} enhanced_row;

typedef struct provider_code_row
{
	uint16_t	provider;		/* its number; the rows are in this order */
	bounce_code first;
	bounce_code last;
	text_offset meaning;
	uint8_t		reason;
} provider_code_row;

#include "fact_table.h"

/* The number that reply_places begins with. */
#define FIRST_REPLY 200

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

static const char *
text_at(text_offset offset)
{
	return offset == 0 ? NULL : fact_text + offset;
}

static const reply_row *
find_reply_row(int reply)
{
	int			place;

	if (reply < FIRST_REPLY || reply >= FIRST_REPLY + COUNT(reply_places))
		return NULL;
	place = reply_places[reply - FIRST_REPLY];
	return place == 0 ? NULL : &reply_rows[place - 1];
}

static const class_row *
find_class_row(int class)
{
	int			i;

	for (i = 0; i < COUNT(class_rows); i++)
		if (class_rows[i].class == class)
			return &class_rows[i];
	return NULL;
}

static const subject_row *
find_subject_row(int subject)
{
	if (subject < 0 || subject >= COUNT(subject_rows))
		return NULL;
	return &subject_rows[subject];
}

/* A subject's rows stand together, one for each detail from 0 on. */
static const enhanced_row *
find_enhanced_row(bounce_code code)
{
	const subject_row *subject = find_subject_row(bounce_code_subject(code));
	int			detail = bounce_code_detail(code);

	if (subject == NULL || detail >= subject->detail_count)
		return NULL;
	return &enhanced_rows[subject->first_detail + detail];
}

bool
bounce_find_reply(int reply, bounce_reply_fact *fact)
{
	const reply_row *row = find_reply_row(reply);

	if (row == NULL)
		return false;
	fact->code = row->code;
	fact->registered = row->registered;
	fact->name = text_at(row->name);
	fact->meaning = text_at(row->meaning);
	fact->reference = text_at(row->reference);
	fact->deck_explanation = text_at(row->deck);
	fact->reason = (bounce_reason) row->reason;
	return true;
}

bool
bounce_find_reply_digit(int place, int digit, bounce_digit_fact *fact)
{
	int			i;

	for (i = 0; i < COUNT(digit_rows); i++)
	{
		if (digit_rows[i].place == place && digit_rows[i].digit == digit)
		{
			fact->name = text_at(digit_rows[i].name);
			fact->meaning = text_at(digit_rows[i].meaning);
			return true;
		}
	}
	return false;
}

bool
bounce_find_enhanced(bounce_code code, bounce_enhanced_fact *fact)
{
	const enhanced_row *row = find_enhanced_row(code);
	int			class = bounce_code_class(code);
	int			class_bit = class == 2 ? 1 : class == 4 ? 2 : 4;

	if (row == NULL)
		return false;
	fact->name = text_at(row->name);
	fact->meaning = text_at(row->meaning);
	fact->reference = text_at(row->reference);
	fact->deck_explanation = class == 5 ? text_at(row->deck) : NULL;
	fact->reply_codes = enhanced_reply_codes + row->first_reply;
	fact->reply_code_count = row->reply_count;
	fact->in_class = (row->classes & class_bit) != 0;
	return true;
}

bool
bounce_find_class(int class, bounce_digit_fact *fact)
{
	const class_row *row = find_class_row(class);

	if (row == NULL)
		return false;
	fact->name = text_at(row->name);
	fact->meaning = text_at(row->meaning);
	return true;
}

bool
bounce_find_subject(int subject, bounce_digit_fact *fact)
{
	const subject_row *row = find_subject_row(subject);

	if (row == NULL)
		return false;
	fact->name = text_at(row->name);
	fact->meaning = text_at(row->meaning);
	return true;
}

const char *
bounce_deck_type(int class)
{
	const class_row *row = find_class_row(class);

	return row == NULL ? NULL : text_at(row->deck_type);
}

uint16_t
bounce_provider_number(const char *name, size_t len)
{
	int			i;

	for (i = 1; i < COUNT(provider_names); i++)
	{
		const char *known = text_at(provider_names[i]);

		if (strlen(known) == len && memcmp(known, name, len) == 0)
			return (uint16_t) i;
	}
	return 0;
}

const char *
bounce_provider_name(uint16_t provider)
{
	return text_at(provider_names[provider]);
}

/* The first row of this provider, or of the next that has one. */
static int
first_provider_code(uint16_t provider)
{
	int			low = 0;
	int			high = COUNT(provider_code_rows);

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (provider_code_rows[middle].provider < provider)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The narrowest of the provider's rows that holds the code.  A row names an
 * enhanced code or a range of them, whatever the reply; or a reply code that
 * stands alone.
 */
bool
bounce_find_provider_code(uint16_t provider, bounce_code code, bounce_provider_fact *fact)
{
	bounce_code enhanced = bounce_code_enhanced_part(code);
	const provider_code_row *best = NULL;
	int			i = first_provider_code(provider);

	for (; i < COUNT(provider_code_rows) && provider_code_rows[i].provider == provider; i++)
	{
		const provider_code_row *row = &provider_code_rows[i];

		if (code != row->first &&
			(enhanced == BOUNCE_NO_CODE || enhanced < row->first || enhanced > row->last))
			continue;
		if (best == NULL || code == row->first ||
			row->last - row->first < best->last - best->first)
			best = row;
	}
	if (best == NULL)
		return false;
	fact->meaning = text_at(best->meaning);
	fact->reason = (bounce_reason) best->reason;
	return true;
}

bounce_reason
bounce_meaning_of_enhanced(bounce_code code)
{
	const enhanced_row *row;
	const subject_row *subject;
	int			class = bounce_code_class(code);

	if (bounce_code_enhanced_part(code) == BOUNCE_NO_CODE)
		return BOUNCE_REASON_NONE;
	if (class == 2)
		return BOUNCE_REASON_DELIVERED;

	row = find_enhanced_row(code);
	if (row != NULL)
		return (bounce_reason) (class == 4 ? row->reason_transient : row->reason_permanent);

	/* a detail that is not registered still has its subject's meaning */
	subject = find_subject_row(bounce_code_subject(code));
	if (subject == NULL)
		return BOUNCE_REASON_NONE;
	return (bounce_reason) (class == 4 ? subject->reason_transient : subject->reason_permanent);
}

bool
bounce_is_registered_enhanced(bounce_code code)
{
	return find_enhanced_row(code) != NULL;
}

bounce_reason
bounce_meaning_of_reply(bounce_code code)
{
	const reply_row *row = find_reply_row(bounce_code_reply(code));

	if (row == NULL || row->reason == BOUNCE_REASON_UNDETERMINED)
		return BOUNCE_REASON_NONE;
	return (bounce_reason) row->reason;
}

bounce_reason
bounce_reason_of_class(bounce_code code)
{
	switch (bounce_code_class(code))
	{
		case 2:
			return BOUNCE_REASON_DELIVERED;
		case 4:
			return BOUNCE_REASON_SOFT_OTHER;
		default:
			return BOUNCE_REASON_UNDETERMINED;
	}
}

bounce_reason
bounce_bare_reason(bounce_code code)
{
	bounce_reason reason = bounce_meaning_of_enhanced(code);

	if (reason == BOUNCE_REASON_NONE)
		reason = bounce_meaning_of_reply(code);
	return reason != BOUNCE_REASON_NONE ? reason : bounce_reason_of_class(code);
}

const char *
bounce_reason_label(bounce_reason reason)
{
	return text_at(reason_rows[reason].label);
}

const char *
bounce_category_label(bounce_category category)
{
	return text_at(category_rows[category].label);
}

const char *
bounce_reason_about(bounce_reason reason)
{
	return text_at(reason_rows[reason].about);
}

const char *
bounce_reason_advice(bounce_reason reason)
{
	return text_at(reason_rows[reason].advice);
}

int
bounce_marketo_category(bounce_category category)
{
	return category_rows[category].marketo_category;
}

bounce_category
bounce_category_of_marketo(int64_t number)
{
	int			i;

	for (i = 0; i < COUNT(category_rows); i++)
		if (category_rows[i].marketo_category != 0 && category_rows[i].marketo_category == number)
			return (bounce_category) i;
	return BOUNCE_CATEGORY_UNKNOWN;
}

const char *
bounce_category_action(bounce_category category)
{
	return text_at(category_rows[category].action);
}

const char *
bounce_category_moment(bounce_category category)
{
	return text_at(category_rows[category].moment);
}

int32_t
bounce_category_suspends(bounce_category category)
{
	return category_rows[category].suspend_seconds;
}

bool
bounce_category_invalidates(bounce_category category)
{
	return category_rows[category].sets_invalid;
}

const char *
bounce_category_type(bounce_category category)
{
	return text_at(category_rows[category].type);
}

static bool
has_type(bounce_category category, char type)
{
	const char *name = bounce_category_type(category);

	return name != NULL && name[0] == type;
}

bool
bounce_is_hard(bounce_category category)
{
	return has_type(category, 'h');
}

bool
bounce_is_soft(bounce_category category)
{
	return has_type(category, 's');
}

bounce_category
bounce_category_of(bounce_reason reason)
{
	return (bounce_category) reason_rows[reason].category;
}

bounce_reason
bounce_reason_fallback(bounce_reason reason)
{
	return (bounce_reason) reason_rows[reason].fallback;
}
