/*
 * draft.c
 *		A text that is being decoded in place.
 */
#include "draft.h"

size_t
bounce_draft_keep(draft *d, size_t from, size_t end, size_t to)
{
	if (to != from)
		memmove(d->text + to, d->text + from, end - from);
	return to + (end - from);
}

bool
bounce_draft_replace(draft *d, char first, sequence_reader read)
{
	size_t		from = 0;
	size_t		to = 0;
	bool		changed = false;

	while (from < d->len)
	{
		const char *found = memchr(d->text + from, first, d->len - from);
		size_t		at = found == NULL ? d->len : (size_t) (found - d->text);
		size_t		out_len = 0;
		size_t		width;

		to = bounce_draft_keep(d, from, at, to);
		from = at;
		if (at == d->len)
			break;
		width = read(d, at, d->text + to, &out_len);
		if (width == 0)
			d->text[to++] = d->text[from++];
		else
		{
			changed = true;
			from += width;
			to += out_len;
		}
	}
	d->len = to;
	return changed;
}

/* Windows-1252, 0x80 to 0x9F; what is not assigned there is as in Latin-1. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
	0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178
};

uint32_t
bounce_char_of_byte(unsigned char byte)
{
	return byte >= 0x80 && byte <= 0x9F ? windows_1252[byte - 0x80] : byte;
}

unsigned char
bounce_byte_of_char(uint32_t c)
{
	unsigned char i;

	if (c <= 0xFF)
		return (unsigned char) c;
	for (i = 0; i < 32; i++)
		if (windows_1252[i] == c)
			return 0x80 + i;
	return 0;
}

bool
bounce_is_listed(const char *list, const char *word, size_t len)
{
	const char *at;
	size_t		i;

	for (at = list; at[1] != '\0'; at = strchr(at + 1, '|'))
	{
		for (i = 0; i < len && ascii_lower(word[i]) == at[1 + i]; i++)
			;
		if (i == len && at[1 + i] == '|')
			return true;
	}
	return false;
}
