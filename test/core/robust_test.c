/*
 * robust_test.c
 *		Verdicts stay what they are when a text was folded, joined, cut or
 *		encoded on its way.  Prints TAP.
 *
 *	robust_test bounces.tsv [change]
 *
 * Each text of the file (its first column) is changed in each of these ways.
 * At most 2 % of the verdicts may be others then, and there must be some.  Named as the second argument, a change
 * lists all texts whose verdict it turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ascii.h"
#include "core/decide.h"
#include "core/letter_fold.h"
#include "text.h"

#define TOLERATED		0.02
#define LONGEST_TEXT	4096
#define LONGEST_CHANGED	((size_t) 16 * LONGEST_TEXT)
#define PRINTED_MAX		3
#define FOLD_FIRST		70
#define FOLD_LAST		80

typedef struct sample
{
	char	   *text;
	size_t		len;
} sample;

static sample *samples;
static size_t sample_count;

static void
add_sample(char *line)
{
	size_t		len = text_of_line(line);
	sample		s = {text_copy(line, len), len};

	if ((sample_count & (sample_count - 1)) == 0)
		samples = realloc(samples, (sample_count == 0 ? 1 : 2 * sample_count) * sizeof(sample));
	if (samples == NULL)
		abort();
	if (s.len <= LONGEST_TEXT)
		samples[sample_count++] = s;
}

static void
add_file(const char *name)
{
	FILE	   *file = fopen(name, "r");
	static char line[1 << 16];
	bool		header = true;

	if (file == NULL)
	{
		printf("Bail out! cannot read %s\n", name);
		exit(1);
	}
	for (; fgets(line, sizeof(line), file) != NULL; header = false)
		if (!header)
			add_sample(line);
	fclose(file);
}

/* --------------------------------------------------------------- changes */

/* What a change writes. */
static char changed[LONGEST_CHANGED];
static size_t changed_len;

static void
put(const char *bytes, size_t len)
{
	if (changed_len + len > LONGEST_CHANGED)
		abort();
	memcpy(changed + changed_len, bytes, len);
	changed_len += len;
}

static void
put_text(const char *text)
{
	put(text, strlen(text));
}

static void
put_hex(const char *format, unsigned value)
{
	char		text[20];

	snprintf(text, sizeof(text), format, value);
	put_text(text);
}

/* The character at this place, which is read over; the samples are UTF-8. */
static unsigned
next_char(const sample *s, size_t *at)
{
	unsigned char lead = (unsigned char) s->text[(*at)++];
	unsigned	c = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;

	for (; *at < s->len && ((unsigned char) s->text[*at] & 0xC0) == 0x80; (*at)++)
		c = c << 6 | ((unsigned char) s->text[*at] & 0x3F);
	return c;
}

static void
put_utf8(unsigned c)
{
	char		bytes[2] = {(char) (0xC0 | c >> 6), (char) (0x80 | (c & 0x3F))};
	char		byte = (char) c;

	if (c < 0x80)
		put(&byte, 1);
	else
		put(bytes, 2);
}

static bool
is_plain_ascii(const sample *s)
{
	size_t		i;

	for (i = 0; i < s->len; i++)
		if ((unsigned char) s->text[i] >= 0x80)
			return false;
	return true;
}

static void
upper_case(const sample *s, int n)
{
	size_t		i;

	(void) n;
	for (i = 0; i < s->len; i++)
	{
		char		c = s->text[i];

		c = c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
		put(&c, 1);
	}
}

static void
lower_case(const sample *s, int n)
{
	size_t		i;

	(void) n;
	for (i = 0; i < s->len; i++)
	{
		char		c = ascii_lower(s->text[i]);

		put(&c, 1);
	}
}

/* "Empfanger" for "Empfänger" */
static void
drop_marks(const sample *s, int n)
{
	(void) n;
	if (!is_plain_ascii(s))
		changed_len = bounce_fold_word(s->text, s->len, true, changed);
}

/* Letters of Latin-1 with a mark, from 192 on, as the letter and a character for the mark. */
static void
part_marks(const sample *s, int n)
{
	static const char letters[] = "AAAAAA.CEEEEIIII.NOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.y";
	static const char marks[] = "`'^~:o.,`'^:`'^:.~`'^~:..`'^:'..`'^~:o.,`'^:`'^:.~`'^~:..`'^:'.:";
	size_t		at = 0;

	(void) n;
	while (at < s->len)
	{
		size_t		start = at;
		unsigned	c = next_char(s, &at);

		if (c < 192 || c > 255 || letters[c - 192] == '.')
		{
			put(s->text + start, at - start);
			continue;
		}
		put(&letters[c - 192], 1);
		switch (marks[c - 192])
		{
			case '`': put_utf8(0x0300); break;
			case '\'': put_utf8(0x0301); break;
			case '^': put_utf8(0x0302); break;
			case '~': put_utf8(0x0303); break;
			case ':': put_utf8(0x0308); break;
			case 'o': put_utf8(0x030A); break;
			default: put_utf8(0x0327); break;
		}
	}
}

