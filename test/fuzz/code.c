/*
 * code.c
 *		A code or prefix that is read is one, and what is written of it reads as
 *		the same.
 */
#include "property.h"

#include "core/facts.h"

static void
check_facts(bounce_code code)
{
	static const char *const providers[] = {"google", "outlook", "yahoo", "orange", "nobody"};
	bounce_enhanced_fact enhanced;
	bounce_reply_fact reply;
	bounce_provider_fact own;
	size_t		i;

	MUST(bounce_bare_reason(code) > BOUNCE_REASON_NONE && bounce_bare_reason(code) < BOUNCE_REASON_COUNT);
	MUST(bounce_meaning_of_enhanced(code) < BOUNCE_REASON_COUNT);
	MUST(bounce_meaning_of_reply(code) < BOUNCE_REASON_COUNT);
	if (bounce_find_enhanced(code, &enhanced))
		MUST(bounce_code_enhanced_part(code) != BOUNCE_NO_CODE);
	if (bounce_find_reply(bounce_code_reply(code), &reply))
		MUST(reply.code == bounce_code_reply(code));
	for (i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (bounce_find_provider_code(bounce_provider_number(providers[i], strlen(providers[i])), code, &own))
			MUST(own.reason > BOUNCE_REASON_NONE && own.reason < BOUNCE_REASON_COUNT);
}

static void
check_code(bounce_code code)
{
	char		buf[BOUNCE_CODE_BUFSIZE];
	size_t		len = bounce_code_write(code, buf);
	bounce_code again;

	MUST(bounce_code_valid(code));
	MUST(len > 0 && len < BOUNCE_CODE_BUFSIZE && buf[len] == '\0');
	MUST(bounce_code_read(buf, len, &again) && again == code);
	MUST(bounce_join(bounce_code_reply_part(code), bounce_code_enhanced_part(code)) == code);
	check_facts(code);
}

/* A range has the codes under the prefix between its ends, which are codes. */
static void
check_prefix(bounce_prefix prefix, bounce_code code)
{
	bounce_code first;
	bounce_code last;

	if (!bounce_prefix_is_range(prefix))
		return;
	first = bounce_prefix_first(prefix);
	last = bounce_prefix_last(prefix);
	MUST(first <= last && bounce_code_valid(first) && bounce_code_valid(last));
	MUST(bounce_code_under(first, prefix) && bounce_code_under(last, prefix));
	if (code != BOUNCE_NO_CODE)
		MUST(bounce_code_under(code, prefix) == (code >= first && code <= last));
}

/* The first four bytes as a peer might send them. */
static void
check_bits(const char *text, size_t len)
{
	uint32_t	bits;

	if (len < sizeof(bits))
		return;
	memcpy(&bits, text, sizeof(bits));
	if (bounce_code_valid(bits))
		check_code(bits);
}

void
property_code(const char *text, size_t len)
{
	char	   *copy = text_copy(text, len);
	bounce_code code = BOUNCE_NO_CODE;
	bounce_prefix prefix;
	int			reply = bounce_read_any_reply(copy, len);
	bool		is_code = bounce_code_read(copy, len, &code);

	MUST(reply == 0 || (reply >= 200 && reply <= 599));
	if (is_code)
	{
		check_code(code);
		MUST(bounce_code_reply(code) == reply);
	}
	if (bounce_prefix_read(copy, len, &prefix))
		check_prefix(prefix, is_code ? code : BOUNCE_NO_CODE);
	check_bits(copy, len);
	free(copy);
}
