/*
 * core_test.c
 *		Unit tests of src/core, without a server.  Prints TAP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/code.h"
#include "core/extract.h"
#include "core/facts.h"
#include "text.h"

static int	tests;
static int	failures;

static void
check(bool ok, const char *what, const char *got, const char *wanted)
{
	tests++;
	if (ok)
		printf("ok %d - %s\n", tests, what);
	else
	{
		failures++;
		printf("not ok %d - %s\n# got \"%s\", wanted \"%s\"\n", tests, what, got, wanted);
	}
}

/* text reads as a code that is written so; NULL when it is none */
static void
reads(const char *text, const char *wanted)
{
	size_t		len = strlen(text);
	char	   *copy = text_copy(text, len);
	char		buf[BOUNCE_CODE_BUFSIZE] = "no code";
	bounce_code code;
	char		what[100];

	if (bounce_code_read(copy, len, &code))
		bounce_code_write(code, buf);
	free(copy);
	if (wanted == NULL)
		wanted = "no code";
	snprintf(what, sizeof(what), "read \"%s\"", text);
	check(strcmp(buf, wanted) == 0, what, buf, wanted);
}

static void
test_reading(void)
{
	reads("550", "550");
	reads("5.1.1", "5.1.1");
	reads("550 5.1.1", "550 5.1.1");
	reads("550-5.1.1", "550 5.1.1");
	reads("#5.1.1", "5.1.1");
	reads("550 #5.1.1", "550 5.1.1");
	reads("550-#5.1.1", "550 5.1.1");
	reads("  421 \t 4.7.0\n", "421 4.7.0");
	reads("421 5.7.1", "421 5.7.1");
	reads("5.999.999", "5.999.999");
	reads("2.0.0", "2.0.0");
	reads("250", "250");

	reads("", NULL);
	reads(" ", NULL);
	reads("-", NULL);
	reads("#", NULL);
	reads("605", NULL);
	reads("354", NULL);
	reads("199", NULL);
	reads("600", NULL);
	reads("0550", NULL);
	reads("#550", NULL);
	reads("3.1.1", NULL);
	reads("6.0.5", NULL);
	reads("5.1", NULL);
	reads("5.1.", NULL);
	reads("5..1", NULL);
	reads("5.1.1.1", NULL);
	reads("5.1.1000", NULL);
	reads("5.01.1", NULL);
	reads("55.1.1", NULL);
	reads("550 5.1", NULL);
	reads("550 550", NULL);
	reads("550--5.1.1", NULL);
	reads("5505.1.1", NULL);
	reads("550 5.1.1 x", NULL);
	reads("x5.1.1", NULL);
	reads("5.1.1 550", NULL);
	reads("99999999999999999999", NULL);
}

/* Every value that can be written re-reads to itself; no other bits are valid. */
static void
test_round_trip(void)
{
	static const int classes[] = {2, 4, 5};
	static const int parts[] = {0, 1, 7, 9, 10, 99, 100, 512, 999};
	static const int replies[] = {0, 200, 250, 299, 400, 421, 499, 500, 550, 599};
	int			bad = 0;
	int			c,
				s,
				d,
				r;

	for (c = 0; c < 3; c++)
		for (s = 0; s < 9; s++)
			for (d = 0; d < 9; d++)
				for (r = 0; r < 10; r++)
				{
					bounce_code code = bounce_join(bounce_make_reply(replies[r]),
												   bounce_make_enhanced(classes[c], parts[s], parts[d]));
					bounce_code again = BOUNCE_NO_CODE;
					char		buf[BOUNCE_CODE_BUFSIZE];
					size_t		len = bounce_code_write(code, buf);

					bad += !bounce_code_read(buf, len, &again) || again != code ||
						!bounce_code_valid(code) || (int32_t) code <= 0 ||
						bounce_code_class(code) != classes[c] ||
						bounce_code_subject(code) != parts[s] ||
						bounce_code_detail(code) != parts[d] ||
						bounce_code_reply(code) != replies[r];
				}
	check(bad == 0, "codes survive writing and reading", "some differ", "none");
}

