/*
 * rules_test.c
 *		Every rule's example is decided by that rule.  Prints TAP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "text.h"

static bool
decides(int number, const bounce_rule *rule, int *decider)
{
	char	   *text = text_copy(rule->example, strlen(rule->example) + 1);
	bounce_input input = {text, text_unescape(text), true, NULL};
	bounce_case c;

	bounce_decide(&input, NULL, 0, NULL, &c);
	free(text);
	*decider = c.verdict.rule;
	return c.verdict.rule == number;
}

int
main(void)
{
	int			failures = 0;
	int			i;

	for (i = 1; i <= bounce_rule_count(); i++)
	{
		bounce_rule rule;
		bounce_rule other;
		int			decider;

		bounce_get_rule(i, &rule);
		if (decides(i, &rule, &decider))
		{
			printf("ok %d - %s\n", i, rule.id);
			continue;
		}
		failures++;
		printf("not ok %d - %s\n# %s\n", i, rule.id, rule.example);
		if (decider == 0)
			printf("# no rule decides\n");
		else
		{
			bounce_get_rule(decider, &other);
			printf("# decided by %s (%d, this one has %d): %s\n",
				   other.id, other.strength, rule.strength, other.phrase);
		}
	}
	printf("1..%d\n", bounce_rule_count());
	return failures > 0;
}
