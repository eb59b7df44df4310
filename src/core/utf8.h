/*
 * utf8.h
 *		Characters of UTF-8 (RFC 3629), read and written.
 */
#ifndef BOUNCE_UTF8_H
#define BOUNCE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes that a first byte announces, 0 for one that is none. */
extern size_t bounce_utf8_width(char lead);

/* The width of the valid character at this offset, or 0. */
extern size_t bounce_utf8_char(const char *text, size_t len, size_t at, uint32_t *c);

/* Write a character; its width. */
extern size_t bounce_utf8_put(char *out, uint32_t c);

/* Above ASCII? */
static inline bool
utf8_is_high(char c)
{
	return (unsigned char) c >= 0x80;
}

/* Not the first byte of a character? */
static inline bool
utf8_continues(char c)
{
	return ((unsigned char) c & 0xC0) == 0x80;
}

#endif							/* BOUNCE_UTF8_H */
