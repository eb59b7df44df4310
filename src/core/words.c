/*
 * words.c
 *		Cut a text into words, the units that phrases are made of.
 */
#include "words.h"

#include "word_forms.h"

/* Look at the block that starts at this offset, which is below len. */
static void
look_at_block(bounce_words *words, size_t at)
{
	char		buffer[BLOCK_SIZE];
	int			shift;
	const char *bytes = block_at(words->text, words->len, at, buffer, &shift);

	bounce_poll_at(words->poll, at, &words->next_poll);
	words->block = words->pos = at;
	words->letters = block_letters(bytes, &words->high) >> shift;
	words->high >>= shift;
	words->starts = words->letters & ~(words->letters << 1);
}

void
bounce_words_start(bounce_words *words, const bounce_input *input)
{
	words->text = input->text;
	words->len = input->len;
	words->utf8 = input->utf8;
	words->pos = 0;
	words->undotted_until = 0;
	words->block = 0;
	words->starts = 0;
	words->next_poll = BOUNCE_POLL_BYTES;
	words->poll = input->poll;
	bounce_find_address(words, 0);
	if (words->len > 0)
		look_at_block(words, 0);
}

/* Go to a later offset, where no run goes on. */
static void
go_to(bounce_words *words, size_t pos)
{
	words->pos = pos;
	if (pos >= words->block + BLOCK_SIZE)
		words->starts = 0;
	else
	{
		uint64_t	letters = words->letters & ~block_below(pos - words->block);

		words->starts = letters & ~(letters << 1);
	}
}

/*
 * Go to the next run of letters, digits and bytes above ASCII, and tell how
 * many of them there are, up to a block's size.
 */
static inline bool
next_run(bounce_words *words, size_t *length)
{
	for (;;)
	{
		size_t		at;

		if (words->starts == 0)
		{
			size_t		next = words->block + BLOCK_SIZE;

			if (words->pos > next)
				next = words->pos;
			if (next >= words->len)
				return false;
			look_at_block(words, next);
			continue;
		}
		at = (size_t) block_first(words->starts);
		words->pos = words->block + at;
		*length = bounce_run_length(words, at);
		if (at + *length < BLOCK_SIZE || at == 0)
			return true;
		/* it may go on behind the block, so it is looked at from its start */
		look_at_block(words, words->pos);
	}
}

bool
bounce_words_next_form(bounce_words *words, bounce_word *word)
{
	size_t		length;

	while (next_run(words, &length))
	{
		size_t		at = words->pos - words->block;
		bool		high = (words->high >> at & block_below(length)) != 0;
		size_t		width;
		bounce_char_class class;

		if (words->pos >= words->address_end && words->address_end < words->len)
			bounce_find_address(words, words->pos);

		if (words->pos >= words->address_start)
			bounce_set_word(word, BOUNCE_WORD_OPAQUE, words->pos, words->address_end);
		else if (!high && bounce_is_plain_run(words, length))
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + length);
		else if ((class = bounce_char_class_at(words, words->pos, &width)) == BOUNCE_CHAR_SEPARATOR)
		{
			go_to(words, words->pos + width);
			continue;
		}
		else if (class == BOUNCE_CHAR_WORD)
		{
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + width);
			word->above_ascii = true;
		}
		else if (!bounce_read_word(words, word))
		{
			go_to(words, words->pos);
			continue;
		}
		else
			word->above_ascii = high;
		go_to(words, word->end);
		return true;
	}
	words->pos = words->len;
	return false;
}
