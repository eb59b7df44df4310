/*
 * input.h
 *		A text datum as src/core reads it.
 */
#ifndef BOUNCE_INPUT_H
#define BOUNCE_INPUT_H

#include "core/words.h"

/*
 * The text must stay detoasted while the input is used.  Interrupts are
 * answered while it is read.
 */
extern bounce_input bounce_input_of(text *datum);

#endif							/* BOUNCE_INPUT_H */
