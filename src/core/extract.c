/*
 * extract.c
 *		Find the bounce codes in a free text, and the one that decides.
 */
#include "extract.h"

#include "ascii.h"
#include "block.h"
#include "context.h"
#include "facts.h"

/* How far behind a reply its "(#5.1.1)" may stand: a reply has few lines. */
#define TRAILER_REACH	1024

/* Ports of mail submission, in the range of reply codes. */
#define PORT_SUBMISSIONS	465
#define PORT_SUBMISSION		587

#define REPLY_BAD_SEQUENCE	503

#define LAST_SUBJECT		7

/*
 * An enhanced code directly behind a reply code: "550 5.1.1", "550-5.1.1",
 * "550 #5.1.1", "550 (#5.1.1)".
 */
static bool
read_attached(const bounce_walk *walk, size_t *pos, bounce_code *enhanced)
{
	size_t		at = *pos;

	while (at < walk->len && at - *pos < 4 &&
		   (walk->text[at] == ' ' || walk->text[at] == '\t' || walk->text[at] == '-' ||
			walk->text[at] == ':' || walk->text[at] == ',' || walk->text[at] == '(' ||
			walk->text[at] == '<' || walk->text[at] == '[' || walk->text[at] == '#'))
		at++;
	if (at == *pos || !bounce_read_enhanced(walk->text, walk->len, &at, enhanced) ||
		!bounce_ends_code(walk->text, walk->len, at, true))
		return false;
	*pos = at;
	return true;
}

/* "(554.30)": a reply code with a number of the server's own */
static bool
has_own_number(const bounce_walk *walk, size_t end)
{
	size_t		at = end + 1;

	if (end >= walk->len || walk->text[end] != '.')
		return false;
	while (at < walk->len && at - end <= 2 && ascii_is_digit(walk->text[at]))
		at++;
	return at > end + 1 && at < walk->len && walk->text[at] == ')';
}

/* Does a bare three-digit number look like a reply code here? */
static bool
is_plain_reply(const bounce_walk *walk, size_t end, bounce_code code, bounce_lead lead)
{
	int			reply = bounce_code_reply(code);

	if (lead.kind < BOUNCE_LEAD_MARK || (lead.hash && !lead.paren))
		return false;
	if (lead.paren && has_own_number(walk, end))
		return true;
	/* "550-User unknown" continues; "550User" is no reply */
	if (!bounce_ends_code(walk->text, walk->len, end,
						  end < walk->len && walk->text[end] == '-'))
		return false;
	if (lead.kind == BOUNCE_LEAD_START)
		return true;
	return reply != PORT_SUBMISSIONS && reply != PORT_SUBMISSION &&
		!bounce_unit_follows(walk->text, walk->len, end, lead.kind < BOUNCE_LEAD_LABEL);
}

/*
 * Does a bare dotted triple, which ends as a code does, look like one here?  Subjects end at
 * 7 (RFC 3463 section 3), versions do not; at the start of a line it is one.
 */
static bool
is_plain_enhanced(const bounce_walk *walk, size_t end, bounce_code code, bounce_lead lead)
{
	return lead.kind >= BOUNCE_LEAD_WORD &&
		(bounce_code_subject(code) <= LAST_SUBJECT || lead.kind == BOUNCE_LEAD_START) &&
		!bounce_unit_follows(walk->text, walk->len, end, false) &&
		!bounce_time_follows(walk->text, walk->len, end);
}

/* Do the digits and dots from walk->pos to this end belong to an address or a time? */
static bool
in_something_larger(const bounce_walk *walk, size_t end)
{
	return bounce_in_mail_address(walk->text, walk->len, end) ||
		bounce_in_colon_number(walk->text, walk->len, walk->pos, end);
}

static bool
read_enhanced_hit(const bounce_walk *walk, size_t end, bounce_hit *hit)
{
	bounce_lead lead;

	if (!bounce_ends_code(walk->text, walk->len, end, false) || in_something_larger(walk, end))
		return false;
	lead = bounce_lead_at(walk->text, walk->len, walk->pos);
	if (!is_plain_enhanced(walk, end, hit->code, lead))
		return false;
	hit->length = end - walk->pos;
	hit->layer = lead.layer;
	hit->is_trailer = lead.hash || lead.paren;
	hit->is_status = lead.status;
	return true;
}

