/*
 * oracle_test.c
 *		The engine of match.c against a naive matcher.  Prints TAP.
 *
 *	oracle_test [replies.tsv [mutations [more texts [seed]]]]
 *
 * The naive matcher is the definition of what a phrase finds: it tries every
 * variant of every phrase at every word.  The engine must find the same rules
 * in every text, and the same bytes of each.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ascii.h"
#include "naive_match.h"
#include "random.h"
#include "text.h"

#define DEFAULT_MUTATIONS	100000
#define MUTATION_MAX		4096	/* bytes */
#define PRINTED_MAX			5	/* disagreements */

typedef struct sample
{
	char	   *text;
	size_t		len;
	size_t		inner_start;
	bool		utf8;
} sample;

static naive_answer
answer_for(const sample *s, naive_difference *d)
{
	bounce_input input = {s->text, s->len, s->utf8, NULL};

	return naive_compare(&input, s->inner_start, d);
}

/* ------------------------------------------------------- failed samples */

static void
delete_bytes(sample *s, size_t at, size_t count)
{
	memmove(s->text + at, s->text + at + count, s->len - at - count);
	s->len -= count;
	if (s->inner_start >= at + count)
		s->inner_start -= count;
	else if (s->inner_start > at)
		s->inner_start = at;
}

/* Delete pieces of this size wherever the two still disagree on the rule. */
static void
shrink_by(sample *s, naive_difference *d, size_t count)
{
	size_t		at = 0;

	while (at + count <= s->len)
	{
		sample		smaller = *s;
		naive_difference other;

		smaller.text = text_copy(s->text, s->len);
		delete_bytes(&smaller, at, count);
		if (answer_for(&smaller, &other) == NAIVE_DIFFERS && other.rule == d->rule && other.inner == d->inner)
		{
			free(s->text);
			*s = smaller;
			*d = other;
		}
		else
		{
			free(smaller.text);
			at++;
		}
	}
}

static void
shrink(sample *s, naive_difference *d)
{
	size_t		count;
	size_t		len;

	for (count = s->len; count > 0; count /= 2)
		do
		{
			len = s->len;
			shrink_by(s, d, count);
		} while (s->len < len);
}

static void
print_escaped(const char *text, size_t len)
{
	size_t		i;

	for (i = 0; i < len; i++)
		if (text[i] == '\n')
			printf("\\n");
		else if (text[i] >= ' ' && text[i] <= '~' && text[i] != '\\')
			putchar(text[i]);
		else
			printf("\\x%02X", (unsigned char) text[i]);
}

static void
print_disagreement(const sample *original, naive_difference d)
{
	sample		s = *original;
	bounce_rule rule;

	s.text = text_copy(original->text, original->len);
	shrink(&s, &d);
	bounce_get_rule(d.rule, &rule);
	printf("# text \"");
	print_escaped(original->text, original->len);
	printf("\"\n# shrunk to \"");
	print_escaped(s.text, s.len);
	printf("\", %s, inner_start %zu\n", s.utf8 ? "UTF-8" : "bytes", s.inner_start);
	printf("# rule %s%s: %s\n", rule.id, d.inner ? " (inner)" : " (before inner_start)", rule.phrase);
	printf("# engine %s, naive %s\n", d.engine, d.naive);
	free(s.text);
}

static int	tests;
static int	failures;

/* of this test */
static int	samples_compared;
static int	samples_skipped;
static int	disagreements;

static void
compare(const sample *s)
{
	naive_difference d;
	naive_answer answer = answer_for(s, &d);

	samples_compared += answer != NAIVE_SKIPS;
	samples_skipped += answer == NAIVE_SKIPS;
	if (answer == NAIVE_DIFFERS && ++disagreements <= PRINTED_MAX)
		print_disagreement(s, d);
}

static void
end_test(const char *what)
{
	tests++;
	failures += disagreements > 0;
	printf("%s %d - %s: %d texts compared, %d skipped\n",
		   disagreements > 0 ? "not ok" : "ok", tests, what, samples_compared, samples_skipped);
	if (disagreements > 0)
		printf("# %d disagreements\n", disagreements);
	disagreements = samples_compared = samples_skipped = 0;
}

