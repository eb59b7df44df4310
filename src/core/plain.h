/*
 * plain.h
 *		The plain text behind a broken encoding.
 *
 * Texts come through exports, logs and webhooks that encode once too often, or
 * decode once too seldom.  What is certain is undone before a text is read; a
 * sequence that may stand for itself is left alone.
 *
 * Texts of more than BOUNCE_PLAIN_MAX bytes are read as they are.  What a
 * sequence stands for is never longer than the sequence, so that a text is
 * decoded in place, in a buffer of that size: nothing is allocated, nothing can
 * fail, and the time is bounded.  The text itself may get longer, within the
 * buffer: bytes of Latin-1 become UTF-8 when all else is done.
 *
 * A text that is not to be read as UTF-8 is decoded only if it is ASCII, and
 * only to ASCII.  A valid UTF-8 text stays one.
 */
#ifndef BOUNCE_PLAIN_H
#define BOUNCE_PLAIN_H

#include "words.h"

/* Longer texts are not decoded: no single reply is that long. */
#define BOUNCE_PLAIN_MAX	8192

/* What was undone, in the order in which it is looked for: bits of a set. */
typedef enum bounce_encoding
{
	BOUNCE_ENCODING_BASE64,
	BOUNCE_ENCODING_URL,		/* the whole text: "user%20unknown" */
	BOUNCE_ENCODING_JSON,		/* "\u00fc", "\/", a spelled-out "\n" */
	BOUNCE_ENCODING_WORD,		/* RFC 2047: "=?utf-8?Q?...?=" */
	BOUNCE_ENCODING_QUOTED,		/* quoted-printable: "=C3=BC", soft breaks */
	BOUNCE_ENCODING_HTML,		/* entities and tags */
	BOUNCE_ENCODING_MOJIBAKE,	/* UTF-8 that was read as Windows-1252 */
	BOUNCE_ENCODING_FOLDED		/* words cut at the end of a line */
} bounce_encoding;

#define BOUNCE_ENCODINGS	(BOUNCE_ENCODING_FOLDED + 1)

/* It must stay where it is: the input may point into the buffer. */
typedef struct bounce_plain
{
	bounce_input input;			/* what is to be read */
	unsigned	encodings;		/* 0: it is the text as it was given */
	char		buffer[BOUNCE_PLAIN_MAX];
} bounce_plain;

extern void bounce_read_plain(const bounce_input *input, bounce_plain *plain);

/* "quoted_printable" and the like. */
extern const char *bounce_encoding_name(bounce_encoding encoding);

#endif							/* BOUNCE_PLAIN_H */
