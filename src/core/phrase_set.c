/*
 * phrase_set.c
 *		Find which of many phrases a text has.
 */
#include "phrase_set.h"

#include <string.h>

#include "ascii.h"
#include "block.h"
#include "lane.h"
#include "letter_fold.h"

/*
 * Words of the text that are kept: those that a variant may reach to both
 * sides of an anchor.  An anchor is looked at when as many have been read
 * behind it.
 */
#define KEPT	((size_t) 2 * BOUNCE_PHRASE_SPAN)

/* Bits of the filter, a power of two: 8 kB. */
#define FILTER_BITS		65536
#define FILTER_BYTES	(FILTER_BITS / 8)

typedef struct bounce_set_step
{
	uint32_t	hash;
	uint32_t	bytes;			/* offset */
	uint8_t		len;
	uint8_t		gap;
	bool		host;
} set_step;

typedef struct bounce_set_variant
{
	uint32_t	row;
	uint32_t	anchor_hash;
	uint32_t	next;			/* of the same bucket, number + 1; 0 is the end */
	uint32_t	first_step;
	uint8_t		count;
	uint8_t		anchor;			/* of its steps */
} set_variant;

/* A word of the text. */
typedef struct text_word
{
	uint32_t	hash;
	bounce_word_kind kind;
	bool		above_ascii;
	bool		may_be_anchor;
	size_t		start;
	size_t		end;
	size_t		name_start;
	size_t		name_end;
} text_word;

typedef struct search
{
	const bounce_phrase_set *set;
	const bounce_input *input;
	const bounce_kept_words *kept;	/* all words, or NULL */
	bounce_row_holds holds;
	void	   *arg;
	size_t		count;			/* words read */
	text_word	words[KEPT];
	bool		found;
	uint32_t	limit;			/* rows from here on do not matter any more */
	bounce_set_hit *hit;
} search;

/* -------------------------------------------------------------------- hash */

/*
 * The first eight bytes, which are readable, and the length tell most words
 * apart.  ASCII letters count alike in both cases; other bytes must have been
 * folded.
 */
static uint32_t
hash_readable(const char *bytes, size_t len)
{
	uint64_t	lane = lane_fold(lane_load(bytes), len < LANE_SIZE ? len : LANE_SIZE);

	return (uint32_t) ((lane * UINT64_C(0x9E3779B97F4A7C15) +
						len * UINT64_C(0xC2B2AE3D27D4EB4F)) >> 32);
}

static uint32_t
hash_bytes(const char *bytes, size_t len)
{
	char		lane[LANE_SIZE] = {0};

	memcpy(lane, bytes, len < LANE_SIZE ? len : LANE_SIZE);
	return hash_readable(lane, len);
}

/* ------------------------------------------------------------- making a set */

static void
measure_variant(const bounce_variant *variant, void *arg)
{
	bounce_phrase_size *size = arg;
	int			i;

	size->variants++;
	size->steps += (size_t) variant->count;
	for (i = 0; i < variant->count; i++)
		size->bytes += variant->steps[i].len;
}

bool
bounce_measure_phrase(bounce_phrase_size *size, const char *phrase, size_t len,
					  bool utf8, bounce_phrase_error *error)
{
	bounce_phrase_size more = {0, 0, 0};

	if (!bounce_read_phrase(phrase, len, utf8, measure_variant, &more, error))
		return false;
	size->variants += more.variants;
	size->steps += more.steps;
	size->bytes += more.bytes;
	return true;
}

/* A power of two, at least twice the variants. */
static size_t
bucket_count(const bounce_phrase_size *size)
{
	size_t		count = 16;

	while (count < 2 * size->variants)
		count *= 2;
	return count;
}

/* The parts follow each other from the largest alignment to the smallest. */
size_t
bounce_set_bytes(const bounce_phrase_size *size)
{
	return FILTER_BYTES + size->variants * sizeof(set_variant) + size->steps * sizeof(set_step) +
		bucket_count(size) * sizeof(uint32_t) + size->bytes;
}

