/*
 * input.h
 *		A text datum as src/core reads it, and decides it.
 */
#ifndef BOUNCE_INPUT_H
#define BOUNCE_INPUT_H

#include "fmgr.h"

#include "core/decide.h"

/*
 * The text must stay detoasted while the input is used.  Interrupts are
 * answered while it is read.
 */
extern bounce_input bounce_input_of(text *datum);

/*
 * Decide the text that is the first argument, which is not NULL.  The second,
 * where the function has one, is the host that spoke, and may be NULL.
 */
extern void bounce_decide_call(FunctionCallInfo fcinfo, bounce_case *result);

#endif							/* BOUNCE_INPUT_H */
