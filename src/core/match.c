/*
 * match.c
 *		Find the phrases of the rule book in a text.
 *
 * Words become numbers by a perfect hash; an automaton over these numbers
 * (Aho-Corasick) finds every phrase without gaps.  A phrase with gaps is a
 * chain of such: the links of chains that were reached lately are kept in a
 * list, which is large enough for all that can be within reach of a gap.
 */
#include "match.h"

#include <string.h>

#include "ascii.h"
#include "lane.h"
#include "letter_fold.h"

/*
 * The rows of rule_table.h.
 */
typedef struct vocabulary_row
{
	uint64_t	lane;			/* the first of the word, 0 for an empty slot */
	uint16_t	id;
	uint16_t	rest;			/* of its other lanes, the first in vocabulary_rest */
	uint16_t	len;			/* bytes */
} vocabulary_row;

/*
 * A state.  The child that a word leads to stands at the base and the word's
 * number, modulo 65536, if the state there has this one as its parent.  The
 * mask has a bit for each such word (id % 16), so that most others need no look.
 *
 * The words of a phrase between two gaps are a pattern.  Where patterns end, actions
 * are taken: numbers up to LAST_LINK are links that are reached, those behind are
 * effects that were found, and 0 is none.  One action stands in the row, more are
 * in action_rows.  Patterns may also follow links; then before is not 0.
 */
typedef struct state_row
{
	uint16_t	mask;
	uint16_t	base;
	uint16_t	parent;
	uint16_t	fail;
	uint16_t	chain;			/* the longest pattern that may follow a link */
	uint16_t	action;			/* itself, or the offset of the first */
	uint16_t	before;			/* the links that may be followed, in link_sets */
	uint8_t		action_count;
	uint8_t		words;			/* of the pattern whose one action it is */
} state_row;

typedef struct action_row
{
	uint16_t	action;
	uint16_t	words;			/* of its pattern */
} action_row;

/* A pattern that may follow links, of those that end in a state. */
typedef struct chain_row
{
	uint16_t	state;			/* where it ends and no longer one does */
	uint16_t	before;			/* the links that it may follow, in link_sets */
	uint16_t	shorter;		/* the next one, or 0 */
	uint16_t	words;
} chain_row;

/* The parent of the root, and of what is no state. */
#define NO_STATE	0xFFFF

/* A set of numbers, perhaps with others: a bit for each (number % 256). */
#define NUMBER_SET_SIZE 256

typedef struct number_set
{
	uint64_t	bits[NUMBER_SET_SIZE / 64];
} number_set;

/*
 * What a pattern does behind a link.  Where it does several things, these are
 * rows of more_followers, and the action is the offset of the first.
 */
typedef struct follower_row
{
	uint32_t	key;			/* the link and, in the lower half, the state; 0 for an empty slot */
	uint8_t		count;
	uint8_t		gap;			/* words between, at the most */
	uint16_t	action;			/* as a state's */
} follower_row;

/* A rule but for its strength, which is asked most often and stands by itself. */
typedef struct rule_row
{
	uint32_t	need;			/* marks */
	uint32_t	forbid;
	uint16_t	first_prefix;
	uint16_t	first_provider;
	uint8_t		prefix_count;
	uint8_t		not_prefix_count;	/* behind the others */
	uint8_t		provider_count;
	uint8_t		flags;			/* 1: uncertain */
	uint8_t		reason;
} rule_row;

/* The rows of rule_text.h. */
typedef struct rule_text_row
{
	uint32_t	id;
	uint32_t	phrase;
	uint32_t	when;
	uint32_t	source;
	uint32_t	example;
} rule_text_row;

#include "rule_table.h"
#include "rule_text.h"

#define LONGEST_WORD	64
#define LONGEST_PATTERN	16
#define LONGEST_GAP		12

/* How many words back a link can be of use. */
#define REACH			(LONGEST_PATTERN + LONGEST_GAP + 1)

