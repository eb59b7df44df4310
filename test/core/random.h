/*
 * random.h
 *		Numbers for the tests that are the same on every machine.
 */
#ifndef BOUNCE_TEST_RANDOM_H
#define BOUNCE_TEST_RANDOM_H

#include <stddef.h>
#include <stdint.h>

static uint64_t random_state;

/* A number below this one, which is not 0. */
static inline size_t
below(size_t limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t) (random_state >> 33) % limit;
}

#endif							/* BOUNCE_TEST_RANDOM_H */