static bool
read_reply_hit(const bounce_walk *walk, size_t end, bounce_hit *hit)
{
	bounce_code enhanced;
	bounce_lead lead;
	size_t		number_end = end;
	bool		attached = read_attached(walk, &end, &enhanced);

	if ((end < walk->len && ascii_is_alnum(walk->text[end]) && !attached) ||
		in_something_larger(walk, number_end))
		return false;
	lead = bounce_lead_at(walk->text, walk->len, walk->pos);
	if (!attached)
	{
		if (!is_plain_reply(walk, end, hit->code, lead))
			return false;
	}
	else if (lead.kind == BOUNCE_LEAD_GLUED && walk->text[walk->pos - 1] != ':')
		return false;
	else
		hit->code = bounce_join(hit->code, enhanced);
	hit->length = end - walk->pos;
	hit->layer = lead.layer;
	return true;
}

/*
 * The code that starts at walk->pos, if one does.  What costs little is asked
 * first.
 */
static bool
read_hit(const bounce_walk *walk, bounce_hit *hit)
{
	const char *text = walk->text;
	size_t		end = walk->pos;

	/* "5." or "55" at least */
	if (walk->len - end < 3 || !(text[end + 1] == '.' || ascii_is_digit(text[end + 1])))
		return false;
	hit->offset = walk->pos;
	hit->is_trailer = false;
	hit->is_status = false;
	if (text[end + 1] == '.')
		return bounce_read_enhanced(text, walk->len, &end, &hit->code) &&
			read_enhanced_hit(walk, end, hit);
	return bounce_read_reply(text, walk->len, &end, &hit->code) &&
		read_reply_hit(walk, end, hit);
}

/*
 * The first digits of what may be a code, "550" or "5.1", and the "//" of URLs.
 * Bytes behind the block may be anything.
 */
static inline uint64_t
stops_of(text_block b)
{
	uint64_t	digits = block_digits(b);
	uint64_t	dots = block_equal(b, '.');
	uint64_t	slashes = block_equal(b, '/');
	uint64_t	second = digits >> 1 | UINT64_C(1) << 63;
	uint64_t	third = digits >> 2 | UINT64_C(3) << 62;
	uint64_t	replies = second & third & ~(digits >> 3);
	uint64_t	enhanced = (dots >> 1 | UINT64_C(1) << 63) & third;

	return (digits & ~((digits | dots) << 1) & (replies | enhanced)) |
		(slashes & (slashes >> 1 | UINT64_C(1) << 63));
}

/* Look at the block that starts at this offset, which is below len. */
static void
look_at_block(bounce_walk *walk, size_t at)
{
	char		buffer[BLOCK_SIZE];
	size_t		start = block_start(walk->len, at);

	bounce_poll_at(walk->poll, at, &walk->next_poll);
	walk->block = at;
	walk->stops = stops_of(block_load(block_bytes(walk->text, walk->len, start, buffer))) >> (at - start);
}

/* Go to a later offset. */
static void
go_to(bounce_walk *walk, size_t pos)
{
	if (pos < walk->block + BLOCK_SIZE)
		walk->stops &= ~block_below(pos - walk->block);
	else
	{
		walk->stops = 0;
		walk->block = pos - BLOCK_SIZE;
	}
}

/* The next byte that may start a code or be of a URL.  False at the end of the text. */
static bool
next_stop(bounce_walk *walk)
{
	while (walk->stops == 0)
	{
		size_t		next = walk->block + BLOCK_SIZE;

		if (next >= walk->len)
			return false;
		look_at_block(walk, next);
	}
	walk->pos = walk->block + (size_t) block_first(walk->stops);
	walk->stops &= walk->stops - 1;
	return true;
}

