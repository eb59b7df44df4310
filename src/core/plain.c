/*
 * plain.c
 *		The plain text behind a broken encoding.
 *
 * A cheap look tells whether anything in the text can be a broken encoding;
 * only then it is copied, and one reader after the other looks for the
 * sequences it knows.  An encoding that wraps others comes before them.
 */
#include "plain.h"

#include "block.h"
#include "decoders.h"

/* May the byte at this offset start a sequence? */
static bool
may_start(const bounce_input *input, size_t line, size_t at)
{
	const char *text = input->text + at;
	size_t		left = input->len - at;
	draft		d = {(char *) input->text, input->len, input->utf8};	/* for readers only */
	char		out[4];
	size_t		i;

	if (left < 2)
		return false;
	switch (text[0])
	{
		case '\n':
			return bounce_is_folded(input->text, input->len, line, at);
		case '=':
			return text[1] == '?' || text[1] == '\n' || text[1] == '\r' ||
				bounce_is_quoted_certainly(&d, at);
		case '%':
			return left > 2 && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
		case '&':
			for (i = 1; i < left && i <= LONGEST_ENTITY && (ascii_is_alnum(text[i]) || text[i] == '#'); i++)
				;
			return i < left && text[i] == ';';
		case '<':
			return (text[1] == '/' || ascii_is_alpha(text[1])) && bounce_read_tag(&d, at, out, &i) > 0;
		case '\\':
			return strchr("\"/nrtu\\", text[1]) != NULL;
		default:
			/* 0xC3: a character of mojibake, and another */
			return input->utf8 && left > 2 && utf8_is_high(text[2]) &&
				bounce_read_mojibake(&d, at, out, &i) > 0;
	}
}

/* Either half of the block, as long as the shortest run; line ends may be in it. */
static bool
may_be_base64(text_block b)
{
	uint64_t	found = block_alphas(b) | block_digits(b) | block_equal(b, '+') | block_equal(b, '/') |
		block_equal(b, '=') | block_equal(b, '\r') | block_equal(b, '\n');
	uint64_t	half = block_below(BASE64_WHOLE);

	return (found & half) == half || (found >> BASE64_WHOLE & half) == half;
}

/*
 * Bytes that the sequences of broken encodings start with: the last is the first
 * byte of a letter from U+00C0 to U+00FF in UTF-8.
 */
static inline uint64_t
escapes_of(text_block b)
{
	return block_equal(b, '\n') | block_between(b, '%', '&') | block_equal(b, '\\') |
		block_equal(block_or(b, 1), '=') |	/* and '<' */
		block_equal(b, (char) 0xC3);
}

/*
 * Is there any sequence of a broken encoding?  Most texts have none, so this
 * must cost next to nothing.  The last block ends with the text, and what was
 * seen before is passed over.
 */
static bool
is_suspicious(const bounce_input *input)
{
	char		buffer[BLOCK_SIZE];
	size_t		line = 0;
	size_t		next;
	size_t		at;

	for (next = 0; next < input->len; next = at + BLOCK_SIZE)
	{
		uint64_t	escapes;
		uint64_t	blanks;
		text_block	b;

		at = block_start(input->len, next);
		b = block_load(block_bytes(input->text, input->len, at, buffer));
		escapes = escapes_of(b) & ~block_below(next - at);
		blanks = block_equal(b, ' ');
		for (; escapes != 0; escapes &= escapes - 1)
		{
			size_t		found = at + (size_t) block_first(escapes);

			if (may_start(input, line, found))
				return true;
			if (input->text[found] == '\n')
				line = found + 1;
		}
		if (((uint32_t) blanks == 0 || blanks >> 32 == 0) && may_be_base64(b))
			return true;
	}
	return false;
}

static bool
is_ascii(const bounce_input *input)
{
	size_t		i;

	for (i = 0; i < input->len; i++)
		if (utf8_is_high(input->text[i]))
			return false;
	return true;
}

/* In the order of bounce_encoding. */
static bool (*const decoders[BOUNCE_ENCODINGS]) (draft *d) = {
	bounce_decode_base64, bounce_decode_url, bounce_decode_json, bounce_decode_words,
	bounce_decode_quoted, bounce_decode_html, bounce_decode_mojibake, bounce_decode_folded
};

void
bounce_read_plain(const bounce_input *input, bounce_plain *plain)
{
	draft		d = {plain->buffer, input->len, input->utf8};
	int			i;

	plain->input = *input;
	plain->encodings = 0;
	if (input->len > BOUNCE_PLAIN_MAX || !is_suspicious(input) ||
		(!input->utf8 && !is_ascii(input)))
		return;

	memcpy(plain->buffer, input->text, input->len);
	for (i = 0; i < BOUNCE_ENCODINGS; i++)
	{
		if (i == BOUNCE_ENCODING_MOJIBAKE && d.utf8 && plain->encodings != 0)
			bounce_make_valid(&d, BOUNCE_PLAIN_MAX);
		if (decoders[i] (&d))
			plain->encodings |= 1u << i;
	}
	if (plain->encodings != 0)
	{
		plain->input.text = plain->buffer;
		plain->input.len = d.len;
	}
}

const char *
bounce_encoding_name(bounce_encoding encoding)
{
	static const char *const names[BOUNCE_ENCODINGS] = {
		"base64", "url", "json", "encoded_word", "quoted_printable", "html", "mojibake", "folded"
	};

	return names[encoding];
}