/* Links that are out of reach are forgotten after so many words. */
#define FORGET_EVERY	16

/* Room for all links in reach, those not yet forgotten, and those of new words. */
#define REACHED_MAX		(REACHED_BY_WORD * (REACH + 2 * FORGET_EVERY) + 1)

/* "none" as a condition on the code */
#define NO_CODE_MASK	0xFFFFFFFF

static const uint64_t multipliers[LONGEST_WORD / LANE_SIZE] = {
	UINT64_C(0x1E35A7BD3C6EF373), UINT64_C(0x3C79AC492BA7B653),
	UINT64_C(0x1C69B3F74AC4AE35), UINT64_C(0x27BB2EE687B0B0FD),
	UINT64_C(0x5F356495D2B3F3E1), UINT64_C(0x369DEA0F31A53F85),
	UINT64_C(0x2545F4914F6CDD1D), UINT64_C(0x106689D45497FDB5)
};

/* A link of a chain, and the words and bytes that led there. */
typedef struct reached
{
	size_t		start;			/* byte */
	uint32_t	last_word;		/* its number; more than 2^32 begin anew */
	uint16_t	link;
} reached;

typedef struct matcher
{
	bounce_findings *findings;
	size_t		inner_start;
	uint32_t	word;			/* number of the word, from 1 */
	size_t		word_start[LONGEST_PATTERN];	/* of the last words, by number */
	size_t		word_end;
	number_set	rules;			/* those found */
	uint8_t		place[NUMBER_SET_SIZE]; /* where the last of those that share a bit was put */
	uint8_t		weakest;		/* strength that a rule needs to be found, still */
	uint8_t		provider_rank;
	bool		blocklist_named;	/* itself, not only its operator */

	/* links reached, in order of words; those before first are out of reach */
	size_t		first;
	size_t		before_word;	/* how many there were before this word */
	size_t		count;
	number_set	links;			/* all of these */
	reached		reached[REACHED_MAX];
} matcher;

static const number_set no_numbers;

static inline void
add_number(number_set *set, uint16_t number)
{
	set->bits[number % NUMBER_SET_SIZE / 64] |= UINT64_C(1) << number % 64;
}

static inline bool
has_number(const number_set *set, uint16_t number)
{
	return (set->bits[number % NUMBER_SET_SIZE / 64] >> number % 64 & 1) != 0;
}

static inline bool
share_number(const number_set *a, const number_set *b)
{
	return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) |
			(a->bits[2] & b->bits[2]) | (a->bits[3] & b->bits[3])) != 0;
}

/* The slot of a perfect hash: the bucket's displacement parts what it holds. */
static inline uint32_t
slot_of(uint64_t sum, const uint16_t *displace, uint32_t buckets, uint32_t slots)
{
	uint32_t	hash = (uint32_t) (sum >> 32);
	uint32_t	spread = hash * (2 * (uint32_t) displace[hash & (buckets - 1)] + 1);

	return (uint32_t) ((uint64_t) spread * slots >> 32);
}

static inline const vocabulary_row *
vocabulary_slot(uint64_t sum)
{
	return &vocabulary_rows[slot_of(sum, vocabulary_displace, VOCABULARY_BUCKETS,
									VOCABULARY_SLOTS)];
}

/*
 * Words are compared in lower case and in lanes, the last one filled up with
 * zeros.  Most have at most eight bytes, which are given as a lane.
 */
static inline uint16_t
find_short_word(uint64_t bytes, size_t len)
{
	uint64_t	lane = lane_fold(bytes, len);
	const vocabulary_row *row = vocabulary_slot(lane * multipliers[0]);

	return row->lane == lane && row->rest == 0 ? row->id : 0;
}

