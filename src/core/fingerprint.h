/*
 * fingerprint.h
 *		A text without what differs from one recipient to the next, so that
 *		equal messages have equal fingerprints.
 *
 * Masked are mail addresses, IP addresses, host names, queue ids, numbers,
 * dates and times; white space becomes one blank.  Reply and enhanced codes,
 * codes of providers and the hosts of block lists and of URLs stay.  This is
 * no anonymisation: names in other forms stay as well.
 *
 * A fingerprint is its own fingerprint.
 */
#ifndef BOUNCE_FINGERPRINT_H
#define BOUNCE_FINGERPRINT_H

#include "words.h"

/* A fingerprint is cut behind so many bytes, at a character. */
#define BOUNCE_FINGERPRINT_MAX	2000

/* Write the fingerprint; its length in bytes.  No terminating zero. */
extern size_t bounce_fingerprint(const bounce_input *input,
								 char out[BOUNCE_FINGERPRINT_MAX]);

#endif							/* BOUNCE_FINGERPRINT_H */
