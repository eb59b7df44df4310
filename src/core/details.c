/*
 * details.c
 *		What else a text tells beside the reason: which address it complains
 *		of, and when to come back.
 */
#include "details.h"

#include <string.h>

#include "address.h"
#include "ascii.h"
#include "block.h"
#include "context.h"

#define LOOK_BACK		64

/* Digits of a group of an IPv6 address, at the most; an octet has fewer. */
#define GROUP_LENGTH	4

#define MINUTE			INT64_C(60)
#define HOUR			(60 * MINUTE)
#define DAY				(24 * HOUR)
#define LONGEST_RETRY	(31 * DAY)

/* Is the needle, in lower case, among the bytes from start to end? */
static bool
contains(const char *text, size_t start, size_t end, const char *needle)
{
	size_t		len = strlen(needle);
	size_t		at;
	size_t		i;

	for (at = start; at + len <= end; at++)
	{
		for (i = 0; i < len && ascii_lower(text[at + i]) == needle[i]; i++)
			 /* compare */ ;
		if (i == len)
			return true;
	}
	return false;
}

/* Does the text before this offset end with these words, in lower case? */
static bool
ends_with(const char *text, size_t end, const char *words)
{
	size_t		len = strlen(words);

	return end >= len && contains(text, end - len, end, words) &&
		(end == len || !ascii_is_alnum(text[end - len - 1]));
}