static void
test_hostile_bits(void)
{
	bounce_code whole = bounce_join(bounce_make_reply(550), bounce_make_enhanced(5, 1, 1));
	uint32_t	bits = 12345;
	int			bad = 0;
	int			i;

	check(bounce_code_valid(whole), "valid: 550 5.1.1", "no", "yes");
	check(!bounce_code_valid(0), "invalid: zero", "valid", "invalid");
	check(!bounce_code_valid(whole | 0x80000000), "invalid: negative", "valid", "invalid");
	check(!bounce_code_valid(whole & ~BOUNCE_CLASS_MASK), "invalid: no class", "valid", "invalid");
	check(!bounce_code_valid(BOUNCE_CLASS_MASK), "invalid: a class alone", "valid", "invalid");
	check(!bounce_code_valid(bounce_make_reply(550) | 1 << 9),
		  "invalid: a detail without a subject", "valid", "invalid");
	check(!bounce_code_valid((bounce_make_reply(550) & ~BOUNCE_CLASS_MASK) | 0x40000000),
		  "invalid: a class that is not the reply's", "valid", "invalid");
	check(!bounce_code_valid((whole & ~BOUNCE_REPLY_MASK) | (354 - 199)),
		  "invalid: a 3xx reply", "valid", "invalid");
	check(!bounce_code_valid((whole & ~BOUNCE_REPLY_MASK) | (600 - 199)),
		  "invalid: reply 600", "valid", "invalid");
	check(!bounce_code_valid((whole & ~BOUNCE_SUBJECT_MASK) | 1001u << 19),
		  "invalid: subject 1000", "valid", "invalid");
	check(!bounce_code_valid((whole & ~BOUNCE_DETAIL_MASK) | 1000u << 9),
		  "invalid: detail 1000", "valid", "invalid");

	/* whatever bits are called valid can be written and read */
	for (i = 0; i < 1000000; i++)
	{
		bounce_code again;
		char		buf[BOUNCE_CODE_BUFSIZE];

		bits = bits * 1664525 + 1013904223;
		if (bounce_code_valid(bits))
			bad += !bounce_code_read(buf, bounce_code_write(bits, buf), &again) || again != bits;
	}
	check(bad == 0, "valid bits are a code that can be written", "some are not", "all");
}

