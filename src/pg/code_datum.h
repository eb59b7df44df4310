/*
 * code_datum.h
 *		A bounce_code as a function argument and result: four bytes by value.
 */
#ifndef BOUNCE_CODE_DATUM_H
#define BOUNCE_CODE_DATUM_H

#include "core/code.h"

/* Codes are never negative, so that int4's functions order them. */
#define BounceCodeGetDatum(code)		Int32GetDatum((int32) (code))
#define DatumGetBounceCode(datum)		((bounce_code) DatumGetInt32(datum))
#define PG_GETARG_BOUNCE_CODE(n)		DatumGetBounceCode(PG_GETARG_DATUM(n))
#define PG_RETURN_BOUNCE_CODE(code)		return BounceCodeGetDatum(code)

#endif							/* BOUNCE_CODE_DATUM_H */