/* A word of one byte or more; readable up to the next multiple of eight. */
static uint16_t
find_long_word(const char *bytes, size_t len)
{
	uint64_t	lanes[LONGEST_WORD / LANE_SIZE];
	uint64_t	sum = 0;
	const vocabulary_row *row;
	size_t		left = len;
	int			count = 0;
	int			i;

	do
	{
		size_t		part = left < LANE_SIZE ? left : LANE_SIZE;

		lanes[count] = lane_fold(lane_load(bytes), part);
		sum += lanes[count] * multipliers[count];
		count++;
		left -= part;
		bytes += LANE_SIZE;
	} while (left > 0);

	row = vocabulary_slot(sum);
	if (row->lane != lanes[0] || row->len != len)
		return 0;
	for (i = 1; i < count; i++)
		if (vocabulary_rest[row->rest + i - 1] != lanes[i])
			return 0;
	return row->id;
}

/*
 * The number of a word, or 0 when no phrase has it.  From text to text_end may
 * be read.
 */
static uint16_t
find_word(const char *bytes, size_t len, const char *text, const char *text_end)
{
	size_t		left = (size_t) (text_end - bytes);

	if (len <= LANE_SIZE && left >= LANE_SIZE)
		return find_short_word(lane_load(bytes), len);
	if (len <= LANE_SIZE && text_end - text >= LANE_SIZE)
		return find_short_word(lane_load(text_end - LANE_SIZE) >> (8 * (LANE_SIZE - left)), len);
	if (len > LONGEST_WORD)
		return 0;
	if (left < (len + LANE_SIZE - 1) / LANE_SIZE * LANE_SIZE)
	{
		char		copy[LONGEST_WORD] = {0};

		memcpy(copy, bytes, len);
		return find_long_word(copy, len);
	}
	return find_long_word(bytes, len);
}

/*
 * The longest host that we know and that this one ends in; a last label alone
 * is none.
 */
static uint16_t
find_host(const char *host, size_t len, const char *text, const char *text_end)
{
	const char *dot;

	while ((dot = memchr(host, '.', len)) != NULL)
	{
		uint16_t	id = find_word(host, len, text, text_end);

		if (id != 0)
			return id;
		len -= (size_t) (dot - host) + 1;
		host = dot + 1;
	}
	return 0;
}

/* The place of the weakest, which a stronger one takes; none is weaker from now on. */
static int
place_of_weakest(matcher *m)
{
	const bounce_findings *findings = m->findings;
	int			weakest = 0;
	int			i;

	for (i = 1; i < findings->count; i++)
		if (rule_strengths[findings->found[i].rule] < rule_strengths[findings->found[weakest].rule])
			weakest = i;
	m->weakest = rule_strengths[findings->found[weakest].rule];
	return weakest;
}

static bool
is_same(const bounce_found *a, const bounce_found *b)
{
	return a->rule == b->rule && a->inner == b->inner;
}

/* The same rule, found before; in a long text it mostly was. */
static bounce_found *
find_found(const matcher *m, const bounce_found *found)
{
	bounce_findings *findings = m->findings;
	bounce_found *last = &findings->found[m->place[found->rule % NUMBER_SET_SIZE]];
	int			i;

	if (is_same(last, found))
		return last;
	for (i = 0; i < findings->count; i++)
		if (is_same(&findings->found[i], found))
			return &findings->found[i];
	return NULL;
}

/* A rule that was not found before.  Where there is no room, the strongest stay. */
static void
add_found(matcher *m, const bounce_found *found)
{
	bounce_findings *findings = m->findings;
	int			place = findings->count;

	if (place == BOUNCE_FOUND_MAX)
	{
		place = place_of_weakest(m);
		if (rule_strengths[found->rule] <= m->weakest)
			return;
	}
	else
		findings->count++;
	findings->found[place] = *found;
	m->place[found->rule % NUMBER_SET_SIZE] = (uint8_t) place;
	add_number(&m->rules, found->rule);
}

