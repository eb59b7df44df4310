/*
 * code_info.c
 *		reply_code_info and enhanced_code_info: what a code means, as one row.
 *
 * What is no code gives a row of NULLs with "registered" false.
 */
#include "compat.h"

#include "catalog/pg_type_d.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/facts.h"
#include "pg/code_datum.h"
#include "pg/row.h"

/* The columns of type bounce_code_info, in the order of the script. */
enum info_column
{
	INFO_CODE,
	INFO_CLASS,
	INFO_CLASS_NAME,
	INFO_SUBJECT,
	INFO_SUBJECT_NAME,
	INFO_DETAIL,
	INFO_DETAIL_NAME,
	INFO_MEANING,
	INFO_DECK_EXPLANATION,
	INFO_DECK_TYPE,
	INFO_PROVIDER_MEANING,
	INFO_REPLY_CODES,
	INFO_REFERENCE,
	INFO_CATEGORY,
	INFO_REASON,
	INFO_REGISTERED,
	INFO_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_reply_info_text);
PG_FUNCTION_INFO_V1(bounce_reply_info_int);
PG_FUNCTION_INFO_V1(bounce_enhanced_info_text);
PG_FUNCTION_INFO_V1(bounce_enhanced_info_code);
PG_FUNCTION_INFO_V1(bounce_enhanced_info_provider);

static void
start_row(bounce_row *row, FunctionCallInfo fcinfo)
{
	bounce_row_start(row, fcinfo, INFO_COLUMNS);
	bounce_row_put(row, INFO_REGISTERED, BoolGetDatum(false));
}

static void
put_reason(bounce_row *row, bounce_reason reason)
{
	bounce_row_put_reason(row, INFO_REASON, reason);
	bounce_row_put_category(row, INFO_CATEGORY, reason);
}

static void
put_reply_codes(bounce_row *row, const bounce_enhanced_fact *fact)
{
	Datum	   *elements;
	int			i;

	if (fact->reply_code_count == 0)
		return;
	elements = palloc(sizeof(Datum) * fact->reply_code_count);
	for (i = 0; i < fact->reply_code_count; i++)
		elements[i] = Int32GetDatum(fact->reply_codes[i]);
	bounce_row_put(row, INFO_REPLY_CODES,
		PointerGetDatum(construct_array(elements, fact->reply_code_count, INT4OID,
										sizeof(int32), true, TYPALIGN_INT)));
}

/* Three digits from 200 to 599; 3xx are replies too, though no bounce code. */
static Datum
reply_info(FunctionCallInfo fcinfo, int reply)
{
	bounce_row	row;
	bounce_digit_fact digit;
	bounce_reply_fact fact;
	char		code[12];

	start_row(&row, fcinfo);
	if (reply < 200 || reply > 599)
		return bounce_row_finish(&row);

	snprintf(code, sizeof(code), "%d", reply);
	bounce_row_put_text(&row, INFO_CODE, code);
	bounce_row_put(&row, INFO_CLASS, Int32GetDatum(reply / 100));
	bounce_row_put(&row, INFO_SUBJECT, Int32GetDatum(reply / 10 % 10));
	bounce_row_put(&row, INFO_DETAIL, Int32GetDatum(reply % 10));
	if (bounce_find_reply_digit(1, reply / 100, &digit))
		bounce_row_put_text(&row, INFO_CLASS_NAME, digit.name);
	if (bounce_find_reply_digit(2, reply / 10 % 10, &digit))
		bounce_row_put_text(&row, INFO_SUBJECT_NAME, digit.name);
	bounce_row_put_text(&row, INFO_DECK_TYPE, bounce_deck_type(reply / 100));

	if (bounce_find_reply(reply, &fact))
	{
		bounce_row_put_text(&row, INFO_DETAIL_NAME, fact.name);
		bounce_row_put_text(&row, INFO_MEANING, fact.meaning);
		bounce_row_put_text(&row, INFO_DECK_EXPLANATION, fact.deck_explanation);
		bounce_row_put_text(&row, INFO_REFERENCE, fact.reference);
		bounce_row_put(&row, INFO_REGISTERED, BoolGetDatum(fact.registered));
		put_reason(&row, fact.reason);
	}
	else if (bounce_is_reply(reply))
		put_reason(&row, bounce_bare_reason(bounce_make_reply(reply)));
	return bounce_row_finish(&row);
}

