/*
 * naive_match.c
 *		The naive matcher, and the engine compared with it.
 */
#include "naive_match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ascii.h"
#include "core/letter_fold.h"
#include "text.h"

#define DEFAULT_GAP			5
#define NOWHERE				((size_t) -1)
#define LONGEST_WORD		64

/* From the project's folder, where the build does not say more. */
#ifndef SPELLINGS
#define SPELLINGS			"src/data/spellings.tsv"
#endif

void *
naive_grow(void *block, size_t count, size_t size)
{
	/* at powers of two only, so that one may be called for each element */
	if ((count & (count - 1)) == 0)
		block = realloc(block, (count == 0 ? 1 : 2 * count) * size);
	if (block == NULL)
		abort();
	return block;
}

/* ------------------------------------------------------------ vocabulary */

#define WORD_SLOTS	65536

naive_word *naive_vocabulary;
size_t		naive_vocabulary_count;
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
		const naive_word *word;

		if (*slot == 0)
			return slot;
		word = &naive_vocabulary[*slot - 1];
		if (word->kind == kind && word->len == len && same_letters(word->bytes, bytes, len))
			return slot;
	}
}

/* A plain word counts by its plain letters, if it is not too long for a phrase. */
static size_t
plain_letters(bounce_word_kind kind, const char **bytes, size_t len, char folded[LONGEST_WORD])
{
	if (kind != BOUNCE_WORD_PLAIN || len > LONGEST_WORD)
		return len;
	len = bounce_fold_word(*bytes, len, true, folded);
	*bytes = folded;
	return len;
}

static size_t
find_phrase_word(bounce_word_kind kind, const char *bytes, size_t len)
{
	char		folded[LONGEST_WORD];
	size_t		slot;

	len = plain_letters(kind, &bytes, len, folded);
	slot = *word_slot(kind, bytes, len);
	return slot == 0 ? NOWHERE : naive_vocabulary[slot - 1].usual;
}

/* A word or, with the number of another, a spelling of it. */
static size_t
add_phrase_word(bounce_word_kind kind, const char *bytes, size_t len, size_t usual)
{
	char		folded[LONGEST_WORD];
	size_t	   *slot;

	len = plain_letters(kind, &bytes, len, folded);
	slot = word_slot(kind, bytes, len);
	if (*slot == 0)
	{
		size_t		number = naive_vocabulary_count;
		naive_word word = {text_copy(bytes, len), len, kind, usual == NOWHERE ? number : usual, 0, 0};

		naive_vocabulary = naive_grow(naive_vocabulary, number, sizeof(naive_word));
		naive_vocabulary[naive_vocabulary_count++] = word;
		if (naive_vocabulary_count > WORD_SLOTS / 2)
			abort();
		*slot = naive_vocabulary_count;
	}
	return naive_vocabulary[*slot - 1].usual;
}

/* Letters with marks that are also written as two, in UTF-8: of both cases. */
static const char *const two_letters[][2] = {
	{"\303\244", "ae"}, {"\303\204", "ae"}, {"\303\266", "oe"}, {"\303\226", "oe"},
	{"\303\274", "ue"}, {"\303\234", "ue"}, {"\303\245", "aa"}, {"\303\205", "aa"},
	{"\303\270", "oe"}, {"\303\230", "oe"},
};

/* A word of a phrase has the spelling with two letters, too. */
static void
add_two_letters(const char *bytes, size_t len, size_t number)
{
	char		spelling[LONGEST_WORD];
	size_t		at;
	size_t		i;

	memcpy(spelling, bytes, len);
	for (at = 0; at + 1 < len; at++)
		for (i = 0; i < sizeof(two_letters) / sizeof(two_letters[0]); i++)
			if (memcmp(spelling + at, two_letters[i][0], 2) == 0)
				memcpy(spelling + at, two_letters[i][1], 2);
	add_phrase_word(BOUNCE_WORD_PLAIN, spelling, len, number);
}

/* The spellings of a file, where the word is one of a phrase. */
static void
add_spellings(const char *path)
{
	FILE	   *file = fopen(path, "r");
	char		line[1024];

	if (file == NULL)
		abort();
	while (fgets(line, sizeof(line), file) != NULL)
	{
		size_t		len = strcspn(line, "\t");
		const char *word = line + len + 1;
		size_t		number = find_phrase_word(BOUNCE_WORD_PLAIN, word, strcspn(word, "\t"));

		if (number != NOWHERE)
			add_phrase_word(BOUNCE_WORD_PLAIN, line, len, number);
	}
	fclose(file);
}

/* -------------------------------------------------------------- variants */

naive_variant *naive_variants;
size_t		naive_variant_count;

