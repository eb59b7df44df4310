/*
 * words.c
 *		Cut a text into words, the units that phrases are made of.
 */
#include "words.h"

#include "word_forms.h"

void
bounce_look_at_block(bounce_words *words, size_t at)
{
	char		buffer[BLOCK_SIZE];
	bounce_masks *m = &words->masks;
	uint64_t	next_letters;
	uint64_t	ascii;
	text_block	b;

	bounce_poll_at(words->poll, at, &words->next_poll);
	words->block = block_start(words->len, at);
	b = block_load(block_bytes(words->text, words->len, words->block, buffer));
	m->high = block_high(b);
	m->digits = block_digits(b);
	m->dots = block_equal(b, '.');
	m->hyphens = block_equal(b, '-');
	m->letters = block_alphas(b) | m->digits | m->high;
	next_letters = m->letters >> 1;
	if (!bounce_is_last_block(words))
		next_letters |= UINT64_C(1) << (BLOCK_SIZE - 1);	/* for all that we know */
	words->joints = ((m->dots | m->hyphens) & next_letters) |
		(block_equal(b, ':') & ~(block_equal(b, ' ') >> 1));
	/* three letters or digits, the first a digit, may be a reply code */
	ascii = m->letters & ~m->high;
	words->odd = m->high |
		(m->digits & ~(ascii << 1) & ascii >> 1 & ascii >> 2 & ~(ascii >> 3));
}

/* The runs of letters that are yet to be read: those from words->pos on. */
static void
set_runs(bounce_words *words)
{
	uint64_t	letters = words->masks.letters & ~block_below(words->pos - words->block);

	words->starts = letters & ~(letters << 1);
	words->ends = ~letters & letters << 1;
	words->ends &= words->address_start < words->pos
		? 0 : block_below(words->address_start - words->block + 1);
}

/* Look at the block with the byte at this offset, where no run goes on. */
static void
look_from(bounce_words *words, size_t at)
{
	bounce_look_at_block(words, at);
	words->pos = at;
	set_runs(words);
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
	words->starts = words->ends = 0;
	words->next_poll = BOUNCE_POLL_BYTES;
	words->poll = input->poll;
	bounce_find_address(words, 0);
	if (words->len > 0)
		look_from(words, 0);
}

/* Go to an offset, where no run goes on. */
static void
go_to(bounce_words *words, size_t pos)
{
	words->pos = pos;
	if (bounce_is_in_block(words, pos))
		set_runs(words);
	else
		words->starts = words->ends = 0;
}

/* Is this run of the block, which ends within it, a word as it stands? */
static bool
is_plain_run(const bounce_words *words, size_t at, size_t length)
{
	return (words->odd >> at & block_below(length)) == 0 &&
		(words->joints >> (at + length) & 1) == 0;
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
			size_t		next = bounce_is_in_block(words, words->pos)
				? words->block + BLOCK_SIZE : words->pos;

			if (next >= words->len)
				return false;
			look_from(words, next);
			continue;
		}
		at = (size_t) block_first(words->starts);
		words->pos = words->block + at;
		*length = block_run(words->masks.letters, at);
		if (at + *length < BLOCK_SIZE || at == 0 || bounce_is_last_block(words))
			return true;
		/* it may go on behind the block, so it is looked at from its start */
		look_from(words, words->pos);
	}
}

bool
bounce_words_next_form(bounce_words *words, bounce_word *word)
{
	size_t		length;

	while (next_run(words, &length))
	{
		size_t		at = words->pos - words->block;
		bool		high = (words->masks.high >> at & block_below(length)) != 0;
		size_t		width;
		bounce_char_class class;

		if (words->pos >= words->address_end && words->address_end < words->len)
			bounce_find_address(words, words->pos);

		if (words->pos >= words->address_start)
			bounce_set_word(word, BOUNCE_WORD_OPAQUE, words->pos, words->address_end);
		else if (at + length < BLOCK_SIZE && is_plain_run(words, at, length))
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + length);
		else if (high && (class = bounce_char_class_at(words, words->pos, &width)) != BOUNCE_CHAR_LETTER)
		{
			if (class == BOUNCE_CHAR_SEPARATOR)
			{
				go_to(words, words->pos + width);
				continue;
			}
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + width);
			word->above_ascii = true;
		}
		else if (!bounce_read_word(words, high ? 0 : length, word))
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
