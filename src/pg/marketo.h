/*
 * marketo.h
 *		Values as Marketo writes them.
 */
#ifndef BOUNCE_MARKETO_H
#define BOUNCE_MARKETO_H

/* Empty, blank, or the word null, with which bulk extracts fill the gaps. */
extern bool bounce_marketo_missing(const char *text, size_t len);

/* A whole number, blanks around it and zeros after a point included. */
extern bool bounce_marketo_whole(const char *text, size_t len, int64 *number);

#endif							/* BOUNCE_MARKETO_H */
