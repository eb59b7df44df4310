/*
 * context.h
 *		What stands around a number in a text: does it look like a code there?
 *
 * Offsets are bytes.  Every look to the left or right is bounded, so that a
 * walk over a text stays linear.
 */
#ifndef BOUNCE_CONTEXT_H
#define BOUNCE_CONTEXT_H

#include "extract.h"

/* How much what precedes a number speaks for a code, least to most. */
typedef enum bounce_lead_kind
{
	BOUNCE_LEAD_GLUED,			/* part of a larger thing: an address, a date */
	BOUNCE_LEAD_DENIED,			/* a word says what else it is: "port", "Exim" */
	BOUNCE_LEAD_NAME,			/* a capitalised word, perhaps a product's name */
	BOUNCE_LEAD_WORD,			/* any other word */
	BOUNCE_LEAD_MARK,			/* punctuation, a host, or "error", "code" */
	BOUNCE_LEAD_LABEL,			/* "label:" */
	BOUNCE_LEAD_START			/* start of a line, or a reply is announced */
} bounce_lead_kind;

typedef struct bounce_lead
{
	bounce_lead_kind kind;
	bounce_layer layer;
	bool		hash;			/* "#" stands directly before */
	bool		paren;			/* "(" stands directly before */
	bool		status;			/* the field "Status:" */
} bounce_lead;

/* What precedes the number at this offset. */
extern bounce_lead bounce_lead_at(const char *text, size_t len, size_t at);

/* Quickly: may what precedes this offset be anything but GLUED? */
extern bool bounce_may_lead(const char *text, size_t at);

/*
 * May a code end here?  A letter directly behind is allowed where a reply
 * code stood before ("550 5.1.1User unknown").
 */
extern bool bounce_ends_code(const char *text, size_t len, size_t end, bool letter_allowed);

/* Do the digits and dots that end at this offset belong to a mail address? */
extern bool bounce_in_mail_address(const char *text, size_t len, size_t end);

/* Do those from start to end belong to an IPv6 address or a time of day? */
extern bool bounce_in_colon_number(const char *text, size_t len, size_t start, size_t end);

/* Does a unit follow ("bytes", "%"; with counts also "messages")? */
extern bool bounce_unit_follows(const char *text, size_t len, size_t end, bool counts);

/* Does a time of day follow, as behind a date? */
extern bool bounce_time_follows(const char *text, size_t len, size_t end);

/* The end of the URL whose "://" stands at this offset, or 0. */
extern size_t bounce_url_end(const char *text, size_t len, size_t at);

#endif							/* BOUNCE_CONTEXT_H */
