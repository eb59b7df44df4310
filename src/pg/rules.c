/*
 * rules.c
 *		bounce_rules() and bounce_rules_version(): the built-in rule book.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "core/match.h"
#include "pg/row.h"

/* The columns of bounce_rules(), in the order of the script. */
enum rule_column
{
	RULE_ID,
	RULE_REASON,
	RULE_PATTERN,
	RULE_CONDITIONS,
	RULE_STRENGTH,
	RULE_SOURCE,
	RULE_EXAMPLE,
	RULE_COLUMNS
};

PG_FUNCTION_INFO_V1(bounce_rules);
PG_FUNCTION_INFO_V1(bounce_rules_version);

static void
put_unless_empty(bounce_row *row, int column, const char *text)
{
	bounce_row_put_text(row, column, text[0] == '\0' ? NULL : text);
}

Datum
bounce_rules(PG_FUNCTION_ARGS)
{
	bounce_row	row;
	int			i;

	bounce_row_start_set(&row, fcinfo, RULE_COLUMNS);
	for (i = 1; i <= bounce_rule_count(); i++)
	{
		bounce_rule rule;

		bounce_get_rule(i, &rule);
		bounce_row_put_text(&row, RULE_ID, rule.id);
		bounce_row_put_reason(&row, RULE_REASON, rule.reason);
		bounce_row_put_text(&row, RULE_PATTERN, rule.phrase);
		put_unless_empty(&row, RULE_CONDITIONS, rule.when);
		bounce_row_put(&row, RULE_STRENGTH, Int32GetDatum(rule.strength));
		bounce_row_put_text(&row, RULE_SOURCE, rule.source);
		put_unless_empty(&row, RULE_EXAMPLE, rule.example);
		bounce_row_next(&row, fcinfo);
	}
	return (Datum) 0;
}

Datum
bounce_rules_version(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_TEXT_P(cstring_to_text(bounce_rule_book_version()));
}