/* ----------------------------------------------------------------- texts */

static sample *texts;
static size_t text_count;

static void
add_text(const char *escaped, size_t len)
{
	sample		s = {strndup(escaped, len), 0, 0, true};

	if (s.text == NULL)
		abort();
	s.len = text_unescape(s.text);
	texts = naive_grow(texts, text_count, sizeof(sample));
	texts[text_count++] = s;
}

static void
add_examples(void)
{
	int			rule;

	for (rule = 1; rule <= bounce_rule_count(); rule++)
	{
		bounce_rule r;

		bounce_get_rule(rule, &r);
		add_text(r.example, strlen(r.example));
	}
}

static void
add_line(const char *line, size_t len, bool first_column)
{
	const char *tab = first_column && len > 0 ? memchr(line, '\t', len) : NULL;

	if (len > 0)
		add_text(line, tab == NULL ? len : (size_t) (tab - line));
}

/* A text per line, all of it or up to the first tab. */
static void
add_file(const char *path, bool first_column)
{
	FILE	   *file = fopen(path, "rb");
	char	   *line = NULL;
	size_t		len = 0;
	int			c;

	if (file == NULL)
	{
		perror(path);
		exit(2);
	}
	while ((c = getc(file)) != EOF)
	{
		if (c == '\n')
		{
			add_line(line, len, first_column);
			len = 0;
			continue;
		}
		line = naive_grow(line, len, 1);
		line[len++] = (char) c;
	}
	add_line(line, len, first_column);
	free(line);
	fclose(file);
}

/* ------------------------------------------------------------- mutations */

/* Parts with their lengths, as some have NUL bytes. */
#define PART(literal) {literal, sizeof(literal) - 1}

static const struct
{
	const char *bytes;
	size_t		len;
}			parts[] = {
	PART(" "), PART("  "), PART("\n"), PART("\r\n"), PART("\t"), PART("-"), PART("_"), PART("."),
	PART(". "), PART(", "), PART(": "), PART(":"), PART(";"), PART("("), PART(")"), PART("<"),
	PART(">"), PART("\""), PART("'"), PART("/"), PART("//"), PART("://"), PART("?"), PART("@"),
	PART("="), PART("#"), PART("["), PART("]"),
	PART("\n550-5.1.1 "), PART("\r\n550 5.7.26 "), PART("\n421-"), PART("550"), PART(" 550 "),
	PART("_550"), PART("5.1.1"), PART(" 4.2.2 "), PART("451 4.7.1 "), PART(" #5.2.2 "), PART("(#4.4.1)"),
	PART(" user@example.com "), PART("<a.b+c@mx1.example.co.uk>"), PART("user@"), PART("@host.de"),
	PART(" mx1.example.com "), PART("example.org"), PART(".com"), PART(".org"), PART("www."),
	PART("mx-1."), PART(" zen.spamhaus.org "), PART(" bl.spamcop.net"), PART(" localhost.mail "),
	PART(" outlook.com "), PART(" google.com "), PART(" exist.Please "), PART("exist.please"),
	PART("http://example.com/path?q=1 "), PART(" https://support.google.com/mail/?p=NoSuchUser "),
	PART("http://"), PART("https://www.spamhaus.org/query/ip/"), PART("mailto:"), PART("ftp://1.2.3.4/"),
	PART(" 203.0.113.7 "), PART("[192.0.2.1]"), PART("2001:db8::1"), PART("::1"), PART(" 12:34:56 "),
	PART("0"), PART("1"), PART("42"), PART(" 2024 "), PART("416"), PART(" 65535 "), PART("4.94.2"),
	PART("\xC3\xA9"), PART("\xC3\xA4"), PART("\xC3\x84"), PART("\xC3\x9F"), PART("\xC2\xA0"),
	PART("\xD0\xBF"), PART("\xD0\x9F"), PART("\xCE\xB1"), PART("\xE7\x94\xA8\xE6\x88\xB7"),
	PART("\xE3\x81\x8C"), PART("\xE0\xB8\x81"), PART("\xED\x95\x9C"), PART("\xE2\x80\x99"),
	PART("\xE2\x80\x9C"), PART("\xEF\xBC\x8C"), PART("\xEF\xBB\xBF"), PART("\xF0\x9F\x98\x80"),
	PART("\xC3"), PART("\xE7\x94"), PART("\xF0\x9F"), PART("\x80"), PART("\xBF"), PART("\xFF"),
	PART("\xC0\x80"), PART("\xED\xA0\x80"), PART("\xE7"), PART("\0"), PART(" \0 "), PART("\0\0\0"),
	PART("a"), PART(" the "), PART(" your "), PART(" not "), PART(" x y z "), PART("s"), PART(" re-sent ")
};

