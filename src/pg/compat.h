/*
 * compat.h
 *		All that differs between the PostgreSQL versions that bounce builds on.
 */
#ifndef BOUNCE_COMPAT_H
#define BOUNCE_COMPAT_H

#include "postgres.h"
#include "fmgr.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#endif

/*
 * Soft errors came with 16.  Before, an input function can only raise.
 */
#ifndef ereturn
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return (dummy_value); \
	} while (0)
#endif

/* The module's name and version in the library itself came with 18. */
#ifdef PG_MODULE_MAGIC_EXT
#define BOUNCE_MODULE_MAGIC(module_version) \
	PG_MODULE_MAGIC_EXT(.name = "bounce", .version = module_version)
#else
#define BOUNCE_MODULE_MAGIC(module_version) PG_MODULE_MAGIC
#endif

/*
 * DecodeDateTime() tells more about errors since 16, which nobody asks for.
 */
#if PG_VERSION_NUM >= 160000
#define bounce_decode_date_time(fields, types, count, kind, tm, fraction, zone) \
	DecodeDateTime(fields, types, count, kind, tm, fraction, zone, \
				   &(DateTimeErrorExtra) {0})
#else
#define bounce_decode_date_time(fields, types, count, kind, tm, fraction, zone) \
	DecodeDateTime(fields, types, count, kind, tm, fraction, zone)
#endif

#endif							/* BOUNCE_COMPAT_H */