void
bounce_set_start(bounce_phrase_set *set, void *block, const bounce_phrase_size *size, bool utf8)
{
	static const bounce_phrase_size nothing;
	size_t		buckets = bucket_count(size);

	set->used = nothing;
	set->filter = block;
	set->variants = (set_variant *) (set->filter + FILTER_BYTES / sizeof(uint64_t));
	set->steps = (set_step *) (set->variants + size->variants);
	set->buckets = (uint32_t *) (set->steps + size->steps);
	set->bytes = (char *) (set->buckets + buckets);
	set->bucket_mask = (uint32_t) (buckets - 1);
	set->has_hosts = false;
	set->utf8 = utf8;
	memset(set->filter, 0, FILTER_BYTES);
	memset(set->buckets, 0, buckets * sizeof(uint32_t));
}

typedef struct addition
{
	bounce_phrase_set *set;
	uint32_t	row;
} addition;

static void
add_step(bounce_phrase_set *set, const bounce_step *step)
{
	set_step   *added = &set->steps[set->used.steps++];

	added->hash = hash_bytes(step->bytes, step->len);
	added->bytes = (uint32_t) set->used.bytes;
	added->len = step->len;
	added->gap = step->gap;
	added->host = step->host;
	memcpy(set->bytes + set->used.bytes, step->bytes, step->len);
	set->used.bytes += step->len;
}

static void
add_variant(const bounce_variant *variant, void *arg)
{
	addition   *addition = arg;
	bounce_phrase_set *set = addition->set;
	set_variant *added = &set->variants[set->used.variants++];
	int			i;

	added->row = addition->row;
	added->first_step = (uint32_t) set->used.steps;
	added->count = (uint8_t) variant->count;
	for (i = 0; i < variant->count; i++)
		add_step(set, &variant->steps[i]);
}

void
bounce_set_add(bounce_phrase_set *set, uint32_t row, const char *phrase, size_t len)
{
	addition	addition = {set, row};
	bounce_phrase_error error;

	(void) bounce_read_phrase(phrase, len, set->utf8, add_variant, &addition, &error);
}

/*
 * The step to file a variant under: the rarest word, going by how often each
 * hash is used in the set; of equally rare ones the longest.
 */
static int
choose_anchor(const bounce_phrase_set *set, const set_variant *variant, const uint32_t *uses)
{
	const set_step *steps = &set->steps[variant->first_step];
	int			best = 0;
	int			i;

	for (i = 1; i < variant->count; i++)
	{
		uint32_t	mine = uses[steps[i].hash & set->bucket_mask];
		uint32_t	least = uses[steps[best].hash & set->bucket_mask];

		if (mine < least || (mine == least && steps[i].len > steps[best].len))
			best = i;
	}
	return best;
}

/* The bit is taken from other bits of the hash than the bucket. */
static uint32_t
filter_bit(uint32_t hash)
{
	return hash >> 16 & (FILTER_BITS - 1);
}

static void
file_under_anchor(bounce_phrase_set *set, set_variant *variant, const uint32_t *uses)
{
	const set_step *anchor;

	variant->anchor = (uint8_t) choose_anchor(set, variant, uses);
	anchor = &set->steps[variant->first_step + variant->anchor];
	variant->anchor_hash = anchor->hash;
	set->filter[filter_bit(anchor->hash) / 64] |= UINT64_C(1) << filter_bit(anchor->hash) % 64;
	if (anchor->host)
		set->has_hosts = true;
}

void
bounce_set_finish(bounce_phrase_set *set)
{
	uint32_t   *buckets = set->buckets;
	size_t		i;

	/* first the buckets count the uses of words */
	for (i = 0; i < set->used.steps; i++)
		buckets[set->steps[i].hash & set->bucket_mask]++;
	for (i = 0; i < set->used.variants; i++)
		file_under_anchor(set, &set->variants[i], buckets);

	/* the last first, so that each chain starts with the first row */
	memset(buckets, 0, ((size_t) set->bucket_mask + 1) * sizeof(uint32_t));
	for (i = set->used.variants; i-- > 0;)
	{
		set_variant *variant = &set->variants[i];
		uint32_t   *bucket = &buckets[variant->anchor_hash & set->bucket_mask];

		variant->next = *bucket;
		*bucket = (uint32_t) i + 1;
	}
}

/* --------------------------------------------------------- words of a text */

