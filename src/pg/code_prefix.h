/*
 * code_prefix.h
 *		"Is under": the test that code_under.c executes, code_index.c turns
 *		into index conditions, and code_selectivity.c estimates.
 */
#ifndef BOUNCE_CODE_PREFIX_H
#define BOUNCE_CODE_PREFIX_H

#include "pg/code_datum.h"

/* Read a prefix from a text datum; an error when it is none. */
extern bounce_prefix bounce_prefix_from_text(Datum prefix);

/* The same without an error. */
extern bool bounce_prefix_try_text(Datum prefix, bounce_prefix *result);

#endif							/* BOUNCE_CODE_PREFIX_H */
