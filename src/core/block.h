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

/* The bits below n, which is at most BLOCK_SIZE. */
static inline uint64_t
block_below(size_t n)
{
	return n >= BLOCK_SIZE ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

/*
 * 64 readable bytes with those from this offset on, which stand *shift bytes
 * behind the first.  Behind the end of a shorter text are zeros, in the buffer.
 */
static inline const char *
block_at(const char *text, size_t len, size_t at, char buffer[BLOCK_SIZE], int *shift)
{
	*shift = 0;
	if (len - at >= BLOCK_SIZE)
		return text + at;
	if (len >= BLOCK_SIZE)
	{
		*shift = (int) (BLOCK_SIZE - (len - at));
		return text + len - BLOCK_SIZE;
	}
	memset(buffer, 0, BLOCK_SIZE);
	memcpy(buffer, text + at, len - at);
	return buffer;
}

#if defined(__SSE2__)
static inline uint64_t
block_bits(__m128i bytes, int i)
{
	return (uint64_t) (uint32_t) _mm_movemask_epi8(bytes) << i;
}

/* Bytes of a range of ASCII, its ends included. */
static inline __m128i
block_range(__m128i bytes, char first, char last)
{
	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char) (first - 1))),
						 _mm_cmpgt_epi8(_mm_set1_epi8((char) (last + 1)), bytes));
}

static inline __m128i
block_alnum(__m128i bytes)
{
	return _mm_or_si128(block_range(bytes, '0', '9'),
						block_range(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z'));
}
#endif

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

		above |= block_bits(chunk, i);
		letters |= block_bits(_mm_or_si128(chunk, block_alnum(chunk)), i);
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

static inline uint64_t
block_digits(const char *bytes)
{
	uint64_t	digits = 0;
	int			i;

#if defined(__SSE2__)
	for (i = 0; i < BLOCK_SIZE; i += 16)
		digits |= block_bits(block_range(_mm_loadu_si128((const __m128i *) (bytes + i)), '0', '9'), i);
#else
	for (i = 0; i < BLOCK_SIZE; i++)
		digits |= (uint64_t) ascii_is_digit(bytes[i]) << i;
#endif
	return digits;
}

/* The digits '2', '4' and '5', which codes start with, and colons. */
static inline uint64_t
block_code_stops(const char *bytes)
{
	uint64_t	stops = 0;
	int			i;

#if defined(__SSE2__)
	for (i = 0; i < BLOCK_SIZE; i += 16)
	{
		__m128i		chunk = _mm_loadu_si128((const __m128i *) (bytes + i));
		__m128i		found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('2')),
													  _mm_cmpeq_epi8(chunk, _mm_set1_epi8('4'))),
										 _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('5')),
													  _mm_cmpeq_epi8(chunk, _mm_set1_epi8(':'))));

		stops |= block_bits(found, i);
	}
#else
	for (i = 0; i < BLOCK_SIZE; i++)
		stops |= (uint64_t) (bytes[i] == '2' || bytes[i] == '4' || bytes[i] == '5' ||
							 bytes[i] == ':') << i;
#endif
	return stops;
}

/*
 * Bytes that the sequences of broken encodings start with: line feed, '%', '&',
 * '<', '=', '\\', and the first byte of a letter from U+00C0 to U+00FF in
 * UTF-8.  Bit 0 of *solid is set when there is no blank in the first half of
 * the block, bit 1 when there is none in the second.
 */
static inline uint64_t
block_escapes(const char *bytes, int *solid)
{
	uint64_t	escapes = 0;
	uint64_t	blanks = 0;
	int			i;

#if defined(__SSE2__)
	for (i = 0; i < BLOCK_SIZE; i += 16)
	{
		__m128i		chunk = _mm_loadu_si128((const __m128i *) (bytes + i));
		__m128i		odd = _mm_or_si128(chunk, _mm_set1_epi8(1));	/* '<' is '=' then */
		__m128i		found = _mm_or_si128(
			_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('\n')),
									  _mm_cmpeq_epi8(chunk, _mm_set1_epi8('%'))),
						 _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('&')),
									  _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\')))),
			_mm_or_si128(_mm_cmpeq_epi8(odd, _mm_set1_epi8('=')),
						 _mm_cmpeq_epi8(chunk, _mm_set1_epi8((char) 0xC3))));
		__m128i		blank = _mm_cmpeq_epi8(chunk, _mm_set1_epi8(' '));

		escapes |= block_bits(found, i);
		blanks |= block_bits(blank, i);
	}
#else
	for (i = 0; i < BLOCK_SIZE; i++)
	{
		unsigned char c = (unsigned char) bytes[i];

		escapes |= (uint64_t) (c == '\n' || c == '%' || c == '&' || c == '<' || c == '=' ||
							   c == '\\' || c == 0xC3) << i;
		blanks |= (uint64_t) (c == ' ') << i;
	}
#endif
	*solid = ((uint32_t) blanks == 0 ? 1 : 0) | (blanks >> 32 == 0 ? 2 : 0);
	return escapes;
}

#endif							/* BOUNCE_BLOCK_H */