/* Order is by class, subject, detail, reply; a reply alone before its class's codes. */
static void
test_order(void)
{
	static const char *const sorted[] = {
		"250", "2.0.0", "421", "450", "4.0.0", "4.2.2", "452 4.2.2", "4.10.0", "550", "554",
		"5.0.0", "5.1.1", "421 5.1.1", "550 5.1.1", "5.1.2", "5.1.10", "5.7.1", "5.7.26", "5.10.0"
	};
	bounce_code last = BOUNCE_NO_CODE;
	size_t		i;

	for (i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
	{
		bounce_code code = BOUNCE_NO_CODE;

		(void) bounce_code_read(sorted[i], strlen(sorted[i]), &code);
		check(code > last, sorted[i], "out of order", "in order");
		last = code;
	}
}

/* is the code under the prefix: 1 yes, 0 no, -1 no prefix */
static void
under(const char *text, const char *prefix_text, int wanted)
{
	static const char *const answers[] = {"no prefix", "no", "yes"};
	bounce_code code = BOUNCE_NO_CODE;
	bounce_prefix prefix;
	int			got = -1;
	char		what[100];

	(void) bounce_code_read(text, strlen(text), &code);
	if (bounce_prefix_read(prefix_text, strlen(prefix_text), &prefix))
	{
		got = bounce_code_under(code, prefix);
		if (bounce_prefix_is_range(prefix) &&
			(!bounce_code_valid(bounce_prefix_first(prefix)) ||
			 !bounce_code_valid(bounce_prefix_last(prefix)) ||
			 got != (code >= bounce_prefix_first(prefix) && code <= bounce_prefix_last(prefix))))
			got = -1;			/* the range must say the same, between real codes */
	}
	snprintf(what, sizeof(what), "%s <@ \"%s\"", text, prefix_text);
	check(got == wanted, what, answers[got + 1], answers[wanted + 1]);
}

static void
test_prefixes(void)
{
	under("550 5.1.1", "5", 1);
	under("550 5.1.1", "5.1", 1);
	under("550 5.1.1", "5.1.1", 1);
	under("550 5.1.1", "5.1.10", 0);
	under("5.1.10", "5.1.1", 0);
	under("5.10.1", "5.1", 0);
	under("550", "5", 1);
	under("550", "5.1", 0);
	under("421 5.7.1", "5", 1);
	under("421 5.7.1", "4", 0);
	under("421 5.7.1", "421", 1);
	under("550", "550", 1);
	under("551", "550", 0);
	under("4.7.1", "X.7", 1);
	under("5.7.26", "x.7.26", 1);
	under("5.6.7", "X.7", 0);
	under("550 5.1.1", "550 5.1.1", 1);
	under("5.1.1", "550 5.1.1", 0);
	under("5.0.0", "5.0", 1);
	under("5.1.1", " 5 ", 1);

	under("5.1.1", "", -1);
	under("5.1.1", "3", -1);
	under("5.1.1", "X", -1);
	under("5.1.1", "5.", -1);
	under("5.1.1", "5.1.1.1", -1);
	under("5.1.1", "5.01", -1);
	under("5.1.1", "55", -1);
	under("5.1.1", "605", -1);
	under("5.1.1", "550 5.1", -1);
	under("5.1.1", "five", -1);
}

/* the code that decides in a text; NULL for none */
static void
extracts(const char *text, const char *wanted)
{
	size_t		len = strlen(text);
	char	   *copy = text_copy(text, len);
	char		buf[BOUNCE_CODE_BUFSIZE] = "no code";
	bounce_hit	hit;
	char		what[120];
	size_t		i;

	if (bounce_extract_code(copy, len, NULL, &hit))
		bounce_code_write(hit.code, buf);
	free(copy);
	if (wanted == NULL)
		wanted = "no code";
	snprintf(what, sizeof(what), "extract from \"%s\"", text);
	for (i = 0; what[i] != '\0'; i++)
		if (what[i] == '\n' || what[i] == '#')
			what[i] = '~';
	check(strcmp(buf, wanted) == 0, what, buf, wanted);
}

#include "extract_cases.h"

static void
test_facts(void)
{
	bounce_enhanced_fact enhanced;
	bounce_reply_fact reply;
	bounce_provider_fact provider;
	int			reason;
	int			bad = 0;

	check(bounce_find_enhanced(bounce_make_enhanced(5, 7, 26), &enhanced) &&
		  strcmp(enhanced.name, "Multiple authentication checks failed") == 0,
		  "5.7.26 has the registry's name", "other", "it");
	check(!bounce_find_enhanced(bounce_make_enhanced(5, 7, 999), &enhanced),
		  "5.7.999 is not registered", "found", "not found");
	check(bounce_find_reply(354, &reply) && reply.reason == BOUNCE_REASON_NONE,
		  "354 is a reply without a reason", "other", "it");
	check(bounce_find_provider_code(bounce_provider_number("microsoft365", 12), bounce_make_enhanced(5, 7, 620), &provider) &&
		  provider.reason == BOUNCE_REASON_BLOCKLISTED,
		  "5.7.620 is in Microsoft's range of banned addresses", "other", "it");
	check(bounce_provider_number("microsoft", 9) == 0,
		  "a provider's key is matched whole", "found", "not found");

	for (reason = BOUNCE_REASON_NONE + 1; reason < BOUNCE_REASON_COUNT; reason++)
	{
		bounce_reason fallback = bounce_reason_fallback((bounce_reason) reason);

		if (fallback != BOUNCE_REASON_NONE)
			bad += bounce_category_of(fallback) != bounce_category_of((bounce_reason) reason) ||
				bounce_reason_fallback(fallback) != BOUNCE_REASON_NONE;
	}
	check(bad == 0, "a reason's fallback has the same category and none of its own", "some differ", "all");
}

/* the reason of a text that has nothing but this code */
static void
means(const char *text, bounce_reason wanted)
{
	bounce_code code = BOUNCE_NO_CODE;
	bounce_reason got;
	char		what[60];

	(void) bounce_code_read(text, strlen(text), &code);
	got = bounce_bare_reason(code);
	snprintf(what, sizeof(what), "bare %s", text);
	check(got == wanted, what, bounce_reason_label(got), bounce_reason_label(wanted));
}

static void
test_bare_codes(void)
{
	means("5.1.1", BOUNCE_REASON_USER_UNKNOWN);
	means("5.1.2", BOUNCE_REASON_DOMAIN_UNKNOWN);
	means("5.1.3", BOUNCE_REASON_ADDRESS_SYNTAX);
	means("5.1.6", BOUNCE_REASON_MAILBOX_MOVED);
	means("5.1.10", BOUNCE_REASON_DOMAIN_UNKNOWN);
	means("5.2.1", BOUNCE_REASON_MAILBOX_DISABLED);
	means("5.7.17", BOUNCE_REASON_USER_UNKNOWN);
	means("5.7.18", BOUNCE_REASON_DOMAIN_UNKNOWN);

	/* what would be category 2 is soft with class 4 */
	means("4.1.1", BOUNCE_REASON_SOFT_OTHER);
	means("4.1.2", BOUNCE_REASON_DNS_FAILURE);
	means("4.1.3", BOUNCE_REASON_SOFT_OTHER);
	means("4.1.6", BOUNCE_REASON_SOFT_OTHER);
	means("4.1.10", BOUNCE_REASON_DNS_FAILURE);
	means("4.1.99", BOUNCE_REASON_SOFT_OTHER);
	means("4.2.1", BOUNCE_REASON_MAILBOX_BUSY);
	means("4.7.17", BOUNCE_REASON_SOFT_OTHER);
	means("4.7.18", BOUNCE_REASON_SOFT_OTHER);

	means("5.1.4", BOUNCE_REASON_SYSTEM_ERROR);
	means("5.1.7", BOUNCE_REASON_SENDER_REJECTED);
	means("4.1.8", BOUNCE_REASON_SENDER_REJECTED);
	means("5.2.2", BOUNCE_REASON_MAILBOX_FULL);
	means("4.2.2", BOUNCE_REASON_MAILBOX_FULL);
	means("5.2.3", BOUNCE_REASON_TOO_LARGE);
	means("5.2.4", BOUNCE_REASON_SYSTEM_ERROR);
	means("4.2.99", BOUNCE_REASON_MAILBOX_BUSY);
	means("5.3.1", BOUNCE_REASON_SYSTEM_FULL);
	means("5.3.4", BOUNCE_REASON_TOO_LARGE);
	means("5.3.5", BOUNCE_REASON_SYSTEM_ERROR);
	means("5.4.1", BOUNCE_REASON_TIMEOUT);
	means("4.4.2", BOUNCE_REASON_CONNECTION);
	means("4.4.3", BOUNCE_REASON_DNS_FAILURE);
	means("4.4.4", BOUNCE_REASON_DNS_FAILURE);
	means("5.4.4", BOUNCE_REASON_ROUTING);
	means("5.4.5", BOUNCE_REASON_RATE_LIMITED);
	means("5.4.6", BOUNCE_REASON_ROUTING);
	means("5.4.7", BOUNCE_REASON_EXPIRED);
	means("5.4.310", BOUNCE_REASON_ROUTING);
	means("5.5.1", BOUNCE_REASON_PROTOCOL);
	means("5.5.3", BOUNCE_REASON_TOO_MANY_RECIPIENTS);
	means("5.6.0", BOUNCE_REASON_PROTOCOL);
	means("5.7.0", BOUNCE_REASON_POLICY);
	means("5.7.1", BOUNCE_REASON_POLICY);
	means("5.7.8", BOUNCE_REASON_SENDER_LOGIN);
	means("5.7.10", BOUNCE_REASON_TLS);
	means("5.7.16", BOUNCE_REASON_TOO_LARGE);
	means("5.7.20", BOUNCE_REASON_AUTHENTICATION);
	means("5.7.25", BOUNCE_REASON_REVERSE_DNS);
	means("5.7.27", BOUNCE_REASON_SENDER_REJECTED);
	means("5.7.28", BOUNCE_REASON_RATE_LIMITED);
	means("5.7.30", BOUNCE_REASON_TLS);
	means("5.7.515", BOUNCE_REASON_POLICY);
	means("2.1.5", BOUNCE_REASON_DELIVERED);

	/* no meaning of their own: the reply, then the class */
	means("5.0.0", BOUNCE_REASON_UNDETERMINED);
	means("4.0.0", BOUNCE_REASON_SOFT_OTHER);
	means("552 5.0.0", BOUNCE_REASON_MAILBOX_FULL);
	means("5.1.0", BOUNCE_REASON_UNDETERMINED);
	means("5.1.5", BOUNCE_REASON_UNDETERMINED);
	means("5.1.9", BOUNCE_REASON_UNDETERMINED);
	means("4.2.0", BOUNCE_REASON_SOFT_OTHER);
	means("5.2.0", BOUNCE_REASON_UNDETERMINED);
	means("5.3.0", BOUNCE_REASON_UNDETERMINED);
	means("4.4.0", BOUNCE_REASON_SOFT_OTHER);
	means("5.4.0", BOUNCE_REASON_UNDETERMINED);
	means("5.5.0", BOUNCE_REASON_UNDETERMINED);
	means("5.99.1", BOUNCE_REASON_UNDETERMINED);

	means("421", BOUNCE_REASON_SOFT_OTHER);
	means("450", BOUNCE_REASON_SOFT_OTHER);
	means("451", BOUNCE_REASON_SOFT_OTHER);
	means("452", BOUNCE_REASON_MAILBOX_FULL);
	means("552", BOUNCE_REASON_MAILBOX_FULL);
	means("500", BOUNCE_REASON_PROTOCOL);
	means("504", BOUNCE_REASON_PROTOCOL);
	means("530", BOUNCE_REASON_SENDER_LOGIN);
	means("535", BOUNCE_REASON_SENDER_LOGIN);
	means("556", BOUNCE_REASON_DOMAIN_UNKNOWN);
	means("550", BOUNCE_REASON_UNDETERMINED);
	means("551", BOUNCE_REASON_UNDETERMINED);
	means("553", BOUNCE_REASON_UNDETERMINED);
	means("554", BOUNCE_REASON_UNDETERMINED);
	means("521", BOUNCE_REASON_UNDETERMINED);
	means("250", BOUNCE_REASON_DELIVERED);
}

int
main(void)
{
	test_reading();
	test_round_trip();
	test_hostile_bits();
	test_order();
	test_prefixes();
	test_extraction();
	test_facts();
	test_bare_codes();
	printf("1..%d\n", tests);
	return failures > 0;
}
