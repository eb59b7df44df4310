/*
 * found_test.c
 *		The properties of test/fuzz hold for the corpus, for pieces of it, and
 *		for the texts that the fuzzers found.  Prints TAP.
 *
 *	found_test bounces.tsv [folder]
 *
 * A file of the folder is named by its property and a dash, "code-...".
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>

#include "../fuzz/property.h"

static const struct
{
	const char *name;
	void		(*check) (const char *text, size_t len);
	const char *what;
}			properties[] = {
	{"code", property_code, "codes read as they were written"},
	{"scan", property_scan, "words and codes stand in the text"},
	{"plain", property_plain, "plain texts are valid, and the same wherever the text stands"},
	{"match", property_match, "the engine finds what the naive matcher finds"},
	{"decide", property_decide, "verdicts are the same wherever the text stands"},
	{"fingerprint", property_fingerprint, "a fingerprint is its own"},
	{"phrase", property_phrase, "phrases keep their bounds and are found"},
};

#define PROPERTIES	(sizeof(properties) / sizeof(properties[0]))

static const char *current;		/* the text's name */
static long failures;			/* of this property */

void
property_failed(const char *what, const char *file, int line)
{
	if (++failures <= 5)
		printf("# %s:%d: of %s this does not hold: %s\n", file, line, current, what);
}

/* The text of each line, and it from its middle on, which cuts a word. */
static long
check_corpus(size_t property, const char *path)
{
	FILE	   *file = fopen(path, "rb");
	char	   *line = NULL;
	size_t		size = 0;
	long		texts = 0;

	while (file != NULL && getline(&line, &size, file) > 0)
	{
		size_t		len = text_of_line(line);

		current = line;
		properties[property].check(line, len);
		properties[property].check(line + len / 2, len - len / 2);
		texts++;
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return texts;
}

static void
check_file(size_t property, const char *folder, const char *name)
{
	static char text[1 << 20];
	char		path[4096];
	FILE	   *file;
	size_t		len;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	current = name;
	if (file == NULL)
	{
		property_failed("it can be read", __FILE__, __LINE__);
		return;
	}
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	properties[property].check(text, len);
}

/* How many texts of this property there are. */
static long
check_found(size_t property, const char *folder)
{
	size_t		len = strlen(properties[property].name);
	DIR		   *dir = folder == NULL ? NULL : opendir(folder);
	struct dirent *entry;
	long		texts = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, properties[property].name, len) == 0 && entry->d_name[len] == '-')
		{
			check_file(property, folder, entry->d_name);
			texts++;
		}
	if (dir != NULL)
		closedir(dir);
	else if (folder != NULL)
		property_failed("the folder can be read", __FILE__, __LINE__);
	return texts;
}

int
main(int argc, char **argv)
{
	bool		all_held = true;
	size_t		i;

	if (argc < 2)
	{
		fprintf(stderr, "usage: found_test bounces.tsv [folder]\n");
		return 2;
	}
	for (i = 0; i < PROPERTIES; i++)
	{
		long		texts;
		long		found;

		failures = 0;
		texts = check_corpus(i, argv[1]);
		found = check_found(i, argc > 2 ? argv[2] : NULL);
		printf("%sok %zu - %s: %ld texts of the corpus, %ld found\n",
			   failures == 0 && texts > 0 ? "" : "not ", i + 1, properties[i].what, texts, found);
		all_held &= failures == 0 && texts > 0;
	}
	printf("1..%zu\n", PROPERTIES);
	return all_held ? 0 : 1;
}
