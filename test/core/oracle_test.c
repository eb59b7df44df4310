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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ascii.h"
#include "core/match.h"

#define DEFAULT_GAP			5
#define DEFAULT_MUTATIONS	100000
#define MUTATION_MAX		4096	/* bytes */
#define PRINTED_MAX			5	/* disagreements */
#define NOWHERE				((size_t) -1)

static void *
grow(void *block, size_t count, size_t size)
{
	/* at powers of two only, so that one may be called for each element */
	if ((count & (count - 1)) == 0)
		block = realloc(block, (count == 0 ? 1 : 2 * count) * size);
	if (block == NULL)
		abort();
	return block;
}

static char *
copy_bytes(const char *bytes, size_t len)
{
	char	   *copy = malloc(len > 0 ? len : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, bytes, len);
	return copy;
}

/* ---------------------------------------------------------------- random */

static uint64_t random_state;

/* A number below this one, which is not 0. */
static size_t
below(size_t limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t) (random_state >> 33) % limit;
}

/* ------------------------------------------------------------ vocabulary */

/* A word of the phrases, in lower case; they are known by number. */
typedef struct phrase_word
{
	char	   *bytes;
	size_t		len;
	bounce_word_kind kind;
	size_t		first_variant;	/* of those that start with this word */
	size_t		variant_count;
} phrase_word;

#define WORD_SLOTS	65536

static phrase_word *vocabulary;
static size_t vocabulary_count;
static size_t word_slots[WORD_SLOTS];	/* number + 1; 0 is empty */

static bool
same_letters(const char *a, const char *b, size_t len)
{
	size_t		i;

	for (i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

/* The slot of a word, or the empty one where it belongs. */
static size_t *
word_slot(bounce_word_kind kind, const char *bytes, size_t len)
{
	uint32_t	hash = (uint32_t) kind;
	size_t		i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char) ascii_lower(bytes[i])) * UINT32_C(16777619);
	for (hash ^= hash >> 15;; hash++)
	{
		size_t	   *slot = &word_slots[hash % WORD_SLOTS];
		const phrase_word *word;

		if (*slot == 0)
			return slot;
		word = &vocabulary[*slot - 1];
		if (word->kind == kind && word->len == len && same_letters(word->bytes, bytes, len))
			return slot;
	}
}

static size_t
find_phrase_word(bounce_word_kind kind, const char *bytes, size_t len)
{
	return *word_slot(kind, bytes, len) - 1;	/* NOWHERE for an empty slot */
}

static size_t
add_phrase_word(bounce_word_kind kind, const char *bytes, size_t len)
{
	size_t	   *slot = word_slot(kind, bytes, len);

	if (*slot == 0)
	{
		phrase_word word = {copy_bytes(bytes, len), len, kind, 0, 0};

		vocabulary = grow(vocabulary, vocabulary_count, sizeof(phrase_word));
		vocabulary[vocabulary_count++] = word;
		if (vocabulary_count > WORD_SLOTS / 2)
			abort();
		*slot = vocabulary_count;
	}
	return *slot - 1;
}

/* -------------------------------------------------------------- variants */

/* A word of a phrase, and how many other words may stand before it. */
typedef struct step
{
	size_t		word;
	int			gap;			/* 0 inside a segment */
} step;

/* A phrase without alternatives. */
typedef struct variant
{
	int			rule;
	size_t		step_count;
	step	   *steps;
} variant;

static variant *variants;
static size_t variant_count;
static bool *has_other_case;	/* by rule: a letter above ASCII that has a case */

/* Two bytes of UTF-8 are Latin, Greek, Cyrillic and the like. */
static bool
is_of_two_bytes(const char *bytes, size_t len)
{
	size_t		i;

	for (i = 0; i < len; i++)
		if ((unsigned char) bytes[i] >= 0xC3 && (unsigned char) bytes[i] <= 0xDF)
			return true;
	return false;
}

/* The words of a segment, cut as a text is. */
static void
add_segment(variant *v, int gap, const char *text, size_t len)
{
	bounce_input input = {text, len, true, NULL};
	bounce_words words;
	bounce_word word;

	bounce_words_start(&words, &input);
	while (bounce_words_next(&words, &word))
	{
		step		s = {
			add_phrase_word(word.kind, text + word.name_start, word.name_end - word.name_start), gap
		};

		v->steps = grow(v->steps, v->step_count, sizeof(step));
		v->steps[v->step_count++] = s;
		gap = 0;
	}
	if (is_of_two_bytes(text, len))
		has_other_case[v->rule] = true;
}

