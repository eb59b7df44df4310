/*
 * words.c
 *		Cut a text into words, the units that phrases are made of.
 */
#include "words.h"

#include "ascii.h"
#include "block.h"
#include "word_forms.h"

void
bounce_words_start(bounce_words *words, const bounce_input *input)
{
	words->text = input->text;
	words->len = input->len;
	words->utf8 = input->utf8;
	words->pos = 0;
	words->undotted_until = 0;
	words->block = input->len;
	words->letters = words->high = 0;
	words->next_poll = BOUNCE_POLL_BYTES;
	words->poll = input->poll;
	bounce_find_address(words, 0);
}

/* Look at the block that starts at this offset. */
static void
look_at_block(bounce_words *words, size_t at)
{
	char		buffer[BLOCK_SIZE];

	if (at >= words->next_poll)
	{
		words->next_poll = at + BOUNCE_POLL_BYTES;
		if (words->poll != NULL)
			words->poll();
	}
	words->block = at;
	words->letters = block_letters(block_at(words->text, words->len, at, buffer), &words->high);
}

/*
 * Go to the next letter, digit or byte above ASCII, and tell how many of them
 * are there up to the end of the block, and whether any is above ASCII.
 */
static bool
next_run(bounce_words *words, size_t *length, bool *high)
{
	uint64_t	letters;
	uint64_t	run;

	if (words->pos < words->block || words->pos >= words->block + BLOCK_SIZE)
		look_at_block(words, words->pos);
	while ((letters = words->letters >> (words->pos - words->block)) == 0)
	{
		words->pos = words->block + BLOCK_SIZE;
		if (words->pos >= words->len)
			return false;
		look_at_block(words, words->pos);
	}
	words->pos += (size_t) block_first(letters);
	letters = words->letters >> (words->pos - words->block);

	/* a run that goes on behind the block is looked at from its start */
	if (words->pos > words->block && ~letters << (words->pos - words->block) == 0)
	{
		look_at_block(words, words->pos);
		letters = words->letters;
	}
	run = ~letters;
	*length = run == 0 ? BLOCK_SIZE : (size_t) block_first(run);
	*high = (words->high >> (words->pos - words->block) &
			 (*length == BLOCK_SIZE ? ~UINT64_C(0) : (UINT64_C(1) << *length) - 1)) != 0;
	return true;
}

/*
 * Is the run a word as it stands?  Not when it may be a reply code, and not
 * when what follows may make it a host name, a number or a URL.
 */
static bool
is_plain_run(const bounce_words *words, size_t length)
{
	size_t		end = words->pos + length;
	char		c;

	if (length == BLOCK_SIZE || (length == 3 && ascii_is_digit(words->text[words->pos])))
		return false;
	if (end + 1 >= words->len)
		return true;
	c = words->text[end];
	return (c != '.' && c != '-' && c != ':') || ascii_is_space(words->text[end + 1]);
}

bool
bounce_words_next(bounce_words *words, bounce_word *word)
{
	size_t		length;
	bool		high;

	while (words->pos < words->len && next_run(words, &length, &high))
	{
		size_t		width;
		bounce_char_class class;

		if (words->pos >= words->address_end && words->address_end < words->len)
			bounce_find_address(words, words->pos);

		if (words->pos >= words->address_start && words->pos < words->address_end)
			bounce_set_word(word, BOUNCE_WORD_OPAQUE, words->pos, words->address_end);
		else if (!high && is_plain_run(words, length))
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + length);
		else if ((class = bounce_char_class_at(words, words->pos, &width)) == BOUNCE_CHAR_SEPARATOR)
		{
			words->pos += width;
			continue;
		}
		else if (class == BOUNCE_CHAR_WORD)
		{
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + width);
			word->above_ascii = true;
		}
		else if (!bounce_read_word(words, word))
			continue;
		else
			word->above_ascii = high;
		words->pos = word->end;
		return true;
	}
	words->pos = words->len;
	return false;
}
