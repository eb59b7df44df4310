/*
 * decode_mail.c
 *		Encodings of mail: base64, words of headers, quoted-printable.
 */
#include "decoders.h"

/* A part of a text is base64 from this length on; ids of servers are shorter. */
#define BASE64_PART			64

/* Base64 goes on in the next line behind lines of this length only. */
#define BASE64_LINE			60

/* A soft break ends a line of this length at least. */
#define SOFT_BREAK_COLUMN	50

/* In bytes. */
#define LONGEST_HEADER_WORD	512

/* ---------------------------------------------------------------- base64 */

/* What was seen of decoded bytes. */
typedef struct byte_sum
{
	size_t		count;
	size_t		blanks;
	size_t		high;
	size_t		due;			/* bytes to come of a UTF-8 character */
	bool		broken;			/* control characters, or no UTF-8 */
} byte_sum;

/* One more byte, written to out unless that is NULL. */
static void
take_byte(byte_sum *sum, char *out, unsigned char byte)
{
	bool		high = byte >= 0x80;

	if (out != NULL)
		out[sum->count] = (char) byte;
	sum->count++;
	sum->blanks += byte == ' ';
	sum->high += high;
	if (sum->due > 0 || high)
	{
		bool		first = sum->due == 0;

		if (first ? bounce_utf8_width((char) byte) == 0 : !utf8_continues((char) byte))
			sum->broken = true;
		else
			sum->due = first ? bounce_utf8_width((char) byte) - 1 : sum->due - 1;
	}
	else if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F)
		sum->broken = true;
}

/* Decode up to the padding; line breaks count as nothing. */
static byte_sum
decode_base64(const char *text, size_t len, char *out)
{
	byte_sum	sum = {0, 0, 0, 0, false};
	uint32_t	bits = 0;
	int			count = 0;
	size_t		i;

	for (i = 0; i < len && text[i] != '=' && (out != NULL || !sum.broken); i++)
	{
		int			value = base64_value(text[i]);

		if (value < 0)
			continue;
		bits = bits << 6 | (uint32_t) value;
		count += 6;
		if (count >= 8)
		{
			count -= 8;
			take_byte(&sum, out, (unsigned char) (bits >> count));
		}
	}
	return sum;
}

/* The length of the run of base64 that starts here, over lines and padding. */
static size_t
base64_run(const draft *d, size_t at)
{
	size_t		line = at;
	size_t		end = at;
	size_t		next;
	int			padding;

	for (;;)
	{
		while (end < d->len && base64_value(d->text[end]) >= 0)
			end++;
		next = end + line_break(d, end);
		if (next == end || end - line < BASE64_LINE ||
			next >= d->len || base64_value(d->text[next]) < 0)
			break;
		line = end = next;
	}
	for (padding = 0; padding < 2 && end < d->len && d->text[end] == '='; padding++)
		end++;
	return end - at;
}

/*
 * A run is base64 when what it decodes to is a text: by chance, that is one in
 * ten thousand million for the shortest run.
 */
static size_t
read_base64(const draft *d, size_t at, char *out, size_t *out_len)
{
	size_t		width = base64_run(d, at);
	byte_sum	sum;

	if (width < (at == 0 && width == length_without_blanks(d) ? BASE64_WHOLE : BASE64_PART))
		return 0;
	sum = decode_base64(d->text + at, width, NULL);
	if (sum.broken || sum.blanks + sum.high == 0 || (sum.high > 0 && !d->utf8))
		return 0;
	*out_len = decode_base64(d->text + at, width, out).count;
	return width;
}

bool
bounce_decode_base64(draft *d)
{
	size_t		from = 0;
	size_t		to = 0;
	bool		changed = false;

	while (from < d->len)
	{
		size_t		end = from;
		size_t		out_len;
		size_t		width = base64_value(d->text[from]) < 0 ? 0 :
			read_base64(d, from, d->text + to, &out_len);

		if (width > 0)
		{
			changed = true;
			from += width;
			to += out_len;
			continue;
		}
		do
			end++;
		while (end < d->len && base64_value(d->text[end - 1]) >= 0);
		to = bounce_draft_keep(d, from, end, to);
		from = end;
	}
	d->len = to;
	return changed;
}

