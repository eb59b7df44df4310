/*
 * phrase.c
 *		The first lines are phrases, the last is a text.  A phrase is read the
 *		same wherever it stands, its variants keep their bounds, and a set that
 *		says it found one gives a place in the text; a phrase without
 *		alternatives and gaps finds itself.
 */
#include "property.h"

#include "core/match.h"
#include "core/phrase_set.h"

#define ROWS_MAX	16

typedef struct line
{
	const char *text;
	size_t		len;
} line;

static void
check_variant(const bounce_variant *variant, void *arg)
{
	size_t	   *count = arg;
	int			span = 0;
	int			i;

	MUST(variant->count >= 1 && variant->count <= BOUNCE_PHRASE_WORDS);
	for (i = 0; i < variant->count; i++)
	{
		const bounce_step *step = &variant->steps[i];

		MUST(step->len >= 1 && step->len <= BOUNCE_PHRASE_WORD && step->gap <= BOUNCE_PHRASE_GAP);
		span += 1 + step->gap;
	}
	MUST(span <= BOUNCE_PHRASE_SPAN && variant->steps[0].gap == 0);
	MUST(++*count <= BOUNCE_PHRASE_VARIANTS);
}

static bool
check_phrase(const line *phrase, bool utf8)
{
	bounce_phrase_error error = {NULL, 0};
	bounce_phrase_error other = {NULL, 0};
	size_t		count = 0;
	char	   *block;
	char	   *moved = surrounded_copy(phrase->text, phrase->len, "(a|b) *2 ", &block);
	bool		read = bounce_read_phrase(phrase->text, phrase->len, utf8, check_variant, &count, &error);

	MUST(bounce_read_phrase(moved, phrase->len, utf8, NULL, NULL, &other) == read);
	if (read)
		MUST(count >= 1);
	else
		MUST(error.message != NULL && error.message == other.message &&
			 error.offset == other.offset && error.offset <= phrase->len);
	free(block);
	return read;
}

static bool
holds(uint32_t row, void *arg)
{
	MUST(row < *(uint32_t *) arg);
	return true;
}

static bool
is_simple(const line *phrase)
{
	size_t		i;

	for (i = 0; i < phrase->len; i++)
		if (memchr("()|*", phrase->text[i], 4) != NULL)
			return false;
	return true;
}

static void
check_find(const bounce_phrase_set *set, uint32_t rows, const line *text, bool must_find)
{
	bounce_input input = {text->text, text->len, set->utf8, NULL};
	bounce_set_hit hit;
	bounce_set_hit other;
	static bounce_kept_words kept;
	bounce_findings findings;
	char	   *block;
	bool		found = bounce_set_find(set, &input, NULL, rows, holds, &rows, &hit);

	MUST(found || !must_find);
	if (found)
		MUST(hit.row < rows && hit.start < hit.end && hit.end <= text->len);
	input.text = surrounded_copy(text->text, text->len, text->len > 0 ? "x" : " user", &block);
	bounce_match(&input, 0, &kept, &findings);
	MUST(bounce_set_find(set, &input, &kept, rows, holds, &rows, &other) == found);
	if (found)
		MUST(hit.row == other.row && hit.start == other.start && hit.end == other.end);
	free(block);
}

static void
check_set(const line *phrases, uint32_t rows, const line *text, bool utf8)
{
	bounce_phrase_size size = {0, 0, 0};
	bounce_phrase_error error;
	bounce_phrase_set set;
	uint32_t	row;
	void	   *block;

	for (row = 0; row < rows; row++)
		MUST(bounce_measure_phrase(&size, phrases[row].text, phrases[row].len, utf8, &error));
	block = malloc(bounce_set_bytes(&size));
	if (block == NULL)
		abort();
	bounce_set_start(&set, block, &size, utf8);
	for (row = 0; row < rows; row++)
		bounce_set_add(&set, row, phrases[row].text, phrases[row].len);
	bounce_set_finish(&set);
	check_find(&set, rows, text, false);
	for (row = 0; row < rows; row++)
		if (is_simple(&phrases[row]))
			check_find(&set, rows, &phrases[row], true);
	free(block);
}

/* Each line in a block of its own. */
static void
check_lines(const char *text, size_t len, bool utf8)
{
	line		phrases[ROWS_MAX + 1];
	char	   *copies[ROWS_MAX + 1];
	uint32_t	rows = 0;
	size_t		lines = 0;
	const char *end;

	while (lines < ROWS_MAX && (end = len > 0 ? memchr(text, '\n', len) : NULL) != NULL)
	{
		size_t		width = (size_t) (end - text);
		line		phrase = {copies[lines] = text_copy(text, width), width};

		if (check_phrase(&phrase, utf8))
			phrases[rows++] = phrase;
		text += width + 1;
		len -= width + 1;
		lines++;
	}
	copies[lines] = text_copy(text, len);
	phrases[rows].text = copies[lines];
	phrases[rows].len = len;
	check_set(phrases, rows, &phrases[rows], utf8);
	for (; lines > 0; lines--)
		free(copies[lines]);
	free(copies[0]);
}

void
property_phrase(const char *text, size_t len)
{
	check_lines(text, len, true);
	check_lines(text, len, false);
}