static void
double_spaces(const sample *s, int n)
{
	size_t		i;

	(void) n;
	for (i = 0; i < s->len; i++)
	{
		put(s->text + i, 1);
		if (s->text[i] == ' ')
			put(" ", 1);
	}
}

/* The length of "550-5.1.1" or "550 5.1.1" at this place, or 0. */
static size_t
full_code(const sample *s, size_t at)
{
	int			length = 0;
	char		copy[20] = {0};

	memcpy(copy, s->text + at, s->len - at < 19 ? s->len - at : 19);
	if (sscanf(copy, "%*1[245]%*1[0-9]%*1[0-9]%*1[ -]%*1[245].%*1[0-9].%*[0-9]%n", &length) < 0)
		return 0;
	return (size_t) length;
}

/* Lines are joined, and what follows their codes is joined to them. */
static void
join_lines(const sample *s, int n)
{
	bool		line_start = true;
	size_t		i;

	(void) n;
	for (i = 0; i < s->len; i++)
	{
		size_t		code = line_start ? full_code(s, i) : 0;

		line_start = s->text[i] == '\n';
		put(s->text + i, code);
		i += code;
		if (i < s->len && !(code > 0 && s->text[i] == ' '))
			put(line_start ? " " : s->text + i, 1);
	}
}

/* Lines of so many columns; no character is cut. */
static void
fold(const sample *s, int columns, const char *line_break, bool hyphens)
{
	int			column = 0;
	size_t		i;

	for (i = 0; i < s->len; i++)
	{
		bool		starts_char = ((unsigned char) s->text[i] & 0xC0) != 0x80;

		if (s->text[i] == '\n')
			column = -1;
		else if (column >= columns && starts_char)
		{
			if (hyphens && ascii_is_alpha(s->text[i]) && ascii_is_alpha(s->text[i - 1]))
				put("-", 1);
			put_text(line_break);
			column = 0;
		}
		put(s->text + i, 1);
		column += starts_char;
	}
}

static void
fold_lines(const sample *s, int columns)
{
	fold(s, columns, "\r\n", false);
}

static void
fold_soft(const sample *s, int columns)
{
	fold(s, columns, "=\n", false);
}

static void
fold_with_hyphen(const sample *s, int columns)
{
	fold(s, columns, "\r\n", true);
}

/* So many characters. */
static void
truncate_text(const sample *s, int chars)
{
	size_t		at = 0;

	for (; chars > 0 && at < s->len; chars--)
		next_char(s, &at);
	put(s->text, at);
}

/* UTF-8 read as Windows-1252, and as Latin-1. */
static void
make_mojibake(const sample *s, int latin_1)
{
	static const unsigned windows_1252[32] = {
		0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
		0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
		0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
		0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178
	};
	size_t		i;

	if (is_plain_ascii(s))
		return;
	for (i = 0; i < s->len; i++)
	{
		unsigned char byte = (unsigned char) s->text[i];
		unsigned	c = byte;

		if (byte >= 0x80 && byte < 0xA0 && !latin_1)
			c = windows_1252[byte - 0x80];
		if (c < 0x800)
			put_utf8(c);
		else
		{
			char		bytes[3] = {(char) (0xE0 | c >> 12), (char) (0x80 | (c >> 6 & 0x3F)), (char) (0x80 | (c & 0x3F))};

			put(bytes, 3);
		}
	}
}

/* Each byte that is not plain, in lines of at most 76 columns. */
static void
quote(const sample *s, int n)
{
	int			column = 0;
	size_t		i;

	(void) n;
	for (i = 0; i < s->len; i++)
	{
		unsigned char byte = (unsigned char) s->text[i];
		bool		plain = byte >= ' ' && byte < 0x7F && byte != '=';

		if (byte == '\n')
		{
			put_text("\r\n");
			column = 0;
			continue;
		}
		if (column + (plain ? 1 : 3) > 75)
		{
			put_text("=\r\n");
			column = 0;
		}
		if (plain)
			put(s->text + i, 1);
		else
			put_hex("=%02X", byte);
		column += plain ? 1 : 3;
	}
}

