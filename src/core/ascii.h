/*
 * ascii.h
 *		Character classes of ASCII, whatever the locale.
 *
 * <ctype.h> asks the locale and has no defined answer for bytes above 127
 * in a signed char; a verdict must depend on neither.
 */
#ifndef BOUNCE_ASCII_H
#define BOUNCE_ASCII_H

#include <stdbool.h>

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
ascii_is_alnum(char c)
{
	return ascii_is_digit(c) || ascii_is_alpha(c);
}

static inline bool
ascii_is_hex(char c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool
ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The characters of a local part that needs no quotes and is seen in bounces. */
static inline bool
ascii_in_local_part(char c)
{
	return ascii_is_alnum(c) || c == '.' || c == '_' || c == '+' || c == '=' || c == '-';
}

/* What ends a URL that stands in a sentence. */
static inline bool
ascii_ends_url(char c)
{
	return ascii_is_space(c) || c == '<' || c == '>' || c == '"' || c == '\'' || c == ')';
}

static inline char
ascii_lower(char c)
{
	return (c >= 'A' && c <= 'Z') ? (char) (c + ('a' - 'A')) : c;
}

#endif							/* BOUNCE_ASCII_H */
