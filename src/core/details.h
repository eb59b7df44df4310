/*
 * details.h
 *		What else a text tells beside the reason: which address it complains
 *		of, and when to come back.
 *
 * Offsets are bytes; nothing is allocated, nothing can fail.
 */
#ifndef BOUNCE_DETAILS_H
#define BOUNCE_DETAILS_H

#include "decide.h"

/*
 * The IPv4 or IPv6 address that the text complains of, as the bytes
 * text[start] .. text[end - 1], which are a valid address.  Addresses of the
 * host that spoke do not count.
 */
extern bool bounce_find_sender_ip(const bounce_input *input, const bounce_case *c,
								  size_t *start, size_t *end);

/*
 * "try again in 5 minutes", "retry after 2 hours", "in 00:05:00": seconds
 * from now, 1 to 31 days.
 */
extern bool bounce_find_retry_after(const bounce_input *input, const bounce_case *c,
									int64_t *seconds);

#endif							/* BOUNCE_DETAILS_H */