/* The words of a segment, cut as a text is. */
static void
add_segment(naive_variant *v, int gap, const char *text, size_t len)
{
	bounce_input input = {text, len, true, NULL};
	bounce_words words;
	bounce_word word;

	bounce_words_start(&words, &input);
	while (bounce_words_next(&words, &word))
	{
		const char *bytes = text + word.name_start;
		size_t		width = word.name_end - word.name_start;
		naive_step	s = {add_phrase_word(word.kind, bytes, width, NOWHERE), gap};

		if (word.above_ascii)
			add_two_letters(bytes, width, s.word);
		v->steps = naive_grow(v->steps, v->step_count, sizeof(naive_step));
		v->steps[v->step_count++] = s;
		gap = 0;
	}
}

static void
add_variant(int rule, const char *text, size_t len)
{
	naive_variant		v = {rule, 0, NULL};
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
	naive_variants = naive_grow(naive_variants, naive_variant_count, sizeof(naive_variant));
	naive_variants[naive_variant_count++] = v;
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
	const naive_variant *a = left;
	const naive_variant *b = right;

	if (a->steps[0].word != b->steps[0].word)
		return a->steps[0].word < b->steps[0].word ? -1 : 1;
	return (a->rule > b->rule) - (a->rule < b->rule);
}

static void
add_all_variants(void)
{
	size_t		i;
	int			rule;

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
	add_spellings(SPELLINGS);

	/* an index, for speed */
	qsort(naive_variants, naive_variant_count, sizeof(naive_variant), by_first_word);
	for (i = naive_variant_count; i-- > 0;)
	{
		naive_word *first = &naive_vocabulary[naive_variants[i].steps[0].word];

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
	size_t		number;			/* of a plain word in the naive_vocabulary, or NOWHERE */
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
		text_words = naive_grow(text_words, text_word_count, sizeof(text_word));
		text_words[text_word_count++] = w;
	}
}

/* A host matches when it is the phrase's, or ends in "." and the phrase's. */
static bool
host_matches(const naive_word *host, const text_word *word)
{
	size_t		rest = word->name_len - host->len;

	return word->name_len >= host->len &&
		(rest == 0 || word->name[rest - 1] == '.') &&
		same_letters(word->name + rest, host->bytes, host->len);
}

static bool
word_matches(size_t number, const text_word *word)
{
	const naive_word *wanted = &naive_vocabulary[number];

	if (wanted->kind == BOUNCE_WORD_HOST)
		return word->kind == BOUNCE_WORD_HOST && host_matches(wanted, word);
	return wanted->kind == BOUNCE_WORD_PLAIN && word->number == number;
}

/*
 * The variant's steps from this one on match from this word on, and the first
 * place where they can end is the result; else it is NOWHERE.
 */
static size_t
match_end(const naive_variant *v, size_t s, size_t at)
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
	for (i = 0; i < naive_vocabulary[number].variant_count; i++)
	{
		const naive_variant *v = &naive_variants[naive_vocabulary[number].first_variant + i];
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

static void
describe(char text[60], bool found, size_t start, size_t end)
{
	if (found)
		snprintf(text, 60, "%zu .. %zu", start, end);
	else
		snprintf(text, 60, "not found");
}

static bool
differs(naive_difference *d, int rule, bool inner, const bounce_found *found)
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
find_difference(const bounce_findings *findings, naive_difference *d)
{
	int			rule;
	int			i;

	for (i = 0; i < findings->count; i++)
	{
		const bounce_found *found = &findings->found[i];

		if (differs(d, found->rule, found->inner, found))
			return true;
	}
	if (naive_count == findings->count)
		return false;			/* all of them are seen */
	for (rule = 1; rule <= bounce_rule_count(); rule++)
		for (i = 0; i < 2; i++)
			if (naive[i][rule].found && !naive[i][rule].seen)
				return differs(d, rule, i == 1, NULL);
	return false;
}

naive_answer
naive_compare(const bounce_input *given, size_t inner_start, naive_difference *d)
{
	char	   *text = text_copy(given->text, given->len);
	bounce_input input = {text, given->len, given->utf8, NULL};
	bounce_findings findings;
	naive_answer answer = NAIVE_SKIPS;

	bounce_match(&input, inner_start, NULL, &findings);
	if (findings.count < BOUNCE_FOUND_MAX)
	{
		match_naively(&input, inner_start);
		answer = find_difference(&findings, d) ? NAIVE_DIFFERS : NAIVE_AGREES;
	}
	free(text);
	return answer;
}

void
naive_start(void)
{
	int			i;

	add_all_variants();
	for (i = 0; i < 2; i++)
	{
		naive[i] = calloc((size_t) bounce_rule_count() + 1, sizeof(evidence));
		if (naive[i] == NULL)
			abort();
	}
}
