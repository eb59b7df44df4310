/*
 * code_info.c
 *		reply_code_info and enhanced_code_info: what a code means, as one row.
 *
 * What is no code gives a row of NULLs with "registered" false.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/facts.h"
#include "pg/code_datum.h"
#include "pg/enum_label.h"

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

/* What lasts from row to row of one query, in fn_extra. */
typedef struct info_state
{
	TupleDesc	row_type;
	bounce_enum_cache enums;
} info_state;

typedef struct info_row
{
	info_state *state;
	Datum		values[INFO_COLUMNS];
	bool		nulls[INFO_COLUMNS];
} info_row;

PG_FUNCTION_INFO_V1(bounce_reply_info_text);
PG_FUNCTION_INFO_V1(bounce_reply_info_int);
PG_FUNCTION_INFO_V1(bounce_enhanced_info_text);
PG_FUNCTION_INFO_V1(bounce_enhanced_info_code);
PG_FUNCTION_INFO_V1(bounce_enhanced_info_provider);

static info_state *
get_state(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		info_state *state = palloc0(sizeof(info_state));

		if (get_call_result_type(fcinfo, NULL, &state->row_type) != TYPEFUNC_COMPOSITE ||
			state->row_type->natts != INFO_COLUMNS)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("result type of function %u does not match this library",
							fcinfo->flinfo->fn_oid)));
		BlessTupleDesc(state->row_type);
		MemoryContextSwitchTo(old);
		fcinfo->flinfo->fn_extra = state;
	}
	return fcinfo->flinfo->fn_extra;
}

static void
start_row(info_row *row, info_state *state)
{
	row->state = state;
	memset(row->nulls, true, sizeof(row->nulls));
	row->values[INFO_REGISTERED] = BoolGetDatum(false);
	row->nulls[INFO_REGISTERED] = false;
}

static void
put(info_row *row, enum info_column column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static void
put_text(info_row *row, enum info_column column, const char *text)
{
	if (text != NULL)
		put(row, column, CStringGetTextDatum(text));
}

static void
put_reason(info_row *row, bounce_reason reason)
{
	TupleDesc	type = row->state->row_type;

	if (reason == BOUNCE_REASON_NONE)
		return;
	put(row, INFO_REASON,
		bounce_reason_datum(&row->state->enums,
							TupleDescAttr(type, INFO_REASON)->atttypid, reason));
	put(row, INFO_CATEGORY,
		bounce_category_datum(&row->state->enums,
							  TupleDescAttr(type, INFO_CATEGORY)->atttypid,
							  bounce_category_of(reason)));
}

static void
put_reply_codes(info_row *row, const bounce_enhanced_fact *fact)
{
	Datum	   *elements;
	int			i;

	if (fact->reply_code_count == 0)
		return;
	elements = palloc(sizeof(Datum) * fact->reply_code_count);
	for (i = 0; i < fact->reply_code_count; i++)
		elements[i] = Int32GetDatum(fact->reply_codes[i]);
	put(row, INFO_REPLY_CODES,
		PointerGetDatum(construct_array(elements, fact->reply_code_count, INT4OID,
										sizeof(int32), true, TYPALIGN_INT)));
}

static Datum
finish_row(info_row *row)
{
	return HeapTupleGetDatum(heap_form_tuple(row->state->row_type, row->values, row->nulls));
}

/* Three digits from 200 to 599; 3xx are replies too, though no bounce code. */
static Datum
reply_info(FunctionCallInfo fcinfo, int reply)
{
	info_row	row;
	bounce_digit_fact digit;
	bounce_reply_fact fact;
	char		code[12];

	start_row(&row, get_state(fcinfo));
	if (reply < 200 || reply > 599)
		return finish_row(&row);

	snprintf(code, sizeof(code), "%d", reply);
	put_text(&row, INFO_CODE, code);
	put(&row, INFO_CLASS, Int32GetDatum(reply / 100));
	put(&row, INFO_SUBJECT, Int32GetDatum(reply / 10 % 10));
	put(&row, INFO_DETAIL, Int32GetDatum(reply % 10));
	if (bounce_find_reply_digit(1, reply / 100, &digit))
		put_text(&row, INFO_CLASS_NAME, digit.name);
	if (bounce_find_reply_digit(2, reply / 10 % 10, &digit))
		put_text(&row, INFO_SUBJECT_NAME, digit.name);
	put_text(&row, INFO_DECK_TYPE, bounce_deck_type(reply / 100));

	if (bounce_find_reply(reply, &fact))
	{
		put_text(&row, INFO_DETAIL_NAME, fact.name);
		put_text(&row, INFO_MEANING, fact.meaning);
		put_text(&row, INFO_DECK_EXPLANATION, fact.deck_explanation);
		put_text(&row, INFO_REFERENCE, fact.reference);
		put(&row, INFO_REGISTERED, BoolGetDatum(fact.registered));
		put_reason(&row, fact.reason);
	}
	else if (bounce_is_reply(reply))
		put_reason(&row, bounce_bare_reason(bounce_make_reply(reply)));
	return finish_row(&row);
}

static void
put_provider(info_row *row, bounce_code code, text *provider)
{
	bounce_provider_fact fact;

	if (provider == NULL ||
		!bounce_find_provider_code(VARDATA_ANY(provider), VARSIZE_ANY_EXHDR(provider),
								   code, &fact))
		return;
	put_text(row, INFO_PROVIDER_MEANING, fact.meaning);
	put_reason(row, fact.reason);
}

static Datum
enhanced_info(FunctionCallInfo fcinfo, bounce_code code, text *provider)
{
	info_row	row;
	bounce_code enhanced = bounce_code_enhanced_part(code);
	bounce_digit_fact part;
	bounce_enhanced_fact fact;
	char		buf[BOUNCE_CODE_BUFSIZE];

	start_row(&row, get_state(fcinfo));
	if (enhanced == BOUNCE_NO_CODE)
		return finish_row(&row);

	bounce_code_write(enhanced, buf);
	put_text(&row, INFO_CODE, buf);
	put(&row, INFO_CLASS, Int32GetDatum(bounce_code_class(enhanced)));
	put(&row, INFO_SUBJECT, Int32GetDatum(bounce_code_subject(enhanced)));
	put(&row, INFO_DETAIL, Int32GetDatum(bounce_code_detail(enhanced)));
	if (bounce_find_class(bounce_code_class(enhanced), &part))
		put_text(&row, INFO_CLASS_NAME, part.name);
	if (bounce_find_subject(bounce_code_subject(enhanced), &part))
		put_text(&row, INFO_SUBJECT_NAME, part.name);
	put_text(&row, INFO_DECK_TYPE, bounce_deck_type(bounce_code_class(enhanced)));
	put_reason(&row, bounce_bare_reason(enhanced));

	if (bounce_find_enhanced(enhanced, &fact))
	{
		put_text(&row, INFO_DETAIL_NAME, fact.name);
		put_text(&row, INFO_MEANING, fact.meaning);
		put_text(&row, INFO_DECK_EXPLANATION, fact.deck_explanation);
		put_text(&row, INFO_REFERENCE, fact.reference);
		put_reply_codes(&row, &fact);
		put(&row, INFO_REGISTERED, BoolGetDatum(true));
	}
	put_provider(&row, code, provider);
	return finish_row(&row);
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
