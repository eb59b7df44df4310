/*
 * word_forms.c
 *		Words that are more than a run of letters: host names, URLs, mail
 *		addresses, numbers with dots or colons, characters above ASCII.
 */
#include "word_forms.h"

#include <string.h>

#include "ascii.h"
#include "utf8.h"
#include "word_table.h"

/* RFC 5321 section 4.5.3.1: a local part has 64 octets, a domain 255. */
#define LOCAL_PART_MAX	64
#define DOMAIN_MAX		255

/* Digits of a reply code. */
#define REPLY_LENGTH	3

/* A word that never ends is cut. */
#define WORD_MAX		65536

static bool
is_continuation(const char *text, size_t len, size_t at)
{
	return at < len && utf8_continues(text[at]);
}

/* Code points that are words of their own. */
static bool
stands_alone(uint32_t point)
{
	return (point >= 0x0E00 && point <= 0x0E7F) ||	/* Thai */
		(point >= 0x3040 && point <= 0x30FF) || /* kana */
		(point >= 0x3400 && point <= 0x9FFF) || /* Han */
		(point >= 0xAC00 && point <= 0xD7AF) || /* Hangul */
		(point >= 0xF900 && point <= 0xFAFF);	/* Han, compatible */
}

/*
 * The class of the character above ASCII at this offset, and its length.
 * Punctuation and symbols are U+0080-00BF, U+2000-2FFF, U+3000-303F,
 * U+FE00-FFFF and all beyond the basic plane.  What is no UTF-8 is a letter.
 */
static bounce_char_class
class_above_ascii(const char *text, size_t len, size_t at, size_t *width)
{
	unsigned char lead = (unsigned char) text[at];
	uint32_t	point;

	*width = 1;
	if (lead >= 0xC2 && lead <= 0xDF && is_continuation(text, len, at + 1))
	{
		*width = 2;
		return lead == 0xC2 ? BOUNCE_CHAR_SEPARATOR : BOUNCE_CHAR_LETTER;
	}
	if (lead >= 0xE0 && lead <= 0xEF &&
		is_continuation(text, len, at + 1) && is_continuation(text, len, at + 2))
	{
		*width = 3;
		point = (uint32_t) (lead & 0x0F) << 12 |
			(uint32_t) (text[at + 1] & 0x3F) << 6 | (uint32_t) (text[at + 2] & 0x3F);
		if (stands_alone(point))
			return BOUNCE_CHAR_WORD;
		if ((point >= 0x2000 && point <= 0x303F) || point >= 0xFE00)
			return BOUNCE_CHAR_SEPARATOR;
		return BOUNCE_CHAR_LETTER;
	}
	if (lead >= 0xF0 && lead <= 0xF4 && is_continuation(text, len, at + 1) &&
		is_continuation(text, len, at + 2) && is_continuation(text, len, at + 3))
	{
		*width = 4;
		return BOUNCE_CHAR_SEPARATOR;
	}
	return BOUNCE_CHAR_LETTER;
}

bounce_char_class
bounce_char_class_at(const bounce_words *words, size_t at, size_t *width)
{
	char		c = words->text[at];

	*width = 1;
	if (ascii_is_alnum(c))
		return BOUNCE_CHAR_LETTER;
	if ((unsigned char) c < 0x80)
		return BOUNCE_CHAR_SEPARATOR;
	return words->utf8 ? class_above_ascii(words->text, words->len, at, width) : BOUNCE_CHAR_LETTER;
}

/*
 * How many characters of a local part stand directly before this offset, from a
 * lower one on?  None when they have no letter or digit: the walk goes from one
 * word to the next, and what has none would be seen or not as it happens.
 */
static size_t
local_part_before(const char *text, size_t from, size_t at)
{
	size_t		start = at;
	bool		has_word = false;

	if (at - from > LOCAL_PART_MAX)
		from = at - LOCAL_PART_MAX;
	for (; start > from && ascii_in_local_part(text[start - 1]); start--)
		has_word |= ascii_is_alnum(text[start - 1]);
	return has_word ? at - start : 0;
}

/*
 * Where the domain that starts at this offset ends.  "example.com...User unknown"
 * ends before the dots.
 */
static size_t
domain_end(const char *text, size_t len, size_t start)
{
	size_t		limit = len - start > DOMAIN_MAX ? start + DOMAIN_MAX : len;
	size_t		end = start;

	for (; end < limit; end++)
	{
		if (ascii_is_alnum(text[end]) || text[end] == '-')
			continue;
		if (text[end] != '.' || end + 1 == len || !ascii_is_alnum(text[end + 1]))
			break;
	}
	while (end > start && !ascii_is_alnum(text[end - 1]))
		end--;
	return end;
}

