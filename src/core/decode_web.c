/*
 * decode_web.c
 *		Encodings of the web: URLs, JSON, HTML.
 */
#include "decoders.h"

/* In bytes. */
#define LONGEST_TAG			300

#define NO_BREAK_SPACE		0xA0

/* ------------------------------------------------------------------ URLs */

/*
 * A text that is URL-encoded as a whole has no white space, and each "%" is
 * the start of a byte; "+" is a blank where no "%20" is one.
 */
static bool
is_url_encoded(const draft *d, bool *plus)
{
	size_t		end = length_without_blanks(d);
	size_t		bytes = 0;
	size_t		blanks = 0;
	size_t		pluses = 0;
	size_t		i;

	for (i = 0; i < end; i++)
	{
		int			byte;

		if (ascii_is_space(d->text[i]))
			return false;
		pluses += d->text[i] == '+';
		if (d->text[i] != '%' || end - i < 3)
			continue;
		byte = hex_byte(d, i + 1);
		if (byte < 0)
			return false;
		bytes++;
		blanks += byte == ' ';
	}
	*plus = blanks == 0;
	return blanks > 0 || (bytes > 0 && pluses > 1);
}

static size_t
read_percent(const draft *d, size_t at, char *out, size_t *out_len)
{
	int			byte = hex_byte(d, at + 1);

	if (byte < 0 || !is_allowed(d, (uint32_t) byte))
		return 0;
	out[0] = (char) byte;
	*out_len = 1;
	return 3;
}

bool
bounce_decode_url(draft *d)
{
	bool		plus;
	size_t		i;

	if (memchr(d->text, '%', d->len) == NULL || !is_url_encoded(d, &plus))
		return false;
	for (i = 0; i < d->len && plus; i++)
		if (d->text[i] == '+')
			d->text[i] = ' ';
	return bounce_draft_replace(d, '%', read_percent);
}

/* ------------------------------------------------------------------ JSON */

/* "\u00fc", also a pair of surrogates; the backslash may be doubled. */
static size_t
read_json_unit(const draft *d, size_t at, uint32_t *unit)
{
	size_t		end = at;
	int			high;
	int			low;

	while (end < d->len && d->text[end] == '\\')
		end++;
	if (end == at || end >= d->len || d->text[end] != 'u')
		return 0;
	high = hex_byte(d, end + 1);
	low = hex_byte(d, end + 3);
	if (high < 0 || low < 0)
		return 0;
	*unit = (uint32_t) high << 8 | (uint32_t) low;
	return end + 5 - at;
}

static size_t
read_json_char(const draft *d, size_t at, char *out, size_t *out_len)
{
	uint32_t	c;
	size_t		width = read_json_unit(d, at, &c);

	if (width > 0 && c >= 0xD800 && c <= 0xDBFF)
	{
		uint32_t	low;
		size_t		more = read_json_unit(d, at + width, &low);

		if (more == 0 || low < 0xDC00 || low > 0xDFFF)
			return 0;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		width += more;
	}
	if (width == 0 || !is_allowed(d, c))
		return 0;
	*out_len = bounce_utf8_put(out, c);
	return width;
}

/* What is certain in any text: "\u00fc", "\"" and "\/". */
static size_t
read_json_certain(const draft *d, size_t at, char *out, size_t *out_len)
{
	size_t		end = at;

	while (end < d->len && d->text[end] == '\\')
		end++;
	if (end == at || end >= d->len)
		return 0;
	if (d->text[end] != '"' && d->text[end] != '/')
		return read_json_char(d, at, out, out_len);
	out[0] = d->text[end];
	*out_len = 1;
	return end + 1 - at;
}

/* "\n", "\r" and "\t", but not those of "CORP\nancy". */
static size_t
read_json(const draft *d, size_t at, char *out, size_t *out_len)
{
	bool		behind_capital = at > 0 && d->text[at - 1] >= 'A' && d->text[at - 1] <= 'Z';
	size_t		end = at;
	char		c;

	while (end < d->len && d->text[end] == '\\')
		end++;
	if (end == at || end >= d->len)
		return 0;
	c = d->text[end];
	if (c != 'n' && c != 'r' && c != 't')
		return read_json_certain(d, at, out, out_len);
	if (behind_capital && end + 1 < d->len && d->text[end + 1] >= 'a' && d->text[end + 1] <= 'z')
		return 0;
	out[0] = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
	*out_len = 1;
	return end + 1 - at;
}

/* Is each backslash one of JSON, and none of a path, "C:\new" or "\\nas\mail"? */
static bool
is_json(const draft *d)
{
	size_t		i;

	for (i = 0; i < d->len; i++)
	{
		if (d->text[i] != '\\')
			continue;
		if (i > 1 && d->text[i - 1] == ':' && ascii_is_alpha(d->text[i - 2]) &&
			(i == 2 || !ascii_is_alpha(d->text[i - 3])))
			return false;
		while (i < d->len && d->text[i] == '\\')
			i++;
		if (i < d->len && strchr("\"/bfnrtu", d->text[i]) == NULL)
			return false;
	}
	return true;
}

bool
bounce_decode_json(draft *d)
{
	return bounce_draft_replace(d, '\\', is_json(d) ? read_json : read_json_certain);
}

/* ------------------------------------------------------------------ HTML */

