/*
 * core.c
 *		For the benches only: src/core alone, without a server, step by step.
 *
 *	core TEXTS RUNS STEP ...	nanoseconds a text, a line for each step
 *	core TEXTS 0 STEP			one pass, for valgrind
 *
 * TEXTS has a text a line, as for COPY.  In each run all steps pass over all
 * texts in turn; a line has the step, the median of its runs, least and most.
 * Time is that of the processor.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/decide.h"
#include "core/fingerprint.h"

typedef struct texts
{
	bounce_input *input;
	size_t		count;
} texts;

/* Each returns something, so that no compiler leaves it out. */
typedef size_t (*step) (const bounce_input *input);

/* ----------------------------------------------------------------- steps */

static size_t
read_plain(const bounce_input *input)
{
	static bounce_plain plain;

	bounce_read_plain(input, &plain);
	return plain.input.len;
}

static size_t
extract_code(const bounce_input *input)
{
	bounce_hit	hit;

	return bounce_extract_code(input->text, input->len, NULL, &hit);
}

static size_t
cut_words(const bounce_input *input)
{
	bounce_words words;
	bounce_word word;
	size_t		count = 0;

	bounce_words_start(&words, input);
	while (bounce_words_next(&words, &word))
		count++;
	return count;
}

static size_t
match(const bounce_input *input)
{
	static bounce_findings findings;

	bounce_match(input, 0, NULL, &findings);
	return (size_t) findings.count;
}

static size_t
decide(const bounce_input *input)
{
	static bounce_case c;

	bounce_decide(input, NULL, 0, NULL, &c);
	return (size_t) c.verdict.reason;
}

static size_t
fingerprint(const bounce_input *input)
{
	static char out[BOUNCE_FINGERPRINT_MAX];

	return bounce_fingerprint(input, out);
}

static const struct
{
	const char *name;
	step		call;
}			steps[] = {
	{"plain", read_plain},
	{"code", extract_code},
	{"words", cut_words},
	{"match", match},
	{"decide", decide},
	{"fingerprint", fingerprint},
};

#define STEPS	((int) (sizeof(steps) / sizeof(steps[0])))

static step
find_step(const char *name)
{
	for (int i = 0; i < STEPS; i++)
		if (strcmp(steps[i].name, name) == 0)
			return steps[i].call;
	fprintf(stderr, "there is no step \"%s\"\n", name);
	exit(2);
}

/* ----------------------------------------------------------------- texts */

static void *
need(void *memory)
{
	if (memory == NULL)
	{
		fprintf(stderr, "no memory\n");
		exit(1);
	}
	return memory;
}

/* COPY writes a line break as "\n", a backslash twice. */
static size_t
unescape(char *line, size_t len)
{
	size_t		out = 0;

	for (size_t i = 0; i < len; i++)
	{
		char		c = line[i];

		if (c == '\\' && i + 1 < len)
		{
			c = line[++i];
			c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
		}
		line[out++] = c;
	}
	return out;
}

/* As PostgreSQL keeps them: in a row, each at a multiple of four, behind its length. */
static texts
read_texts(const char *path)
{
	FILE	   *file = fopen(path, "r");
	texts		all = {NULL, 0};
	char	   *line = NULL;
	char	   *memory;
	size_t		room = 0;
	size_t		bytes = 0;
	ssize_t		got;

	if (file == NULL)
	{
		perror(path);
		exit(1);
	}
	while ((got = getline(&line, &room, file)) > 0)
	{
		all.count++;
		bytes += (size_t) got + 8;
	}
	rewind(file);
	memory = need(malloc(bytes));
	all.input = need(calloc(all.count, sizeof(*all.input)));
	for (size_t i = 0; i < all.count && (got = getline(&line, &room, file)) > 0; i++)
	{
		size_t		len = unescape(line, (size_t) got - (line[got - 1] == '\n'));

		memory += 4;
		memcpy(memory, line, len);
		all.input[i].text = memory;
		all.input[i].len = len;
		all.input[i].utf8 = true;
		memory += (len + 3) / 4 * 4;
	}
	fclose(file);
	free(line);
	return all;
}

/* ------------------------------------------------------------------ time */

static double
cpu_ns(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1e9 + used.tv_nsec;
}

/* Valgrind counts what happens in here. */
__attribute__((noinline)) size_t
one_pass(const texts *all, step call)
{
	size_t		sum = 0;

	for (size_t i = 0; i < all->count; i++)
		sum += call(&all->input[i]);
	return sum;
}

static int
by_value(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static void
measure(const texts *all, int runs, int count, char **names)
{
	double	   *ns = need(calloc((size_t) runs * (size_t) count, sizeof(double)));
	volatile size_t sum = 0;

	for (int run = -1; run < runs; run++)	/* the first one warms */
		for (int i = 0; i < count; i++)
		{
			double		start = cpu_ns();

			sum += one_pass(all, find_step(names[i]));
			if (run >= 0)
				ns[i * runs + run] = (cpu_ns() - start) / all->count;
		}
	for (int i = 0; i < count; i++)
	{
		double	   *own = ns + i * runs;

		qsort(own, (size_t) runs, sizeof(double), by_value);
		printf("%s\t%.0f\t%.0f\t%.0f\n", names[i], own[runs / 2], own[0], own[runs - 1]);
	}
	free(ns);
}

int
main(int argc, char **argv)
{
	texts		all;
	int			runs;

	if (argc < 4)
	{
		fprintf(stderr, "usage: %s TEXTS RUNS STEP ...\n", argv[0]);
		return 2;
	}
	all = read_texts(argv[1]);
	runs = atoi(argv[2]);
	if (runs > 0)
		measure(&all, runs, argc - 3, argv + 3);
	else
		return one_pass(&all, find_step(argv[3])) == 0;
	return 0;
}
