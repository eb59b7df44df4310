/*
 * phrase_test.c
 *		Phrases that are known at run time only: their reader, and the set that
 *		finds them, against a naive matcher.  Prints TAP.
 *
 *	phrase_test [bounces.tsv [rounds [seed]]]
 *
 * The file, which each program of this folder is given, is not read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/match.h"
#include "core/phrase_set.h"
#include "random.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static int	tests;
static int	failures;

static void
result(bool passed, const char *name)
{
	tests++;
	if (!passed)
		failures++;
	printf("%sok %d - %s\n", passed ? "" : "not ", tests, name);
}

/* ------------------------------------------------------- what is no phrase */

static const struct
{
	const char *phrase;
	size_t		offset;
	const char *message;
}			bad_phrases[] = {
	{"", 0, "a phrase needs words, whichever alternatives are chosen"},
	{" .,- ", 0, "a phrase needs words, whichever alternatives are chosen"},
	{"(user|)", 0, "a phrase needs words, whichever alternatives are chosen"},
	{"user (un(known|seen)", 8, "alternatives do not nest"},
	{"user (unknown", 5, "this parenthesis is not closed"},
	{"user unknown)", 12, "this parenthesis closes none"},
	{"user|recipient", 4, "alternatives stand in parentheses"},
	{"user *13 unknown", 5, "a gap has at most 12 words"},
	{"user *99999999999 unknown", 5, "a gap has at most 12 words"},
	{"* unknown", 0, "a gap needs words on both sides"},
	{"user *", 5, "a gap needs words on both sides"},
	{"user * * unknown", 5, "a gap needs words on both sides"},
	{"user (*2|) (unknown|)", 6, "a gap needs words on both sides"},
	{"550 user unknown", 0, "a reply or status code is no word, but a condition"},
	{"user unknown 5.1.1", 13, "a reply or status code is no word, but a condition"},
	{"user (450|unknown)", 6, "a reply or status code is no word, but a condition"},
	{"relay 192.0.2.1 refused", 6, "mail addresses and numbers match nothing"},
	{"mail to bob@example.com", 8, "mail addresses and numbers match nothing"},
	{"(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", 34, "a phrase has at most 64 variants"},
	{"a *12 b *12 c *12 d *12 e *12 f", 30, "a phrase has at most 32 words, and spans at most 64 with its gaps"},
	{"a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a", 64, "a phrase has at most 32 words, and spans at most 64 with its gaps"},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, "a word has at most 64 bytes"},
};

static void
test_bad_phrases(void)
{
	char		longest[BOUNCE_PHRASE_BYTES + 2];
	bounce_phrase_error error;
	size_t		i;

	for (i = 0; i < LENGTH(bad_phrases); i++)
	{
		const char *phrase = bad_phrases[i].phrase;
		bool		read = bounce_read_phrase(phrase, strlen(phrase), true, NULL, NULL, &error);

		result(!read && strcmp(error.message, bad_phrases[i].message) == 0 &&
			   error.offset == bad_phrases[i].offset, phrase);
		if (!read)
			printf("# at %zu: %s\n", error.offset, error.message);
	}
	memset(longest, ' ', sizeof(longest));
	memcpy(longest, "user", 4);
	result(bounce_read_phrase(longest, BOUNCE_PHRASE_BYTES, true, NULL, NULL, &error),
		   "a phrase may have 1000 bytes");
	result(!bounce_read_phrase(longest, BOUNCE_PHRASE_BYTES + 1, true, NULL, NULL, &error),
		   "but no more");
}

/* Every phrase of the rule book can be written as a rule of the site. */
static void
test_rule_book(void)
{
	bounce_phrase_error error;
	int			refused = 0;
	int			rule;

	for (rule = 1; rule <= bounce_rule_count(); rule++)
	{
		bounce_rule r;

		bounce_get_rule(rule, &r);
		if (bounce_read_phrase(r.phrase, strlen(r.phrase), true, NULL, NULL, &error))
			continue;
		printf("# %s: at %zu: %s: %s\n", r.id, error.offset, error.message, r.phrase);
		refused++;
	}
	result(refused == 0, "the phrases of the rule book are read");
}

/* -------------------------------------------------- a set of given phrases */

#define ROWS_MAX	40

static bounce_phrase_set set;
static void *block;
static bool row_holds[ROWS_MAX];

static bool
holds(uint32_t row, void *arg)
{
	(void) arg;
	return row_holds[row];
}

