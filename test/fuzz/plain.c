/*
 * plain.c
 *		A plain text is no longer than the text unless it became UTF-8, valid
 *		where the text was, and the same wherever the text stands.
 */
#include "property.h"

#include "core/letter_fold.h"
#include "core/plain.h"
#include "core/utf8.h"

static bool
is_valid_utf8(const char *text, size_t len)
{
	size_t		at = 0;
	uint32_t	c;

	while (at < len)
	{
		size_t		width = utf8_is_high(text[at]) ? bounce_utf8_char(text, len, at, &c) : 1;

		if (width == 0)
			return false;
		at += width;
	}
	return true;
}

static void
check_plain(const bounce_input *input, const bounce_plain *plain)
{
	/* bytes of Latin-1 that were decoded become longer as UTF-8 */
	MUST(plain->input.len <= input->len || (input->utf8 && plain->input.len <= BOUNCE_PLAIN_MAX));
	MUST(plain->encodings < 1u << BOUNCE_ENCODINGS);
	if (plain->encodings == 0)
		MUST(plain->input.text == input->text && plain->input.len == input->len);
	else
		MUST(plain->input.text == plain->buffer);
	if (input->utf8 && is_valid_utf8(input->text, input->len))
		MUST(is_valid_utf8(plain->input.text, plain->input.len));
}

static void
check_elsewhere(const bounce_input *input, const bounce_plain *plain)
{
	static bounce_plain other;
	char	   *block;
	bounce_input moved = *input;

	memset(other.buffer, '5', sizeof(other.buffer));
	moved.text = surrounded_copy(input->text, input->len, "=\n", &block);
	bounce_read_plain(&moved, &other);
	MUST(other.encodings == plain->encodings && other.input.len == plain->input.len);
	if (other.input.len > 0)
		MUST(memcmp(other.input.text, plain->input.text, other.input.len) == 0);
	free(block);
}

static void
check_fold(const bounce_input *input)
{
	size_t		len = input->len < 64 ? input->len : 64;
	char	   *word = text_copy(input->text, len);
	char	   *folded = text_copy(input->text, len);
	char	   *again = text_copy(input->text, len);

	size_t		folded_len = bounce_fold_word(word, len, input->utf8, folded);

	MUST(folded_len <= len && (folded_len > 0) == (len > 0));
	MUST(bounce_fold_word(folded, folded_len, input->utf8, again) == folded_len);
	MUST(folded_len == 0 || memcmp(folded, again, folded_len) == 0);
	MUST(bounce_fold_word(word, len, input->utf8, word) == folded_len);
	MUST(folded_len == 0 || memcmp(folded, word, folded_len) == 0);
	free(word);
	free(folded);
	free(again);
}

void
property_plain(const char *text, size_t len)
{
	static bounce_plain plain;
	char	   *copy = text_copy(text, len);
	bounce_input input = {copy, len, true, NULL};
	int			utf8;

	for (utf8 = 0; utf8 < 2; utf8++)
	{
		input.utf8 = utf8 == 1;
		memset(plain.buffer, 'x', sizeof(plain.buffer));
		bounce_read_plain(&input, &plain);
		check_plain(&input, &plain);
		check_elsewhere(&input, &plain);
		check_fold(&input);
	}
	free(copy);
}