/* The names of U+00A1 to U+00FF, in order; the no-break space is a blank. */
static const char latin_entities[] =
"iexcl|cent|pound|curren|yen|brvbar|sect|uml|copy|ordf|laquo|not|shy|reg|macr|"
"deg|plusmn|sup2|sup3|acute|micro|para|middot|cedil|sup1|ordm|raquo|frac14|frac12|frac34|iquest|"
"Agrave|Aacute|Acirc|Atilde|Auml|Aring|AElig|Ccedil|Egrave|Eacute|Ecirc|Euml|Igrave|Iacute|Icirc|Iuml|"
"ETH|Ntilde|Ograve|Oacute|Ocirc|Otilde|Ouml|times|Oslash|Ugrave|Uacute|Ucirc|Uuml|Yacute|THORN|szlig|"
"agrave|aacute|acirc|atilde|auml|aring|aelig|ccedil|egrave|eacute|ecirc|euml|igrave|iacute|icirc|iuml|"
"eth|ntilde|ograve|oacute|ocirc|otilde|ouml|divide|oslash|ugrave|uacute|ucirc|uuml|yacute|thorn|yuml|";

typedef struct entity
{
	const char	name[8];
	uint16_t	c;
} entity;

static const entity entities[] = {
	{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", NO_BREAK_SPACE},
	{"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
	{"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bull", 0x2022}, {"hellip", 0x2026}, {"euro", 0x20AC}
};

/* The character that an entity of this name stands for, or 0. */
static uint32_t
named_entity(const char *name, size_t len)
{
	const char *at = latin_entities;
	uint32_t	c;
	size_t		i;

	for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (len < sizeof(entities[i].name) && memcmp(entities[i].name, name, len) == 0 &&
			entities[i].name[len] == '\0')
			return entities[i].c;
	for (c = 0xA1; c <= 0xFF; c++)
	{
		const char *end = strchr(at, '|');

		if ((size_t) (end - at) == len && memcmp(at, name, len) == 0)
			return c;
		at = end + 1;
	}
	return 0;
}

/* "#39" and "#x27"; 0 for others. */
static uint32_t
numbered_entity(const char *name, size_t len)
{
	bool		hex = len > 2 && ascii_lower(name[1]) == 'x';
	uint32_t	c = 0;
	size_t		i;

	if (len < 2 || name[0] != '#')
		return 0;
	for (i = hex ? 2 : 1; i < len; i++)
	{
		if (!(hex ? ascii_is_hex(name[i]) : ascii_is_digit(name[i])))
			return 0;
		c = c * (hex ? 16 : 10) + (uint32_t) hex_value(name[i]);
	}
	return c <= 0xFF ? bounce_char_of_byte((unsigned char) c) : c;
}

/* "&lt;", also where the "&" is an entity itself: "&amp;lt;". */
static size_t
read_entity(const draft *d, size_t at, char *out, size_t *out_len)
{
	size_t		start = at + 1;
	size_t		end;
	uint32_t	c = 0;

	while (d->len - start > 4 && memcmp(d->text + start, "amp;", 4) == 0)
		start += 4;
	for (end = start; end < d->len && end - start < LONGEST_ENTITY &&
		 (ascii_is_alnum(d->text[end]) || d->text[end] == '#'); end++)
		;
	if (end < d->len && d->text[end] == ';')
		c = named_entity(d->text + start, end - start);
	if (c == 0 && end < d->len && d->text[end] == ';')
		c = numbered_entity(d->text + start, end - start);
	if (c == 0 && start > at + 1)
	{
		c = '&';
		end = start - 1;
	}
	if (c == NO_BREAK_SPACE)
		c = ' ';
	if (c == 0 || !is_allowed(d, c))
		return 0;
	*out_len = bounce_utf8_put(out, c);
	return end + 1 - at;
}

/* <address> is none: servers write it where an address was. */
static const char block_tags[] =
"|br|p|div|tr|li|ul|ol|table|tbody|h1|h2|h3|h4|hr|pre|html|head|body|title|blockquote|";
static const char inline_tags[] =
"|b|i|u|em|strong|span|font|td|th|tt|code|small|center|";

/*
 * A tag that is known, with nothing inside that looks like a text.  A link
 * keeps its start, for the host in it may tell something.
 */
size_t
bounce_read_tag(const draft *d, size_t at, char *out, size_t *out_len)
{
	bool		closing = at + 1 < d->len && d->text[at + 1] == '/';
	size_t		start = at + 1 + closing;
	size_t		end = start;
	size_t		name_len;
	bool		attributes = false;
	bool		block;

	while (end < d->len && ascii_is_alnum(d->text[end]))
		end++;
	name_len = end - start;
	/* most are "<jane@example.com>", and this costs less than the lists */
	if (name_len == 0 || end >= d->len || strchr("> /\t\r\n", d->text[end]) == NULL)
		return 0;
	block = bounce_is_listed(block_tags, d->text + start, name_len);
	if ((!block && !bounce_is_listed(inline_tags, d->text + start, name_len) &&
		 !(closing && bounce_is_listed("|a|", d->text + start, name_len))))
		return 0;
	for (; end < d->len && d->text[end] != '>'; end++)
	{
		if (end - at > LONGEST_TAG || d->text[end] == '<')
			return 0;
		attributes |= d->text[end] == '=' || d->text[end] == '/';
	}
	if (end >= d->len || (end > start + name_len && !attributes))
		return 0;
	out[0] = block ? '\n' : ' ';
	*out_len = 1;
	return end + 1 - at;
}

bool
bounce_decode_html(draft *d)
{
	bool		entities_found = bounce_draft_replace(d, '&', read_entity);
	bool		tags_found = bounce_draft_replace(d, '<', bounce_read_tag);

	return entities_found || tags_found;
}