static uint32_t
hash_word(const bounce_input *input, const bounce_word *word)
{
	size_t		len = word->end - word->start;
	char		folded[BOUNCE_PHRASE_WORD];

	if (len > BOUNCE_PHRASE_WORD)
		return 0;				/* is compared by length, and matches nothing */
	if (word->above_ascii)
	{
		len = bounce_fold_word(input->text + word->start, len, input->utf8, folded);
		return hash_bytes(folded, len);
	}
	if (word->start + LANE_SIZE <= input->len)
		return hash_readable(input->text + word->start, len);
	return hash_bytes(input->text + word->start, len);
}

static bool
passes_filter(const bounce_phrase_set *set, uint32_t hash)
{
	return (set->filter[filter_bit(hash) / 64] >> filter_bit(hash) % 64 & 1) != 0;
}

static bool
next_word(search *s, bounce_words *words, bounce_word *word)
{
	if (s->kept == NULL)
		return bounce_words_next(words, word);
	if (s->count == s->kept->count)
		return false;
	*word = s->kept->words[s->count];
	return true;
}

static bool
read_word(search *s, bounce_words *words)
{
	bounce_word word;
	text_word  *kept = &s->words[s->count % KEPT];

	if (!next_word(s, words, &word))
		return false;
	kept->kind = word.kind;
	kept->above_ascii = word.above_ascii;
	kept->start = word.start;
	kept->end = word.end;
	kept->name_start = word.name_start;
	kept->name_end = word.name_end;
	kept->may_be_anchor = word.kind == BOUNCE_WORD_HOST && s->set->has_hosts;
	if (word.kind == BOUNCE_WORD_PLAIN)
	{
		kept->hash = hash_word(s->input, &word);
		kept->may_be_anchor = passes_filter(s->set, kept->hash);
	}
	s->count++;
	return true;
}

static bool
same_letters(const char *text, const char *folded, size_t len)
{
	size_t		i;

	for (i = 0; i < len; i++)
		if (ascii_lower(text[i]) != folded[i])
			return false;
	return true;
}

/* This host, or one below it. */
static bool
is_host(const search *s, const set_step *step, const text_word *word)
{
	const char *name = s->input->text + word->name_start;
	size_t		name_len = word->name_end - word->name_start;
	size_t		rest = name_len - step->len;

	return name_len >= step->len && (rest == 0 || name[rest - 1] == '.') &&
		same_letters(name + rest, s->set->bytes + step->bytes, step->len);
}

static bool
is_word(const search *s, const set_step *step, const text_word *word)
{
	const char *bytes = s->input->text + word->start;
	size_t		len = word->end - word->start;
	char		folded[BOUNCE_PHRASE_WORD];

	if (step->host)
		return word->kind == BOUNCE_WORD_HOST && is_host(s, step, word);
	if (word->kind != BOUNCE_WORD_PLAIN || word->hash != step->hash || len > sizeof(folded))
		return false;
	if (word->above_ascii)
	{
		len = bounce_fold_word(bytes, len, s->input->utf8, folded);
		bytes = folded;
	}
	return len == step->len && same_letters(bytes, s->set->bytes + step->bytes, len);
}

static const text_word *
kept_word(const search *s, size_t at)
{
	return &s->words[at % KEPT];
}

/* -------------------------------------------------------- comparing a variant
 *
 * A set of places is a mask of 64 bits: bit n is the word n behind, or before,
 * where the walk started.  The span of a phrase fits.
 */

/* The places of the next step, when those of this one are known. */
static uint64_t
reach(uint64_t places, int gap)
{
	uint64_t	reached = 0;

	for (; gap >= 0; gap--)
	{
		places <<= 1;
		reached |= places;
	}
	return reached;
}

/* Of these places, counted from origin in this direction, those that have the word. */
static uint64_t
keep_word(const search *s, const set_step *step, uint64_t places, size_t origin, int direction)
{
	uint64_t	kept = 0;
	int			n;

	for (n = 0; n < BOUNCE_PHRASE_SPAN && places >> n != 0; n++)
	{
		if ((places >> n & 1) == 0)
			continue;
		if (direction > 0 ? origin + (size_t) n >= s->count : (size_t) n > origin)
			break;
		if (is_word(s, step, kept_word(s, direction > 0 ? origin + (size_t) n : origin - (size_t) n)))
			kept |= UINT64_C(1) << n;
	}
	return kept;
}