static void
put_base64(const char *text, size_t len, size_t line)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t		written = 0;
	size_t		i;

	for (i = 0; i < len; i += 3)
	{
		size_t		left = len - i;
		unsigned	bits = (unsigned) (unsigned char) text[i] << 16;

		if (left > 1)
			bits |= (unsigned) (unsigned char) text[i + 1] << 8;
		if (left > 2)
			bits |= (unsigned char) text[i + 2];
		if (line > 0 && written > 0 && written % line == 0)
			put_text("\r\n");
		put(digits + (bits >> 18), 1);
		put(digits + (bits >> 12 & 63), 1);
		put(left > 1 ? digits + (bits >> 6 & 63) : "=", 1);
		put(left > 2 ? digits + (bits & 63) : "=", 1);
		written += 4;
	}
}

/* Shorter ones may be anything. */
static void
encode_base64(const sample *s, int line)
{
	if (s->len >= 24)
		put_base64(s->text, s->len, (size_t) line);
}

/* Words of RFC 2047, which hold whole characters. */
static void
encode_words(const sample *s, int base64)
{
	size_t		at = 0;

	while (at < s->len)
	{
		size_t		start = at;
		size_t		i;

		while (at < s->len && at - start < (base64 ? 40 : 20))
			next_char(s, &at);
		put_text(start > 0 ? "\r\n " : "");
		put_text(base64 ? "=?UTF-8?B?" : "=?utf-8?Q?");
		if (base64)
			put_base64(s->text + start, at - start, 0);
		for (i = start; i < at && !base64; i++)
		{
			if (s->text[i] == ' ')
				put_text("_");
			else if (ascii_is_alnum(s->text[i]))
				put(s->text + i, 1);
			else
				put_hex("=%02X", (unsigned char) s->text[i]);
		}
		put_text("?=");
	}
}

static void
escape_json(const sample *s, int n)
{
	size_t		at = 0;

	(void) n;
	put_text("\"");
	while (at < s->len)
	{
		unsigned	c = next_char(s, &at);
		char		byte = (char) c;

		if (c == '"' || c == '\\' || c == '/')
			put_text("\\");
		if (c == '\n')
			put_text("\\n");
		else if (c < 0x80)
			put(&byte, 1);
		else if (c < 0x10000)
			put_hex("\\u%04x", c);
		else
		{
			put_hex("\\u%04x", 0xD800 + ((c - 0x10000) >> 10));
			put_hex("\\u%04x", 0xDC00 + ((c - 0x10000) & 0x3FF));
		}
	}
	put_text("\"");
}

static void
escape_html(const sample *s, int hex)
{
	size_t		at = 0;

	while (at < s->len)
	{
		unsigned	c = next_char(s, &at);
		char		byte = (char) c;

		if (c == '<')
			put_text("&lt;");
		else if (c == '>')
			put_text("&gt;");
		else if (c == '&')
			put_text("&amp;");
		else if (c == '"')
			put_text("&quot;");
		else if (c == '\'')
			put_text(hex ? "&#x27;" : "&#39;");
		else if (c == '\n')
			put_text(hex ? "<br />" : "<br>\n");
		else if (c == ' ' && hex && at % 5 == 0)
			put_text("&nbsp;");
		else if (c < 0x80)
			put(&byte, 1);
		else
			put_hex(hex ? "&#x%X;" : "&#%u;", c);
	}
}

static void
encode_url(const sample *s, int plus)
{
	size_t		i;

	if (memchr(s->text, ' ', s->len) == NULL)
		return;
	for (i = 0; i < s->len; i++)
	{
		if (ascii_is_alnum(s->text[i]) || strchr("-._~", s->text[i]) != NULL)
			put(s->text + i, 1);
		else if (s->text[i] == ' ' && plus)
			put_text("+");
		else
			put_hex("%%%02X", (unsigned char) s->text[i]);
	}
}

/* What one system escapes, the next escapes again. */
static void
escape_twice(const sample *s, int n)
{
	sample		once = {NULL, 0};

	escape_html(s, n);
	once.len = changed_len;
	once.text = malloc(once.len + 1);
	if (once.text == NULL)
		abort();
	memcpy(once.text, changed, once.len);
	changed_len = 0;
	escape_json(&once, n);
	free(once.text);
}

typedef struct change
{
	const char *name;
	void		(*apply) (const sample *s, int n);
	int			from;			/* n goes from .. to */
	int			to;
	bool		cuts;
} change;

