/*
 * draft.h
 *		A text that is being decoded in place, for the decoders behind plain.h.
 */
#ifndef BOUNCE_DRAFT_H
#define BOUNCE_DRAFT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "ascii.h"
#include "utf8.h"

typedef struct draft
{
	char	   *text;
	size_t		len;
	bool		utf8;
} draft;

/*
 * The width of the sequence that starts with the byte at this offset, or 0
 * where none does.  What it stands for is written to out, *out_len bytes and
 * never more than the width; out is in the text, at the offset or before it.
 */
typedef size_t (*sequence_reader) (const draft *d, size_t at, char *out, size_t *out_len);

/* Keep the bytes from .. end - 1, moved to the offset to; the offset behind. */
extern size_t bounce_draft_keep(draft *d, size_t from, size_t end, size_t to);

/* Replace all sequences that start with this byte, and are read. */
extern bool bounce_draft_replace(draft *d, char first, sequence_reader read);

/* A byte as a character of Windows-1252. */
extern uint32_t bounce_char_of_byte(unsigned char byte);

/*
 * The byte of a character in Windows-1252 or Latin-1, which some decoders take
 * for it; 0 for others.
 */
extern unsigned char bounce_byte_of_char(uint32_t c);

/* Is this word one of those in the list, "|br|p|"? */
extern bool bounce_is_listed(const char *list, const char *word, size_t len);

/* May a sequence stand for this?  Control characters are no text. */
static inline bool
is_allowed(const draft *d, uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	if (c < 0x80)
		return c != 0x7F;
	return d->utf8 && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

static inline int
hex_value(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	return ascii_is_hex(c) ? ascii_lower(c) - 'a' + 10 : -1;
}

/* Two hexadecimal digits at this offset, or -1. */
static inline int
hex_byte(const draft *d, size_t at)
{
	if (at + 2 > d->len || !ascii_is_hex(d->text[at]) || !ascii_is_hex(d->text[at + 1]))
		return -1;
	return 16 * hex_value(d->text[at]) + hex_value(d->text[at + 1]);
}

/* The width of a line break at this offset, or 0. */
static inline size_t
line_break(const draft *d, size_t at)
{
	if (at < d->len && d->text[at] == '\n')
		return 1;
	return at + 1 < d->len && d->text[at] == '\r' && d->text[at + 1] == '\n' ? 2 : 0;
}

static inline size_t
length_without_blanks(const draft *d)
{
	size_t		end = d->len;

	while (end > 0 && ascii_is_space(d->text[end - 1]))
		end--;
	return end;
}

#endif							/* BOUNCE_DRAFT_H */
