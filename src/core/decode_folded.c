/*
 * decode_folded.c
 *		Words and codes that were cut at the end of a line.
 */
#include "decoders.h"
#include "match.h"

/* Lines are folded between these columns, a hyphen not counted. */
#define FOLD_FIRST			70
#define FOLD_LAST			80

/* Longest part of a word, in bytes. */
#define LONGEST_PART		32

/* A line break, and what stands directly before and behind it. */
typedef struct part_break
{
	size_t		start;
	size_t		end;			/* of the part before; a hyphen is none of it */
	size_t		next;
	size_t		next_end;		/* of the part behind */
} part_break;

static bool
is_letter(char c)
{
	return ascii_is_alpha(c) || utf8_is_high(c);
}

static bool
is_code_char(char c)
{
	return ascii_is_digit(c) || c == '.';
}

/* The parts are of such characters. */
static void
find_parts(const char *text, size_t len, size_t line, bool (*is_part) (char c), part_break *b)
{
	for (b->start = b->end; b->start > line && is_part(text[b->start - 1]) &&
		 b->end - b->start < LONGEST_PART; b->start--)
		;
	for (b->next_end = b->next; b->next_end < len && is_part(text[b->next_end]) &&
		 b->next_end - b->next < LONGEST_PART; b->next_end++)
		;
}

/* The parts without the break; the length. */
static size_t
join_parts(const char *text, const part_break *b, char joined[2 * LONGEST_PART])
{
	size_t		first_len = b->end - b->start;

	memcpy(joined, text + b->start, first_len);
	memcpy(joined + first_len, text + b->next, b->next_end - b->next);
	return first_len + b->next_end - b->next;
}

/* Many parts of words are words of some language, but these are of English. */
static bool
is_word(const char *word, size_t len)
{
	if (len <= 2 && !bounce_is_listed("|a|i|an|as|at|be|by|do|if|in|is|it|my|no|of|on|or|so|to|up|us|we|", word, len))
		return false;
	return bounce_is_known_word(word, len);
}

/* The parts make a word of some phrase, and not both are one. */
static bool
is_cut_word(const char *text, size_t len, size_t line, part_break *b)
{
	char		word[2 * LONGEST_PART];
	size_t		first_len;
	size_t		word_len;

	if (text[b->end - 1] == '-')
		b->end--;
	find_parts(text, len, line, is_letter, b);
	first_len = b->end - b->start;
	word_len = join_parts(text, b, word);
	return first_len > 0 && bounce_is_known_word(word, word_len) &&
		!(is_word(word, first_len) && is_word(word + first_len, word_len - first_len));
}

static bool
is_enhanced_code(const char *text, size_t len)
{
	bounce_code code;

	return memchr(text, '.', len) != NULL && bounce_code_read(text, len, &code);
}

/* The parts make an enhanced code, and the first alone is none. */
static bool
is_cut_code(const char *text, size_t len, size_t line, part_break *b)
{
	char		code[2 * LONGEST_PART];
	size_t		code_len;

	find_parts(text, len, line, is_code_char, b);
	code_len = join_parts(text, b, code);
	return is_enhanced_code(code, code_len) && !is_enhanced_code(code, b->end - b->start);
}

/* Characters of UTF-8 from start to end. */
static size_t
count_chars(const char *text, size_t start, size_t end)
{
	size_t		count = 0;

	for (; start < end; start++)
		count += !utf8_continues(text[start]);
	return count;
}

/* Does the line feed cut something, at the end of a line that was folded? */
static bool
is_cut(const char *text, size_t len, size_t line, size_t line_feed, part_break *b)
{
	if (line_feed - line < FOLD_FIRST || line_feed + 1 >= len)
		return false;
	b->next = line_feed + 1;
	b->end = text[line_feed - 1] == '\r' ? line_feed - 1 : line_feed;
	if (b->end - line < FOLD_FIRST ||
		(b->end - line > FOLD_LAST + 1 && count_chars(text, line, b->end) > FOLD_LAST + 1))
		return false;
	if (is_code_char(text[b->next]))
		return is_code_char(text[b->end - 1]) && is_cut_code(text, len, line, b);
	return is_letter(text[b->next]) &&
		(is_letter(text[b->end - 1]) || text[b->end - 1] == '-') &&
		is_cut_word(text, len, line, b);
}

bool
bounce_decode_folded(draft *d)
{
	size_t		line = 0;
	size_t		from = 0;
	size_t		to = 0;
	bool		changed = false;

	while (from < d->len)
	{
		const char *line_feed = memchr(d->text + line, '\n', d->len - line);
		part_break	b;
		size_t		end = d->len;
		size_t		next = d->len;

		if (line_feed != NULL)
		{
			end = next = (size_t) (line_feed - d->text) + 1;
			if (is_cut(d->text, d->len, line, end - 1, &b))
			{
				changed = true;
				end = b.end;
				next = b.next;
			}
		}
		to = bounce_draft_keep(d, from, end, to);
		from = line = next;
	}
	d->len = to;
	return changed;
}

bool
bounce_is_folded(const char *text, size_t len, size_t line, size_t line_feed)
{
	part_break	b;

	return is_cut(text, len, line, line_feed, &b);
}
