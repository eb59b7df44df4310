/*
 * property.h
 *		What must hold for any text, one function for each part of src/core.
 *
 * The fuzzers (fuzz.c) look for texts for which it does not hold; what they
 * found stays in found/, and found_test.c asks all of it again.
 */
#ifndef BOUNCE_PROPERTY_H
#define BOUNCE_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/words.h"
#include "../core/text.h"

extern void property_code(const char *text, size_t len);
extern void property_scan(const char *text, size_t len);
extern void property_plain(const char *text, size_t len);
extern void property_match(const char *text, size_t len);
extern void property_decide(const char *text, size_t len);
extern void property_fingerprint(const char *text, size_t len);
extern void property_phrase(const char *text, size_t len);

/* The program's: says what does not hold. */
extern void property_failed(const char *what, const char *file, int line);

#define MUST(condition) \
	do { \
		if (!(condition)) \
			property_failed(#condition, __FILE__, __LINE__); \
	} while (0)

/* A copy with these bytes around, so many on each side; free the block. */
#define SURROUNDING	256

static inline char *
surrounded_copy(const char *text, size_t len, const char *pattern, char **block)
{
	size_t		width = strlen(pattern);
	size_t		i;

	*block = malloc(len + 2 * SURROUNDING);
	if (*block == NULL)
		abort();
	for (i = 0; i < len + 2 * SURROUNDING; i++)
		(*block)[i] = pattern[i % width];
	if (len > 0)
		memcpy(*block + SURROUNDING, text, len);
	return *block + SURROUNDING;
}

#endif							/* BOUNCE_PROPERTY_H */