static void
found_rule(matcher *m, uint16_t rule, size_t start)
{
	bounce_found found = {rule, start >= m->inner_start, start, m->word_end};
	bounce_found *old;

	if (rule_strengths[rule] < m->weakest)
		return;
	old = has_number(&m->rules, rule) ? find_found(m, &found) : NULL;
	if (old == NULL)
		add_found(m, &found);
	else if (old->end == found.end && old->start > found.start)
		old->start = found.start;	/* the first that ends stays; of those that end together, the longest */
}

static void
found_effect(matcher *m, uint16_t effect, size_t start)
{
	bounce_findings *findings = m->findings;

	if (effect <= LAST_RULE)
		found_rule(m, effect, start);
	else if (effect <= LAST_MARK)
		findings->marks |= UINT32_C(1) << (effect - LAST_RULE - 1);
	else if (effect <= LAST_PROVIDER)
	{
		uint16_t	provider = effect - LAST_MARK;

		if (provider_ranks[provider] > m->provider_rank)
		{
			findings->provider = provider;
			m->provider_rank = provider_ranks[provider];
		}
	}
	else if (effect <= LAST_BLOCKLIST)
	{
		if (findings->blocklist == 0 || !m->blocklist_named)
			findings->blocklist = effect - LAST_PROVIDER;
		m->blocklist_named = true;
	}
	else if (findings->blocklist == 0)
		findings->blocklist = effect - LAST_BLOCKLIST;
}

/* Link 0 is none: it is written without a look, but not counted. */
static inline void
reach(matcher *m, uint16_t link, size_t start)
{
	reached    *r = &m->reached[m->count];

	r->start = start;
	r->last_word = m->word;
	r->link = link;
	m->count += link > 0;
	add_number(&m->links, link);
}

/*
 * Of the ways to reach a link behind others with one word, the longest counts;
 * but one that starts in the wrapper does not stand for one that starts in the
 * inner reply.
 */
static void
reach_further(matcher *m, uint16_t link, size_t start)
{
	size_t		i;

	for (i = m->before_word; i < m->count; i++)
	{
		reached    *r = &m->reached[i];

		if (r->link == link && (r->start >= m->inner_start) == (start >= m->inner_start))
		{
			if (start < r->start)
				r->start = start;
			return;
		}
	}
	reach(m, link, start);
}

/* Forget the links that are out of reach, and see that there is room. */
static void
forget(matcher *m)
{
	size_t		i;

	while (m->first < m->count && m->word - m->reached[m->first].last_word > REACH)
		m->first++;
	m->links = no_numbers;
	for (i = m->first; i < m->count; i++)
		add_number(&m->links, m->reached[i].link);

	if (m->count > REACHED_MAX - FORGET_EVERY * REACHED_BY_WORD)
	{
		m->count -= m->first;
		memmove(m->reached, m->reached + m->first, m->count * sizeof(m->reached[0]));
		m->first = 0;
	}
}

/* What the pattern that ends in a state does behind a link, or NULL. */
static inline const follower_row *
find_follower(uint16_t link, uint32_t state)
{
	uint32_t	key = (uint32_t) link << 16 | state;
	const follower_row *row = &follower_rows[slot_of(key * multipliers[0], follower_displace,
													 FOLLOWER_BUCKETS, FOLLOWER_SLOTS)];

	return row->key == key ? row : NULL;
}

/* A pattern that so many words stand before, behind a link that was reached. */
static void
follow(matcher *m, uint32_t state, uint32_t words_before, const reached *r)
{
	const follower_row *row = find_follower(r->link, state);
	uint32_t	gap = words_before - r->last_word;	/* not below zero, but huge */
	int			count;

	if (row == NULL)
		return;
	count = row->count;
	if (count > 1)
		row = &more_followers[row->action];
	for (; count > 0; count--, row++)
	{
		if (gap > row->gap)
			continue;
		if (row->action <= LAST_LINK)
			reach_further(m, row->action, r->start);
		else
			found_effect(m, row->action - LAST_LINK, r->start);
	}
}