static void
add_variant(int rule, const char *text, size_t len)
{
	variant		v = {rule, 0, NULL};
	size_t		at = 0;
	int			gap = 0;

	while (at < len)
	{
		size_t		start = at;

		while (at < len && text[at] != '*')
			at++;
		add_segment(&v, gap, text + start, at - start);
		at++;
		gap = at < len && ascii_is_digit(text[at]) ? 0 : DEFAULT_GAP;
		for (; at < len && ascii_is_digit(text[at]); at++)
			gap = gap * 10 + text[at] - '0';
	}
	if (v.step_count == 0)
		abort();
	variants = grow(variants, variant_count, sizeof(variant));
	variants[variant_count++] = v;
}

/* Alternatives have no parentheses inside; others mean nothing. */
static bool
opens_group(const char *rest)
{
	return *rest == '(' && rest[1 + strcspn(rest + 1, "()")] == ')';
}

/* text[0 .. len) has no alternatives any more, the rest of the phrase has. */
static void
expand(int rule, const char *rest, char *text, size_t len)
{
	while (*rest != '\0' && !opens_group(rest))
		text[len++] = *rest++;
	if (*rest == '\0')
	{
		add_variant(rule, text, len);
		return;
	}
	text[len++] = ' ';
	do
	{
		const char *option = rest + 1;
		size_t		width = strcspn(option, "|)");

		rest = option + width;
		memcpy(text + len, option, width);
		text[len + width] = ' ';
		expand(rule, rest + strcspn(rest, ")") + 1, text, len + width + 1);
	} while (*rest == '|');
}

static int
by_first_word(const void *left, const void *right)
{
	const variant *a = left;
	const variant *b = right;

	if (a->steps[0].word != b->steps[0].word)
		return a->steps[0].word < b->steps[0].word ? -1 : 1;
	return (a->rule > b->rule) - (a->rule < b->rule);
}

static void
add_all_variants(void)
{
	size_t		i;
	int			rule;

	has_other_case = calloc((size_t) bounce_rule_count() + 1, sizeof(bool));
	if (has_other_case == NULL)
		abort();
	for (rule = 1; rule <= bounce_rule_count(); rule++)
	{
		bounce_rule r;
		char	   *text;

		bounce_get_rule(rule, &r);
		text = malloc(2 * strlen(r.phrase) + 1);
		if (text == NULL)
			abort();
		expand(rule, r.phrase, text, 0);
		free(text);
	}

	/* an index, for speed */
	qsort(variants, variant_count, sizeof(variant), by_first_word);
	for (i = variant_count; i-- > 0;)
	{
		phrase_word *first = &vocabulary[variants[i].steps[0].word];

		first->first_variant = i;
		first->variant_count++;
	}
}

/* ----------------------------------------------------- the naive matcher */

typedef struct text_word
{
	bounce_word_kind kind;
	size_t		start;			/* bytes */
	size_t		end;
	const char *name;			/* of a host */
	size_t		name_len;
	size_t		number;			/* of a plain word in the vocabulary, or NOWHERE */
} text_word;

/* The evidence of a rule, by words. */
typedef struct evidence
{
	bool		found;
	bool		seen;			/* by the engine, too */
	size_t		first;
	size_t		last;
} evidence;

static text_word *text_words;
static size_t text_word_count;
static evidence *naive[2];		/* by rule; of the wrapper, and inner ones */
static int	naive_count;

static bool
is_ascii(const char *bytes, size_t len)
{
	size_t		i;

	for (i = 0; i < len; i++)
		if ((unsigned char) bytes[i] >= 0x80)
			return false;
	return true;
}

static void
cut_text(const bounce_input *input)
{
	bounce_words words;
	bounce_word word;

	text_word_count = 0;
	bounce_words_start(&words, input);
	while (bounce_words_next(&words, &word))
	{
		const char *name = input->text + word.name_start;
		size_t		name_len = word.name_end - word.name_start;
		text_word	w = {word.kind, word.start, word.end, name, name_len, NOWHERE};

		/* where the text is not read as UTF-8, only ASCII words are matched */
		if (word.kind == BOUNCE_WORD_PLAIN &&
			(input->utf8 || is_ascii(name, name_len)))
			w.number = find_phrase_word(BOUNCE_WORD_PLAIN, name, name_len);
		text_words = grow(text_words, text_word_count, sizeof(text_word));
		text_words[text_word_count++] = w;
	}
}

