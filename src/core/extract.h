/*
 * extract.h
 *		Find the bounce codes in a free text, and the one that decides.
 *
 * Codes are told from other numbers by what stands around them: an address,
 * a version, a size, a date, a port or a queue id is never read as a code.
 * Offsets and lengths are bytes of the text.  The text is bytes in any
 * encoding that contains ASCII; nothing is allocated, nothing can fail, and
 * time is linear in the length.
 */
#ifndef BOUNCE_EXTRACT_H
#define BOUNCE_EXTRACT_H

#include "code.h"

/*
 * How deep in the text a reply stands.  A wrapper reports what another host
 * said, so the deeper reply is nearer to the host that refused.
 */
typedef enum bounce_layer
{
	BOUNCE_LAYER_PLAIN,			/* nothing announces it */
	BOUNCE_LAYER_FIELD,			/* "smtp; 550 ...", "(550 ...)" */
	BOUNCE_LAYER_QUOTED,		/* "host said: 550 ...", "'550 ...'" */
	BOUNCE_LAYER_LAST_TRY		/* "(last transfail: 421 ...)" */
} bounce_layer;

/* A code and where it stands. */
typedef struct bounce_hit
{
	size_t		offset;
	size_t		length;
	bounce_code code;
	bounce_layer layer;
	bool		is_trailer;		/* "(#5.1.1)": belongs to the reply before it */
	bool		is_status;		/* "Status: 5.1.1": a field of its own */
} bounce_hit;

/* Called about every BOUNCE_POLL_BYTES; may leave by longjmp, or be NULL. */
typedef void (*bounce_poll) (void);

#define BOUNCE_POLL_BYTES 65536

/* Poll when a walk that has come to this offset is due. */
static inline void
bounce_poll_at(bounce_poll poll, size_t at, size_t *next_poll)
{
	if (at < *next_poll)
		return;
	*next_poll = at + BOUNCE_POLL_BYTES;
	if (poll != NULL)
		poll();
}

/* A walk over the codes of a text, first to last. */
typedef struct bounce_walk
{
	const char *text;
	size_t		len;
	size_t		pos;
	size_t		block;			/* offset of the block that is looked at */
	uint64_t	stops;			/* bits of its bytes that are yet to be read */
	size_t		next_poll;
	bounce_poll poll;
} bounce_walk;

extern void bounce_walk_start(bounce_walk *walk, const char *text, size_t len,
							  bounce_poll poll);
extern bool bounce_walk_next(bounce_walk *walk, bounce_hit *hit);

/*
 * The code that decides: of the innermost reply, of several the most
 * specific, of equals the first.  False when there is no code.
 */
extern bool bounce_extract_code(const char *text, size_t len, bounce_poll poll,
								bounce_hit *hit);

#endif							/* BOUNCE_EXTRACT_H */
