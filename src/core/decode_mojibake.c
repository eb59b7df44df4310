/*
 * decode_mojibake.c
 *		UTF-8 that was read as Windows-1252, and bytes that are no UTF-8.
 */
#include "decoders.h"

/* Cut at the end of the text, a character may lack bytes. */
static bool
is_cut_char(const char *text, size_t len, size_t at)
{
	size_t		i;

	if (bounce_utf8_width(text[at]) <= len - at)
		return false;
	for (i = at + 1; i < len; i++)
		if (!utf8_continues(text[i]))
			return false;
	return true;
}

/*
 * Bytes that were decoded and are no UTF-8 are Windows-1252.  They get longer,
 * so the text goes to the end of the buffer first; what does not fit becomes
 * "?".
 */
void
bounce_make_valid(draft *d, size_t size)
{
	size_t		from = size - d->len;
	size_t		to = 0;

	memmove(d->text + from, d->text, d->len);
	while (from < size)
	{
		uint32_t	c;
		size_t		width = bounce_utf8_char(d->text, size, from, &c);
		char		bytes[4];
		size_t		count;

		if (width == 0 && is_cut_char(d->text, size, from))
			break;
		if (width == 0)
		{
			width = 1;
			c = bounce_char_of_byte((unsigned char) d->text[from]);
		}
		count = bounce_utf8_put(bytes, c);
		from += width;
		if (to + count > from)
			count = bounce_utf8_put(bytes, '?');
		memcpy(d->text + to, bytes, count);
		to += count;
	}
	d->len = to;
}

/*
 * The bytes of a character of UTF-8, each a character of Windows-1252; the
 * first of them has 0xC3 as its first byte.  In two
 * bytes, only of scripts that are in use: Latin, Greek, Cyrillic, Hebrew and
 * Arabic.
 */
size_t
bounce_read_mojibake(const draft *d, size_t at, char *out, size_t *out_len)
{
	char		bytes[4];
	size_t		count = 0;
	size_t		needed = 1;
	size_t		end = at;
	uint32_t	c;

	while (count < needed)
	{
		size_t		width = end < d->len ? bounce_utf8_char(d->text, d->len, end, &c) : 0;

		if (width == 0)
			return 0;
		end += width;
		bytes[count] = (char) bounce_byte_of_char(c);
		if (count == 0 && (needed = bounce_utf8_width(bytes[0])) < 2)
			return 0;
		count++;
	}
	if (bounce_utf8_char(bytes, needed, 0, &c) != needed ||
		(needed == 2 && ((c > 0x17F && c < 0x370) || (c > 0x4FF && c < 0x5D0) || c > 0x6FF)))
		return 0;
	memcpy(out, bytes, needed);
	*out_len = needed;
	return end - at;
}

/*
 * Only what no text means: a capital A with circumflex or tilde before a sign,
 * and the small one before the euro sign.
 */
static size_t
read_certain_mojibake(const draft *d, size_t at, char *out, size_t *out_len)
{
	const char *text = d->text + at;
	size_t		left = d->len - at;

	if ((left >= 2 && (memcmp(text, "\303\202", 2) == 0 || memcmp(text, "\303\203", 2) == 0)) ||
		(left >= 5 && memcmp(text, "\303\242\342\202\254", 5) == 0))
		return bounce_read_mojibake(d, at, out, out_len);
	return 0;
}

/* Is all above ASCII mojibake, up to a last character that is cut perhaps? */
static bool
is_all_mojibake(const draft *d)
{
	size_t		at = 0;
	char		out[4];
	size_t		out_len;

	while (at < d->len)
	{
		size_t		width = utf8_is_high(d->text[at]) ? bounce_read_mojibake(d, at, out, &out_len) : 1;
		size_t		end;

		if (width == 0)
		{
			for (end = at; end < d->len && utf8_is_high(d->text[end]); end++)
				;
			return end == d->len && end - at < 12;
		}
		at += width;
	}
	return true;
}

/* Some texts went wrong twice. */
bool
bounce_decode_mojibake(draft *d)
{
	bool		changed = false;
	int			times;

	if (!d->utf8)
		return false;
	for (times = 0; times < 3 && memchr(d->text, 0xC3, d->len) != NULL; times++)
		changed |= bounce_draft_replace(d, '\303', is_all_mojibake(d) ? bounce_read_mojibake
										: read_certain_mojibake);
	return changed;
}