/* ---------------------------------------------- words of mail headers */

/* The start of a word of RFC 2047: "=?utf-8?Q?". */
typedef struct word_head
{
	size_t		width;
	bool		base64;
	bool		known;			/* characters above ASCII can be read */
} word_head;

static bool
read_word_head(const draft *d, size_t at, word_head *head)
{
	size_t		end = at + 2;
	char		kind;

	if (at + 2 > d->len || d->text[at] != '=' || d->text[at + 1] != '?')
		return false;
	while (end < d->len && end - at < 40 &&
		   (ascii_is_alnum(d->text[end]) || d->text[end] == '-' || d->text[end] == '_' || d->text[end] == '*'))
		end++;
	if (end == at + 2 || d->len - end < 3 || d->text[end] != '?' || d->text[end + 2] != '?')
		return false;
	kind = ascii_lower(d->text[end + 1]);
	head->base64 = kind == 'b';
	head->known = bounce_is_listed("|utf-8|us-ascii|iso-8859-1|iso-8859-15|windows-1252|",
							d->text + at + 2, end - at - 2);
	head->width = end + 3 - at;
	return kind == 'b' || kind == 'q';
}

/* Decode what the Q encoding of RFC 2047 wrote. */
static byte_sum
decode_q(const draft *d, size_t start, size_t end, char *out)
{
	byte_sum	sum = {0, 0, 0, 0, false};
	size_t		i;

	for (i = start; i < end; i++)
	{
		int			byte = d->text[i] == '=' ? hex_byte(d, i + 1) : -1;

		if (byte >= 0)
			i += 2;
		else
			byte = d->text[i] == '_' ? ' ' : (unsigned char) d->text[i];
		take_byte(&sum, out, (unsigned char) byte);
	}
	return sum;
}

static byte_sum
decode_word(const draft *d, size_t start, size_t end, bool base64, char *out)
{
	return base64 ? decode_base64(d->text + start, end - start, out)
		: decode_q(d, start, end, out);
}

/*
 * A word, cut at the end of the text perhaps.  White space between two words
 * is no part of what they say.
 */
static size_t
read_word(const draft *d, size_t at, char *out, size_t *out_len)
{
	word_head	head;
	size_t		start;
	size_t		end;
	size_t		next;
	byte_sum	sum;

	if (!read_word_head(d, at, &head))
		return 0;
	start = at + head.width;
	for (end = start; end < d->len && d->text[end] != '?'; end++)
		if (end - start > LONGEST_HEADER_WORD || d->text[end] == '\n')
			return 0;
	if (end + 1 < d->len && d->text[end + 1] != '=')
		return 0;
	sum = decode_word(d, start, end, head.base64, NULL);
	if (sum.count == 0 || (sum.high == 0 && sum.broken) || (sum.high > 0 && !(head.known && d->utf8)))
		return 0;
	*out_len = decode_word(d, start, end, head.base64, out).count;

	end = end + 2 < d->len ? end + 2 : d->len;
	for (next = end; next < d->len && ascii_is_space(d->text[next]); next++)
		;
	return (read_word_head(d, next, &head) ? next : end) - at;
}

bool
bounce_decode_words(draft *d)
{
	return bounce_draft_replace(d, '=', read_word);
}

/* ------------------------------------------------------ quoted-printable */

/* The width of "=" and the end of the line, or 0. */
static size_t
soft_break(const draft *d, size_t at)
{
	size_t		width = line_break(d, at + 1);

	return width == 0 ? 0 : 1 + width;
}

