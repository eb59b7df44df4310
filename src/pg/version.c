/*
 * version.c
 *		The module's magic block, and the version of the library.
 */
#include "compat.h"

#include "utils/builtins.h"

/* Also in bounce.control, META.json and CHANGELOG.md; a test compares. */
#define BOUNCE_VERSION "1.0.0"

BOUNCE_MODULE_MAGIC(BOUNCE_VERSION);

PG_FUNCTION_INFO_V1(bounce_version);

Datum
bounce_version(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_TEXT_P(cstring_to_text(BOUNCE_VERSION));
}