void
bounce_find_address(bounce_words *words, size_t from)
{
	const char *text = words->text;
	const char *found;
	size_t		at = from;

	for (; at < words->len && (found = memchr(text + at, '@', words->len - at)) != NULL; at++)
	{
		size_t		local;
		size_t		end;

		at = (size_t) (found - text);
		local = local_part_before(text, from, at);
		end = local > 0 ? domain_end(text, words->len, at + 1) : 0;
		if (end > at + 1)
		{
			words->address_start = at - local;
			words->address_end = end;
			return;
		}
	}
	words->address_start = words->address_end = words->len;
}

/* A chain of labels, "mx1.example.com", "4.94.2", "re-sent". */
typedef struct chain
{
	size_t		end;
	int			dots;
	size_t		last_label;		/* its offset */
	int			label;			/* what is in it */
	int			labels;			/* and in all labels */
} chain;

#define HAS_LETTER		1
#define HAS_DIGIT		2
#define HAS_HYPHEN		4

static bool
has_letter(int what)
{
	return (what & HAS_LETTER) != 0;
}

static bool
has_letters_only(int what)
{
	return (what & (HAS_DIGIT | HAS_HYPHEN)) == 0;
}

/* What is in a part of the block. */
static int
what_is_in(const bounce_masks *m, uint64_t part)
{
	return ((m->letters & ~m->digits & part) != 0 ? HAS_LETTER : 0) |
		((m->digits & part) != 0 ? HAS_DIGIT : 0) |
		((m->hyphens & part) != 0 ? HAS_HYPHEN : 0);
}

/* A part of a chain follows what was read of it. */
static void
add_to_chain(chain *c, const bounce_masks *m, size_t block, uint64_t part)
{
	uint64_t	dots = m->dots & part;

	if (dots != 0)
	{
		int			last = block_last(dots);

		c->last_label = block + (size_t) last + 1;
		c->label = 0;
		c->labels |= what_is_in(m, part);
		part &= ~block_below((size_t) last + 1);
	}
	for (; dots != 0; dots &= dots - 1)
		c->dots++;
	c->label |= what_is_in(m, part);
	c->labels |= c->label;
}

/*
 * The chain that starts at this offset.  A "." or "-" joins what stands before
 * it to a letter or digit.  One that is longer than the block is read in parts.
 */
static chain
read_chain(bounce_words *words, size_t start)
{
	const bounce_masks *m = &words->masks;
	chain		c = {start, 0, start, 0, 0};

	for (;;)
	{
		size_t		known = BLOCK_SIZE;	/* bytes of the block of which the next is known */
		size_t		at;
		uint64_t	ascii;
		uint64_t	part;
		size_t		end;

		if (!bounce_is_in_block(words, c.end + 1) && c.end < words->len)
			bounce_look_at_block(words, c.end);
		if (!bounce_is_last_block(words))
			known--;
		at = c.end - words->block;
		ascii = m->letters & ~m->high;
		part = (ascii | ((m->dots | m->hyphens) & ascii >> 1)) & block_below(known);
		part &= block_below(start + DOMAIN_MAX + 1 - words->block);
		end = at + block_run(part, at);
		part &= block_below(end) & ~block_below(at);
		add_to_chain(&c, m, words->block, part);
		c.end = words->block + end;
		if (end < known || end == at || bounce_is_last_block(words))
			return c;
	}
}

static bool
is_top_level(const char *label, size_t len)
{
	char		key[16];
	size_t		i;

	if (len + 3 > sizeof(key))
		return false;
	key[0] = ' ';
	for (i = 0; i < len; i++)
		key[i + 1] = ascii_lower(label[i]);
	key[len + 1] = ' ';
	key[len + 2] = '\0';
	return strstr(top_level, key) != NULL;
}

/*
 * Is the chain a host name?  "exist.Please" and "exist.please" are two words
 * whose space is missing.
 */
static bool
is_host(const char *text, chain c)
{
	const char *label = text + c.last_label;
	size_t		len = c.end - c.last_label;

	if (c.dots == 0 || !has_letters_only(c.label) || len < 2)
		return false;
	if (c.dots > 1 || !has_letters_only(c.labels))
		return true;
	if (label[0] >= 'A' && label[0] <= 'Z' && label[1] >= 'a' && label[1] <= 'z')
		return false;
	return len == 2 || is_top_level(label, len);
}

static size_t
skip_path(const bounce_words *words, size_t at)
{
	if (at < words->len && (words->text[at] == '/' || words->text[at] == '?'))
		while (at < words->len && at < words->next_poll && !ascii_ends_url(words->text[at]))
			at++;
	return at;
}

/* "http://host/path": the host is the word, the path goes with it. */
static bool
read_url(bounce_words *words, size_t scheme_end, bounce_word *word)
{
	const char *text = words->text;
	size_t		host = scheme_end + 3;
	chain		c;

	if (words->len - scheme_end <= 3 || text[scheme_end + 1] != '/' || text[scheme_end + 2] != '/')
		return false;
	c = read_chain(words, host);
	bounce_set_word(word, c.dots > 0 && has_letters_only(c.label) ? BOUNCE_WORD_HOST : BOUNCE_WORD_OPAQUE,
			 words->pos, skip_path(words, c.end));
	word->name_start = host;
	word->name_end = c.end;
	return true;
}

