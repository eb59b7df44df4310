/*
 * guard_test.c
 *		No byte before or behind a text is read: each text stands at the start
 *		and at the end of a page whose neighbours cannot be read.  Prints TAP.
 *
 *	guard_test bounces.tsv [mutations [seed]]
 *
 * A memory checker does not see a read into a neighbour within one block of
 * the server's memory; the processor does.
 */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/address.h"
#include "core/decide.h"
#include "core/details.h"
#include "core/fingerprint.h"
#include "core/letter_fold.h"
#include "core/phrase_set.h"
#include "random.h"
#include "text.h"

#define DEFAULT_MUTATIONS	50000

static char *room;				/* the pages that can be read */
static size_t room_size;

static char text[1 << 16];		/* the text that is being read */
static size_t text_len;

/* Two pages between two that cannot be touched. */
static void
make_room(void)
{
	size_t		page = (size_t) sysconf(_SC_PAGESIZE);
	char	   *pages = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages, page, PROT_NONE) != 0 ||
		mprotect(pages + 3 * page, page, PROT_NONE) != 0)
	{
		printf("Bail out! no memory\n");
		exit(1);
	}
	room = pages + page;
	room_size = 2 * page;
}

/* Only functions that may be called here. */
static void
say(const char *bytes, size_t len)
{
	if (write(STDOUT_FILENO, bytes, len) < 0)
		_exit(2);
}

static void
fell(int signal)
{
	static const char head[] = "not ok - a byte outside was read: ";

	(void) signal;
	say(head, sizeof(head) - 1);
	say(text, text_len);
	say("\n", 1);
	_exit(1);
}

static void
catch_falls(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = fell;
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

/* ------------------------------------------------------------ all readers */

static bool
always(uint32_t row, void *arg)
{
	(void) row;
	(void) arg;
	return true;
}

static void
read_set(const bounce_input *input)
{
	static bounce_phrase_set set;
	static bool made = false;
	static const char phrase[] = "(user|mailbox) *5 (unknown|full)";
	bounce_set_hit hit;

	if (!made)
	{
		bounce_phrase_size size = {0, 0, 0};
		bounce_phrase_error error;
		void	   *block;

		bounce_measure_phrase(&size, phrase, sizeof(phrase) - 1, true, &error);
		block = malloc(bounce_set_bytes(&size));
		if (block == NULL)
			abort();
		bounce_set_start(&set, block, &size, true);
		bounce_set_add(&set, 0, phrase, sizeof(phrase) - 1);
		bounce_set_finish(&set);
		made = true;
	}
	bounce_set_find(&set, input, NULL, 1, always, NULL, &hit);
}

static void
read_details(const bounce_case *c)
{
	size_t		start;
	size_t		end;
	int64_t		seconds;

	bounce_find_sender_ip(&c->plain.input, c, &start, &end);
	bounce_find_retry_after(&c->plain.input, c, &seconds);
}

static void
read_words(const bounce_input *input)
{
	bounce_words words;
	bounce_word word;
	char		folded[64];

	bounce_words_start(&words, input);
	while (bounce_words_next(&words, &word))
	{
		size_t		len = word.end - word.start;

		bounce_is_known_word(input->text + word.start, len);
		bounce_is_telling_host(input->text + word.name_start, word.name_end - word.name_start);
		if (len <= sizeof(folded))
			bounce_fold_word(input->text + word.start, len, input->utf8, folded);
	}
}

static void
read_all(const char *bytes, size_t len)
{
	static bounce_case c;
	char		out[BOUNCE_FINGERPRINT_MAX];
	bounce_input input = {bytes, len, true, NULL};
	bounce_phrase_error error;
	bounce_code code;
	bounce_prefix prefix;
	bounce_hit	hit;

	bounce_code_read(bytes, len, &code);
	bounce_prefix_read(bytes, len, &prefix);
	bounce_read_any_reply(bytes, len);
	bounce_extract_code(bytes, len, NULL, &hit);
	bounce_provider_of_host(bytes, len);
	bounce_read_phrase(bytes, len, true, NULL, NULL, &error);
	bounce_decide(&input, bytes, len, NULL, &c);
	read_details(&c);
	bounce_match(&input, len / 2, NULL, &c.findings);
	bounce_fingerprint(&input, out);
	read_words(&input);
	read_set(&input);
	input.utf8 = false;
	read_words(&input);
	bounce_match(&input, 0, NULL, &c.findings);
}

static void
read_at_both_ends(void)
{
	if (text_len > room_size)
		text_len = room_size;
	memcpy(room + room_size - text_len, text, text_len);
	read_all(room + room_size - text_len, text_len);
	memcpy(room, text, text_len);
	read_all(room, text_len);
}

/* ----------------------------------------------------------------- texts */

static char **lines;
static size_t line_count;

static void
add_line(char *line)
{
	(void) text_of_line(line);
	if ((line_count & (line_count - 1)) == 0)
		lines = realloc(lines, (line_count == 0 ? 1 : 2 * line_count) * sizeof(*lines));
	if (lines == NULL || strlen(line) >= sizeof(text) / 2)
		abort();
	lines[line_count++] = strdup(line);
}

static void
add_file(const char *path)
{
	FILE	   *file = fopen(path, "rb");
	char	   *line = NULL;
	size_t		size = 0;

	if (file == NULL)
	{
		printf("Bail out! cannot read %s\n", path);
		exit(1);
	}
	while (getline(&line, &size, file) > 0)
		add_line(line);
	free(line);
	fclose(file);
}

static void
take_line(size_t i)
{
	text_len = strlen(lines[i]);
	memcpy(text, lines[i], text_len);
}

/* A piece, so that it starts and ends anywhere, with some bytes changed. */
static void
mutate(void)
{
	static const char odd[] = "5.:@-/=&%<\\\n\r \xC3\xE3\xF0\x82[(#*|?_";
	size_t		start;
	size_t		changes;

	take_line(below(line_count));
	start = below(text_len + 1);
	text_len = below(text_len - start + 1);
	memmove(text, text + start, text_len);
	for (changes = below(4); changes > 0 && text_len > 0; changes--)
		text[below(2) == 0 ? text_len - 1 : below(text_len)] = odd[below(sizeof(odd) - 1)];
}

int
main(int argc, char **argv)
{
	long		mutations = argc > 2 ? strtol(argv[2], NULL, 10) : DEFAULT_MUTATIONS;
	size_t		i;
	long		n;

	if (argc < 2)
	{
		fprintf(stderr, "usage: guard_test bounces.tsv [mutations [seed]]\n");
		return 2;
	}
	random_state = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	setvbuf(stdout, NULL, _IONBF, 0);
	make_room();
	add_file(argv[1]);
	catch_falls();

	for (i = 0; i < line_count; i++)
	{
		take_line(i);
		read_at_both_ends();
	}
	printf("ok 1 - %zu texts at both ends of a page, nothing outside is read\n", line_count);
	for (n = 0; n < mutations; n++)
	{
		mutate();
		read_at_both_ends();
	}
	printf("ok 2 - and %ld changed pieces of them\n1..2\n", mutations);
	return 0;
}
