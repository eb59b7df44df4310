/*
 * lane.h
 *		Eight bytes of a word at once, for hashing and comparing.
 */
#ifndef BOUNCE_LANE_H
#define BOUNCE_LANE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANE_SIZE		8		/* bytes */

/*
 * Eight bytes as a little-endian number.
 */
static inline uint64_t
lane_load(const char *bytes)
{
	uint64_t	lane;

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(&lane, bytes, LANE_SIZE);
#else
	int			i;

	lane = 0;
	for (i = 0; i < LANE_SIZE; i++)
		lane |= (uint64_t) (unsigned char) bytes[i] << (8 * i);
#endif
	return lane;
}

/* The first bytes of a lane, by their number. */
static const uint64_t lane_masks[LANE_SIZE + 1] = {
	0, UINT64_C(0xFF), UINT64_C(0xFFFF), UINT64_C(0xFFFFFF), UINT64_C(0xFFFFFFFF),
	UINT64_C(0xFFFFFFFFFF), UINT64_C(0xFFFFFFFFFFFF), UINT64_C(0xFFFFFFFFFFFFFF),
	UINT64_C(0xFFFFFFFFFFFFFFFF)
};

/*
 * The first len bytes of a lane, 1 to 8, the rest zero, ASCII letters in lower
 * case: setting the bit 0x20 changes no digit, dot or hyphen.
 */
static inline uint64_t
lane_fold(uint64_t lane, size_t len)
{
	return (lane | (~lane & UINT64_C(0x8080808080808080)) >> 2) & lane_masks[len];
}

#endif							/* BOUNCE_LANE_H */
