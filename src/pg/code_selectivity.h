/*
 * code_selectivity.h
 *		How many rows of a column are under a prefix?
 */
#ifndef BOUNCE_CODE_SELECTIVITY_H
#define BOUNCE_CODE_SELECTIVITY_H

#include "utils/selfuncs.h"

#include "core/code.h"

/* The fraction of all rows, 0 to 1, NULLs not counted as under. */
extern Selectivity bounce_prefix_selectivity(VariableStatData *column,
											 Oid function, bounce_prefix prefix);

#endif							/* BOUNCE_CODE_SELECTIVITY_H */
