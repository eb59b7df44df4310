/*
 * activity.c
 *		marketo_activity(jsonb): one bounce activity as Marketo hands it out.
 *
 * Three shapes are read: that of the REST API (attributes are an array of name
 * and value, and empty ones are missing), of the bulk extract (attributes are
 * an object, and the word null fills the gaps), and of the data stream (an
 * array with dataType, ids as strings, all of it in the field data of an event).
 * Names are found whatever their case, with or without blanks and
 * underscores, so that rows of a table with such columns are read as well.
 *
 * Nothing is an error: what is missing or odd gives NULL.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "core/ascii.h"
#include "pg/answer.h"
#include "pg/code_datum.h"
#include "pg/marketo.h"
#include "pg/row.h"

/* Activity types of Marketo. */
#define TYPE_EMAIL_BOUNCED 8		/* hard */
#define TYPE_EMAIL_BOUNCED_SOFT 27

/* The columns of type marketo_bounce, in the order of the script. */
enum activity_column
{
	ACTIVITY_GUID,
	ACTIVITY_LEAD_ID,
	ACTIVITY_AT,
	ACTIVITY_TYPE_ID,
	ACTIVITY_CAMPAIGN_ID,
	ACTIVITY_ASSET_ID,
	ACTIVITY_ASSET_NAME,
	ACTIVITY_EMAIL,
	ACTIVITY_MARKETO_CATEGORY,
	ACTIVITY_SUBCATEGORY,
	ACTIVITY_DETAILS,
	ACTIVITY_CATEGORY,
	ACTIVITY_REASON,
	ACTIVITY_CODE,
	ACTIVITY_SAME_CATEGORY,
	ACTIVITY_SAME_TYPE,
	ACTIVITY_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_marketo_activity);

/* The row, and what of it the verdict needs. */
typedef struct activity
{
	bounce_row	row;
	int64		type_id;		/* 0 for none */
	int64		marketo_category;	/* if there is one */
	text	   *details;		/* NULL for none */
} activity;

/*
 * Names
 */

/* The next letter or digit of a name, in lower case; 0 at its end. */
static char
next_of_name(const char **name, const char *end)
{
	while (*name < end && (**name == '_' || **name == ' '))
		(*name)++;
	return *name < end ? ascii_lower(*(*name)++) : '\0';
}

static bool
same_name(const char *a, size_t a_len, const char *b)
{
	const char *a_end = a + a_len;
	const char *b_end = b + strlen(b);
	char		c;

	do
	{
		c = next_of_name(&a, a_end);
		if (c != next_of_name(&b, b_end))
			return false;
	} while (c != '\0');
	return true;
}

static bool
is_name(const JsonbValue *value, const char *name)
{
	return value->type == jbvString
		&& same_name(value->val.string.val, value->val.string.len, name);
}

/*
 * The member of an object that has this name; NULL for none.  Of several
 * spellings the first in jsonb's order counts.
 */
static JsonbValue *
find_member(JsonbContainer *object, const char *name)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		found = false;

	if (!JsonContainerIsObject(object))
		return NULL;
	iterator = JsonbIteratorInit(object);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			found = is_name(&value, name);
		else if (token == WJB_VALUE && found)
		{
			JsonbValue *copy = palloc(sizeof(JsonbValue));

			*copy = value;
			return copy;
		}
	}
	return NULL;
}

static JsonbContainer *
container_of(JsonbValue *value)
{
	return value != NULL && value->type == jbvBinary ? value->val.binary.data : NULL;
}

/* Of an array of {"name": …, "value": …} the value with this name. */
static JsonbValue *
find_named(JsonbContainer *array, const char *name)
{
	JsonbIterator *iterator = JsonbIteratorInit(array);
	JsonbIteratorToken token;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		JsonbContainer *element = token == WJB_ELEM ? container_of(&value) : NULL;
		JsonbValue *found = element == NULL ? NULL : find_member(element, "name");

		if (found != NULL && is_name(found, name))
			return find_member(element, "value");
	}
	return NULL;
}

static JsonbValue *
find_attribute(JsonbContainer *attributes, const char *name)
{
	if (attributes == NULL)
		return NULL;
	return JsonContainerIsArray(attributes)
		? find_named(attributes, name) : find_member(attributes, name);
}

/*
 * Values
 */

/* A string, or a number as it is written; NULL for all else, and for missing. */
static text *
text_of(JsonbValue *value)
{
	text	   *result = NULL;

	if (value == NULL)
		return NULL;
	if (value->type == jbvString)
		result = cstring_to_text_with_len(value->val.string.val, value->val.string.len);
	else if (value->type == jbvNumeric)
		result = cstring_to_text(DatumGetCString(DirectFunctionCall1(numeric_out,
																	 NumericGetDatum(value->val.numeric))));
	if (result == NULL || bounce_marketo_missing(VARDATA_ANY(result), VARSIZE_ANY_EXHDR(result)))
		return NULL;
	return result;
}

static bool
whole_of(JsonbValue *value, int64 *number)
{
	text	   *written = text_of(value);

	return written != NULL
		&& bounce_marketo_whole(VARDATA_ANY(written), VARSIZE_ANY_EXHDR(written), number);
}

/*
 * A time as PostgreSQL reads it, only without its errors; one that is no point
 * in time (infinity) is odd.  It may be meant in the session's time zone: so
 * marketo_activity is stable.
 */