static void
make_set(const char *const *phrases, size_t count, bool utf8)
{
	bounce_phrase_size size = {0, 0, 0};
	bounce_phrase_error error;
	size_t		i;

	for (i = 0; i < count; i++)
		if (!bounce_measure_phrase(&size, phrases[i], strlen(phrases[i]), utf8, &error))
		{
			printf("# %s: %s at %zu\n", phrases[i], error.message, error.offset);
			abort();
		}
	free(block);
	block = malloc(bounce_set_bytes(&size));
	if (block == NULL)
		abort();
	bounce_set_start(&set, block, &size, utf8);
	for (i = 0; i < count; i++)
		bounce_set_add(&set, (uint32_t) i, phrases[i], strlen(phrases[i]));
	bounce_set_finish(&set);
}

static const struct
{
	const char *phrase;
	const char *text;
	const char *found;			/* NULL: nothing */
}			searches[] = {
	{"mailbox full", "452 4.2.2 Mailbox-Full", "Mailbox-Full"},
	{"full", "mailbox is fully booked", NULL},
	{"user unknown", "550-5.1.1 user\r\n550 5.1.1 unknown", "user\r\n550 5.1.1 unknown"},
	{"user *1 unknown", "this user is unknown", "user is unknown"},
	{"user *1 unknown", "this user is still unknown", NULL},
	{"user * unknown", "user a b c d e unknown", "user a b c d e unknown"},
	{"user * unknown", "user a b c d e f unknown", NULL},
	{"user *0 unknown", "user unknown", "user unknown"},
	{"user * unknown", "user user unknown unknown", "user user unknown"},
	{"user *2 is *2 unknown", "user is is a unknown", "user is is a unknown"},
	{"(try|retry) (it|) later", "please retry later", "retry later"},
	{"(try|retry) (it|) later", "please try it later", "try it later"},
	{"(a *1|) b", "a x b", "a x b"},
	{"un(known|seen)", "user un seen", "un seen"},
	{"zen.example.org", "listed by https://www.zen.example.org/q?ip=1", "https://www.zen.example.org/q?ip=1"},
	{"zen.example.org", "listed by zen.example.org.example.com", NULL},
	{"zen.example.org", "listed by frozen.example.org", NULL},
	{"listed (at|by) example.org", "Listed at bl.EXAMPLE.org;", "Listed at bl.EXAMPLE.org"},
	{"kwijibo", "Kwijibo", "Kwijibo"},	/* no word of the rule book */
	{"empfänger ungültig", "EMPFÄNGER UNGÜLTIG", "EMPFÄNGER UNGÜLTIG"},
	{"ЯЩИК переполнен", "ящик Переполнен", "ящик Переполнен"},
	{"γραμματοκιβώτιο πλήρες", "ΓΡΑΜΜΑΤΟΚΙΒΏΤΙΟ ΠΛΉΡΕΣ", "ΓΡΑΜΜΑΤΟΚΙΒΏΤΙΟ ΠΛΉΡΕΣ"},
	{"hộp thư đầy", "HỘP THƯ ĐẦY", "HỘP THƯ ĐẦY"},
	{"満杯", "メールボックスが満杯です", "満杯"},
	{"abcdefghijk", "abcdefghijx abcdefghijk", "abcdefghijk"},
};

static void
test_searches(void)
{
	size_t		i;

	for (i = 0; i < LENGTH(searches); i++)
	{
		const char *text = searches[i].text;
		const char *wanted = searches[i].found;
		bounce_input input = {text, strlen(text), true, NULL};
		bounce_set_hit hit;
		bool		found;
		char		name[200];

		make_set(&searches[i].phrase, 1, true);
		row_holds[0] = true;
		found = bounce_set_find(&set, &input, NULL, 1, holds, NULL, &hit);
		snprintf(name, sizeof(name), "%s in: %.100s", searches[i].phrase, text);
		for (char *c = name; *c != '\0'; c++)
			if (*c == '\r' || *c == '\n' || *c == '#')
				*c = ' ';
		result(found == (wanted != NULL) &&
			   (!found || (hit.end - hit.start == strlen(wanted) &&
						   memcmp(text + hit.start, wanted, strlen(wanted)) == 0)), name);
		if (found)
			printf("# %.*s\n", (int) (hit.end - hit.start), text + hit.start);
	}
}

static void
test_ranks(void)
{
	static const char *const phrases[] = {"no such user", "such user", "user", "such *3 here"};
	static const char text[] = "no such user here";
	bounce_input input = {text, sizeof(text) - 1, true, NULL};
	bounce_set_hit hit;

	make_set(phrases, LENGTH(phrases), true);
	memset(row_holds, true, sizeof(row_holds));
	result(bounce_set_find(&set, &input, NULL, 4, holds, NULL, &hit) && hit.row == 0,
		   "the first row wins");
	row_holds[0] = row_holds[1] = false;
	result(bounce_set_find(&set, &input, NULL, 4, holds, NULL, &hit) && hit.row == 2,
		   "of those whose conditions hold");
	result(!bounce_set_find(&set, &input, NULL, 2, holds, NULL, &hit), "and that are below the limit");
}

