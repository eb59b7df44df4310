/*
 * explain.c
 *		explain_bounce: the steps of a decision, in their order.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "pg/answer.h"
#include "pg/code_datum.h"
#include "pg/row.h"

/* The columns of explain_bounce(), in the order of the script. */
enum step_column
{
	STEP_NUMBER,
	STEP_STEP,
	STEP_FINDING,
	STEP_REASON,
	STEP_STRENGTH,
	STEP_POSITION,
	STEP_WORDS,
	STEP_OUTCOME,
	STEP_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_explain);

typedef struct explanation
{
	FunctionCallInfo fcinfo;
	const bounce_case *c;
	bounce_row	row;
	int			steps;
} explanation;

/* Positions count bytes from 1. */
static void
put_words(explanation *e, size_t start, size_t end)
{
	bounce_row_put(&e->row, STEP_POSITION, Int32GetDatum((int32) start + 1));
	bounce_row_put_bytes(&e->row, STEP_WORDS, e->c->plain.input.text + start, end - start);
}

static void
end_step(explanation *e, const char *step, const char *finding, const char *outcome)
{
	bounce_row_put(&e->row, STEP_NUMBER, Int32GetDatum(++e->steps));
	bounce_row_put_text(&e->row, STEP_STEP, step);
	bounce_row_put_text(&e->row, STEP_FINDING, finding);
	bounce_row_put_text(&e->row, STEP_OUTCOME, outcome);
	bounce_row_next(&e->row, e->fcinfo);
}

/* What was undone before the text was read, and the text that was read. */
static void
explain_encodings(explanation *e)
{
	const bounce_plain *plain = &e->c->plain;
	StringInfoData names;
	int			i;

	if (plain->encodings == 0)
		return;
	initStringInfo(&names);
	for (i = 0; i < BOUNCE_ENCODINGS; i++)
		if ((plain->encodings & (1u << i)) != 0)
			appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", bounce_encoding_name(i));
	put_words(e, 0, plain->input.len);
	end_step(e, "decoded", names.data, "this text was read; positions are of it");
}

static void
explain_code(explanation *e)
{
	static const char *const layers[] = {
		"the reply stands for itself",
		"a field of a report or brackets hold the reply",
		"the text quotes what another host said; its words come first",
		"the text quotes the last try; its words come first"
	};
	char		buf[BOUNCE_CODE_BUFSIZE];

	if (!e->c->has_code)
	{
		end_step(e, "code", NULL, "there is no code");
		return;
	}
	bounce_code_write(e->c->verdict.code, buf);
	put_words(e, e->c->code.offset, e->c->code.offset + e->c->code.length);
	end_step(e, "code", buf, layers[e->c->code.layer]);
}

static void
explain_names(explanation *e)
{
	const bounce_verdict *verdict = &e->c->verdict;

	if (verdict->provider != 0)
		end_step(e, "provider", bounce_provider_name(verdict->provider),
				 "its own codes are read its way");
	if (verdict->blocklist != 0)
		end_step(e, "blocklist", bounce_blocklist_name(verdict->blocklist), NULL);
}

static void
explain_marks(explanation *e)
{
	uint32_t	marks = e->c->findings.marks;
	int			bit;

	for (bit = 0; bit < 32; bit++)
		if ((marks & (UINT32_C(1) << bit)) != 0)
			end_step(e, "context", bounce_mark_name(bit), "may hold or turn a rule");
}

/* Why a rule that was found did not decide. */
static const char *
why_not(const bounce_case *c, const bounce_found *found)
{
	const bounce_verdict *verdict = &c->verdict;
	int			strength = bounce_rule_strength(found->rule);

	if (!bounce_rule_applies(found->rule, verdict->code, verdict->provider, c->findings.marks))
		return "its conditions do not hold";
	if (verdict->rule == 0 || strength < verdict->strength)
		return "weaker";
	if (!found->inner)
		return "stands in the wrapper";
	return "as strong, but comes later";
}

static void
explain_rule(explanation *e, const bounce_found *found)
{
	const bounce_verdict *verdict = &e->c->verdict;
	bounce_rule rule;
	bool		decides = found->rule == verdict->rule && found->start == verdict->evidence_start;

	bounce_get_rule(found->rule, &rule);
	bounce_row_put_reason(&e->row, STEP_REASON, rule.reason);
	bounce_row_put(&e->row, STEP_STRENGTH, Int32GetDatum(rule.strength));
	put_words(e, found->start, found->end);
	end_step(e, "rule", rule.id, decides ? "decides" : why_not(e->c, found));
}

/* The rules that were found, the strongest first. */
static void
explain_rules(explanation *e)
{
	const bounce_findings *findings = &e->c->findings;
	bool		told[BOUNCE_FOUND_MAX] = {false};
	int			n;
	int			i;

	for (n = 0; n < findings->count; n++)
	{
		int			best = -1;

		for (i = 0; i < findings->count; i++)
			if (!told[i] &&
				(best < 0 || bounce_rule_strength(findings->found[i].rule) >
				 bounce_rule_strength(findings->found[best].rule)))
				best = i;
		Assert(best >= 0);
		told[best] = true;
		explain_rule(e, &findings->found[best]);
	}
}

static void
explain_verdict(explanation *e)
{
	static const char *const bases[] = {
		"nothing tells", "only the class of the code tells", "the reply code decides",
		"the enhanced code decides", "the provider's own code decides", "the rule decides"
	};
	static const char *const turns[] = {
		NULL,
		"; but it may pass: nothing lasting is said",
		"; but the reply is about the sender",
		"; but the look-up may work later",
		"; but the sending host was refused before an address was named"
	};
	const bounce_verdict *verdict = &e->c->verdict;
	const char *turn = turns[verdict->turn];
	char	   *outcome = psprintf("%s%s%s", bases[verdict->basis], turn == NULL ? "" : turn,
								   verdict->certain ? "" : "; not certain");

	bounce_row_put_reason(&e->row, STEP_REASON, verdict->reason);
	bounce_row_put(&e->row, STEP_STRENGTH, Int32GetDatum(verdict->strength));
	if (verdict->evidence_end > verdict->evidence_start)
		put_words(e, verdict->evidence_start, verdict->evidence_end);
	end_step(e, "verdict", bounce_category_label(bounce_category_of(verdict->reason)), outcome);
}

Datum
bounce_explain(PG_FUNCTION_ARGS)
{
	bounce_answer answer;
	explanation e;

	bounce_answer_call(fcinfo, false, &answer);
	e.fcinfo = fcinfo;
	e.c = &answer.c;
	e.steps = 0;
	bounce_row_start_set(&e.row, fcinfo, STEP_COLUMNS);
	explain_encodings(&e);
	explain_code(&e);
	explain_names(&e);
	explain_marks(&e);
	explain_rules(&e);
	explain_verdict(&e);
	return (Datum) 0;
}
