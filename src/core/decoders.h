/*
 * decoders.h
 *		The decoders behind plain.h, one for each bounce_encoding.
 */
#ifndef BOUNCE_DECODERS_H
#define BOUNCE_DECODERS_H

#include "draft.h"

/* A text that is wholly base64 has this length at least. */
#define BASE64_WHOLE		32

/* What an HTML entity has between "&" and ";" at most, in bytes. */
#define LONGEST_ENTITY		10

/* Undo an encoding where it is certain; was there any? */
extern bool bounce_decode_base64(draft *d);
extern bool bounce_decode_url(draft *d);
extern bool bounce_decode_json(draft *d);
extern bool bounce_decode_words(draft *d);
extern bool bounce_decode_quoted(draft *d);
extern bool bounce_decode_html(draft *d);
extern bool bounce_decode_mojibake(draft *d);
extern bool bounce_decode_folded(draft *d);

/*
 * Bytes that were decoded and are no UTF-8 are Windows-1252: make the text
 * valid.  The draft is in a buffer of this size.
 */
extern void bounce_make_valid(draft *d, size_t size);

/* Sequences that make a text suspicious, at this offset. */
extern bool bounce_is_quoted_certainly(const draft *d, size_t at);
extern size_t bounce_read_tag(const draft *d, size_t at, char *out, size_t *out_len);
extern size_t bounce_read_mojibake(const draft *d, size_t at, char *out, size_t *out_len);

/* Does the line feed cut a word or a code, in a line that starts at line? */
extern bool bounce_is_folded(const char *text, size_t len, size_t line, size_t line_feed);

/* The value of a digit of base64, or -1. */
static inline int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

#endif							/* BOUNCE_DECODERS_H */
