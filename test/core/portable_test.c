/*
 * portable_test.c
 *		The same as block_test.c, with the looks for processors of which nothing
 *		is known.  Prints TAP.
 */
#define BOUNCE_PORTABLE

/* One test, built twice. */
#include "block_test.c" /* NOLINT(bugprone-suspicious-include) */
