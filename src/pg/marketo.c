/*
 * marketo.c
 *		Marketo's numbers, actions and interesting moments of a category.
 */
#include "compat.h"

#include "common/int.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "core/ascii.h"
#include "pg/enum_label.h"
#include "pg/marketo.h"

PG_FUNCTION_INFO_V1(bounce_marketo_number);
PG_FUNCTION_INFO_V1(bounce_from_marketo_int);
PG_FUNCTION_INFO_V1(bounce_from_marketo_text);
PG_FUNCTION_INFO_V1(bounce_marketo_action);
PG_FUNCTION_INFO_V1(bounce_interesting_moment);

static void
trim(const char **text, size_t *len)
{
	while (*len > 0 && ascii_is_space((*text)[*len - 1]))
		(*len)--;
	while (*len > 0 && ascii_is_space(**text))
	{
		(*text)++;
		(*len)--;
	}
}

bool
bounce_marketo_missing(const char *text, size_t len)
{
	trim(&text, &len);
	return len == 0 || (len == 4 && pg_strncasecmp(text, "null", 4) == 0);
}

/* Is this nothing, or the fraction of a whole number: ".", ".0", ".00"? */
static bool
no_fraction(const char *text, size_t len)
{
	size_t		i;

	for (i = 0; i < len; i++)
		if (text[i] != (i == 0 ? '.' : '0'))
			return false;
	return true;
}

bool
bounce_marketo_whole(const char *text, size_t len, int64 *number)
{
	bool		negative;
	size_t		i;
	int64		value = 0;

	trim(&text, &len);
	negative = len > 0 && text[0] == '-';
	if (negative)
	{
		text++;
		len--;
	}
	for (i = 0; i < len && ascii_is_digit(text[i]); i++)
		if (pg_mul_s64_overflow(value, 10, &value)
			|| pg_add_s64_overflow(value, text[i] - '0', &value))
			return false;
	if (i == 0 || !no_fraction(text + i, len - i))
		return false;
	*number = negative ? -value : value;
	return true;
}

static Datum
text_or_null(FunctionCallInfo fcinfo, const char *text)
{
	if (text == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(text));
}

Datum
bounce_marketo_number(PG_FUNCTION_ARGS)
{
	int			number = bounce_marketo_category(bounce_category_arg(fcinfo, 0));

	if (number == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(number);
}

Datum
bounce_from_marketo_int(PG_FUNCTION_ARGS)
{
	return bounce_category_result(fcinfo, bounce_category_of_marketo(PG_GETARG_INT32(0)));
}

Datum
bounce_from_marketo_text(PG_FUNCTION_ARGS)
{
	text	   *datum = PG_GETARG_TEXT_PP(0);
	const char *text = VARDATA_ANY(datum);
	size_t		len = VARSIZE_ANY_EXHDR(datum);
	int64		number = 0;

	if (bounce_marketo_missing(text, len))
		PG_RETURN_NULL();
	if (!bounce_marketo_whole(text, len, &number))
		return bounce_category_result(fcinfo, BOUNCE_CATEGORY_UNKNOWN);
	return bounce_category_result(fcinfo, bounce_category_of_marketo(number));
}

Datum
bounce_marketo_action(PG_FUNCTION_ARGS)
{
	return text_or_null(fcinfo, bounce_category_action(bounce_category_arg(fcinfo, 0)));
}

/* Not declared strict: without a subject, Marketo's token stays in its place. */
Datum
bounce_interesting_moment(PG_FUNCTION_ARGS)
{
	const char *moment;
	const char *token;
	text	   *subject;
	StringInfoData result;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	moment = bounce_category_moment(bounce_category_arg(fcinfo, 0));
	token = moment == NULL ? NULL : strstr(moment, BOUNCE_SUBJECT_TOKEN);
	if (token == NULL || PG_ARGISNULL(1))
		return text_or_null(fcinfo, moment);
	subject = PG_GETARG_TEXT_PP(1);
	initStringInfo(&result);
	appendBinaryStringInfo(&result, moment, (int) (token - moment));
	appendBinaryStringInfo(&result, VARDATA_ANY(subject), (int) VARSIZE_ANY_EXHDR(subject));
	appendStringInfoString(&result, token + strlen(BOUNCE_SUBJECT_TOKEN));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(result.data, result.len));
}
