/*
 * letter_case.c
 *		Lower case of words that a user wrote, beyond ASCII too.
 */
#include "letter_case.h"

#include "ascii.h"
#include "utf8.h"

/* Where capitals and small letters stand apart by a distance. */
static const struct
{
	unsigned short first;		/* of the capitals */
	unsigned short last;
	unsigned short distance;
}			apart[] = {
	{0x00C0, 0x00D6, 0x20}, {0x00D8, 0x00DE, 0x20}, {0x0386, 0x0386, 0x26},
	{0x0388, 0x038A, 0x25}, {0x038C, 0x038C, 0x40}, {0x038E, 0x038F, 0x3F},
	{0x0391, 0x03A1, 0x20}, {0x03A3, 0x03AB, 0x20}, {0x03C2, 0x03C2, 0x01},	/* final sigma */
	{0x0400, 0x040F, 0x50}, {0x0410, 0x042F, 0x20},
};

/* Where they take turns, the capital first. */
static const struct
{
	unsigned short first;
	unsigned short last;
}			paired[] = {
	{0x0100, 0x012F}, {0x0132, 0x0137}, {0x0139, 0x0148}, {0x014A, 0x0177},
	{0x0179, 0x017E}, {0x01A0, 0x01A5}, {0x01AF, 0x01B0}, {0x0218, 0x021B}, {0x0460, 0x0481}, {0x048A, 0x04BF}, {0x04D0, 0x052F},
	{0x1E00, 0x1E95}, {0x1EA0, 0x1EFF},
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Never of another width. */
static uint32_t
lower(uint32_t c)
{
	size_t		i;

	if (c == 0x0178)			/* its small letter is in another block */
		return 0x00FF;
	for (i = 0; i < LENGTH(apart); i++)
		if (c >= apart[i].first && c <= apart[i].last)
			return c + apart[i].distance;
	for (i = 0; i < LENGTH(paired); i++)
		if (c >= paired[i].first && c <= paired[i].last)
			return c + (((c - paired[i].first) & 1) == 0);
	return c;
}

/* Fold one character; its bytes. */
static size_t
fold_character(const char *in, size_t len, char *out)
{
	uint32_t	c;
	size_t		width = bounce_utf8_char(in, len, 0, &c);

	if (width > 1)
		return bounce_utf8_put(out, lower(c));
	out[0] = ascii_lower(in[0]);
	return 1;
}

void
bounce_fold_word(const char *word, size_t len, bool utf8, char *folded)
{
	size_t		at = 0;

	while (at < len)
	{
		if (utf8)
			at += fold_character(word + at, len - at, folded + at);
		else
		{
			folded[at] = ascii_lower(word[at]);
			at++;
		}
	}
}
