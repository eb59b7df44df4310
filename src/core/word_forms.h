/*
 * word_forms.h
 *		Words that are more than a run of letters: host names, URLs, mail
 *		addresses, numbers with dots or colons, characters above ASCII.
 *
 * A part of words.c, which leaves to it what most words are not.
 */
#ifndef BOUNCE_WORD_FORMS_H
#define BOUNCE_WORD_FORMS_H

#include "words.h"

/* What a character is to a word. */
typedef enum bounce_char_class
{
	BOUNCE_CHAR_SEPARATOR,
	BOUNCE_CHAR_LETTER,			/* continues a word */
	BOUNCE_CHAR_WORD			/* is a word of its own */
} bounce_char_class;

/* The class of the character at this offset, and its length in bytes. */
extern bounce_char_class bounce_char_class_at(const bounce_words *words, size_t at,
											  size_t *width);

/* Find the mail address whose "@" is the first at or behind this offset. */
extern void bounce_find_address(bounce_words *words, size_t from);

/*
 * The word at words->pos, where a run of letters and digits starts; run is its
 * length, up to a block's size, or 0 where it has characters above ASCII.  False
 * when it is a code, which words->pos is then behind.
 */
extern bool bounce_read_word(bounce_words *words, size_t run, bounce_word *word);

#endif							/* BOUNCE_WORD_FORMS_H */
