/*
 * block.h
 *		Look at 64 bytes of a text at once.
 *
 * A look returns a mask: bit n is for the n-th byte.  With SSE2 it takes a few
 * instructions; elsewhere the compiler does what it can.  BOUNCE_PORTABLE asks
 * for that everywhere, so that a test can compare the two.
 */
#ifndef BOUNCE_BLOCK_H
#define BOUNCE_BLOCK_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(BOUNCE_PORTABLE)
#define BLOCK_SSE2
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

/* The highest bit that is set; mask is not 0. */
static inline int
block_last(uint64_t mask)
{
#if defined(__GNUC__)
	return BLOCK_SIZE - 1 - __builtin_clzll(mask);
#else
	int			n = 0;

	while ((mask >>= 1) != 0)
		n++;
	return n;
#endif
}

/* How many bits in a row are set from this one on? */
static inline size_t
block_run(uint64_t mask, size_t at)
{
	uint64_t	behind = ~(mask >> at);

	return behind == 0 ? BLOCK_SIZE : (size_t) block_first(behind);
}

/* The bits below n, which is at most BLOCK_SIZE. */
static inline uint64_t
block_below(size_t n)
{
	return n >= BLOCK_SIZE ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

/*
 * Where a block with the byte at this offset starts: there, but before it near
 * the end of a text, and with the text where it is shorter.
 */
static inline size_t
block_start(size_t len, size_t at)
{
	size_t		last = len >= BLOCK_SIZE ? len - BLOCK_SIZE : 0;

	return at < last ? at : last;
}

/*
 * The 64 bytes of the block that starts there, all readable.  Behind the end of
 * a shorter text are zeros, in the buffer.
 */
static inline const char *
block_bytes(const char *text, size_t len, size_t start, char buffer[BLOCK_SIZE])
{
	if (len >= BLOCK_SIZE)
		return text + start;
	memset(buffer, 0, BLOCK_SIZE);
	memcpy(buffer, text, len);
	return buffer;
}

/* ------------------------------------------------------------------- looks */

#if defined(BLOCK_SSE2)

typedef struct text_block
{
	__m128i		quarter[4];
} text_block;

static inline text_block
block_load(const char *bytes)
{
	const __m128i *from = (const __m128i *) bytes;
	text_block	b = {{_mm_loadu_si128(from), _mm_loadu_si128(from + 1),
			_mm_loadu_si128(from + 2), _mm_loadu_si128(from + 3)}};

	return b;
}

/* The bytes whose highest bit is set. */
static inline uint64_t
block_high(text_block b)
{
	return (uint64_t) _mm_movemask_epi8(b.quarter[0]) |
		(uint64_t) _mm_movemask_epi8(b.quarter[1]) << 16 |
		(uint64_t) _mm_movemask_epi8(b.quarter[2]) << 32 |
		(uint64_t) _mm_movemask_epi8(b.quarter[3]) << 48;
}

static inline uint64_t
block_equal(text_block b, char c)
{
	__m128i		all = _mm_set1_epi8(c);
	text_block	found = {{_mm_cmpeq_epi8(b.quarter[0], all), _mm_cmpeq_epi8(b.quarter[1], all),
			_mm_cmpeq_epi8(b.quarter[2], all), _mm_cmpeq_epi8(b.quarter[3], all)}};

	return block_high(found);
}

static inline __m128i
block_quarter_between(__m128i bytes, char first, char last)
{
	__m128i		above = _mm_sub_epi8(bytes, _mm_set1_epi8(first));

	return _mm_cmpeq_epi8(above, _mm_min_epu8(above, _mm_set1_epi8((char) (last - first))));
}

/* The bytes from first to last, without a sign. */
static inline uint64_t
block_between(text_block b, char first, char last)
{
	text_block	found = {{block_quarter_between(b.quarter[0], first, last),
			block_quarter_between(b.quarter[1], first, last),
			block_quarter_between(b.quarter[2], first, last),
			block_quarter_between(b.quarter[3], first, last)}};

	return block_high(found);
}

/* The block with these bits set in every byte. */
static inline text_block
block_or(text_block b, char bits)
{
	__m128i		all = _mm_set1_epi8(bits);
	text_block	set = {{_mm_or_si128(b.quarter[0], all), _mm_or_si128(b.quarter[1], all),
			_mm_or_si128(b.quarter[2], all), _mm_or_si128(b.quarter[3], all)}};

	return set;
}

#else

typedef struct text_block
{
	unsigned char bytes[BLOCK_SIZE];
} text_block;

static inline text_block
block_load(const char *bytes)
{
	text_block	b;

	memcpy(b.bytes, bytes, BLOCK_SIZE);
	return b;
}

/* The bytes from first to last, without a sign. */
static inline uint64_t
block_between(text_block b, char first, char last)
{
	unsigned	range = (unsigned char) (last - first);
	uint64_t	found = 0;
	int			i;

	for (i = 0; i < BLOCK_SIZE; i++)
		found |= (uint64_t) ((unsigned char) (b.bytes[i] - (unsigned char) first) <= range) << i;
	return found;
}

/* The bytes whose highest bit is set. */
static inline uint64_t
block_high(text_block b)
{
	return block_between(b, (char) 0x80, (char) 0xFF);
}

static inline uint64_t
block_equal(text_block b, char c)
{
	return block_between(b, c, c);
}

/* The block with these bits set in every byte. */
static inline text_block
block_or(text_block b, char bits)
{
	int			i;

	for (i = 0; i < BLOCK_SIZE; i++)
		b.bytes[i] |= (unsigned char) bits;
	return b;
}

#endif

static inline uint64_t
block_digits(text_block b)
{
	return block_between(b, '0', '9');
}

/* ASCII letters: the bit 0x20 makes small ones of capitals. */
static inline uint64_t
block_alphas(text_block b)
{
	return block_between(block_or(b, 0x20), 'a', 'z');
}

#endif							/* BOUNCE_BLOCK_H */
