/*
 * corpus_test.c
 *		Every text of the project's own corpus has the reason that it is filed
 *		under.  One result for each reason, and one for all categories.  Prints TAP.
 *
 *	corpus_test bounces.tsv
 *
 * The file has a header and the columns text ("\n", "\t", "\\"), reason and
 * source.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "text.h"

typedef struct tally
{
	int			texts[BOUNCE_REASON_COUNT];
	int			misses[BOUNCE_REASON_COUNT];
	int			wrong_categories;
	int			unknown_labels;
} tally;

static bounce_reason
reason_named(const char *label)
{
	int			reason;

	for (reason = 1; reason < BOUNCE_REASON_COUNT; reason++)
		if (strcmp(bounce_reason_label((bounce_reason) reason), label) == 0)
			return (bounce_reason) reason;
	return BOUNCE_REASON_NONE;
}

static void
check_text(tally *t, char *text, const char *label)
{
	char	   *shown = strdup(text);
	bounce_input input = {text, text_unescape(text), true, NULL};
	bounce_reason expected = reason_named(label);
	bounce_case c;

	bounce_decide(&input, NULL, 0, NULL, &c);
	t->texts[expected]++;
	t->unknown_labels += expected == BOUNCE_REASON_NONE;
	if (c.verdict.reason != expected)
	{
		t->misses[expected]++;
		printf("# %s, not %s: %s\n", bounce_reason_label(c.verdict.reason), label, shown);
	}
	if (bounce_category_of(c.verdict.reason) != bounce_category_of(expected))
		t->wrong_categories++;
	free(shown);
}

/* False when the file is not as it should be. */
static bool
check_file(FILE *file, tally *t)
{
	char	   *line = NULL;
	size_t		size = 0;

	if (getline(&line, &size, file) < 0 || strcmp(line, "text\treason\tsource\n") != 0)
		return false;
	while (getline(&line, &size, file) > 0)
	{
		char	   *reason = strchr(line, '\t');
		char	   *source = reason == NULL ? NULL : strchr(reason + 1, '\t');

		if (source == NULL || source[1] == '\n')
			return false;
		*reason = *source = '\0';
		check_text(t, line, reason + 1);
	}
	free(line);
	return true;
}

static int
report(bool ok, int number, const char *what)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", number, what);
	return ok ? 0 : 1;
}

int
main(int argc, char **argv)
{
	static tally t;
	FILE	   *file = argc == 2 ? fopen(argv[1], "r") : NULL;
	int			failures;
	int			reason;

	if (file == NULL)
	{
		fprintf(stderr, "usage: corpus_test bounces.tsv\n");
		return 2;
	}
	failures = report(check_file(file, &t) && t.unknown_labels == 0, 1, "text, known reason and source on each line");
	failures += report(t.wrong_categories == 0, 2, "all categories");
	for (reason = 1; reason < BOUNCE_REASON_COUNT; reason++)
		failures += report(t.texts[reason] > 0 && t.misses[reason] == 0, reason + 2,
						   bounce_reason_label((bounce_reason) reason));
	printf("1..%d\n", reason + 1);
	return failures == 0 ? 0 : 1;
}