/* Latin-1: a letter above ASCII is its byte, in one case. */
static void
test_other_encoding(void)
{
	static const char *const phrase[] = {"empf\xE4nger"};
	static const char same[] = "Empf\xE4nger";
	static const char capital[] = "EMPF\xC4NGER";
	bounce_input input = {same, sizeof(same) - 1, false, NULL};
	bounce_set_hit hit;

	make_set(phrase, 1, false);
	row_holds[0] = true;
	result(bounce_set_find(&set, &input, NULL, 1, holds, NULL, &hit), "bytes above ASCII match");
	input.text = capital;
	result(!bounce_set_find(&set, &input, NULL, 1, holds, NULL, &hit), "in one case, outside UTF-8");
}

/* ------------------------------------------------------- the naive matcher
 *
 * Phrases and texts are made up of a few tokens, so that the naive matcher
 * knows where words start and end without src/core.  It chooses alternatives
 * by writing them out, and tries every way to fill a gap.
 */

static const char *const tokens[] = {
	"a", "b", "c", "user", "unknown", "x1", "abcdefgh", "abcdefghi", "über", "bl.example.org", "example.org"
};
static const char *const capitals[] = {
	"A", "B", "C", "USER", "Unknown", "X1", "aBcDeFgH", "ABCDEFGHI", "ÜBER", "BL.Example.org", "EXAMPLE.org"
};

#define TOKENS		LENGTH(tokens)
#define TEXT_WORDS	150

typedef struct sample_text
{
	char		bytes[TEXT_WORDS * 20];
	size_t		len;
	size_t		count;
	size_t		token[TEXT_WORDS];
	size_t		start[TEXT_WORDS];
	size_t		end[TEXT_WORDS];
} sample_text;

static void
make_text(sample_text *t)
{
	static const char *const separators[] = {" ", "  ", ", ", "\r\n", " - ", "; "};
	size_t		i;

	t->len = 0;
	t->count = below(4) == 0 ? below(TEXT_WORDS) : below(20);
	for (i = 0; i < t->count; i++)
	{
		const char *separator = separators[below(LENGTH(separators))];
		const char *word;

		t->token[i] = below(TOKENS);
		word = below(2) == 0 ? tokens[t->token[i]] : capitals[t->token[i]];
		t->start[i] = t->len;
		memcpy(t->bytes + t->len, word, strlen(word));
		t->len += strlen(word);
		t->end[i] = t->len;
		memcpy(t->bytes + t->len, separator, strlen(separator));
		t->len += strlen(separator);
	}
}

static void
add_words(char *phrase, size_t count)
{
	for (; count > 0; count--)
	{
		strcat(phrase, tokens[below(TOKENS)]);
		strcat(phrase, " ");
	}
}

static void
make_phrase(char *phrase)
{
	size_t		parts = 1 + below(3);

	phrase[0] = '\0';
	add_words(phrase, 1);
	for (; parts > 0; parts--)
	{
		size_t		options = below(4);

		if (below(3) == 0)
			sprintf(phrase + strlen(phrase), "*%zu ", below(BOUNCE_PHRASE_GAP + 1));
		else if (below(4) == 0)
			strcat(phrase, "* ");
		else if (options > 0)
		{
			strcat(phrase, "(");
			for (; options > 0; options--)
			{
				add_words(phrase, below(3));
				if (options > 1)
					strcat(phrase, "|");
			}
			strcat(phrase, ") ");
		}
		add_words(phrase, 1);
	}
}

/* What is known of the best place so far. */
typedef struct place
{
	bool		found;
	size_t		first;
	size_t		last;
} place;

static bool
token_matches(const char *word, size_t len, const sample_text *t, size_t at)
{
	const char *token = tokens[t->token[at]];

	if (strlen(token) == len && memcmp(token, word, len) == 0)
		return true;
	/* the one host is below the other */
	return len == strlen("example.org") && memcmp(word, "example.org", len) == 0 &&
		strcmp(token, "bl.example.org") == 0;
}

/* The rest of a phrase without alternatives; words are followed by a blank. */
static void
match_rest(const char *rest, int gap, const sample_text *t, size_t first, size_t at, place *best)
{
	const char *blank;

	rest += strspn(rest, " ");
	if (*rest == '\0')
	{
		if (!best->found || at - 1 < best->last || (at - 1 == best->last && first < best->first))
		{
			best->found = true;
			best->first = first;
			best->last = at - 1;
		}
		return;
	}
	if (*rest == '*')
	{
		char	   *end;
		long		n = strtol(rest + 1, &end, 10);

		match_rest(end, end == rest + 1 ? 5 : (int) n, t, first, at, best);
		return;
	}
	blank = strchr(rest, ' ');
	for (; gap >= 0 && at < t->count; gap--, at++)
		if (token_matches(rest, (size_t) (blank - rest), t, at))
			match_rest(blank, 0, t, first, at + 1, best);
}