static void
insert_bytes(sample *s, size_t at, const char *bytes, size_t count)
{
	if (s->len + count > MUTATION_MAX)
		return;
	memmove(s->text + at + count, s->text + at, s->len - at);
	memcpy(s->text + at, bytes, count);
	s->len += count;
}

static void
insert_part(sample *s, size_t at)
{
	size_t		part = below(sizeof(parts) / sizeof(parts[0]));

	insert_bytes(s, at, parts[part].bytes, parts[part].len);
}

/* The offset behind a blank that is near, or the end. */
static size_t
word_border(const sample *s)
{
	size_t		at = below(s->len + 1);

	while (at > 0 && at < s->len && s->text[at - 1] != ' ')
		at++;
	return at;
}

/* Words of a variant, with about as many words between as its gaps allow. */
static void
insert_variant(sample *s)
{
	static const char *const fillers[] = {"x ", "the ", "550-", "a.b ", "mx.example.net ", "(u@v.de) ", "1.2.3.4 "};
	const naive_variant *v = &naive_variants[below(naive_variant_count)];
	char		words[MUTATION_MAX];
	size_t		len = 0;
	size_t		i;

	for (i = 0; i < v->step_count; i++)
	{
		const naive_word *word = &naive_vocabulary[v->steps[i].word];
		size_t		fill = v->steps[i].gap == 0 ? 0 : below((size_t) v->steps[i].gap + 3);

		if (v->steps[i].gap > 0 && below(3) == 0)
			fill = (size_t) v->steps[i].gap;
		if (len + word->len + 400 > sizeof(words))
			break;
		for (; fill > 0; fill--)
		{
			const char *filler = fillers[below(2) == 0 ? 0 : below(sizeof(fillers) / sizeof(fillers[0]))];

			memcpy(words + len, filler, strlen(filler));
			len += strlen(filler);
		}
		memcpy(words + len, word->bytes, word->len);
		len += word->len;
		words[len++] = ' ';
	}
	insert_bytes(s, word_border(s), words, len);
}

/* Words of one rule in any order: matches that overlap. */
static void
scatter_rule(sample *s)
{
	int			rule = naive_variants[below(naive_variant_count)].rule;
	size_t		count = 2 + below(12);
	size_t		at = word_border(s);
	size_t		start = below(naive_variant_count);
	size_t		tried;

	for (tried = 0; tried < naive_variant_count && count > 0; tried++)
	{
		const naive_variant *v = &naive_variants[(start + tried) % naive_variant_count];
		size_t		picks;

		if (v->rule != rule)
			continue;
		for (picks = 1 + below(2 * v->step_count); picks > 0 && count > 0; picks--, count--)
		{
			const naive_word *word = &naive_vocabulary[v->steps[below(v->step_count)].word];

			insert_bytes(s, at, " ", 1);
			insert_bytes(s, at, word->bytes, word->len);
		}
	}
}

static void
change_case(sample *s)
{
	size_t		at = below(s->len);
	size_t		end = at + 1 + below(20);

	for (; at < end && at < s->len; at++)
		if (ascii_is_alpha(s->text[at]))
			s->text[at] ^= 0x20;
}