/* The byte that "=" and two capital digits at this offset stand for, or -1. */
static int
quoted_byte(const draft *d, size_t at)
{
	if (at + 2 < d->len && (d->text[at + 1] >= 'a' || d->text[at + 2] >= 'a'))
		return -1;
	return hex_byte(d, at + 1);
}

/*
 * The width of a character above ASCII in UTF-8, each byte quoted, or 0.  It is
 * certain in any text.
 */
static size_t
quoted_char(const draft *d, size_t at, char bytes[4])
{
	int			byte = quoted_byte(d, at);
	size_t		count = byte < 0x80 ? 0 : bounce_utf8_width((char) byte);
	uint32_t	c;
	size_t		i;

	for (i = 0; i < count; i++)
	{
		if (at + 3 * i >= d->len || d->text[at + 3 * i] != '=' ||
			(byte = quoted_byte(d, at + 3 * i)) < 0)
			return 0;
		bytes[i] = (char) byte;
	}
	return count > 0 && bounce_utf8_char(bytes, count, 0, &c) == count ? 3 * count : 0;
}

/* What only quoted-printable writes: "=3D", "=C3=BC", "=0D=0A", a blank at the end of a line. */
bool
bounce_is_quoted_certainly(const draft *d, size_t at)
{
	int			byte = quoted_byte(d, at);
	char		bytes[4];

	if (byte == ' ')
		return at + 3 == d->len || line_break(d, at + 3) > 0;
	if (byte == '\r')
		return d->len - at >= 6 && memcmp(d->text + at + 3, "=0A", 3) == 0;
	return byte == '=' || (byte >= 0x80 && quoted_char(d, at, bytes) > 0);
}

/* What the signs "=" of a text speak for. */
typedef struct quoting
{
	bool		all;			/* each is of quoted-printable, and some certainly */
	bool		breaks;			/* there is a soft break */
} quoting;

/* Nobody quotes letters and digits: "limit=50" is not meant to be "limitP". */
static quoting
look_at_quoting(const draft *d)
{
	quoting		result = {true, false};
	bool		certain = false;
	size_t		line = 0;
	size_t		i;

	for (i = 0; i < d->len; i++)
	{
		int			byte;

		if (d->text[i] == '\n')
			line = i + 1;
		if (d->text[i] != '=')
			continue;
		if (soft_break(d, i) > 0)
		{
			if (i - line >= SOFT_BREAK_COLUMN && d->text[i - 1] != '=')
				result.breaks = true;
			continue;
		}
		byte = quoted_byte(d, i);
		if (d->len - i <= 2 ? i + 1 < d->len && !ascii_is_hex(d->text[i + 1])
			: byte < 0 || ascii_is_alnum((char) byte))
			result.all = false;
		else
			certain |= bounce_is_quoted_certainly(d, i);
	}
	result.all = result.all && (certain || result.breaks);
	return result;
}

static size_t
read_quoted_char(const draft *d, size_t at, char *out, size_t *out_len)
{
	char		bytes[4];
	size_t		width = d->utf8 ? quoted_char(d, at, bytes) : 0;

	*out_len = width / 3;
	memcpy(out, bytes, *out_len);
	return width;
}

static size_t
read_quoted_char_or_break(const draft *d, size_t at, char *out, size_t *out_len)
{
	size_t		width = soft_break(d, at);

	return width > 0 ? width : read_quoted_char(d, at, out, out_len);
}

static size_t
read_quoted(const draft *d, size_t at, char *out, size_t *out_len)
{
	size_t		width = soft_break(d, at);
	int			byte;

	if (width > 0)
		return width;
	byte = quoted_byte(d, at);
	if (byte < 0 || !is_allowed(d, (uint32_t) byte))
		return 0;
	out[0] = (char) byte;
	*out_len = 1;
	return 3;
}

bool
bounce_decode_quoted(draft *d)
{
	quoting		seen = look_at_quoting(d);

	return bounce_draft_replace(d, '=', seen.all ? read_quoted :
					   seen.breaks ? read_quoted_char_or_break : read_quoted_char);
}
