/*
 * input.h
 *		A text datum as src/core reads it.
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

/* Does src/core read what is above ASCII as UTF-8 in this database? */
extern bool bounce_reads_utf8(void);

#endif							/* BOUNCE_INPUT_H */
