/*
 * phrase.c
 *		Read a phrase in the language of the rule book.
 */
#include "phrase.h"

#include <string.h>

#include "ascii.h"
#include "letter_fold.h"

#define DEFAULT_GAP		5

/* Blanks are put around each alternative, so the text of a variant may be longer. */
#define TEXT_BYTES		(3 * BOUNCE_PHRASE_BYTES)

typedef struct reader
{
	const char *phrase;
	size_t		len;
	bool		utf8;
	bounce_visit_variant visit;
	void	   *arg;
	bounce_phrase_error *error;

	/* the variant that is being put together */
	char		text[TEXT_BYTES];
	uint16_t	origin[TEXT_BYTES]; /* of each byte in the phrase */
	size_t		text_len;
	char		folded[TEXT_BYTES];
	size_t		span;
	bounce_variant variant;
} reader;

static bool
fail(reader *r, size_t offset, const char *message)
{
	r->error->offset = offset;
	r->error->message = message;
	return false;
}

/* ------------------------------------------------------ words of a variant */

static size_t
origin_of(const reader *r, size_t at)
{
	return at < r->text_len ? r->origin[at] : r->len;
}

/* Words are cut out of a text; a code between them is not one of them. */
static bool
has_passed_over(const reader *r, size_t start, size_t end, size_t *at)
{
	for (*at = start; *at < end; (*at)++)
		if (ascii_is_alnum(r->text[*at]))
			return true;
	return false;
}

static bool
add_word(reader *r, size_t start, size_t end, bool host, int gap)
{
	bounce_variant *v = &r->variant;
	bounce_step *step = &v->steps[v->count];

	if (end - start > BOUNCE_PHRASE_WORD)
		return fail(r, origin_of(r, start), "a word has at most 64 bytes");
	r->span += 1 + (size_t) gap;
	if (v->count == BOUNCE_PHRASE_WORDS || r->span > BOUNCE_PHRASE_SPAN)
		return fail(r, origin_of(r, start), "a phrase has at most 32 words, and spans at most 64 with its gaps");
	step->bytes = r->folded + start;
	step->len = (uint8_t) bounce_fold_word(r->text + start, end - start, r->utf8, r->folded + start);
	step->gap = (uint8_t) gap;
	step->host = host;
	v->count++;
	return true;
}

/* The words of r->text from start to end, the first of them after a gap. */
static bool
add_segment(reader *r, size_t start, size_t end, int gap)
{
	bounce_input input = {r->text + start, end - start, r->utf8, NULL};
	bounce_words words;
	bounce_word word;
	int			before = r->variant.count;
	size_t		done = start;
	size_t		code;

	bounce_words_start(&words, &input);
	while (bounce_words_next(&words, &word))
	{
		if (has_passed_over(r, done, start + word.start, &code))
			return fail(r, origin_of(r, code), "a reply or status code is no word, but a condition");
		if (word.kind == BOUNCE_WORD_OPAQUE)
			return fail(r, origin_of(r, start + word.start),
						"mail addresses and numbers match nothing");
		if (!add_word(r, start + word.name_start, start + word.name_end,
					  word.kind == BOUNCE_WORD_HOST, r->variant.count == before ? gap : 0))
			return false;
		done = start + word.end;
	}
	if (has_passed_over(r, done, end, &code))
		return fail(r, origin_of(r, code), "a reply or status code is no word, but a condition");
	return true;
}

/* The number of words of the gap whose asterisk is at this offset. */
static bool
read_gap(reader *r, size_t *at, int *gap)
{
	size_t		start = (*at)++;

	*gap = DEFAULT_GAP;
	if (*at < r->text_len && ascii_is_digit(r->text[*at]))
		*gap = 0;
	for (; *at < r->text_len && ascii_is_digit(r->text[*at]); (*at)++)
	{
		*gap = *gap * 10 + r->text[*at] - '0';
		if (*gap > BOUNCE_PHRASE_GAP)
			return fail(r, origin_of(r, start), "a gap has at most 12 words");
	}
	return true;
}

