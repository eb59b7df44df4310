/*
 * text.h
 *		Texts for the tests: from the lines of a file, and in blocks of exactly
 *		their length.
 */
#ifndef BOUNCE_TEST_TEXT_H
#define BOUNCE_TEST_TEXT_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A copy that ends with its block, so that a memory checker sees a byte too far. */
static inline char *
text_copy(const char *text, size_t len)
{
	char	   *copy = malloc(len);

	if (copy == NULL && len > 0)
		abort();
	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

/* "\n", "\t" and "\\" stand for what they mean; in place, the new length. */
static inline size_t
text_unescape(char *text)
{
	char	   *out = text;
	const char *in;

	for (in = text; *in != '\0'; in++)
	{
		if (in[0] == '\\' && in[1] != '\0')
		{
			in++;
			*out++ = *in == 'n' ? '\n' : *in == 't' ? '\t' : *in;
		}
		else
			*out++ = *in;
	}
	*out = '\0';
	return (size_t) (out - text);
}

/* The first column of a line, unescaped; its length. */
static inline size_t
text_of_line(char *line)
{
	line[strcspn(line, "\t\n")] = '\0';
	return text_unescape(line);
}

#endif							/* BOUNCE_TEST_TEXT_H */
