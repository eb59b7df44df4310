/*
 * answer.c
 *		All that can be told of a text, and each part of it as an SQL value.
 */
#include "compat.h"

#include "catalog/pg_type_d.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/inet.h"
#include "utils/timestamp.h"

#include "core/details.h"
#include "core/fingerprint.h"
#include "pg/answer.h"
#include "pg/code_datum.h"
#include "pg/override_cache.h"

void
bounce_answer_text(text *datum, text *host, Oid site_function, bounce_answer *answer)
{
	const char *host_bytes = host == NULL ? NULL : VARDATA_ANY(host);
	size_t		host_len = host == NULL ? 0 : VARSIZE_ANY_EXHDR(host);
	bounce_input input = bounce_input_of(datum);

	bounce_decide(&input, host_bytes, host_len,
				  OidIsValid(site_function) ? &answer->kept : NULL, &answer->c);
	answer->category = bounce_category_of(answer->c.verdict.reason);
	answer->override = 0;
	if (OidIsValid(site_function))
		bounce_ask_overrides(site_function, host_bytes, host_len, answer);
}

void
bounce_answer_call(FunctionCallInfo fcinfo, bool site, bounce_answer *answer)
{
	text	   *host = PG_NARGS() > 1 && !PG_ARGISNULL(1) ? PG_GETARG_TEXT_PP(1) : NULL;

	bounce_answer_text(PG_GETARG_TEXT_PP(0), host,
					   site ? fcinfo->flinfo->fn_oid : InvalidOid, answer);
}

static bool
text_value(const char *string, Datum *value)
{
	if (string == NULL)
		return false;
	*value = CStringGetTextDatum(string);
	return true;
}

static bool
is_text(Oid type)
{
	return type == TEXTOID || type == VARCHAROID;
}

static bool
code_value(bounce_code code, Oid type, Datum *value)
{
	char		buf[BOUNCE_CODE_BUFSIZE];

	if (code == BOUNCE_NO_CODE)
		return false;
	if (is_text(type))
	{
		bounce_code_write(code, buf);
		return text_value(buf, value);
	}
	*value = BounceCodeGetDatum(code);
	return true;
}

static bool
sender_ip_value(const bounce_answer *answer, Datum *value)
{
	size_t		start;
	size_t		end;

	if (!bounce_find_sender_ip(&answer->c.plain.input, &answer->c, &start, &end))
		return false;
	*value = DirectFunctionCall1(inet_in, CStringGetDatum(pnstrdup(answer->c.plain.input.text + start,
																   end - start)));
	return true;
}

static bool
retry_after_value(const bounce_answer *answer, Datum *value)
{
	int64_t		seconds;
	Interval   *interval;

	if (!bounce_find_retry_after(&answer->c.plain.input, &answer->c, &seconds))
		return false;
	interval = palloc0(sizeof(Interval));
	interval->time = seconds * USECS_PER_SEC;
	*value = IntervalPGetDatum(interval);
	return true;
}

/* The rule that decided; NULL where a code did. */
static bool
rule_value(const bounce_answer *answer, Datum *value)
{
	bounce_rule rule;

	if (answer->override != 0)
		return text_value(psprintf("site:" INT64_FORMAT, answer->override), value);
	if (answer->c.verdict.rule == 0)
		return false;
	bounce_get_rule(answer->c.verdict.rule, &rule);
	return text_value(rule.id, value);
}

/* The words that decided, or the code where no rule did. */
static bool
evidence_value(const bounce_answer *answer, Datum *value)
{
	const bounce_verdict *verdict = &answer->c.verdict;

	if (verdict->evidence_end <= verdict->evidence_start)
		return false;
	*value = PointerGetDatum(cstring_to_text_with_len(answer->c.plain.input.text + verdict->evidence_start,
													  (int) (verdict->evidence_end - verdict->evidence_start)));
	return true;
}

Datum
bounce_fingerprint_datum(const bounce_input *input)
{
	char		out[BOUNCE_FINGERPRINT_MAX];
	int			len = (int) bounce_fingerprint(input, out);

	/* it may be cut within a character of an encoding that src/core ignores */
	return PointerGetDatum(cstring_to_text_with_len(out, pg_mbcliplen(out, len, len)));
}

bool
bounce_answer_value(const bounce_answer *answer, bounce_field field, Oid type,
					bounce_enum_cache *enums, Datum *value)
{
	const bounce_verdict *verdict = &answer->c.verdict;

	switch (field)
	{
		case BOUNCE_FIELD_CATEGORY:
			if (is_text(type))
				return text_value(bounce_category_label(answer->category), value);
			*value = bounce_category_datum(enums, type, answer->category);
			return true;
		case BOUNCE_FIELD_MARKETO_CATEGORY:
			*value = Int32GetDatum(bounce_marketo_category(answer->category));
			return bounce_marketo_category(answer->category) != 0;
		case BOUNCE_FIELD_TYPE:
			return text_value(bounce_category_type(answer->category), value);
		case BOUNCE_FIELD_REASON:
			if (is_text(type))
				return text_value(bounce_reason_label(verdict->reason), value);
			*value = bounce_reason_datum(enums, type, verdict->reason);
			return true;
		case BOUNCE_FIELD_CERTAIN:
			*value = BoolGetDatum(verdict->certain);
			return true;
		case BOUNCE_FIELD_ABOUT:
			return text_value(bounce_reason_about(verdict->reason), value);
		case BOUNCE_FIELD_ADVICE:
			return text_value(bounce_reason_advice(verdict->reason), value);
		case BOUNCE_FIELD_CODE:
			return code_value(verdict->code, type, value);
		case BOUNCE_FIELD_PROVIDER:
			return text_value(bounce_provider_name(verdict->provider), value);
		case BOUNCE_FIELD_BLOCKLIST:
			return text_value(bounce_blocklist_name(verdict->blocklist), value);
		case BOUNCE_FIELD_SENDER_IP:
			return sender_ip_value(answer, value);
		case BOUNCE_FIELD_RETRY_AFTER:
			return retry_after_value(answer, value);
		case BOUNCE_FIELD_RULE:
			return rule_value(answer, value);
		case BOUNCE_FIELD_EVIDENCE:
			return evidence_value(answer, value);
		case BOUNCE_FIELD_FINGERPRINT:
			*value = bounce_fingerprint_datum(&answer->c.plain.input);
			return true;
		case BOUNCE_FIELD_RULES_VERSION:
			return text_value(bounce_rule_book_version(), value);
		case BOUNCE_FIELD_COUNT:
			break;
	}
	return false;
}
