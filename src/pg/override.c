/*
 * override.c
 *		Rules of the site, compiled: which of them decides a text?
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/ascii.h"
#include "pg/override.h"

/* More hosts or addresses than a reply names; those beyond do not count. */
#define NAMES_MAX	16

/* A regular expression sees no more of a text, so that its time is bounded. */
#define REGEX_BYTES	65536

/* A part of the text. */
typedef struct span
{
	const char *bytes;
	size_t		len;
} span;

/* What conditions ask of a text. */
typedef struct facts
{
	const bounce_override_set *set;
	const bounce_input *input;
	bounce_code code;
	span		host;			/* that spoke; bytes are NULL when it is not known */
	int			host_count;
	span		hosts[NAMES_MAX];	/* that the text names */
	int			domain_count;
	span		domains[NAMES_MAX]; /* of mail addresses */
	pg_wchar   *wide;			/* what regular expressions see; NULL until one asks */
	int			wide_len;
} facts;

/* --------------------------------------------------- regular expressions */

static void
free_regex(void *regex)
{
	pg_regfree(regex);
}

/*
 * Compile for the life of the current memory context; NULL when it is none.
 * Before 16, the regex library keeps what it compiles outside of any context.
 */
static regex_t *
compile_regex(const char *pattern, int *error)
{
	size_t		len = strlen(pattern);
	pg_wchar   *wide = palloc((len + 1) * sizeof(pg_wchar));
	int			wide_len = pg_mb2wchar_with_len(pattern, wide, (int) len);
	regex_t    *regex = palloc(sizeof(regex_t));
	MemoryContextCallback *callback = palloc(sizeof(MemoryContextCallback));

	*error = pg_regcomp(regex, wide, wide_len, REG_ADVANCED, DEFAULT_COLLATION_OID);
	pfree(wide);
	if (*error != REG_OKAY)
	{
		CHECK_FOR_INTERRUPTS();
		return NULL;
	}
	callback->func = free_regex;
	callback->arg = regex;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	return regex;
}

static void
widen(facts *f)
{
	const char *text = f->input->text;
	int			len = (int) f->input->len;

	if (len > REGEX_BYTES)
		len = pg_mbcliplen(text, len, REGEX_BYTES);
	f->wide = palloc(((size_t) len + 1) * sizeof(pg_wchar));
	f->wide_len = pg_mb2wchar_with_len(text, f->wide, len);
}

/* The byte where this character of the text starts. */
static size_t
byte_of(const facts *f, regoff_t character)
{
	const char *at = f->input->text;
	const char *end = at + f->input->len;

	for (; character > 0 && at < end; character--)
		at += pg_mblen(at);
	return (size_t) (Min(at, end) - f->input->text);
}

/* What goes wrong inside the library is no match: data raises no error. */
static bool
find_regex(facts *f, regex_t *regex, bounce_override_hit *hit)
{
	regmatch_t	match;

	if (f->wide == NULL)
		widen(f);
	if (pg_regexec(regex, f->wide, (size_t) f->wide_len, 0, NULL, 1, &match, 0) != REG_OKAY)
	{
		CHECK_FOR_INTERRUPTS();
		return false;
	}
	hit->start = byte_of(f, match.rm_so);
	hit->end = byte_of(f, match.rm_eo);
	return true;
}

/* ------------------------------------------------------------- conditions */

/* Is the name this domain, in lower case, or below it? */
static bool
is_below(span name, const char *domain)
{
	size_t		len = strlen(domain);
	size_t		i;

	if (name.len > 0 && name.bytes[name.len - 1] == '.')
		name.len--;
	if (name.len < len || (name.len > len && name.bytes[name.len - len - 1] != '.'))
		return false;
	for (i = 0; i < len; i++)
		if (ascii_lower(name.bytes[name.len - len + i]) != domain[i])
			return false;
	return true;
}

static bool
any_below(const span *names, int count, const char *domain)
{
	int			i;

	for (i = 0; i < count; i++)
		if (is_below(names[i], domain))
			return true;
	return false;
}

