/*
 * address.h
 *		IP addresses in a text.
 */
#ifndef BOUNCE_ADDRESS_H
#define BOUNCE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The end of the IPv4 or IPv6 address (RFC 4291 section 2.2) that starts at
 * this offset and is no part of something larger; 0 when there is none.
 */
extern size_t bounce_ip_end(const char *text, size_t len, size_t start);

#endif							/* BOUNCE_ADDRESS_H */