/* An IPv6 address or a time of day; the offset of its end, or 0. */
static size_t
colon_number_end(const char *text, size_t len, size_t start)
{
	size_t		at = start;
	int			colons = 0;

	while (at < len && at - start < LOCAL_PART_MAX &&
		   (ascii_is_hex(text[at]) || text[at] == ':' || text[at] == '.'))
	{
		colons += text[at] == ':';
		at++;
	}
	while (at > start && (text[at - 1] == ':' || text[at - 1] == '.'))
	{
		colons -= text[at - 1] == ':';
		at--;
	}
	if (at < len && ascii_is_alnum(text[at]))
		return 0;
	/* "::1" was entered behind its first colons */
	if (start >= 2 && text[start - 1] == ':' && text[start - 2] == ':')
		colons += 2;
	return colons >= 2 ? at : 0;
}

/* May this stand behind a reply code? */
static bool
ends_reply(char c)
{
	switch (c)
	{
		case ' ':
		case '\t':
		case '\r':
		case '\n':
		case '-':
		case ':':
		case ',':
		case '.':
		case ';':
		case ')':
		case ']':
		case '\'':
		case '"':
			return true;
		default:
			return false;
	}
}

/*
 * Behind a three-digit number: is it a reply code, which is no word?  Its
 * enhanced code goes with it.
 */
static bool
skip_reply(const bounce_words *words, size_t *pos)
{
	size_t		at = *pos;
	bounce_code code;

	/* the number in "OFR_416" is the provider's own */
	if (at > 0 && words->text[at - 1] == '_')
		return false;
	if (!bounce_read_reply(words->text, words->len, &at, &code))
		return false;
	if (at < words->len && !ends_reply(words->text[at]))
		return false;
	if (at + 1 < words->len && (words->text[at] == '.' || words->text[at] == ':') &&
		ascii_is_alnum(words->text[at + 1]))
		return false;			/* "203.0.113.7" */
	*pos = at;
	while (at < words->len && at - *pos < 3 &&
		   (words->text[at] == ' ' || words->text[at] == '-' || words->text[at] == '#'))
		at++;
	if (bounce_read_enhanced(words->text, words->len, &at, &code) &&
		(at == words->len || !ascii_is_digit(words->text[at])))
		*pos = at;
	return true;
}

static bool
skip_enhanced(const bounce_words *words, chain c, size_t *pos)
{
	size_t		at = *pos;
	bounce_code code;

	if (has_letter(c.labels) || c.dots != 2 ||
		!bounce_read_enhanced(words->text, words->len, &at, &code) || at != c.end)
		return false;
	*pos = at;
	return true;
}

/* Where the word of letters that starts at this offset ends. */
static size_t
letters_end(const bounce_words *words, size_t start)
{
	size_t		end = start;
	size_t		width;

	while (end < words->len && end - start < WORD_MAX &&
		   bounce_char_class_at(words, end, &width) == BOUNCE_CHAR_LETTER)
		end += width;
	return end;
}

bool
bounce_read_word(bounce_words *words, size_t run, bounce_word *word)
{
	const char *text = words->text;
	size_t		len = words->len;
	size_t		start = words->pos;
	size_t		end;
	size_t		number_end;

	if (run == REPLY_LENGTH && ascii_is_digit(text[start]) && skip_reply(words, &words->pos))
		return false;

	end = run > 0 && run < BLOCK_SIZE ? start + run : letters_end(words, start);
	bounce_set_word(word, BOUNCE_WORD_PLAIN, start, end);
	if (end == len)
		return true;

	if (text[end] == ':')
	{
		if (read_url(words, end, word))
			return true;
		if (ascii_is_hex(text[start]) &&
			(number_end = colon_number_end(text, len, start)) > end)
			bounce_set_word(word, BOUNCE_WORD_OPAQUE, start, number_end);
	}
	else if ((text[end] == '.' || text[end] == '-') && start >= words->undotted_until &&
			 ascii_is_alnum(text[start]))
	{
		chain		c = read_chain(words, start);

		if (c.dots == 0 || c.end <= end)
			words->undotted_until = c.end;
		else if (skip_enhanced(words, c, &words->pos))
			return false;
		else if (is_host(text, c))
		{
			bounce_set_word(word, BOUNCE_WORD_HOST, start, skip_path(words, c.end));
			word->name_end = c.end;
		}
		else if (!has_letters_only(c.labels) && (has_letters_only(c.label) || !has_letter(c.labels)))
			bounce_set_word(word, BOUNCE_WORD_OPAQUE, start, c.end);
		else
			words->undotted_until = c.end;
	}
	return true;
}