/* The places of the variant's last step (direction 1) or first one (-1). */
static uint64_t
walk(const search *s, const set_variant *variant, int step, size_t origin, int direction)
{
	const set_step *steps = &s->set->steps[variant->first_step];
	uint64_t	places = 1;

	for (step += direction; step >= 0 && step < variant->count && places != 0; step += direction)
	{
		int			gap = steps[direction > 0 ? step : step + 1].gap;

		places = keep_word(s, &steps[step], reach(places, gap), origin, direction);
	}
	return places;
}

static int
highest_bit(uint64_t mask)
{
	int			n = BOUNCE_PHRASE_SPAN - 1;

	while ((mask >> n & 1) == 0)
		n--;
	return n;
}

/*
 * Take the place if it is the best so far: of the first row, there the one
 * that ends first, and of those the longest.  The longest one that ends at a
 * word starts at the farthest place of the first step; what comes between does
 * not matter, since the steps after the anchor do not depend on those before.
 */
static void
take(search *s, uint32_t row, size_t start, size_t end)
{
	bounce_set_hit *hit = s->hit;

	if (s->found && hit->row == row &&
		(end > hit->end || (end == hit->end && start >= hit->start)))
		return;
	if (s->found && hit->row < row)
		return;
	s->found = true;
	s->limit = row + 1;
	hit->row = row;
	hit->start = start;
	hit->end = end;
}

/* The variant's anchor may be the word with this number. */
static void
try_variant(search *s, const set_variant *variant, size_t at)
{
	const set_step *anchor = &s->set->steps[variant->first_step + variant->anchor];
	uint64_t	firsts;
	uint64_t	lasts;

	if (!is_word(s, anchor, kept_word(s, at)) || !s->holds(variant->row, s->arg))
		return;
	lasts = walk(s, variant, variant->anchor, at, 1);
	if (lasts == 0)
		return;
	firsts = walk(s, variant, variant->anchor, at, -1);
	if (firsts == 0)
		return;
	take(s, variant->row, kept_word(s, at - (size_t) highest_bit(firsts))->start,
		 kept_word(s, at + (size_t) block_first(lasts))->end);
}

static void
try_variants(search *s, uint32_t hash, size_t at)
{
	const bounce_phrase_set *set = s->set;
	uint32_t	next = set->buckets[hash & set->bucket_mask];

	while (next != 0)
	{
		const set_variant *variant = &set->variants[next - 1];

		if (variant->row >= s->limit)
			break;				/* and so are all that follow */
		if (variant->anchor_hash == hash)
			try_variant(s, variant, at);
		next = variant->next;
	}
}

/* A host is filed under its own name; look under those above it, too. */
static void
try_host(search *s, const text_word *word, size_t at)
{
	const char *text = s->input->text;
	size_t		start = word->name_start;
	char		folded[BOUNCE_PHRASE_WORD];

	for (;;)
	{
		size_t		len = word->name_end - start;

		if (len <= BOUNCE_PHRASE_WORD)
		{
			len = bounce_fold_word(text + start, len, s->input->utf8, folded);
			try_variants(s, hash_bytes(folded, len), at);
		}
		while (start < word->name_end && text[start] != '.')
			start++;
		if (start == word->name_end)
			break;
		start++;
	}
}

static void
try_word(search *s, size_t at)
{
	const text_word *word = kept_word(s, at);

	if (!word->may_be_anchor)
		return;
	if (word->kind == BOUNCE_WORD_PLAIN)
		try_variants(s, word->hash, at);
	else
		try_host(s, word, at);
}

bool
bounce_set_find(const bounce_phrase_set *set, const bounce_input *input,
				const bounce_kept_words *kept, uint32_t limit,
				bounce_row_holds holds, void *arg, bounce_set_hit *hit)
{
	bounce_words words;
	search		s;
	size_t		at = 0;

	if (set->used.variants == 0 || limit == 0)
		return false;
	s.set = set;
	s.input = input;
	s.kept = kept != NULL && kept->all ? kept : NULL;
	s.holds = holds;
	s.arg = arg;
	s.count = 0;
	s.found = false;
	s.limit = limit;
	s.hit = hit;
	if (s.kept == NULL)
		bounce_words_start(&words, input);
	while (read_word(&s, &words))
		if (s.count > BOUNCE_PHRASE_SPAN)
			try_word(&s, at++);
	while (at < s.count)
		try_word(&s, at++);
	return s.found;
}