static bool
time_of(JsonbValue *value, TimestampTz *at)
{
	text	   *written = text_of(value);
	char		work[MAXDATELEN + MAXDATEFIELDS];
	char	   *fields[MAXDATEFIELDS];
	int			types[MAXDATEFIELDS];
	int			count;
	int			kind;
	int			zone;
	struct pg_tm tm;
	fsec_t		fraction;

	if (written == NULL || value->type != jbvString)
		return false;
	return ParseDateTime(text_to_cstring(written), work, sizeof(work), fields, types,
						 MAXDATEFIELDS, &count) == 0
		&& bounce_decode_date_time(fields, types, count, &kind, &tm, &fraction, &zone) == 0
		&& kind == DTK_DATE
		&& tm2timestamp(&tm, fraction, &zone, at) == 0;
}

/*
 * Columns
 */

static text *
put_text_of(bounce_row *row, int column, JsonbValue *value)
{
	text	   *datum = text_of(value);

	if (datum != NULL)
		bounce_row_put(row, column, PointerGetDatum(datum));
	return datum;
}

static void
put_bigint_of(bounce_row *row, int column, JsonbValue *value)
{
	int64		number;

	if (whole_of(value, &number))
		bounce_row_put(row, column, Int64GetDatum(number));
}

/* An integer; returns 0 for none. */
static int64
put_integer_of(bounce_row *row, int column, JsonbValue *value)
{
	int64		number;

	if (!whole_of(value, &number) || number < PG_INT32_MIN || number > PG_INT32_MAX)
		return 0;
	bounce_row_put(row, column, Int32GetDatum((int32) number));
	return number;
}

static void
read_fields(activity *a, JsonbContainer *object)
{
	TimestampTz at;

	(void) put_text_of(&a->row, ACTIVITY_GUID, find_member(object, "marketoGUID"));
	put_bigint_of(&a->row, ACTIVITY_LEAD_ID, find_member(object, "leadId"));
	if (time_of(find_member(object, "activityDate"), &at))
		bounce_row_put(&a->row, ACTIVITY_AT, TimestampTzGetDatum(at));
	a->type_id = put_integer_of(&a->row, ACTIVITY_TYPE_ID, find_member(object, "activityTypeId"));
	put_bigint_of(&a->row, ACTIVITY_CAMPAIGN_ID, find_member(object, "campaignId"));
	put_bigint_of(&a->row, ACTIVITY_ASSET_ID, find_member(object, "primaryAttributeValueId"));
	(void) put_text_of(&a->row, ACTIVITY_ASSET_NAME, find_member(object, "primaryAttributeValue"));
}

static void
read_attributes(activity *a, JsonbContainer *attributes)
{
	(void) put_text_of(&a->row, ACTIVITY_EMAIL, find_attribute(attributes, "Email"));
	a->marketo_category = put_integer_of(&a->row, ACTIVITY_MARKETO_CATEGORY,
										 find_attribute(attributes, "Category"));
	(void) put_text_of(&a->row, ACTIVITY_SUBCATEGORY, find_attribute(attributes, "Subcategory"));
	a->details = put_text_of(&a->row, ACTIVITY_DETAILS, find_attribute(attributes, "Details"));
}

static bool
has_marketo_category(const activity *a)
{
	return !a->row.nulls[ACTIVITY_MARKETO_CATEGORY];
}

/* What Marketo calls it: by the type of the activity, else by its category. */
static const char *
marketo_type(const activity *a)
{
	if (a->type_id == TYPE_EMAIL_BOUNCED)
		return "hard";
	if (a->type_id == TYPE_EMAIL_BOUNCED_SOFT)
		return "soft";
	if (has_marketo_category(a))
		return bounce_category_type(bounce_category_of_marketo(a->marketo_category));
	return NULL;
}

/* Our verdict on the details, beside Marketo's. */
static void
judge(activity *a)
{
	bounce_answer answer;
	const bounce_verdict *verdict = &answer.c.verdict;
	const char *type;

	if (a->details == NULL)
		return;
	bounce_answer_text(a->details, NULL, InvalidOid, &answer);
	type = bounce_category_type(answer.category);
	bounce_row_put_category(&a->row, ACTIVITY_CATEGORY, verdict->reason);
	bounce_row_put_reason(&a->row, ACTIVITY_REASON, verdict->reason);
	if (verdict->code != BOUNCE_NO_CODE)
		bounce_row_put(&a->row, ACTIVITY_CODE, BounceCodeGetDatum(verdict->code));
	if (has_marketo_category(a))
		bounce_row_put(&a->row, ACTIVITY_SAME_CATEGORY,
					   BoolGetDatum(bounce_category_of_marketo(a->marketo_category) == answer.category));
	if (marketo_type(a) != NULL)
		bounce_row_put(&a->row, ACTIVITY_SAME_TYPE,
					   BoolGetDatum(type != NULL && strcmp(marketo_type(a), type) == 0));
}

Datum
bounce_marketo_activity(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = &PG_GETARG_JSONB_P(0)->root;
	JsonbContainer *data = container_of(find_member(object, "data"));
	activity	a;

	a.type_id = 0;
	a.marketo_category = 0;
	a.details = NULL;
	bounce_row_start(&a.row, fcinfo, ACTIVITY_COLUMNS);
	if (data != NULL && JsonContainerIsObject(data))
		object = data;
	read_fields(&a, object);
	read_attributes(&a, container_of(find_member(object, "attributes")));
	judge(&a);
	return bounce_row_finish(&a.row);
}