void
bounce_walk_start(bounce_walk *walk, const char *text, size_t len, bounce_poll poll)
{
	walk->text = text;
	walk->len = len;
	walk->pos = 0;
	walk->next_poll = BOUNCE_POLL_BYTES;
	walk->poll = poll;
	walk->stops = 0;
	walk->block = 0;
	if (len > 0)
		look_at_block(walk, 0);
}

bool
bounce_walk_next(bounce_walk *walk, bounce_hit *hit)
{
	size_t		url_end;

	while (next_stop(walk))
	{
		if (walk->text[walk->pos] == '/')
		{
			if (walk->pos > 0 &&
				(url_end = bounce_url_end(walk->text, walk->len, walk->pos - 1)) > 0)
				go_to(walk, url_end);
		}
		else if (bounce_may_lead(walk->text, walk->pos) && read_hit(walk, hit))
		{
			go_to(walk, hit->offset + hit->length);
			return true;
		}
	}
	return false;
}

static bool
says_something(bounce_reason reason)
{
	return reason != BOUNCE_REASON_NONE && reason != BOUNCE_REASON_SOFT_OTHER;
}

/*
 * 3 an enhanced code that says something, 2 such a reply code, else 1; and 0
 * for a bad sequence of commands, which only echoes an earlier refusal.
 */
static int
specificity(bounce_code code)
{
	if (bounce_code_reply(code) == REPLY_BAD_SEQUENCE)
		return 0;
	if (says_something(bounce_meaning_of_enhanced(code)))
		return 3;
	return says_something(bounce_meaning_of_reply(code)) ? 2 : 1;
}

static bool
is_failure(bounce_code code)
{
	return bounce_code_class(code) > 2;
}

static bool
has_enhanced(bounce_code code)
{
	return bounce_code_enhanced_part(code) != BOUNCE_NO_CODE;
}

/* Does this hit decide rather than the best one before it? */
static bool
is_better(const bounce_hit *hit, const bounce_hit *best)
{
	if (is_failure(hit->code) != is_failure(best->code))
		return is_failure(hit->code);
	if (hit->layer != best->layer)
		return hit->layer > best->layer;
	return specificity(hit->code) > specificity(best->code);
}

/*
 * Does the hit bring the enhanced code of a reply that was read without one:
 * on a later line of the same reply, at its end, "553 sorry, ... (#5.7.1)",
 * or somewhere in it, where the class must agree?
 */
static bool
completes(const bounce_hit *hit, const bounce_hit *best)
{
	if (has_enhanced(best->code) || !has_enhanced(hit->code))
		return false;
	if (bounce_code_reply(hit->code) != 0)
		return bounce_code_reply(hit->code) == bounce_code_reply(best->code);
	if (hit->offset - best->offset > TRAILER_REACH)
		return false;
	return hit->is_trailer ||
		(hit->layer <= BOUNCE_LAYER_FIELD &&
		 bounce_code_class(hit->code) == bounce_code_class(best->code));
}

/*
 * A DSN's Status field and its Diagnostic-Code are about one failure: where
 * the diagnostic has a reply code only, a status that says something goes
 * with it.
 */
static bounce_code
complete_with_status(bounce_code code, bounce_code status)
{
	if (status == BOUNCE_NO_CODE || has_enhanced(code) ||
		bounce_code_class(status) != bounce_code_class(code) || specificity(status) < 3)
		return code;
	return bounce_join(code, status);
}

bool
bounce_extract_code(const char *text, size_t len, bounce_poll poll, bounce_hit *best)
{
	bounce_walk walk;
	bounce_hit	hit;
	bounce_code status = BOUNCE_NO_CODE;
	bool		found = false;

	bounce_walk_start(&walk, text, len, poll);
	while (bounce_walk_next(&walk, &hit))
	{
		if (hit.is_status && status == BOUNCE_NO_CODE)
			status = hit.code;

		if (found && completes(&hit, best))
		{
			best->code = bounce_join(best->code, hit.code);
			if (hit.layer > best->layer && !hit.is_trailer)
				best->layer = hit.layer;
		}
		else if (!found || is_better(&hit, best))
			*best = hit;
		found = true;
	}
	if (found)
		best->code = complete_with_status(best->code, status);
	return found;
}
