/*
 * block_test.c
 *		A look at 64 bytes finds what a look at each byte finds.  Prints TAP.
 */
#include <stdio.h>

#include "core/ascii.h"
#include "core/block.h"
#include "random.h"

#define ROUNDS 2000

static char bytes[BLOCK_SIZE];
static int	tests;

/* Bytes of all kinds, half of them digits and ASCII letters. */
static void
make_bytes(void)
{
	static const char common[] = "0123456789AMZamz";
	size_t		i;

	for (i = 0; i < BLOCK_SIZE; i++)
		bytes[i] = below(2) == 0 ? common[below(sizeof(common) - 1)] : (char) below(256);
}

/* Does the mask have the bits of just the bytes that are in the range? */
static bool
is_mask_of(uint64_t mask, unsigned char first, unsigned char last)
{
	size_t		i;

	for (i = 0; i < BLOCK_SIZE; i++)
	{
		unsigned char c = (unsigned char) bytes[i];

		if ((mask >> i & 1) != (uint64_t) (c >= first && c <= last))
			return false;
	}
	return true;
}

static bool
finds_ranges(void)
{
	unsigned char first = (unsigned char) below(256);
	unsigned char last = (unsigned char) (first + below((size_t) 256 - first));

	return is_mask_of(block_between(block_load(bytes), (char) first, (char) last), first, last);
}

static bool
finds_bytes(void)
{
	unsigned char c = (unsigned char) bytes[below(BLOCK_SIZE)];

	return is_mask_of(block_equal(block_load(bytes), (char) c), c, c);
}

static bool
finds_high_bytes(void)
{
	return is_mask_of(block_high(block_load(bytes)), 0x80, 0xFF);
}

static bool
finds_letters_and_digits(void)
{
	uint64_t	alphas = block_alphas(block_load(bytes));
	uint64_t	digits = block_digits(block_load(bytes));
	size_t		i;

	for (i = 0; i < BLOCK_SIZE; i++)
		if ((alphas >> i & 1) != ascii_is_alpha(bytes[i]) ||
			(digits >> i & 1) != ascii_is_digit(bytes[i]))
			return false;
	return true;
}

static bool
sets_bits(void)
{
	char		bits = (char) (1 << below(8));
	text_block	b = block_or(block_load(bytes), bits);
	size_t		i;

	for (i = 0; i < BLOCK_SIZE; i++)
		bytes[i] |= bits;
	return is_mask_of(block_equal(b, bytes[0]), (unsigned char) bytes[0], (unsigned char) bytes[0]);
}

/* Bits in a row, also when they are all. */
static bool
counts_runs(void)
{
	size_t		at = below(BLOCK_SIZE);
	size_t		end = at + below(BLOCK_SIZE + 1 - at);

	return block_run(block_below(end) & ~block_below(at), at) == end - at &&
		block_run(~UINT64_C(0), 0) == BLOCK_SIZE;
}

/* One bit in a mask, and no higher ones or no lower ones beside it. */
static bool
finds_first_and_last(void)
{
	size_t		n = below(BLOCK_SIZE);
	uint64_t	bit = UINT64_C(1) << n;
	uint64_t	others = (uint64_t) below(1 << 30) << 32 | below(1 << 30);

	return block_first(bit | (others & ~block_below(n))) == (int) n &&
		block_last(bit | (others & block_below(n))) == (int) n &&
		block_below(n) == bit - 1 && ~block_below(BLOCK_SIZE) == 0;
}

/* A byte of a text of any length is where it is said to be, and none is read behind. */
static bool
holds_texts(void)
{
	char		text[3 * BLOCK_SIZE];
	char		buffer[BLOCK_SIZE];
	size_t		len = 1 + below(sizeof(text));
	size_t		at = below(len);
	size_t		start = block_start(len, at);
	const char *block;
	size_t		i;

	for (i = 0; i < len; i++)
		text[i] = (char) (1 + below(255));
	block = block_bytes(text, len, start, buffer);
	for (i = 0; i < BLOCK_SIZE; i++)
		if (block[i] != (start + i < len ? text[start + i] : 0))
			return false;
	return start <= at && at < start + BLOCK_SIZE && (len < BLOCK_SIZE || start + BLOCK_SIZE <= len);
}

static void
try(bool (*holds) (void), const char *what)
{
	bool		ok = true;
	int			i;

	for (i = 0; i < ROUNDS && ok; i++)
	{
		make_bytes();
		ok = holds();
	}
	printf("%sok %d - %s\n", ok ? "" : "not ", ++tests, what);
}

int
main(void)
{
	random_state = 1;
	try(finds_bytes, "a byte");
	try(finds_ranges, "a range of bytes");
	try(finds_high_bytes, "bytes above ASCII");
	try(finds_letters_and_digits, "letters and digits of ASCII");
	try(sets_bits, "bytes with a bit set");
	try(finds_first_and_last, "the first and the last bit of a mask");
	try(counts_runs, "bits in a row");
	try(holds_texts, "a block at any place of a text, and of a short one");
	printf("1..%d\n", tests);
	return 0;
}