static const change changes[] = {
	{"upper case", upper_case, 0, 0, false},
	{"lower case", lower_case, 0, 0, false},
	{"letters without marks", drop_marks, 0, 0, false},
	{"marks by themselves", part_marks, 0, 0, false},
	{"doubled spaces", double_spaces, 0, 0, false},
	{"joined lines", join_lines, 0, 0, false},
	{"folded", fold_lines, FOLD_FIRST, FOLD_LAST, false},
	{"folded by soft breaks", fold_soft, FOLD_FIRST, FOLD_LAST, false},
	{"folded with a hyphen", fold_with_hyphen, FOLD_FIRST, FOLD_LAST, false},
	{"cut at 100", truncate_text, 100, 100, true},
	{"cut at 128", truncate_text, 128, 128, true},
	{"cut at 255", truncate_text, 255, 255, true},
	{"cut at 500", truncate_text, 500, 500, true},
	{"mojibake", make_mojibake, 0, 1, false},
	{"quoted-printable", quote, 0, 0, false},
	{"base64", encode_base64, 0, 0, false},
	{"base64 in lines", encode_base64, 76, 76, false},
	{"header words", encode_words, 0, 1, false},
	{"JSON", escape_json, 0, 0, false},
	{"HTML", escape_html, 0, 1, false},
	{"URL", encode_url, 0, 1, false},
	{"HTML in JSON", escape_twice, 0, 1, false}
};

#define CHANGES (sizeof(changes) / sizeof(changes[0]))

/* -------------------------------------------------------------- verdicts */

static void
decide(const char *text, size_t len, bounce_case *c)
{
	char	   *copy = text_copy(text, len);
	bounce_input input = {copy, len, true, NULL};

	bounce_decide(&input, NULL, 0, NULL, c);
	free(copy);
}

static void
print_text(const char *what, const bounce_case *c, const char *text, size_t len)
{
	bounce_rule rule = {.id = "no rule"};

	if (c->verdict.rule != 0)
		bounce_get_rule(c->verdict.rule, &rule);
	printf("# %s: %s (%s): ", what, bounce_reason_label(c->verdict.reason), rule.id);
	for (; len > 0; len--, text++)
	{
		if (*text == '\n' || *text == '\r')
			printf("\\%c", *text == '\n' ? 'n' : 'r');
		else
			putchar(*text);
	}
	printf("\n");
}

/*
 * A text that was cut before its telling words, or before the code that
 * decided, says something else.
 */
static bool
lost_evidence(const bounce_case *before)
{
	return before->verdict.evidence_end > changed_len ||
		(before->has_code && before->code.offset + before->code.length > changed_len);
}

/* The verdicts that a change may turn, and those that it turns. */
typedef struct tally
{
	long		changed;
	long		turned;
} tally;

/* The first turned verdicts are printed, so many. */
static void
try_change(const change *how, const sample *s, int n, long printed, tally *sum)
{
	bounce_case before;
	bounce_case after;

	changed_len = 0;
	how->apply(s, n);
	if (changed_len == 0 || changed_len > BOUNCE_PLAIN_MAX ||
		(changed_len == s->len && memcmp(changed, s->text, s->len) == 0))
		return;
	decide(s->text, s->len, &before);
	decide(changed, changed_len, &after);
	if (how->cuts && lost_evidence(&before))
		return;
	sum->changed++;
	if (before.verdict.reason == after.verdict.reason)
		return;
	if (++sum->turned <= printed)
	{
		print_text("before", &before, s->text, s->len);
		print_text("after", &after, changed, changed_len);
	}
}

static tally
try_all(const change *how, long printed)
{
	tally		sum = {0, 0};
	size_t		i;
	int			n;

	for (i = 0; i < sample_count; i++)
		for (n = how->from; n <= how->to; n++)
			try_change(how, &samples[i], n, printed, &sum);
	return sum;
}

static bool
test_change(const change *how, size_t number, bool list)
{
	tally		sum = try_all(how, 0);
	bool		ok = sum.changed > 0 && (double) sum.turned <= TOLERATED * (double) sum.changed;

	printf("%sok %zu - %s: %ld of %ld verdicts are others (%.2f %%)\n", ok ? "" : "not ", number,
		   how->name, sum.turned, sum.changed,
		   sum.changed == 0 ? 0.0 : 100.0 * (double) sum.turned / (double) sum.changed);
	if (list || !ok)
		try_all(how, list ? sum.turned : PRINTED_MAX);
	return ok;
}

int
main(int argc, char **argv)
{
	int			failures = 0;
	size_t		i;

	if (argc < 2)
	{
		fprintf(stderr, "usage: robust_test bounces.tsv [change]\n");
		return 2;
	}
	add_file(argv[1]);
	for (i = 0; i < CHANGES; i++)
		failures += !test_change(&changes[i], i + 1, argc > 2 && strcmp(argv[2], changes[i].name) == 0);
	printf("1..%zu\n", CHANGES);
	return failures > 0;
}