static void
put_provider(bounce_row *row, bounce_code code, text *provider)
{
	bounce_provider_fact fact;

	if (provider == NULL ||
		!bounce_find_provider_code(bounce_provider_number(VARDATA_ANY(provider),
														  VARSIZE_ANY_EXHDR(provider)),
								   code, &fact))
		return;
	bounce_row_put_text(row, INFO_PROVIDER_MEANING, fact.meaning);
	put_reason(row, fact.reason);
}

static Datum
enhanced_info(FunctionCallInfo fcinfo, bounce_code code, text *provider)
{
	bounce_row	row;
	bounce_code enhanced = bounce_code_enhanced_part(code);
	bounce_digit_fact part;
	bounce_enhanced_fact fact;
	char		buf[BOUNCE_CODE_BUFSIZE];

	start_row(&row, fcinfo);
	if (enhanced == BOUNCE_NO_CODE)
		return bounce_row_finish(&row);

	bounce_code_write(enhanced, buf);
	bounce_row_put_text(&row, INFO_CODE, buf);
	bounce_row_put(&row, INFO_CLASS, Int32GetDatum(bounce_code_class(enhanced)));
	bounce_row_put(&row, INFO_SUBJECT, Int32GetDatum(bounce_code_subject(enhanced)));
	bounce_row_put(&row, INFO_DETAIL, Int32GetDatum(bounce_code_detail(enhanced)));
	if (bounce_find_class(bounce_code_class(enhanced), &part))
		bounce_row_put_text(&row, INFO_CLASS_NAME, part.name);
	if (bounce_find_subject(bounce_code_subject(enhanced), &part))
		bounce_row_put_text(&row, INFO_SUBJECT_NAME, part.name);
	bounce_row_put_text(&row, INFO_DECK_TYPE, bounce_deck_type(bounce_code_class(enhanced)));
	put_reason(&row, bounce_bare_reason(enhanced));

	if (bounce_find_enhanced(enhanced, &fact))
	{
		bounce_row_put_text(&row, INFO_DETAIL_NAME, fact.name);
		bounce_row_put_text(&row, INFO_MEANING, fact.meaning);
		bounce_row_put_text(&row, INFO_DECK_EXPLANATION, fact.deck_explanation);
		bounce_row_put_text(&row, INFO_REFERENCE, fact.reference);
		put_reply_codes(&row, &fact);
		bounce_row_put(&row, INFO_REGISTERED, BoolGetDatum(true));
	}
	put_provider(&row, code, provider);
	return bounce_row_finish(&row);
}

/* A code from a text; BOUNCE_NO_CODE for what is none. */
static bounce_code
read_text(text *input)
{
	bounce_code code;

	if (!bounce_code_read(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), &code))
		return BOUNCE_NO_CODE;
	return code;
}

Datum
bounce_reply_info_int(PG_FUNCTION_ARGS)
{
	return reply_info(fcinfo, PG_GETARG_INT32(0));
}

Datum
bounce_reply_info_text(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);

	return reply_info(fcinfo, bounce_read_any_reply(VARDATA_ANY(input),
													VARSIZE_ANY_EXHDR(input)));
}

Datum
bounce_enhanced_info_text(PG_FUNCTION_ARGS)
{
	return enhanced_info(fcinfo, read_text(PG_GETARG_TEXT_PP(0)), NULL);
}

Datum
bounce_enhanced_info_code(PG_FUNCTION_ARGS)
{
	return enhanced_info(fcinfo, PG_GETARG_BOUNCE_CODE(0), NULL);
}

Datum
bounce_enhanced_info_provider(PG_FUNCTION_ARGS)
{
	return enhanced_info(fcinfo, read_text(PG_GETARG_TEXT_PP(0)), PG_GETARG_TEXT_PP(1));
}