/* A host matches when it is the phrase's, or ends in "." and the phrase's. */
static bool
host_matches(const phrase_word *host, const text_word *word)
{
	size_t		rest = word->name_len - host->len;

	return word->name_len >= host->len &&
		(rest == 0 || word->name[rest - 1] == '.') &&
		same_letters(word->name + rest, host->bytes, host->len);
}

static bool
word_matches(size_t number, const text_word *word)
{
	const phrase_word *wanted = &vocabulary[number];

	if (wanted->kind == BOUNCE_WORD_HOST)
		return word->kind == BOUNCE_WORD_HOST && host_matches(wanted, word);
	return wanted->kind == BOUNCE_WORD_PLAIN && word->number == number;
}

/*
 * The variant's steps from this one on match from this word on, and the first
 * place where they can end is the result; else it is NOWHERE.
 */
static size_t
match_end(const variant *v, size_t s, size_t at)
{
	size_t		best = NOWHERE;
	int			skipped;

	if (at >= text_word_count || !word_matches(v->steps[s].word, &text_words[at]))
		return NOWHERE;
	if (s + 1 == v->step_count)
		return at;
	for (skipped = 0; skipped <= v->steps[s + 1].gap; skipped++)
	{
		size_t		end = match_end(v, s + 1, at + 1 + (size_t) skipped);

		if (end < best)			/* NOWHERE is greater than any */
			best = end;
	}
	return best;
}

/* The first that ends; of those that end together the longest, found first. */
static void
take(int rule, bool inner, size_t first, size_t last)
{
	evidence   *e = &naive[inner][rule];

	if (!e->found)
		naive_count++;
	else if (last >= e->last)
		return;
	e->found = true;
	e->first = first;
	e->last = last;
}

/* Try all variants that start with this word of the vocabulary. */
static void
try_variants(size_t number, size_t at, size_t inner_start)
{
	size_t		i;

	if (number == NOWHERE)
		return;
	for (i = 0; i < vocabulary[number].variant_count; i++)
	{
		const variant *v = &variants[vocabulary[number].first_variant + i];
		size_t		last = match_end(v, 0, at);

		if (last != NOWHERE)
			take(v->rule, text_words[at].start >= inner_start, at, last);
	}
}

static void
match_naively(const bounce_input *input, size_t inner_start)
{
	size_t		size = ((size_t) bounce_rule_count() + 1) * sizeof(evidence);
	size_t		at;

	memset(naive[0], 0, size);
	memset(naive[1], 0, size);
	naive_count = 0;
	cut_text(input);
	for (at = 0; at < text_word_count; at++)
	{
		const text_word *word = &text_words[at];
		size_t		from;

		if (word->kind == BOUNCE_WORD_PLAIN)
			try_variants(word->number, at, inner_start);
		if (word->kind != BOUNCE_WORD_HOST)
			continue;
		for (from = 0; from < word->name_len; from++)
			if (from == 0 || word->name[from - 1] == '.')
				try_variants(find_phrase_word(BOUNCE_WORD_HOST, word->name + from,
											  word->name_len - from), at, inner_start);
	}
}

/* ------------------------------------------------------------ comparison */

typedef struct sample
{
	char	   *text;
	size_t		len;
	size_t		inner_start;
	bool		utf8;
} sample;

typedef struct difference
{
	int			rule;
	bool		inner;
	char		engine[60];
	char		naive[60];
} difference;

static bool list_is_full;		/* so that the engine's findings may lack hits */

/*
 * The engine knows three spellings of a word with letters above ASCII, the
 * naive matcher but one.
 */
static bool
has_other_upper_case(const char *text, size_t len)
{
	size_t		i;

	for (i = 0; i + 1 < len; i++)
	{
		unsigned char lead = (unsigned char) text[i];
		unsigned char next = (unsigned char) text[i + 1];

		if (lead == 0xC3 ? next < 0xA0 : lead == 0xD0 ? next < 0xB0 :
			lead > 0xC3 && lead < 0xE0 && lead != 0xD1)
			return true;
	}
	return false;
}

static void
describe(char text[60], bool found, size_t start, size_t end)
{
	if (found)
		snprintf(text, 60, "%zu .. %zu", start, end);
	else
		snprintf(text, 60, "not found");
}

static bool
differs(difference *d, int rule, bool inner, const bounce_found *found)
{
	evidence   *e = &naive[inner][rule];
	size_t		start = e->found ? text_words[e->first].start : 0;
	size_t		end = e->found ? text_words[e->last].end : 0;

	if (e->found && found != NULL && !e->seen && found->start == start && found->end == end)
	{
		e->seen = true;
		return false;
	}
	d->rule = rule;
	d->inner = inner;
	if (found == NULL)
		describe(d->engine, false, 0, 0);
	else
		describe(d->engine, true, found->start, found->end);
	describe(d->naive, e->found, start, end);
	return true;
}

