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

/* Bytes of a block, a bit for each: what words are made of and cut by. */
typedef struct bounce_masks
{
	uint64_t	letters;		/* and digits, and all bytes above ASCII */
	uint64_t	high;			/* bytes above ASCII */
	uint64_t	digits;
	uint64_t	dots;
	uint64_t	hyphens;
} bounce_masks;

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
	bounce_masks masks;
	uint64_t	joints;			/* what may make a run before it more than a word */
	uint64_t	odd;			/* what makes a run with it more or less than a word */

	/* runs of letters that are yet to be read: first bytes, and those behind */
	uint64_t	starts;
	uint64_t	ends;			/* only before the next mail address */
	size_t		next_poll;
	bounce_poll poll;
} bounce_words;

/* The words of a text, for who reads them again: all of them, or the first. */
#define BOUNCE_KEPT_WORDS	128

typedef struct bounce_kept_words
{
	size_t		count;
	bool		all;
	bounce_word words[BOUNCE_KEPT_WORDS];
} bounce_kept_words;

extern void bounce_words_start(bounce_words *words, const bounce_input *input);

/* Let the masks be of a block with the byte at this offset, which is below len. */
extern void bounce_look_at_block(bounce_words *words, size_t at);

static inline bool
bounce_is_in_block(const bounce_words *words, size_t at)
{
	return at - words->block < BLOCK_SIZE;	/* at may be before it, too */
}

/* Does the text end with the block? */
static inline bool
bounce_is_last_block(const bounce_words *words)
{
	return words->len - words->block <= BLOCK_SIZE;
}

/* The next word, of any form. */
extern bool bounce_words_next_form(bounce_words *words, bounce_word *word);

static inline void
bounce_set_word(bounce_word *word, bounce_word_kind kind, size_t start, size_t end)
{
	word->kind = kind;
	word->above_ascii = false;
	word->start = word->name_start = start;
	word->end = word->name_end = end;
}

/*
 * The next word.  Most are runs of ASCII letters and digits within a block, before
 * the next mail address, that are words as they stand; these cost no call.
 */
static inline bool
bounce_words_next(bounce_words *words, bounce_word *word)
{
	uint64_t	start = words->starts & (0 - words->starts);
	uint64_t	end = words->ends & (0 - words->ends);

	if (end == 0 || (end & words->joints) != 0 || ((end - start) & words->odd) != 0)
		return bounce_words_next_form(words, word);
	bounce_set_word(word, BOUNCE_WORD_PLAIN, words->block + (size_t) block_first(start),
					words->block + (size_t) block_first(end));
	words->starts ^= start;
	words->ends ^= end;
	return true;
}

#endif							/* BOUNCE_WORDS_H */