/* The hosts and the domains of mail addresses in a text. */
static void
find_names(facts *f)
{
	const char *text = f->input->text;
	bounce_words words;
	bounce_word word;

	bounce_words_start(&words, f->input);
	while (bounce_words_next(&words, &word))
	{
		if (word.kind == BOUNCE_WORD_HOST && f->host_count < NAMES_MAX)
		{
			span		name = {text + word.name_start, word.name_end - word.name_start};

			f->hosts[f->host_count++] = name;
		}
		else if (word.kind == BOUNCE_WORD_OPAQUE && f->domain_count < NAMES_MAX)
		{
			size_t		at = word.end;

			while (at > word.start && text[at - 1] != '@')
				at--;
			if (at > word.start)
			{
				span		name = {text + at, word.end - at};

				f->domains[f->domain_count++] = name;
			}
		}
	}
}

static bool
conditions_hold(uint32_t number, void *arg)
{
	const facts *f = arg;
	const bounce_override *row = &f->set->rows[number];

	if (row->code_prefix != NULL &&
		(f->code == BOUNCE_NO_CODE || !bounce_code_under(f->code, row->prefix)))
		return false;
	if (row->remote_host != NULL &&
		!(f->host.bytes != NULL ? is_below(f->host, row->remote_host)
		  : any_below(f->hosts, f->host_count, row->remote_host)))
		return false;
	return row->recipient_domain == NULL ||
		any_below(f->domains, f->domain_count, row->recipient_domain);
}

/* ------------------------------------------------------------------- find */

/* The first row without a phrase that holds, of those before limit. */
static bool
find_other(facts *f, uint32_t limit, bounce_override_hit *hit)
{
	int			i;

	for (i = 0; i < f->set->other_count && (uint32_t) f->set->others[i] < limit; i++)
	{
		const bounce_override *row = &f->set->rows[f->set->others[i]];

		hit->start = hit->end = 0;
		if (!conditions_hold((uint32_t) f->set->others[i], f) ||
			(row->compiled != NULL && !find_regex(f, row->compiled, hit)))
			continue;
		hit->row = row;
		return true;
	}
	return false;
}

bool
bounce_find_override(const bounce_override_set *set, const bounce_input *input,
					 const bounce_kept_words *kept, bounce_code code, const char *host, size_t host_len,
					 bounce_override_hit *hit)
{
	bounce_set_hit phrase = {(uint32_t) set->count, 0, 0};
	facts		f;
	bool		found;

	f.set = set;
	f.input = input;
	f.code = code;
	f.host.bytes = host;
	f.host.len = host_len;
	f.host_count = f.domain_count = 0;
	f.wide = NULL;
	if (set->asks_names)
		find_names(&f);

	found = bounce_set_find(&set->phrases, input, kept, phrase.row, conditions_hold, &f, &phrase);
	if (find_other(&f, phrase.row, hit))
		found = true;
	else if (found)
	{
		hit->row = &set->rows[phrase.row];
		hit->start = phrase.start;
		hit->end = phrase.end;
	}
	if (f.wide != NULL)
		pfree(f.wide);
	return found;
}

/* ------------------------------------------------------------ check a row */

static char *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

void
bounce_read_conditions(FunctionCallInfo fcinfo, int first, bounce_override *row)
{
	row->phrase = text_argument(fcinfo, first);
	row->regex = text_argument(fcinfo, first + 1);
	row->code_prefix = text_argument(fcinfo, first + 2);
	row->remote_host = text_argument(fcinfo, first + 3);
	row->recipient_domain = text_argument(fcinfo, first + 4);
}


static void
check_phrase(const char *phrase)
{
	bounce_phrase_error error;

	if (!bounce_read_phrase(phrase, strlen(phrase), bounce_reads_utf8(), NULL, NULL, &error))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid phrase: \"%s\"", phrase),
				 errdetail("At character %d: %s.",
						   pg_mbstrlen_with_len(phrase, (int) error.offset) + 1, error.message)));
}