static bool
read_variant(reader *r)
{
	size_t		at = 0;
	size_t		gap_at = 0;
	int			gap = 0;
	bool		after_gap = false;

	r->variant.count = 0;
	r->span = 0;
	for (;;)
	{
		size_t		start = at;
		int			before = r->variant.count;

		while (at < r->text_len && r->text[at] != '*')
			at++;
		if (!add_segment(r, start, at, gap))
			return false;
		if (r->variant.count == before && (after_gap || at < r->text_len))
			return fail(r, origin_of(r, after_gap ? gap_at : at), "a gap needs words on both sides");
		if (at == r->text_len)
			break;
		gap_at = at;
		after_gap = true;
		if (!read_gap(r, &at, &gap))
			return false;
	}
	if (r->variant.count == 0)
		return fail(r, 0, "a phrase needs words, whichever alternatives are chosen");
	if (r->visit != NULL)
		r->visit(&r->variant, r->arg);
	return true;
}

/* ------------------------------------------------------------ alternatives */

static void
add_byte(reader *r, char c, size_t origin)
{
	r->text[r->text_len] = c;
	r->origin[r->text_len] = (uint16_t) origin;
	r->text_len++;
}

/*
 * What is before this offset is chosen; choose the rest in every way.  It
 * calls itself once for each pair of parentheses.
 */
static bool
choose_rest(reader *r, size_t at)
{
	size_t		close;
	size_t		chosen;

	while (at < r->len && r->phrase[at] != '(')
	{
		add_byte(r, r->phrase[at], at);
		at++;
	}
	if (at == r->len)
		return read_variant(r);

	close = (size_t) ((const char *) memchr(r->phrase + at, ')', r->len - at) - r->phrase);
	chosen = r->text_len;
	while (at < close)
	{
		r->text_len = chosen;
		add_byte(r, ' ', at);
		for (at++; at < close && r->phrase[at] != '|'; at++)
			add_byte(r, r->phrase[at], at);
		add_byte(r, ' ', at);
		if (!choose_rest(r, close + 1))
			return false;
	}
	return true;
}

/* Do parentheses go together, and are the ways to choose few enough? */
static bool
check_parentheses(reader *r)
{
	size_t		open = r->len;
	int			ways = 1;
	int			options = 1;
	size_t		at;

	for (at = 0; at < r->len; at++)
	{
		char		c = r->phrase[at];

		if (c == '(' && open < r->len)
			return fail(r, at, "alternatives do not nest");
		if (c == '(')
		{
			open = at;
			options = 1;
		}
		else if (c == '|' && open == r->len)
			return fail(r, at, "alternatives stand in parentheses");
		else if (c == '|')
			options++;
		else if (c == ')' && open == r->len)
			return fail(r, at, "this parenthesis closes none");
		else if (c == ')')
		{
			open = r->len;
			if (options > BOUNCE_PHRASE_VARIANTS || (ways *= options) > BOUNCE_PHRASE_VARIANTS)
				return fail(r, at, "a phrase has at most 64 variants");
		}
	}
	if (open < r->len)
		return fail(r, open, "this parenthesis is not closed");
	return true;
}

bool
bounce_read_phrase(const char *phrase, size_t len, bool utf8,
				   bounce_visit_variant visit, void *arg, bounce_phrase_error *error)
{
	reader		r;

	r.phrase = phrase;
	r.len = len;
	r.utf8 = utf8;
	r.visit = visit;
	r.arg = arg;
	r.error = error;
	r.text_len = 0;
	if (len > BOUNCE_PHRASE_BYTES)
		return fail(&r, BOUNCE_PHRASE_BYTES, "a phrase has at most 1000 bytes");
	return check_parentheses(&r) && choose_rest(&r, 0);
}
