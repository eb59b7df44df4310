/*
 * utf8.c
 *		Characters of UTF-8 (RFC 3629), read and written.
 */
#include "utf8.h"

size_t
bounce_utf8_width(char lead)
{
	unsigned char c = (unsigned char) lead;

	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	return c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

size_t
bounce_utf8_char(const char *text, size_t len, size_t at, uint32_t *c)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t		width = bounce_utf8_width(text[at]);
	size_t		i;

	if (width <= 1 || len - at < width)
	{
		*c = (unsigned char) text[at];
		return width == 1;
	}
	*c = (unsigned char) text[at] & (0x7Fu >> width);
	for (i = 1; i < width; i++)
	{
		if (!utf8_continues(text[at + i]))
			return 0;
		*c = *c << 6 | ((unsigned char) text[at + i] & 0x3Fu);
	}
	return *c < least[width] || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF) ? 0 : width;
}

size_t
bounce_utf8_put(char *out, uint32_t c)
{
	if (c < 0x80)
	{
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800)
	{
		out[0] = (char) (0xC0 | c >> 6);
		out[1] = (char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		out[0] = (char) (0xE0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 0x3F));
		out[2] = (char) (0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 0x3F));
	out[2] = (char) (0x80 | (c >> 6 & 0x3F));
	out[3] = (char) (0x80 | (c & 0x3F));
	return 4;
}
