/*
 * decide.c
 *		A verdict and all that led to it stand in the text, and are the same
 *		wherever the text stands and whatever is on the stack.
 */
#include "property.h"

#include "core/address.h"
#include "core/decide.h"
#include "core/details.h"

static bool
stands_in(const bounce_case *c, size_t start, size_t end)
{
	return start <= end && end <= c->plain.input.len;
}

static void
check_findings(const bounce_case *c)
{
	int			i;

	MUST(c->findings.count >= 0 && c->findings.count <= BOUNCE_FOUND_MAX);
	for (i = 0; i < c->findings.count; i++)
	{
		const bounce_found *found = &c->findings.found[i];

		MUST(found->rule >= 1 && found->rule <= bounce_rule_count());
		MUST(found->start < found->end && stands_in(c, found->start, found->end));
	}
	MUST(c->findings.provider == 0 || bounce_provider_name(c->findings.provider) != NULL);
	MUST(c->findings.blocklist == 0 || bounce_blocklist_name(c->findings.blocklist) != NULL);
}

static void
check_verdict(const bounce_case *c)
{
	const bounce_verdict *v = &c->verdict;

	MUST(v->reason > BOUNCE_REASON_NONE && v->reason < BOUNCE_REASON_COUNT);
	MUST(bounce_reason_label(v->reason) != NULL && bounce_category_label(bounce_category_of(v->reason)) != NULL);
	MUST((v->basis == BOUNCE_BASIS_RULE) == (v->rule != 0));
	MUST(v->rule >= 0 && v->rule <= bounce_rule_count());
	MUST(stands_in(c, v->evidence_start, v->evidence_end));
	MUST(v->code == BOUNCE_NO_CODE || bounce_code_valid(v->code));
	MUST(!c->has_code || stands_in(c, c->code.offset, c->code.offset + c->code.length));
}

static void
check_details(const bounce_case *c)
{
	size_t		start;
	size_t		end;
	int64_t		seconds;

	if (bounce_find_sender_ip(&c->plain.input, c, &start, &end))
	{
		MUST(start < end && stands_in(c, start, end));
		MUST(bounce_ip_end(c->plain.input.text, c->plain.input.len, start) >= end);
	}
	if (bounce_find_retry_after(&c->plain.input, c, &seconds))
		MUST(seconds >= 1 && seconds <= INT64_C(31) * 86400);
}

static void
check_same_findings(const bounce_findings *a, const bounce_findings *b)
{
	int			i;

	MUST(a->count == b->count && a->marks == b->marks && a->provider == b->provider && a->blocklist == b->blocklist);
	for (i = 0; i < a->count && i < b->count; i++)
		MUST(a->found[i].rule == b->found[i].rule && a->found[i].inner == b->found[i].inner &&
			 a->found[i].start == b->found[i].start && a->found[i].end == b->found[i].end);
}

static void
check_same(const bounce_case *a, const bounce_case *b)
{
	const bounce_verdict *v = &a->verdict;
	const bounce_verdict *w = &b->verdict;

	MUST(v->reason == w->reason && v->certain == w->certain && v->basis == w->basis && v->turn == w->turn);
	MUST(v->strength == w->strength && v->rule == w->rule && v->code == w->code);
	MUST(v->evidence_start == w->evidence_start && v->evidence_end == w->evidence_end);
	MUST(v->provider == w->provider && v->blocklist == w->blocklist);
	MUST(a->has_code == b->has_code && a->inner_start == b->inner_start);
	check_same_findings(&a->findings, &b->findings);
}

static void
check_same_details(const bounce_case *a, const bounce_case *b)
{
	size_t		start[2] = {0, 0};
	size_t		end[2] = {0, 0};
	int64_t		seconds[2] = {0, 0};

	MUST(bounce_find_sender_ip(&a->plain.input, a, &start[0], &end[0]) ==
		 bounce_find_sender_ip(&b->plain.input, b, &start[1], &end[1]));
	MUST(start[0] == start[1] && end[0] == end[1]);
	MUST(bounce_find_retry_after(&a->plain.input, a, &seconds[0]) ==
		 bounce_find_retry_after(&b->plain.input, b, &seconds[1]));
	MUST(seconds[0] == seconds[1]);
}

/* With bytes around that would change the verdict if they were read. */
static void
check_elsewhere(const bounce_case *c, const bounce_input *input, const char *host, size_t host_len)
{
	static const char *const patterns[] = {"5.1.1 user unknown ", "a@b.", "\xC3\xA4"};
	static bounce_case other;
	size_t		i;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
	{
		char	   *block;
		bounce_input moved = *input;

		memset(&other, i == 0 ? 0xA5 : 0x35, sizeof(other));
		moved.text = surrounded_copy(input->text, input->len, patterns[i], &block);
		bounce_decide(&moved, host, host_len, NULL, &other);
		check_same(c, &other);
		check_same_details(c, &other);
		free(block);
	}
}

void
property_decide(const char *text, size_t len)
{
	static bounce_case c;
	char	   *copy = text_copy(text, len);
	bounce_input input = {copy, len, true, NULL};
	int			utf8;

	for (utf8 = 0; utf8 < 2; utf8++)
	{
		/* the last bytes as the host, in the second round */
		size_t		host_len = utf8 == 0 ? 0 : len < 30 ? len : 30;
		char	   *host = text_copy(text + len - host_len, host_len);

		input.utf8 = utf8 == 0;
		memset(&c, 0x5A, sizeof(c));
		bounce_decide(&input, utf8 == 0 ? NULL : host, host_len, NULL, &c);
		check_findings(&c);
		check_verdict(&c);
		check_details(&c);
		check_elsewhere(&c, &input, utf8 == 0 ? NULL : host, host_len);
		free(host);
	}
	free(copy);
}
