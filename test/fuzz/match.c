/*
 * match.c
 *		The engine finds what the naive matcher finds.
 */
#include "property.h"

#include "../core/naive_match.h"

#define NAIVE_MAX	4096		/* bytes; the naive matcher takes its time */

void
property_match(const char *text, size_t len)
{
	static bool started = false;
	naive_difference difference;
	bounce_input input = {text, len, true, NULL};

	if (!started)
		naive_start();
	started = true;
	if (len > NAIVE_MAX)
		return;
	MUST(naive_compare(&input, 0, &difference) != NAIVE_DIFFERS);
	MUST(naive_compare(&input, len / 2, &difference) != NAIVE_DIFFERS);
	input.utf8 = false;
	MUST(naive_compare(&input, 0, &difference) != NAIVE_DIFFERS);
}
