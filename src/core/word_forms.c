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

/* Does a domain go on here?  "example.com...User unknown" ends before the dots. */
static bool
in_domain(const char *text, size_t len, size_t at)
{
	if (at >= len)
		return false;
	if (text[at] == '.')
		return at + 1 < len && ascii_is_alnum(text[at + 1]);
	return ascii_is_alnum(text[at]) || text[at] == '-';
}

void
bounce_find_address(bounce_words *words, size_t from)
{
	const char *text = words->text;
	size_t		at = from;

	while (at < words->len)
	{
		const char *found = memchr(text + at, '@', words->len - at);
		size_t		start;
		size_t		end;

		if (found == NULL)
			break;
		at = start = (size_t) (found - text);
		end = at + 1;
		while (start > from && at - start < LOCAL_PART_MAX && ascii_in_local_part(text[start - 1]))
			start--;
		while (end - at <= DOMAIN_MAX && in_domain(text, words->len, end))
			end++;
		while (end > at + 1 && !ascii_is_alnum(text[end - 1]))
			end--;
		if (start < at && end > at + 1)
		{
			words->address_start = start;
			words->address_end = end;
			return;
		}
		at++;
	}
	words->address_start = words->address_end = words->len;
}

/* A chain of labels, "mx1.example.com", "4.94.2", "re-sent". */
typedef struct chain
{
	size_t		end;
	int			dots;
	size_t		last_label;		/* its offset */
	bool		has_letter;		/* any, outside the last label too */
	bool		last_is_alpha;
	bool		plain;			/* letters and dots only */
} chain;

/* Does a "." or "-" join what stands before it to what follows? */
static bool
is_joint(const char *text, size_t len, size_t at)
{
	return (text[at] == '.' || text[at] == '-') && at + 1 < len && ascii_is_alnum(text[at + 1]);
}

static chain
read_chain(const char *text, size_t len, size_t start)
{
	size_t		limit = len - start > DOMAIN_MAX + 1 ? start + DOMAIN_MAX + 1 : len;
	size_t		at = start;
	int			label = 0;		/* the classes of its characters */
	int			labels = 0;		/* of all before */
	chain		c = {start, 0, start, false, true, true};

	for (; at < limit; at++)
	{
		int			classes = ascii_classes[(unsigned char) text[at]];

		if ((classes & (ASCII_ALPHA | ASCII_DIGIT)) != 0)
			label |= classes;
		else if (!is_joint(text, len, at))
			break;
		else if (text[at] == '-')
			label |= ASCII_GLUE;
		else
		{
			c.dots++;
			c.last_label = at + 1;
			labels |= label;
			label = 0;
		}
	}
	c.end = at;
	c.has_letter = ((labels | label) & ASCII_ALPHA) != 0;
	c.last_is_alpha = (label & (ASCII_DIGIT | ASCII_GLUE)) == 0;
	c.plain = ((labels | label) & (ASCII_DIGIT | ASCII_GLUE)) == 0;
	return c;
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

	if (c.dots == 0 || !c.last_is_alpha || len < 2)
		return false;
	if (c.dots > 1 || !c.plain)
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
read_url(const bounce_words *words, size_t scheme_end, bounce_word *word)
{
	const char *text = words->text;
	size_t		host = scheme_end + 3;
	chain		c;

	if (words->len - scheme_end <= 3 || text[scheme_end + 1] != '/' || text[scheme_end + 2] != '/')
		return false;
	c = read_chain(text, words->len, host);
	bounce_set_word(word, c.dots > 0 && c.last_is_alpha ? BOUNCE_WORD_HOST : BOUNCE_WORD_OPAQUE,
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

	if (c.has_letter || c.dots != 2 ||
		!bounce_read_enhanced(words->text, words->len, &at, &code) || at != c.end)
		return false;
	*pos = at;
	return true;
}

bool
bounce_read_word(bounce_words *words, bounce_word *word)
{
	const char *text = words->text;
	size_t		len = words->len;
	size_t		start = words->pos;
	size_t		end = start;
	size_t		width;
	size_t		number_end;

	if (ascii_is_digit(text[start]) && skip_reply(words, &words->pos))
		return false;

	while (end < len && bounce_char_class_at(words, end, &width) == BOUNCE_CHAR_LETTER &&
		   end - start < WORD_MAX)
		end += width;
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
		chain		c = read_chain(text, len, start);

		if (c.dots == 0 || c.end <= end)
			words->undotted_until = c.end;
		else if (skip_enhanced(words, c, &words->pos))
			return false;
		else if (is_host(text, c))
		{
			bounce_set_word(word, BOUNCE_WORD_HOST, start, skip_path(words, c.end));
			word->name_end = c.end;
		}
		else if (!c.plain && (c.last_is_alpha || !c.has_letter))
			bounce_set_word(word, BOUNCE_WORD_OPAQUE, start, c.end);
		else
			words->undotted_until = c.end;
	}
	return true;
}
