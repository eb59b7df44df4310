/*
 * words.h
 *		Cut a text into words, the units that phrases are made of.
 *
 * A word is a run of ASCII letters and digits and of other letters.  One
 * character of a script without spaces (Chinese, Japanese, Korean, Thai) is a
 * word of its own.  Three things are one word each, however they are written:
 * a host name, with the rest of a URL where it stands in one; a mail address;
 * and an address or time of numbers.  Reply and enhanced status codes are no
 * words: a phrase goes on over the "550-5.1.1 " of a continuation line.
 *
 * Other bytes above 127 than those of UTF-8 characters belong to the word that
 * they stand in.  Offsets are bytes.
 * Nothing is allocated, nothing can fail, time is linear.
 */
#ifndef BOUNCE_WORDS_H
#define BOUNCE_WORDS_H

#include "ascii.h"
#include "block.h"
#include "extract.h"

typedef enum bounce_word_kind
{
	BOUNCE_WORD_PLAIN,
	BOUNCE_WORD_HOST,			/* a host name */
	BOUNCE_WORD_OPAQUE			/* an address or number; matches no phrase */
} bounce_word_kind;

typedef struct bounce_word
{
	bounce_word_kind kind;
	bool		above_ascii;	/* a plain word with such a character */
	size_t		start;
	size_t		end;
	size_t		name_start;		/* of the host name, else as start and end */
	size_t		name_end;
} bounce_word;

/*
 * A text to be read.  utf8: are characters above ASCII to be read as UTF-8,
 * where the bytes are?  Else they are letters, whatever they mean.
 */
typedef struct bounce_input
{
	const char *text;
	size_t		len;
	bool		utf8;
	bounce_poll poll;
} bounce_input;

/* A walk over the words of a text, first to last. */
typedef struct bounce_words
{
	const char *text;
	size_t		len;
	bool		utf8;
	size_t		pos;
	size_t		address_start;	/* the next mail address, len if there is none */
	size_t		address_end;
	size_t		undotted_until; /* no host name starts before this offset */
	size_t		block;			/* offset of the block that the masks are of */
	uint64_t	letters;		/* see block.h */
	uint64_t	high;
	uint64_t	starts;			/* of runs of letters that are yet to be read */
	size_t		next_poll;
	bounce_poll poll;
} bounce_words;

extern void bounce_words_start(bounce_words *words, const bounce_input *input);

/* The next word, of any form. */
extern bool bounce_words_next_form(bounce_words *words, bounce_word *word);

/* How long is the run that starts at this byte of the block, within it? */
static inline size_t
bounce_run_length(const bounce_words *words, size_t at)
{
	uint64_t	behind = ~(words->letters >> at);

	return behind == 0 ? BLOCK_SIZE : (size_t) block_first(behind);
}

/*
 * Is the run at words->pos a word as it stands?  Not when it may be a reply
 * code, and not when what follows may make it a host name, a number or a URL.
 */
static inline bool
bounce_is_plain_run(const bounce_words *words, size_t length)
{
	size_t		end = words->pos + length;

	if (length == BLOCK_SIZE || (length == 3 && ascii_is_digit(words->text[words->pos])))
		return false;
	return end + 1 >= words->len || !ascii_is(words->text[end], ASCII_GLUE) ||
		ascii_is_space(words->text[end + 1]);
}

static inline void
bounce_set_word(bounce_word *word, bounce_word_kind kind, size_t start, size_t end)
{
	word->kind = kind;
	word->above_ascii = false;
	word->start = word->name_start = start;
	word->end = word->name_end = end;
}

/*
 * The next word.  Most are runs of ASCII letters within a block, before the
 * next mail address, and cost no call.
 */
static inline bool
bounce_words_next(bounce_words *words, bounce_word *word)
{
	if (words->starts != 0)
	{
		size_t		at = (size_t) block_first(words->starts);
		size_t		length = bounce_run_length(words, at);

		words->pos = words->block + at;
		if (at + length < BLOCK_SIZE && words->pos < words->address_start &&
			(words->high >> at & block_below(length)) == 0 && bounce_is_plain_run(words, length))
		{
			bounce_set_word(word, BOUNCE_WORD_PLAIN, words->pos, words->pos + length);
			words->starts &= words->starts - 1;
			words->pos = word->end;
			return true;
		}
	}
	return bounce_words_next_form(words, word);
}

#endif							/* BOUNCE_WORDS_H */
