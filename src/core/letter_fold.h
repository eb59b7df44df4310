/*
 * letter_fold.h
 *		The plain letters of a word: lower case, without accents.
 *
 * Latin, Greek and Cyrillic letters of UTF-8 count alike whether they are
 * capitals or have marks, which may be characters of their own, too: servers
 * write "Empfänger", "EMPFÄNGER" and "Empfanger".  What letters become is in
 * letter_table.h, by the decompositions of Unicode.  No locale is asked.
 */
#ifndef BOUNCE_LETTER_FOLD_H
#define BOUNCE_LETTER_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Write the word's plain letters, which may be written over it; their bytes,
 * as many as the word's or fewer.  utf8: are its bytes above ASCII to be read
 * as UTF-8?  Else they stay as they are, as do bytes that are no character.
 */
extern size_t bounce_fold_word(const char *word, size_t len, bool utf8, char *folded);

#endif							/* BOUNCE_LETTER_FOLD_H */
