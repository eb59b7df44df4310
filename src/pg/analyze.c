/*
 * analyze.c
 *		analyze_bounce: all that a text tells, as one row.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/inet.h"
#include "utils/timestamp.h"

#include "core/details.h"
#include "pg/code_datum.h"
#include "pg/input.h"
#include "pg/row.h"

/* The columns of type bounce_analysis, in the order of the script. */
enum analysis_column
{
	ANALYSIS_CATEGORY,
	ANALYSIS_MARKETO_CATEGORY,
	ANALYSIS_TYPE,
	ANALYSIS_REASON,
	ANALYSIS_CERTAIN,
	ANALYSIS_ABOUT,
	ANALYSIS_ADVICE,
	ANALYSIS_CODE,
	ANALYSIS_PROVIDER,
	ANALYSIS_BLOCKLIST,
	ANALYSIS_SENDER_IP,
	ANALYSIS_RETRY_AFTER,
	ANALYSIS_RULE,
	ANALYSIS_EVIDENCE,
	ANALYSIS_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_analyze);

static void
put_reason(bounce_row *row, bounce_reason reason)
{
	bounce_category category = bounce_category_of(reason);

	bounce_row_put_category(row, ANALYSIS_CATEGORY, reason);
	bounce_row_put_reason(row, ANALYSIS_REASON, reason);
	if (bounce_marketo_category(category) != 0)
		bounce_row_put(row, ANALYSIS_MARKETO_CATEGORY,
					   Int32GetDatum(bounce_marketo_category(category)));
	bounce_row_put_text(row, ANALYSIS_TYPE, bounce_category_type(category));
	bounce_row_put_text(row, ANALYSIS_ABOUT, bounce_reason_about(reason));
	bounce_row_put_text(row, ANALYSIS_ADVICE, bounce_reason_advice(reason));
}

static void
put_sender_ip(bounce_row *row, const bounce_case *c)
{
	const bounce_input *input = &c->plain.input;
	size_t		start;
	size_t		end;

	if (bounce_find_sender_ip(input, c, &start, &end))
	{
		char	   *address = pnstrdup(input->text + start, end - start);

		bounce_row_put(row, ANALYSIS_SENDER_IP,
					   DirectFunctionCall1(inet_in, CStringGetDatum(address)));
	}
}

static void
put_retry_after(bounce_row *row, const bounce_case *c)
{
	int64_t		seconds;

	if (bounce_find_retry_after(&c->plain.input, c, &seconds))
	{
		Interval   *interval = palloc0(sizeof(Interval));

		interval->time = seconds * USECS_PER_SEC;
		bounce_row_put(row, ANALYSIS_RETRY_AFTER, IntervalPGetDatum(interval));
	}
}

/* The words that decided, or the code where no rule did. */
static void
put_evidence(bounce_row *row, const bounce_case *c)
{
	const bounce_verdict *verdict = &c->verdict;
	bounce_rule rule;

	if (verdict->rule != 0)
	{
		bounce_get_rule(verdict->rule, &rule);
		bounce_row_put_text(row, ANALYSIS_RULE, rule.id);
	}
	if (verdict->evidence_end > verdict->evidence_start)
		bounce_row_put_bytes(row, ANALYSIS_EVIDENCE, c->plain.input.text + verdict->evidence_start,
							 verdict->evidence_end - verdict->evidence_start);
}

/*
 * With and without the host that spoke.  The form with it is strict in the
 * text only, so not declared strict.
 */
Datum
bounce_analyze(PG_FUNCTION_ARGS)
{
	bounce_case c;
	bounce_row	row;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bounce_decide_call(fcinfo, &c);
	bounce_row_start(&row, fcinfo, ANALYSIS_COLUMNS);
	put_reason(&row, c.verdict.reason);
	bounce_row_put(&row, ANALYSIS_CERTAIN, BoolGetDatum(c.verdict.certain));
	if (c.verdict.code != BOUNCE_NO_CODE)
		bounce_row_put(&row, ANALYSIS_CODE, BounceCodeGetDatum(c.verdict.code));
	bounce_row_put_text(&row, ANALYSIS_PROVIDER, bounce_provider_name(c.verdict.provider));
	bounce_row_put_text(&row, ANALYSIS_BLOCKLIST, bounce_blocklist_name(c.verdict.blocklist));
	put_sender_ip(&row, &c);
	put_retry_after(&row, &c);
	put_evidence(&row, &c);
	return bounce_row_finish(&row);
}
