/*
 * decide.c
 *		From what was found in a text to a verdict.
 */
#include "decide.h"

#define STRENGTH_NO_BOUNCE		95
#define STRENGTH_PROVIDER_CODE	42
#define STRENGTH_ENHANCED		40
#define STRENGTH_SUBJECT		28
#define STRENGTH_REPLY			15
#define STRENGTH_CLASS			5

/* Words of at least this strength are telling. */
#define STRENGTH_TELLING		40

/* Words of at least this strength are a provider's own sentence, of known meaning. */
#define STRENGTH_OWN_SENTENCE	80

/* Something that speaks for a reason. */
static void
propose(bounce_verdict *verdict, bounce_basis basis, int strength, bounce_reason reason)
{
	if (reason == BOUNCE_REASON_NONE || strength <= verdict->strength)
		return;
	verdict->basis = basis;
	verdict->strength = strength;
	verdict->reason = reason;
}

/*
 * What the codes say.  A greeting or an earlier success that a report of
 * failure quotes says nothing.
 */
static void
propose_codes(bounce_verdict *verdict, uint32_t marks)
{
	bounce_code code = verdict->code;
	bounce_provider_fact fact;

	if (code == BOUNCE_NO_CODE)
		return;
	if (bounce_code_class(code) == 2 &&
		(marks & (BOUNCE_MARK_FINAL | BOUNCE_MARK_UNDELIVERED)) != 0)
		return;
	propose(verdict, BOUNCE_BASIS_CLASS, STRENGTH_CLASS, bounce_reason_of_class(code));
	propose(verdict, BOUNCE_BASIS_REPLY, STRENGTH_REPLY, bounce_meaning_of_reply(code));
	propose(verdict, BOUNCE_BASIS_ENHANCED,
			bounce_is_registered_enhanced(code) ? STRENGTH_ENHANCED : STRENGTH_SUBJECT,
			bounce_meaning_of_enhanced(code));
	if (verdict->provider != 0 &&
		bounce_find_provider_code(verdict->provider, code, &fact))
		propose(verdict, BOUNCE_BASIS_PROVIDER_CODE, STRENGTH_PROVIDER_CODE, fact.reason);
}

/*
 * The strongest rule whose conditions hold; where they are equal, the one
 * whose words come first, then the one with the lower number.
 */
static const bounce_found *
strongest(const bounce_case *c, bool inner_only)
{
	const bounce_found *best = NULL;
	int			best_strength = 0;
	int			i;

	for (i = 0; i < c->findings.count; i++)
	{
		const bounce_found *found = &c->findings.found[i];
		int			strength = bounce_rule_strength(found->rule);

		if (strength < best_strength || (inner_only && !found->inner))
			continue;
		if (best != NULL && strength == best_strength &&
			(found->start > best->start ||
			 (found->start == best->start && found->rule > best->rule)))
			continue;
		if (!bounce_rule_applies(found->rule, c->verdict.code, c->verdict.provider,
								 c->findings.marks))
			continue;
		best = found;
		best_strength = strength;
	}
	return best;
}

static bool
is_at_least(const bounce_found *found, int strength)
{
	return found != NULL && bounce_rule_strength(found->rule) >= strength;
}

/*
 * The rule that decides: words of no bounce wherever they stand, else telling
 * words of the innermost reply, else any.
 */
static const bounce_found *
deciding_rule(const bounce_case *c)
{
	const bounce_found *any = strongest(c, false);
	const bounce_found *inner;

	if (any == NULL || any->inner || is_at_least(any, STRENGTH_NO_BOUNCE))
		return any;
	inner = strongest(c, true);
	return is_at_least(inner, STRENGTH_TELLING) ? inner : any;
}

static void
propose_rule(bounce_verdict *verdict, const bounce_found *found)
{
	if (found == NULL || bounce_rule_strength(found->rule) < verdict->strength)
		return;
	verdict->basis = BOUNCE_BASIS_RULE;
	verdict->strength = bounce_rule_strength(found->rule);
	verdict->reason = bounce_rule_reason(found->rule);
	verdict->rule = found->rule;
	verdict->evidence_start = found->start;
	verdict->evidence_end = found->end;
}

static bool
is_invalid(bounce_reason reason)
{
	return bounce_category_of(reason) == BOUNCE_CATEGORY_EMAIL_INVALID;
}

static void
turn(bounce_verdict *verdict, bounce_turn why, bounce_reason reason)
{
	verdict->turn = why;
	verdict->reason = reason;
}

/*
 * In reply to MAIL FROM, a refusal is about the sender, never about the
 * recipient.
 */