/* Follow the links that are in reach with one pattern. */
static void
follow_with(matcher *m, const chain_row *row)
{
	const number_set *before = &link_sets[row->before];
	uint32_t	words_before = m->word - row->words;
	size_t		i;

	for (i = m->before_word; i > m->first; i--)
		if (has_number(before, m->reached[i - 1].link))
			follow(m, row->state, words_before, &m->reached[i - 1]);
}

/* The same with all patterns of a chain. */
static void
follow_all(matcher *m, uint32_t chain)
{
	for (; chain != 0; chain = chain_rows[chain].shorter)
		if (share_number(&link_sets[chain_rows[chain].before], &m->links))
			follow_with(m, &chain_rows[chain]);
}

static inline void
take(matcher *m, uint16_t action, uint32_t words)
{
	size_t		start = m->word_start[(m->word + 1 - words) % LONGEST_PATTERN];

	if (action > LAST_LINK)
		found_effect(m, action - LAST_LINK, start);
	else
		reach(m, action, start);
}

static void
take_all(matcher *m, const action_row *rows, int count)
{
	int			i;

	for (i = 0; i < count; i++)
		take(m, rows[i].action, rows[i].words);
}

/*
 * Patterns have ended in this state, or none has: then nothing is done, but without
 * asking, for that would be hard to foresee.
 */
static inline void
act(matcher *m, const state_row *row)
{
	if (share_number(&link_sets[row->before], &m->links))
		follow_all(m, row->chain);
	if (row->action_count > 1)
		take_all(m, &action_rows[row->action], row->action_count);
	else
		take(m, row->action, row->words);
}

/* Where a word leads, with the failure links of Aho and Corasick. */
static inline uint32_t
next_state(uint32_t state, uint16_t word)
{
	uint32_t	bit = UINT32_C(1) << word % 16;

	for (;;)
	{
		const state_row *row = &state_rows[state];

		if ((row->mask & bit) != 0)
		{
			uint32_t	child = (uint16_t) (row->base + word);

			if (child < STATES && state_rows[child].parent == state)
				return child;
		}
		if (state == 0)
			return 0;
		state = row->fail;
	}
}

/* The same for a word with characters above ASCII, in UTF-8: by its plain letters. */
static uint16_t
find_folded_word(const char *bytes, size_t len)
{
	char		folded[LONGEST_WORD] = {0};

	if (len > sizeof(folded))
		return 0;
	len = bounce_fold_word(bytes, len, true, folded);
	return find_word(folded, len, folded, folded + sizeof(folded));
}

static inline void
keep_word(bounce_kept_words *kept, const bounce_word *word)
{
	kept->all = kept->count < BOUNCE_KEPT_WORDS;
	if (kept->all)
		kept->words[kept->count++] = *word;
}

/* The number of a word of a text, or 0.  Most words are short. */
static inline uint16_t
id_of_word(const bounce_input *input, const bounce_word *word)
{
	const char *text = input->text;
	size_t		len = word->end - word->start;

	if (word->kind == BOUNCE_WORD_PLAIN)
	{
		if (word->above_ascii)
			return input->utf8 ? find_folded_word(text + word->start, len) : 0;
		if (len <= LANE_SIZE && word->start + LANE_SIZE <= input->len)
			return find_short_word(lane_load(text + word->start), len);
		return find_word(text + word->start, len, text, text + input->len);
	}
	if (word->kind == BOUNCE_WORD_HOST)
		return find_host(text + word->name_start, word->name_end - word->name_start,
						 text, text + input->len);
	return 0;
}

