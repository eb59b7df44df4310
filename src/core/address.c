/*
 * address.c
 *		IP addresses in a text.
 */
#include "address.h"

#include "ascii.h"

#define IPV6_GROUPS		8
#define IPV6_LONGEST	45

/* 0 to 255 without a leading zero; the offset behind it, or 0. */
static size_t
octet_end(const char *text, size_t len, size_t start)
{
	size_t		at = start;
	int			value = 0;

	while (at < len && at - start < 3 && ascii_is_digit(text[at]))
		value = value * 10 + (text[at++] - '0');
	if (at == start || value > 255 || (text[start] == '0' && at - start > 1))
		return 0;
	return at;
}

static size_t
ipv4_end(const char *text, size_t len, size_t start)
{
	size_t		at = start;
	int			octets;

	for (octets = 1;; octets++)
	{
		at = octet_end(text, len, at);
		if (at == 0)
			return 0;
		if (octets == 4)
			return at;
		if (at >= len || text[at] != '.')
			return 0;
		at++;
	}
}

/*
 * Groups of one to four hex digits between colons; "::" stands once for as
 * many groups of zeros as are missing; the last two may be an IPv4 address.
 */
static size_t
ipv6_end(const char *text, size_t len, size_t start)
{
	size_t		at = start;
	int			groups = 0;
	bool		gap = false;

	while (at < len && groups < IPV6_GROUPS && at - start < IPV6_LONGEST)
	{
		size_t		group = at;
		size_t		end;

		if (text[at] == ':')
		{
			if (at + 1 >= len || text[at + 1] != ':' || gap)
				break;
			gap = true;
			at += 2;
			continue;
		}
		while (at < len && at - group < 4 && ascii_is_hex(text[at]))
			at++;
		if (at == group)
			break;
		if (at < len && text[at] == '.' && groups <= IPV6_GROUPS - 2 &&
			(end = ipv4_end(text, len, group)) != 0)
		{
			at = end;
			groups += 2;
			break;
		}
		groups++;
		if (groups < IPV6_GROUPS && at + 1 < len && text[at] == ':' && text[at + 1] != ':' &&
			ascii_is_hex(text[at + 1]))
			at++;
		else if (at + 1 >= len || text[at] != ':' || text[at + 1] != ':')
			break;
	}
	return groups == IPV6_GROUPS ? (gap ? 0 : at) : (gap && groups > 0 ? at : 0);
}

static bool
continues(char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '@';
}

size_t
bounce_ip_end(const char *text, size_t len, size_t start)
{
	size_t		end;

	if (start > 0 && (continues(text[start - 1]) || text[start - 1] == '.' ||
					  text[start - 1] == ':' || text[start - 1] == '-'))
		return 0;
	end = ipv4_end(text, len, start);
	if (end == 0)
		end = ipv6_end(text, len, start);
	if (end == 0)
		return 0;
	if (end < len && (continues(text[end]) || text[end] == '-'))
		return 0;
	if (end + 1 < len && (text[end] == '.' || text[end] == ':') && ascii_is_alnum(text[end + 1]) &&
		!(text[end] == ':' && ascii_is_digit(text[end + 1])))
		return 0;
	return end;
}