/* Some words go to another place. */
static void
move_words(sample *s)
{
	size_t		from = word_border(s);
	size_t		count = below(60);
	char		piece[60];

	if (count > s->len - from)
		count = s->len - from;
	while (count > 0 && s->text[from + count - 1] != ' ')
		count--;
	memcpy(piece, s->text + from, count);
	delete_bytes(s, from, count);
	insert_bytes(s, word_border(s), piece, count);
}

static void
repeat_piece(sample *s)
{
	size_t		from = below(s->len);
	size_t		count = below(s->len - from) + 1;
	char	   *piece = text_copy(s->text + from, count);

	insert_bytes(s, word_border(s), piece, count);
	free(piece);
}

static void
join_text(sample *s)
{
	const sample *other = &texts[below(text_count)];

	insert_part(s, s->len);
	insert_bytes(s, s->len, other->text, other->len);
}

static void
cut(sample *s)
{
	size_t		at = below(s->len);

	if (below(2) == 0)
		s->len = at;
	else
		delete_bytes(s, 0, at);
}

static void
replace_byte(sample *s)
{
	size_t		at = below(s->len);

	s->text[at] = (char) (below(2) == 0 ? below(256) : ' ' + below(95));
}

static void
delete_some(sample *s)
{
	size_t		at = below(s->len);
	size_t		count = below(4) == 0 ? 1 + below(30) : 1;

	delete_bytes(s, at, count > s->len - at ? s->len - at : count);
}

static void
insert_random_byte(sample *s)
{
	char		byte = (char) below(256);

	insert_bytes(s, below(s->len + 1), &byte, 1);
}

static void
mutate_once(sample *s)
{
	static void (*const changes[]) (sample *) = {
		delete_some, replace_byte, change_case, move_words, repeat_piece, cut, join_text,
		scatter_rule, insert_variant, insert_variant, insert_random_byte
	};
	size_t		n = below(sizeof(changes) / sizeof(changes[0]) + 4);

	if (s->len == 0)
		insert_variant(s);
	else if (n < sizeof(changes) / sizeof(changes[0]))
		changes[n] (s);
	else
		insert_part(s, n % 2 == 0 ? word_border(s) : below(s->len + 1));
}

static void
mutate(sample *s)
{
	const sample *base = &texts[below(text_count)];
	size_t		changes = 1 + below(6);

	s->len = base->len < MUTATION_MAX ? base->len : MUTATION_MAX;
	memcpy(s->text, base->text, s->len);
	s->inner_start = 0;
	for (; changes > 0; changes--)
		mutate_once(s);
	s->inner_start = below(4) == 0 ? below(s->len + 2) : 0;
	s->utf8 = below(16) != 0;
}

/* ------------------------------------------------------------------ main */

static void
test_texts(void)
{
	size_t		i;

	for (i = 0; i < text_count; i++)
		compare(&texts[i]);
	end_test("the engine finds in examples and replies what phrases say");
}

static void
test_mutations(long count)
{
	char		text[MUTATION_MAX];
	sample		s = {text, 0, 0, true};
	long		i;

	for (i = 0; i < count; i++)
	{
		mutate(&s);
		compare(&s);
	}
	end_test("and in random changes of them");
}

int
main(int argc, char **argv)
{
	unsigned long seed = argc > 4 ? strtoul(argv[4], NULL, 10) : 1;

	random_state = seed;
	naive_start();
	add_examples();
	if (argc > 1 && argv[1][0] != '\0')
		add_file(argv[1], true);
	if (argc > 3 && argv[3][0] != '\0')
		add_file(argv[3], false);

	printf("# seed %lu, %d rules, %zu variants, %zu words\n",
		   seed, bounce_rule_count(), naive_variant_count, naive_vocabulary_count);
	test_texts();
	test_mutations(argc > 2 ? strtol(argv[2], NULL, 10) : DEFAULT_MUTATIONS);
	printf("1..%d\n", tests);
	return failures > 0;
}
