/*
 * letter_fold.c
 *		The plain letters of a word: lower case, without accents.
 */
#include "letter_fold.h"

#include <string.h>

#include "ascii.h"
#include "utf8.h"

/* The UTF-8 bytes of what a letter becomes, filled up with zeros. */
typedef char plain_letter[4];

/* A block of letters, the first of them at this place of plain_letters. */
typedef struct letter_range
{
	uint16_t	first;
	uint16_t	last;
	uint16_t	place;
} letter_range;

#include "letter_table.h"

/* The combining marks that stand behind their letters. */
#define FIRST_MARK	0x0300
#define LAST_MARK	0x036F

/* What a letter becomes, or NULL for one that stays. */
static const char *
find_letter(uint32_t c)
{
	size_t		i;

	for (i = 0; i < sizeof(letter_ranges) / sizeof(letter_ranges[0]); i++)
	{
		const letter_range *range = &letter_ranges[i];

		if (c >= range->first && c <= range->last)
			return plain_letters[range->place + c - range->first];
	}
	return NULL;
}

/* Fold one character above ASCII of this width; its bytes. */
static size_t
fold_character(const char *in, size_t width, uint32_t c, char *out)
{
	const char *letter = find_letter(c);
	size_t		len = letter == NULL ? width : strlen(letter);

	memmove(out, letter == NULL ? in : letter, len);
	return len;
}

size_t
bounce_fold_word(const char *word, size_t len, bool utf8, char *folded)
{
	size_t		at = 0;
	size_t		out = 0;
	bool		behind_letter = false;

	while (at < len)
	{
		uint32_t	c;
		size_t		width = utf8 ? bounce_utf8_char(word, len, at, &c) : 0;

		if (width > 1 && c >= FIRST_MARK && c <= LAST_MARK && behind_letter)
			 /* is left out */ ;
		else if (width > 1)
			out += fold_character(word + at, width, c, folded + out);
		else
			folded[out++] = ascii_lower(word[at]);
		behind_letter = width > 0;
		at += width == 0 ? 1 : width;
	}
	return out;
}