/* The first rule that the engine and the naive matcher disagree on. */
static bool
find_difference(const bounce_findings *findings, bool skip_cased, difference *d)
{
	int			rule;
	int			i;

	for (i = 0; i < findings->count; i++)
	{
		const bounce_found *found = &findings->found[i];

		if (!(skip_cased && has_other_case[found->rule]) &&
			differs(d, found->rule, found->inner, found))
			return true;
	}
	if (naive_count == findings->count && !skip_cased)
		return false;			/* all of them are seen */
	for (rule = 1; rule <= bounce_rule_count(); rule++)
		for (i = 0; i < 2; i++)
			if (naive[i][rule].found && !naive[i][rule].seen &&
				!(skip_cased && has_other_case[rule]))
				return differs(d, rule, i == 1, NULL);
	return false;
}

static bool
disagrees(const sample *s, difference *d)
{
	char	   *text = copy_bytes(s->text, s->len);
	bounce_input input = {text, s->len, s->utf8, NULL};
	bounce_findings findings;
	bool		result = false;

	bounce_match(&input, s->inner_start, &findings);
	list_is_full = findings.count >= BOUNCE_FOUND_MAX;
	if (!list_is_full)
	{
		match_naively(&input, s->inner_start);
		result = find_difference(&findings, has_other_upper_case(text, s->len), d);
	}
	free(text);
	return result;
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
shrink_by(sample *s, difference *d, size_t count)
{
	size_t		at = 0;

	while (at + count <= s->len)
	{
		sample		smaller = *s;
		difference	other;

		smaller.text = copy_bytes(s->text, s->len);
		delete_bytes(&smaller, at, count);
		if (disagrees(&smaller, &other) && other.rule == d->rule && other.inner == d->inner)
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
shrink(sample *s, difference *d)
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
print_disagreement(const sample *original, difference d)
{
	sample		s = *original;
	bounce_rule rule;

	s.text = copy_bytes(original->text, original->len);
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
	difference	d;
	bool		disagree = disagrees(s, &d);

	samples_compared += !list_is_full;
	samples_skipped += list_is_full;
	if (disagree && ++disagreements <= PRINTED_MAX)
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

/* "\n" stands for a line break. */
static void
add_text(const char *escaped, size_t len)
{
	sample		s = {copy_bytes(escaped, len), 0, 0, true};
	size_t		i;

	for (i = 0; i < len; i++)
	{
		bool		is_break = escaped[i] == '\\' && i + 1 < len && escaped[i + 1] == 'n';

		s.text[s.len++] = is_break ? '\n' : escaped[i];
		i += is_break;
	}
	texts = grow(texts, text_count, sizeof(sample));
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
		line = grow(line, len, 1);
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
	const variant *v = &variants[below(variant_count)];
	char		words[MUTATION_MAX];
	size_t		len = 0;
	size_t		i;

	for (i = 0; i < v->step_count; i++)
	{
		const phrase_word *word = &vocabulary[v->steps[i].word];
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
	int			rule = variants[below(variant_count)].rule;
	size_t		count = 2 + below(12);
	size_t		at = word_border(s);
	size_t		start = below(variant_count);
	size_t		tried;

	for (tried = 0; tried < variant_count && count > 0; tried++)
	{
		const variant *v = &variants[(start + tried) % variant_count];
		size_t		picks;

		if (v->rule != rule)
			continue;
		for (picks = 1 + below(2 * v->step_count); picks > 0 && count > 0; picks--, count--)
		{
			const phrase_word *word = &vocabulary[v->steps[below(v->step_count)].word];

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
	char	   *piece = copy_bytes(s->text + from, count);

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
	int			i;

	random_state = seed;
	add_all_variants();
	for (i = 0; i < 2; i++)
	{
		naive[i] = calloc((size_t) bounce_rule_count() + 1, sizeof(evidence));
		if (naive[i] == NULL)
			abort();
	}
	add_examples();
	if (argc > 1 && argv[1][0] != '\0')
		add_file(argv[1], true);
	if (argc > 3 && argv[3][0] != '\0')
		add_file(argv[3], false);

	printf("# seed %lu, %d rules, %zu variants, %zu words\n",
		   seed, bounce_rule_count(), variant_count, vocabulary_count);
	test_texts();
	test_mutations(argc > 2 ? strtol(argv[2], NULL, 10) : DEFAULT_MUTATIONS);
	printf("1..%d\n", tests);
	return failures > 0;
}