/* chosen ends where its first open parenthesis was. */
static void
match_choices(const char *chosen, const sample_text *t, place *best)
{
	const char *open = strchr(chosen, '(');
	const char *close = open == NULL ? NULL : strchr(open, ')');
	const char *option;
	size_t		at;

	if (open == NULL)
	{
		const char *word = chosen + strspn(chosen, " ");

		for (at = 0; at < t->count; at++)
			if (token_matches(word, strcspn(word, " "), t, at))
				match_rest(chosen, 0, t, at, at, best);
		return;
	}
	for (option = open + 1; option <= close; option += strcspn(option, "|)") + 1)
	{
		char		text[2000];

		snprintf(text, sizeof(text), "%.*s %.*s %s", (int) (open - chosen), chosen,
				 (int) strcspn(option, "|)"), option, close + 1);
		match_choices(text, t, best);
	}
}

/* Is the same found among words that were kept? */
static bool
finds_among_kept(const bounce_input *input, size_t count, bool found, const bounce_set_hit *hit)
{
	static bounce_kept_words kept;
	bounce_findings findings;
	bounce_set_hit other;

	bounce_match(input, 0, &kept, &findings);
	return bounce_set_find(&set, input, &kept, (uint32_t) count, holds, NULL, &other) == found &&
		(!found || (hit->row == other.row && hit->start == other.start && hit->end == other.end));
}

/* Do the set and the naive matcher agree on a text? */
static bool
agree(char *const *phrases, size_t count, const sample_text *t)
{
	bounce_input input = {t->bytes, t->len, true, NULL};
	bounce_set_hit hit;
	bool		found = bounce_set_find(&set, &input, NULL, (uint32_t) count, holds, NULL, &hit);
	size_t		row;

	if (!finds_among_kept(&input, count, found, &hit))
	{
		printf("# not the same among words that were kept: %.*s\n", (int) t->len, t->bytes);
		return false;
	}
	for (row = 0; row < count; row++)
	{
		place		best = {false, 0, 0};

		if (!row_holds[row])
			continue;
		match_choices(phrases[row], t, &best);
		if (!best.found)
			continue;
		if (found && hit.row == row && hit.start == t->start[best.first] && hit.end == t->end[best.last])
			return true;
		printf("# row %zu (%s) is at %zu to %zu, not row %u at %zu to %zu, in: %.*s\n", row, phrases[row],
			   t->start[best.first], t->end[best.last], found ? hit.row : 0, found ? hit.start : 0, found ? hit.end : 0,
			   (int) t->len, t->bytes);
		return false;
	}
	if (found)
		printf("# row %u (%s) is not in: %.*s\n", hit.row, phrases[hit.row], (int) t->len, t->bytes);
	return !found;
}

static void
test_random(int rounds)
{
	static char bytes[ROWS_MAX][1000];
	char	   *phrases[ROWS_MAX];
	sample_text t;
	int			disagreements = 0;
	int			hits = 0;
	int			round;
	int			i;

	for (round = 0; round < rounds; round++)
	{
		size_t		count = 1 + below(ROWS_MAX);
		size_t		row;

		for (row = 0; row < count; row++)
		{
			phrases[row] = bytes[row];
			make_phrase(phrases[row]);
			row_holds[row] = below(4) != 0;
		}
		make_set((const char *const *) phrases, count, true);
		for (i = 0; i < 20 && disagreements < 5; i++)
		{
			bounce_set_hit hit;
			bounce_input input = {t.bytes, 0, true, NULL};

			make_text(&t);
			input.len = t.len;
			hits += bounce_set_find(&set, &input, NULL, (uint32_t) count, holds, NULL, &hit);
			disagreements += !agree(phrases, count, &t);
		}
	}
	printf("# %d of %d texts have a phrase\n", hits, 20 * rounds);
	result(disagreements == 0, "random phrases are found in random texts as the naive matcher finds them");
	result(hits > rounds && hits < 20 * rounds, "in some texts, not in all");
}

int
main(int argc, char **argv)
{
	random_state = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	test_bad_phrases();
	test_rule_book();
	test_searches();
	test_ranks();
	test_other_encoding();
	test_random(argc > 2 ? atoi(argv[2]) : 5000);
	free(block);
	printf("1..%d\n", tests);
	return failures > 0;
}
