/*
 * override_cache.h
 *		The site's rules as this backend has them compiled.
 */
#ifndef BOUNCE_OVERRIDE_CACHE_H
#define BOUNCE_OVERRIDE_CACHE_H

#include "pg/override.h"

/*
 * The compiled rows of bounce_overrides, as the active snapshot sees them.
 * The table is the one in the schema of this function.  Good until the next
 * call.
 */
extern const bounce_override_set *bounce_get_overrides(Oid function);

/* Let the site's rules decide, where one of them holds. */
extern void bounce_ask_overrides(Oid function, const char *host, size_t host_len,
								 bounce_answer *answer);

#endif							/* BOUNCE_OVERRIDE_CACHE_H */
