/*
 * hyperscan.c
 *		For the benches only: phrases found by Hyperscan, behind the same kind of
 *		C function as bounce's own. It wants libhyperscan-dev.
 *
 * The phrases are plain literals without regard to case, which is what
 * Hyperscan is fastest at: it does not look for whole words, and a phrase that
 * is broken over two lines is not found.
 */
#include "postgres.h"
#include "fmgr.h"

#include <hs/hs.h>

#include "catalog/pg_type_d.h"
#include "utils/array.h"
#include "utils/builtins.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(hyperscan_load);
PG_FUNCTION_INFO_V1(hyperscan);

static hs_database_t *database;
static hs_scratch_t *scratch;

static void
drop_database(void)
{
	hs_free_scratch(scratch);
	hs_free_database(database);
	scratch = NULL;
	database = NULL;
}

static void
compile(ArrayType *array)
{
	Datum	   *elements;
	int			count;
	const char **phrases;
	size_t	   *lengths;
	unsigned   *flags;
	unsigned   *ids;
	hs_compile_error_t *error;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
	phrases = palloc(count * sizeof(*phrases));
	lengths = palloc(count * sizeof(*lengths));
	flags = palloc(count * sizeof(*flags));
	ids = palloc(count * sizeof(*ids));
	for (int i = 0; i < count; i++)
	{
		phrases[i] = TextDatumGetCString(elements[i]);
		lengths[i] = strlen(phrases[i]);
		flags[i] = HS_FLAG_CASELESS;
		ids[i] = i;
	}
	if (hs_compile_lit_multi(phrases, flags, ids, lengths, count, HS_MODE_BLOCK, NULL,
							 &database, &error) != HS_SUCCESS)
		elog(ERROR, "hyperscan: %s", error->message);
	if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
		elog(ERROR, "hyperscan: no memory to scan with");
}

/* Compile an array of phrases, and say what came of it. */
Datum
hyperscan_load(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	char	   *info;
	size_t		size;

	drop_database();
	compile(array);
	if (hs_database_size(database, &size) != HS_SUCCESS || hs_database_info(database, &info) != HS_SUCCESS)
		elog(ERROR, "hyperscan: not a database");
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%d phrases, %.1f MB, %s",
											  ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)),
											  size / 1e6, info)));
}

/* As bytes_automaton() keeps what it found. */
static int
keep(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *found)
{
	*(uint32 *) found |= (uint32) 1 << (id % 31);
	return 0;
}

Datum
hyperscan(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	uint32		found = 0;

	if (database == NULL)
		elog(ERROR, "call hyperscan_load() first");
	if (hs_scan(database, VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), 0, scratch, keep, &found) != HS_SUCCESS)
		elog(ERROR, "hyperscan: could not scan");
	PG_RETURN_INT32((int32) found);
}