static bool
in_host(char c)
{
	return ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

/*
 * Is it the address of the host that spoke, "host mx.example.com[192.0.2.1]
 * said", "connect to 192.0.2.1", "192.0.2.1 does not like recipient"?
 */
static bool
is_remote_host(const char *text, size_t len, size_t start, size_t end)
{
	size_t		at = start;

	if (end < len && contains(text, end, end + 24 < len ? end + 24 : len, " does not like "))
		return true;
	while (at > 0 && start - at < LOOK_BACK && strchr("[( ", text[at - 1]) != NULL && text[at - 1] != '\0')
		at--;
	if (ends_with(text, at, "client host") || ends_with(text, at, "sending host"))
		return false;
	if (ends_with(text, at, "host") || ends_with(text, at, "connect to") || ends_with(text, at, "connected to"))
		return true;

	/* over a host name in front of the bracket */
	while (at > 0 && start - at < LOOK_BACK && in_host(text[at - 1]))
		at--;
	while (at > 0 && text[at - 1] == ' ')
		at--;
	if (ends_with(text, at, "client host"))
		return false;
	return ends_with(text, at, "host") || ends_with(text, at, "connect to") ||
		ends_with(text, at, "conversation with") || ends_with(text, at, "connection with") ||
		ends_with(text, at, "talking to");
}

static bool
complains_of_sender(bounce_reason reason)
{
	return bounce_category_of(reason) == BOUNCE_CATEGORY_SPAM_BLOCK ||
		reason == BOUNCE_REASON_GREYLISTED || reason == BOUNCE_REASON_RATE_LIMITED;
}

/*
 * Bytes that an address may start with, from an offset to the end of its block:
 * hex digits and colons, with a dot or colon within the first group, if it does
 * not go on behind the block.  Those in the middle of a word are none, but colons
 * are, for what stands behind may be the rest of a URL.
 */
static uint64_t
address_starts(const bounce_input *input, size_t at)
{
	char		buffer[BLOCK_SIZE];
	size_t		start = block_start(input->len, at);
	text_block	bytes = block_load(block_bytes(input->text, input->len, start, buffer));
	uint64_t	digits = block_digits(bytes);
	uint64_t	dots = block_equal(bytes, '.');
	uint64_t	colons = block_equal(bytes, ':');
	uint64_t	hex = digits | block_between(block_or(bytes, 0x20), 'a', 'f');
	uint64_t	inside = (digits | block_alphas(bytes) | dots) << 1;
	uint64_t	joints = dots | colons;
	uint64_t	near_joint = joints >> 1 | joints >> 2 | joints >> 3 | joints >> 4 |
		~block_below(BLOCK_SIZE - GROUP_LENGTH);

	return (colons | (hex & ~inside & near_joint)) >> (at - start);
}

/* The address that a text complains of: what was found of it, and the URL passed last. */
typedef struct sender_ip
{
	size_t		start;
	size_t		end;			/* 0: none yet */
	size_t		url_end;
} sender_ip;

/* Look at what may be an address.  One in a URL serves when there is no other. */
static bool
take_sender_ip(sender_ip *ip, const bounce_input *input, size_t at)
{
	bool		in_url;
	size_t		end;

	if (input->text[at] == ':' && at >= ip->url_end)
		ip->url_end = bounce_url_end(input->text, input->len, at);
	in_url = at < ip->url_end;
	if (in_url && ip->end != 0)
		return false;
	end = bounce_ip_end(input->text, input->len, at);
	if (end == 0 || is_remote_host(input->text, input->len, at, end))
		return false;
	ip->start = at;
	ip->end = end;
	return !in_url;
}

bool
bounce_find_sender_ip(const bounce_input *input, const bounce_case *c,
					  size_t *start, size_t *end)
{
	sender_ip	ip = {0, 0, 0};
	size_t		next_poll = c->inner_start;
	bool		found = false;
	size_t		at;

	if (!complains_of_sender(c->verdict.reason))
		return false;
	for (at = c->inner_start; at < input->len && !found; at += BLOCK_SIZE)
	{
		uint64_t	starts = address_starts(input, at);

		bounce_poll_at(input->poll, at, &next_poll);
		for (; starts != 0 && !found; starts &= starts - 1)
			found = take_sender_ip(&ip, input, at + (size_t) block_first(starts));
	}
	*start = ip.start;
	*end = ip.end;
	return ip.end != 0;
}

/* Seconds of a unit that is written at this offset, or 0. */
static int64_t
unit_at(const char *text, size_t len, size_t at)
{
	static const struct
	{
		char		name[8];		/* filled up with zeros */
		int64_t		seconds;
	}			units[] = {
		{"s", 1}, {"sec", 1}, {"secs", 1}, {"second", 1}, {"seconds", 1},
		{"m", MINUTE}, {"min", MINUTE}, {"mins", MINUTE}, {"minute", MINUTE}, {"minutes", MINUTE},
		{"h", HOUR}, {"hr", HOUR}, {"hrs", HOUR}, {"hour", HOUR}, {"hours", HOUR},
		{"day", DAY}, {"days", DAY}
	};
	char		word[8] = {0};
	size_t		i;

	for (i = 0; i < sizeof(word) && at + i < len && ascii_is_alpha(text[at + i]); i++)
		word[i] = ascii_lower(text[at + i]);
	if (i == 0 || i == sizeof(word))
		return 0;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (memcmp(units[i].name, word, sizeof(word)) == 0)
			return units[i].seconds;
	return 0;
}

/* A number of at most six digits; moves *at behind it. */
static int64_t
number_at(const char *text, size_t len, size_t *at)
{
	int64_t		number = 0;
	size_t		start = *at;

	while (*at < len && *at - start < 6 && ascii_is_digit(text[*at]))
		number = number * 10 + (text[(*at)++] - '0');
	return number;
}

/* "300 seconds", "5min", "00:05:00"; seconds, or 0. */
static int64_t
duration_at(const char *text, size_t len, size_t at)
{
	int64_t		part[3] = {0, 0, 0};
	int			parts = 0;

	for (;;)
	{
		size_t		start = at;

		part[parts] = number_at(text, len, &at);
		if (at == start)
			return 0;
		parts++;
		if (parts == 3 || at >= len || text[at] != ':')
			break;
		at++;
	}
	if (parts == 3)
		return part[0] * HOUR + part[1] * MINUTE + part[2];
	if (parts != 1)
		return 0;
	while (at < len && (text[at] == ' ' || text[at] == '-' || text[at] == '\n' || text[at] == '\r'))
		at++;
	return part[0] * unit_at(text, len, at);
}

/* Do the words before the number speak of coming back? */
static bool
asks_to_return(const char *text, size_t at)
{
	size_t		start = at > LOOK_BACK ? at - LOOK_BACK : 0;

	if (contains(text, start, at, "exceeded") || contains(text, start, at, "expired") ||
		contains(text, start, at, "undelivered") || contains(text, start, at, "unable to"))
		return false;
	return contains(text, start, at, "again") || contains(text, start, at, "retry") ||
		contains(text, start, at, "try ") || contains(text, start, at, "wait") ||
		contains(text, start, at, "come back") || contains(text, start, at, "later") ||
		contains(text, start, at, "greylist") || contains(text, start, at, "resend") ||
		contains(text, start, at, "delayed for");
}

/* Is the number at this offset, where digits start, a time to wait? */
static bool
is_waiting_time(const bounce_input *input, size_t at, int64_t *seconds)
{
	const char *text = input->text;

	if (at > 0 && (ascii_is_alnum(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == ':'))
		return false;
	*seconds = duration_at(text, input->len, at);
	return *seconds > 0 && *seconds <= LONGEST_RETRY && asks_to_return(text, at);
}

bool
bounce_find_retry_after(const bounce_input *input, const bounce_case *c, int64_t *seconds)
{
	size_t		at;
	size_t		next_poll = c->inner_start;
	uint64_t	before = 0;		/* is the last byte before the block a digit? */

	for (at = c->inner_start; at < input->len; at += BLOCK_SIZE)
	{
		char		buffer[BLOCK_SIZE];
		size_t		start = block_start(input->len, at);
		text_block	bytes = block_load(block_bytes(input->text, input->len, start, buffer));
		uint64_t	digits = block_digits(bytes) >> (at - start);
		uint64_t	starts = digits & ~(digits << 1 | before);

		bounce_poll_at(input->poll, at, &next_poll);
		for (; starts != 0; starts &= starts - 1)
			if (is_waiting_time(input, at + (size_t) block_first(starts), seconds))
				return true;
		before = digits >> (BLOCK_SIZE - 1);
	}
	return false;
}
