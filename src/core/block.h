/*
 * block.h
 *		Look at 64 bytes of a text at once.
 *
 * Each function returns a mask: bit n is for the n-th byte.  With SSE2 a block
 * takes a few instructions; elsewhere the compiler does what it can.
 */
#ifndef BOUNCE_BLOCK_H
#define BOUNCE_BLOCK_H

#include <stdint.h>
#include <string.h>

#include "ascii.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define BLOCK_SIZE 64

/* The lowest bit that is set; mask is not 0. */
static inline int
block_first(uint64_t mask)
{
#if defined(__GNUC__)
	return __builtin_ctzll(mask);
#else
	int			n = 0;

	for (; (mask & 1) == 0; mask >>= 1)
		n++;
	return n;
#endif
}

/*
 * Letters and digits, bytes above ASCII included; and of these, in *high, the
 * bytes above ASCII.
 */
static inline uint64_t
block_letters(const char *bytes, uint64_t *high)
{
	uint64_t	letters = 0;
	uint64_t	above = 0;
	int			i;

#if defined(__SSE2__)
	for (i = 0; i < BLOCK_SIZE; i += 16)
	{
		__m128i		chunk = _mm_loadu_si128((const __m128i *) (bytes + i));
		__m128i		lower = _mm_or_si128(chunk, _mm_set1_epi8(0x20));
		__m128i		alpha = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
										  _mm_cmpgt_epi8(_mm_set1_epi8('z' + 1), lower));
		__m128i		digit = _mm_and_si128(_mm_cmpgt_epi8(chunk, _mm_set1_epi8('0' - 1)),
										  _mm_cmpgt_epi8(_mm_set1_epi8('9' + 1), chunk));
		uint64_t	top = (uint64_t) (uint32_t) _mm_movemask_epi8(chunk);

		above |= top << i;
		letters |= (top | (uint64_t) (uint32_t) _mm_movemask_epi8(_mm_or_si128(alpha, digit))) << i;
	}
#else
	for (i = 0; i < BLOCK_SIZE; i++)
	{
		uint64_t	top = (unsigned char) bytes[i] >> 7;

		above |= top << i;
		letters |= (top | (uint64_t) ascii_is_alnum(bytes[i])) << i;
	}
#endif
	*high = above;
	return letters;
}

/* Bytes that may start a code or a URL: '2', '4', '5' and ':'. */
static inline uint64_t
block_code_starts(const char *bytes)
{
	uint64_t	starts = 0;
	int			i;

#if defined(__SSE2__)
	for (i = 0; i < BLOCK_SIZE; i += 16)
	{
		__m128i		chunk = _mm_loadu_si128((const __m128i *) (bytes + i));
		__m128i		found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('2')),
													  _mm_cmpeq_epi8(chunk, _mm_set1_epi8('4'))),
										 _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('5')),
													  _mm_cmpeq_epi8(chunk, _mm_set1_epi8(':'))));

		starts |= (uint64_t) (uint32_t) _mm_movemask_epi8(found) << i;
	}
#else
	for (i = 0; i < BLOCK_SIZE; i++)
		starts |= (uint64_t) (bytes[i] == '2' || bytes[i] == '4' || bytes[i] == '5' ||
							  bytes[i] == ':') << i;
#endif
	return starts;
}

/* The block at this offset; behind the end of the text, zeros in the buffer. */
static inline const char *
block_at(const char *text, size_t len, size_t at, char buffer[BLOCK_SIZE])
{
	if (len - at >= BLOCK_SIZE)
		return text + at;
	memset(buffer, 0, BLOCK_SIZE);
	memcpy(buffer, text + at, len - at);
	return buffer;
}

#endif							/* BOUNCE_BLOCK_H */
