/*
 * scan.c
 *		Words and codes stand in the text, one behind the other, and a code
 *		reads as what it was read as.
 */
#include "property.h"

#include "core/address.h"
#include "core/match.h"

static void
check_words(const bounce_input *input)
{
	bounce_words words;
	bounce_word word;
	size_t		done = 0;

	bounce_words_start(&words, input);
	while (bounce_words_next(&words, &word))
	{
		MUST(word.start >= done && word.start < word.end && word.end <= input->len);
		MUST(word.name_start >= word.start && word.name_start <= word.name_end && word.name_end <= word.end);
		if (word.kind == BOUNCE_WORD_HOST)
			MUST(word.name_start < word.name_end);
		bounce_is_known_word(input->text + word.start, word.end - word.start);
		bounce_is_telling_host(input->text + word.name_start, word.name_end - word.name_start);
		bounce_provider_of_host(input->text + word.name_start, word.name_end - word.name_start);
		done = word.end;
	}
}

static void
check_codes(const char *text, size_t len)
{
	bounce_walk walk;
	bounce_hit	hit;
	bounce_hit	best;
	size_t		done = 0;
	bool		any = false;

	bounce_walk_start(&walk, text, len, NULL);
	while (bounce_walk_next(&walk, &hit))
	{
		MUST(hit.offset >= done && hit.length >= 3 && hit.offset + hit.length <= len);
		MUST(bounce_code_valid(hit.code));
		done = hit.offset + hit.length;
		any = true;
	}
	MUST(bounce_extract_code(text, len, NULL, &best) == any);
	if (any)
		MUST(bounce_code_valid(best.code) && best.offset + best.length <= len);
}

static void
check_addresses(const char *text, size_t len)
{
	size_t		at;

	for (at = 0; at < len; at++)
	{
		size_t		end = bounce_ip_end(text, len, at);

		MUST(end == 0 || (end > at && end <= len));
	}
}

void
property_scan(const char *text, size_t len)
{
	char	   *copy = text_copy(text, len);
	bounce_input input = {copy, len, true, NULL};

	check_words(&input);
	input.utf8 = false;
	check_words(&input);
	check_codes(copy, len);
	check_addresses(copy, len);
	free(copy);
}