void
bounce_match(const bounce_input *input, size_t inner_start,
			 bounce_kept_words *kept, bounce_findings *findings)
{
	bounce_words words;
	bounce_word word;
	matcher		m;
	uint32_t	state = 0;

	findings->count = 0;
	findings->marks = 0;
	findings->provider = 0;
	findings->blocklist = 0;
	m.findings = findings;
	m.inner_start = inner_start;
	m.word = 0;
	m.first = m.count = 0;
	m.links = no_numbers;
	m.rules = no_numbers;
	m.weakest = 0;
	m.provider_rank = 0;
	m.blocklist_named = false;

	if (kept != NULL)
	{
		kept->count = 0;
		kept->all = true;
	}
	bounce_words_start(&words, input);
	while (bounce_words_next(&words, &word))
	{
		uint16_t	id = id_of_word(input, &word);

		if (kept != NULL)
			keep_word(kept, &word);
		m.word++;
		if (m.word % FORGET_EVERY == 0)
			forget(&m);
		if (id == 0)
		{
			state = 0;
			continue;
		}
		state = next_state(state_rows[state].mask != 0 ? state : state_rows[state].fail, id);
		m.word_start[m.word % LONGEST_PATTERN] = word.start;
		m.word_end = word.end;
		m.before_word = m.count;
		act(&m, &state_rows[state]);
	}
}

bool
bounce_is_known_word(const char *word, size_t len)
{
	return find_folded_word(word, len) != 0;
}

bool
bounce_is_telling_host(const char *host, size_t len)
{
	bounce_input input = {host, len, false, NULL};
	bounce_findings findings;

	bounce_match(&input, 0, NULL, &findings);
	return findings.blocklist != 0 || findings.count > 0;
}

uint16_t
bounce_provider_of_host(const char *host, size_t len)
{
	bounce_input input = {host, len, false, NULL};
	bounce_findings findings;

	bounce_match(&input, 0, NULL, &findings);
	return findings.provider;
}

int
bounce_rule_count(void)
{
	return LAST_RULE;
}

static const char *
text_at(uint32_t offset)
{
	return rule_text + offset;
}

void
bounce_get_rule(int rule, bounce_rule *result)
{
	const rule_text_row *text = &rule_text_rows[rule];

	result->id = text_at(text->id);
	result->phrase = text_at(text->phrase);
	result->when = text_at(text->when);
	result->source = text_at(text->source);
	result->example = text_at(text->example);
	result->reason = bounce_rule_reason(rule);
	result->strength = bounce_rule_strength(rule);
	result->uncertain = bounce_rule_uncertain(rule);
}

bounce_reason
bounce_rule_reason(int rule)
{
	return (bounce_reason) rule_rows[rule].reason;
}

int
bounce_rule_strength(int rule)
{
	return rule_strengths[rule];
}

bool
bounce_rule_uncertain(int rule)
{
	return (rule_rows[rule].flags & 1) != 0;
}

static bool
under_any(bounce_code code, const bounce_prefix *prefixes, int count)
{
	int			i;

	for (i = 0; i < count; i++)
		if (prefixes[i].mask == NO_CODE_MASK ? code == BOUNCE_NO_CODE
			: code != BOUNCE_NO_CODE && bounce_code_under(code, prefixes[i]))
			return true;
	return false;
}

static bool
is_provider_of(const rule_row *rule, uint16_t provider)
{
	int			i;

	for (i = 0; i < rule->provider_count; i++)
		if (rule_providers[rule->first_provider + i] == provider)
			return true;
	return rule->provider_count == 0;
}

bool
bounce_rule_applies(int rule, bounce_code code, uint16_t provider, uint32_t marks)
{
	const rule_row *row = &rule_rows[rule];
	const bounce_prefix *prefixes = rule_prefixes + row->first_prefix;

	if ((marks & row->need) != row->need || (marks & row->forbid) != 0)
		return false;
	if (row->prefix_count > 0 && !under_any(code, prefixes, row->prefix_count))
		return false;
	if (under_any(code, prefixes + row->prefix_count, row->not_prefix_count))
		return false;
	return is_provider_of(row, provider);
}

const char *
bounce_mark_name(int bit)
{
	return text_at(mark_names[bit]);
}

const char *
bounce_rule_book_version(void)
{
	return RULE_BOOK_VERSION;
}

const char *
bounce_blocklist_name(uint16_t blocklist)
{
	return blocklist == 0 ? NULL : text_at(blocklist_names[blocklist]);
}
