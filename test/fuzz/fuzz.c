/*
 * fuzz.c
 *		A fuzzer of libFuzzer, for the property that the build names.
 */
#include "property.h"

#include <stdint.h>
#include <stdio.h>

void
property_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
	abort();
}

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PROPERTY((const char *) data, size);
	return 0;
}