static void
turn_to_sender(bounce_verdict *verdict, uint32_t marks)
{
	if ((marks & BOUNCE_MARK_MAIL_FROM) == 0)
		return;
	if (verdict->reason == BOUNCE_REASON_DOMAIN_UNKNOWN &&
		((marks & BOUNCE_MARK_TEMPORARY) != 0 || bounce_code_class(verdict->code) == 4))
		turn(verdict, BOUNCE_TURN_LOOKUP, BOUNCE_REASON_DNS_FAILURE);
	else if (is_invalid(verdict->reason) || verdict->reason == BOUNCE_REASON_POLICY)
		turn(verdict, BOUNCE_TURN_SENDER, BOUNCE_REASON_SENDER_REJECTED);
}

/*
 * What is refused for good before an address is named is the sending host.
 */
static void
turn_to_connection(bounce_verdict *verdict, uint32_t marks)
{
	if ((marks & BOUNCE_MARK_CONNECT) != 0 && bounce_code_class(verdict->code) == 5 &&
		verdict->reason == BOUNCE_REASON_UNDETERMINED)
		turn(verdict, BOUNCE_TURN_CONNECT, BOUNCE_REASON_POLICY);
}

/* Category 2 needs permanence. */
static void
turn_to_temporary(bounce_verdict *verdict, uint32_t marks)
{
	bool		temporary = (marks & BOUNCE_MARK_TEMPORARY) != 0;

	if (!is_invalid(verdict->reason) || verdict->reason == BOUNCE_REASON_SUPPRESSED)
		return;
	if (verdict->reason == BOUNCE_REASON_DOMAIN_UNKNOWN)
	{
		/* a look-up may pass that timed out, too */
		if ((temporary || (marks & BOUNCE_MARK_TEMP_WORDS) != 0) &&
			(verdict->strength < STRENGTH_OWN_SENTENCE || bounce_code_class(verdict->code) == 4))
			turn(verdict, BOUNCE_TURN_LOOKUP, BOUNCE_REASON_DNS_FAILURE);
	}
	else if (temporary && bounce_code_class(verdict->code) == 4)
		turn(verdict, BOUNCE_TURN_TEMPORARY,
			 verdict->reason == BOUNCE_REASON_MAILBOX_DISABLED
			 ? BOUNCE_REASON_MAILBOX_BUSY : BOUNCE_REASON_SOFT_OTHER);
}

/* TAXONOMY, "certain is false where the verdict is only probable" */
static bool
is_certain(const bounce_verdict *verdict)
{
	if (verdict->basis != BOUNCE_BASIS_RULE || verdict->strength < STRENGTH_TELLING)
		return false;
	if (bounce_rule_uncertain(verdict->rule))
		return false;
	if (verdict->reason == BOUNCE_REASON_DOMAIN_UNKNOWN ||
		verdict->reason == BOUNCE_REASON_SUPPRESSED)
		return false;
	return !is_invalid(verdict->reason) || bounce_code_class(verdict->code) != 4;
}

void
bounce_decide(const bounce_input *given,
			  const char *remote_host, size_t remote_host_len,
			  bounce_kept_words *kept, bounce_case *result)
{
	static const bounce_verdict nothing;
	const bounce_input *input = &result->plain.input;
	bounce_verdict *verdict = &result->verdict;
	const bounce_found *found;

	bounce_read_plain(given, &result->plain);
	*verdict = nothing;
	verdict->reason = BOUNCE_REASON_UNDETERMINED;
	result->has_code = bounce_extract_code(input->text, input->len, input->poll, &result->code);
	result->inner_start = 0;
	if (result->has_code)
	{
		verdict->code = result->code.code;
		verdict->evidence_start = result->code.offset;
		verdict->evidence_end = result->code.offset + result->code.length;
		if (result->code.layer > BOUNCE_LAYER_PLAIN)
			result->inner_start = result->code.offset;
	}

	bounce_match(input, result->inner_start, kept, &result->findings);
	verdict->blocklist = result->findings.blocklist;
	verdict->provider = result->findings.provider;
	if (verdict->provider == 0 && remote_host != NULL)
		verdict->provider = bounce_provider_of_host(remote_host, remote_host_len);

	found = deciding_rule(result);
	if (!is_at_least(found, STRENGTH_PROVIDER_CODE))
		propose_codes(verdict, result->findings.marks); /* no code is stronger */
	propose_rule(verdict, found);
	turn_to_sender(verdict, result->findings.marks);
	turn_to_connection(verdict, result->findings.marks);
	turn_to_temporary(verdict, result->findings.marks);
	verdict->certain = is_certain(verdict);
}
