/*
 * letter_case.h
 *		Lower case of words that a user wrote, beyond ASCII too.
 *
 * The rule book's own words have their spellings in a table; words of the
 * site's rules are folded here: Latin, Greek and Cyrillic letters of UTF-8.
 * A letter and its capital have as many bytes as each other, so a folded word
 * is as long as the word.  No locale is asked.
 */
#ifndef BOUNCE_LETTER_CASE_H
#define BOUNCE_LETTER_CASE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Write the word's lower case.  utf8: are its bytes above ASCII to be read as
 * UTF-8?  Else they stay as they are, as do bytes that are no character.
 */
extern void bounce_fold_word(const char *word, size_t len, bool utf8, char *folded);

#endif							/* BOUNCE_LETTER_CASE_H */