static void
check_regex(const char *pattern)
{
	regex_t    *regex;
	int			error;
	char		message[100];

	regex = compile_regex(pattern, &error);
	if (regex == NULL)
	{
		pg_regerror(error, NULL, message, sizeof(message));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_REGULAR_EXPRESSION),
				 errmsg("invalid regular expression: %s", message)));
	}
}

/* Letters, digits, hyphens and underscores, parted by single dots. */
static bool
is_name(const char *name)
{
	size_t		label = 0;

	for (; *name != '\0'; name++)
	{
		if (ascii_is_alnum(*name) || *name == '-' || *name == '_' || (unsigned char) *name >= 0x80)
			label++;
		else if (*name == '.' && label > 0)
			label = 0;
		else
			return false;
	}
	return label > 0;
}

static void
check_name(const char *name, const char *what)
{
	if (!is_name(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid %s: \"%s\"", what, name),
				 errdetail("A name like \"example.com\" stands for itself and all names below it.")));
}

void
bounce_check_override(const bounce_override *row)
{
	bounce_prefix prefix;

	if (row->phrase != NULL)
		check_phrase(row->phrase);
	if (row->regex != NULL)
		check_regex(row->regex);
	if (row->code_prefix != NULL &&
		!bounce_prefix_read(row->code_prefix, strlen(row->code_prefix), &prefix))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid code prefix: \"%s\"", row->code_prefix),
				 errdetail("A code prefix is like \"5\", \"5.1\", \"5.1.1\", \"X.7\" or \"550\".")));
	if (row->remote_host != NULL)
		check_name(row->remote_host, "remote host");
	if (row->recipient_domain != NULL)
		check_name(row->recipient_domain, "recipient domain");
}

/* ---------------------------------------------------------------- compile */

static void
lower_name(char *name)
{
	for (; name != NULL && *name != '\0'; name++)
		*name = ascii_lower(*name);
}

/* All but the phrase, which goes into the set. */
static bool
compile_row(bounce_override *row, bounce_phrase_size *size)
{
	bounce_phrase_error unused;
	int			error;

	lower_name(row->remote_host);
	lower_name(row->recipient_domain);
	row->compiled = NULL;
	if (row->reason == BOUNCE_REASON_NONE)
		return false;
	if (row->code_prefix != NULL &&
		!bounce_prefix_read(row->code_prefix, strlen(row->code_prefix), &row->prefix))
		return false;
	if (row->regex != NULL && (row->compiled = compile_regex(row->regex, &error)) == NULL)
		return false;
	return row->phrase == NULL ||
		bounce_measure_phrase(size, row->phrase, strlen(row->phrase), bounce_reads_utf8(), &unused);
}

/* The greater priority first, then the older row. */
static int
by_rank(const void *left, const void *right)
{
	const bounce_override *a = left;
	const bounce_override *b = right;

	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

bounce_override_set *
bounce_compile_overrides(bounce_override *rows, int count)
{
	bounce_override_set *set = palloc0(sizeof(bounce_override_set));
	bounce_phrase_size size = {0, 0, 0};
	int			i;

	set->rows = rows;
	for (i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (compile_row(&rows[i], &size))
			rows[set->count++] = rows[i];
		else
			ereport(WARNING,
					(errmsg("row " INT64_FORMAT " of bounce_overrides is not used: it is not valid",
							rows[i].id)));
	}
	if (set->count > 1)
		qsort(rows, (size_t) set->count, sizeof(bounce_override), by_rank);

	set->others = palloc(((size_t) set->count + 1) * sizeof(int));
	bounce_set_start(&set->phrases, MemoryContextAllocHuge(CurrentMemoryContext, bounce_set_bytes(&size)),
					 &size, bounce_reads_utf8());
	for (i = 0; i < set->count; i++)
	{
		const bounce_override *row = &rows[i];

		if (row->phrase != NULL)
			bounce_set_add(&set->phrases, (uint32_t) i, row->phrase, strlen(row->phrase));
		else
			set->others[set->other_count++] = i;
		if (row->remote_host != NULL || row->recipient_domain != NULL)
			set->asks_names = true;
	}
	bounce_set_finish(&set->phrases);
	return set;
}
