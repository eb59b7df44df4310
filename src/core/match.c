/*
 * match.c
 *		Find the phrases of the rule book in a text.
 *
 * Words become numbers by a perfect hash; an automaton over these numbers
 * (Aho-Corasick) finds every phrase without gaps.  A phrase with gaps is a
 * chain of such: the links of chains that were reached lately are kept in a
 * ring, which is large enough for all that can be within reach of a gap.
 */
#include "match.h"

#include <string.h>

#include "ascii.h"

/*
 * The rows of rule_table.h.
 */
typedef struct vocabulary_row
{
	uint32_t	hash;
	uint32_t	text;			/* offset into vocabulary_text */
	uint16_t	id;
	uint16_t	len;			/* 0 for an empty slot */
} vocabulary_row;

/*
 * A state; its children are the states first .. first + count - 1, and the
 * word that leads to each is in state_words.  The mask has a bit for each of
 * these words (id % 64).  Where a pattern ends, it has actions of its own, or
 * continues chains, or both.
 */
typedef struct state_row
{
	uint64_t	mask;
	uint32_t	first;
	uint32_t	fail;
	uint32_t	suffix;			/* the nearest shorter state where a pattern ends */
	uint32_t	first_action;
	uint16_t	count;
	uint8_t		action_count;
	uint8_t		depth;			/* words from the root */
	bool		continues;
} state_row;

/* The end of a pattern reaches a link of a chain, or has found an effect. */
typedef struct action_row
{
	uint16_t	link;			/* 0 when it ends a phrase */
	uint16_t	effect;
} action_row;

/*
 * A link of a chain and what may follow, in order of the states where its
 * pattern ends.  The mask has a bit for each of these (state % 64), so that
 * most others need no more than that; the link's own small hash table, of a
 * power of two of slots, says where a state's followers begin.
 */
typedef struct link_row
{
	uint64_t	mask;
	uint32_t	first;
	uint32_t	first_slot;
	uint16_t	last_slot;		/* the number of slots, less one */
} link_row;

typedef struct follower_row
{
	uint32_t	state;			/* where the pattern ends */
	uint8_t		gap;			/* words between, at the most */
	uint16_t	link;
	uint16_t	effect;
} follower_row;

typedef struct rule_row
{
	uint8_t		reason;
	uint8_t		strength;
	uint32_t	need;			/* marks */
	uint32_t	forbid;
	uint8_t		flags;			/* 1: uncertain */
	uint16_t	first_prefix;
	uint8_t		prefix_count;
	uint8_t		not_prefix_count;	/* behind the others */
	uint16_t	first_provider;
	uint8_t		provider_count;
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

/* Spreads the states over a link's slots; also in RuleTables.pm. */
#define SLOT_MULTIPLIER	UINT32_C(0x9E3779B1)

/* "none" as a condition on the code */
#define NO_CODE_MASK	0xFFFFFFFF

static const uint64_t multipliers[LONGEST_WORD / 8] = {
	UINT64_C(0x1E35A7BD3C6EF373), UINT64_C(0x3C79AC492BA7B653),
	UINT64_C(0x1C69B3F74AC4AE35), UINT64_C(0x27BB2EE687B0B0FD),
	UINT64_C(0x5F356495D2B3F3E1), UINT64_C(0x369DEA0F31A53F85),
	UINT64_C(0x2545F4914F6CDD1D), UINT64_C(0x106689D45497FDB5)
};

/* A link of a chain, and the words and bytes that led there. */
typedef struct reached
{
	uint64_t	mask;			/* of its followers */
	size_t		last_word;
	size_t		start;			/* byte */
	uint16_t	link;
} reached;

typedef struct matcher
{
	bounce_findings *findings;
	size_t		inner_start;
	size_t		word;			/* number of the word, from 1 */
	size_t		word_start[LONGEST_PATTERN];	/* of the last words, by number */
	size_t		word_end;
	uint8_t		provider_rank;
	bool		blocklist_named;	/* itself, not only its operator */
	size_t		reached_count;	/* ever; the last RING_SIZE are kept */
	reached		ring[RING_SIZE];
} matcher;

/*
 * Eight bytes as a little-endian number.
 */
static uint64_t
load_eight(const char *bytes)
{
	uint64_t	lane;

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(&lane, bytes, 8);
#else
	int			i;

	lane = 0;
	for (i = 0; i < 8; i++)
		lane |= (uint64_t) (unsigned char) bytes[i] << (8 * i);
#endif
	return lane;
}

/*
 * The first len bytes of a lane, the rest zero, ASCII letters in lower case:
 * setting the bit 0x20 changes no digit, dot or hyphen.
 */
static uint64_t
fold(uint64_t lane, size_t len)
{
	uint64_t	keep = len >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * len)) - 1;

	return (lane | (~lane & UINT64_C(0x8080808080808080)) >> 2) & keep;
}

/* A word in lower case, in lanes of eight bytes. */
typedef struct folded_word
{
	uint64_t	lanes[LONGEST_WORD / 8];
	int			count;
	uint32_t	hash;
} folded_word;

/* Most words: of at most eight bytes, which are readable. */
static inline void
fold_short(const char *bytes, size_t len, folded_word *word)
{
	word->lanes[0] = fold(load_eight(bytes), len);
	word->count = 1;
	word->hash = (uint32_t) ((multipliers[1] * len + word->lanes[0] * multipliers[0]) >> 32);
}

/* Bytes must be readable up to the next multiple of eight. */
static void
fold_long(const char *bytes, size_t len, folded_word *word)
{
	uint64_t	sum = multipliers[1] * len;
	int			count = 0;
	size_t		done;

	for (done = 0; done < len; done += 8)
	{
		word->lanes[count] = fold(load_eight(bytes + done), len - done);
		sum += word->lanes[count] * multipliers[count];
		count++;
	}
	word->count = count;
	word->hash = (uint32_t) (sum >> 32);
}

static const vocabulary_row *
vocabulary_slot(uint32_t hash)
{
	uint32_t	slot = (hash >> VOCABULARY_SHIFT) +
		vocabulary_displace[hash & (VOCABULARY_BUCKETS - 1)] * ((hash >> 24) | 1);

	return &vocabulary_rows[slot & (VOCABULARY_SLOTS - 1)];
}

/*
 * The number of a word, or 0 when no phrase has it.  text_end is the end of
 * what may be read.
 */
static uint16_t
find_word(const char *bytes, size_t len, const char *text_end)
{
	folded_word word;
	const vocabulary_row *row;
	int			i;

	if (len <= 8 && text_end - bytes >= 8)
		fold_short(bytes, len, &word);
	else if (len > LONGEST_WORD)
		return 0;
	else if ((size_t) (text_end - bytes) >= (len + 7) / 8 * 8)
		fold_long(bytes, len, &word);
	else
	{
		char		copy[LONGEST_WORD] = {0};

		memcpy(copy, bytes, len);
		fold_long(copy, len, &word);
	}

	row = vocabulary_slot(word.hash);
	if (row->hash != word.hash || row->len != len)
		return 0;

	/* the vocabulary's text is in lower case and readable behind its end */
	for (i = 0; i < word.count; i++)
		if (fold(load_eight(vocabulary_text + row->text + 8 * i), len - 8 * (size_t) i) != word.lanes[i])
			return 0;
	return row->id;
}

/*
 * The longest host that we know and that this one ends in; a last label alone
 * is none.
 */
static uint16_t
find_host(const char *host, size_t len, const char *text_end)
{
	const char *dot;

	while ((dot = memchr(host, '.', len)) != NULL)
	{
		uint16_t	id = find_word(host, len, text_end);

		if (id != 0)
			return id;
		len -= (size_t) (dot - host) + 1;
		host = dot + 1;
	}
	return 0;
}

static void
found_rule(bounce_findings *findings, bounce_found found)
{
	int			weakest = 0;
	int			i;

	for (i = 0; i < findings->count; i++)
	{
		bounce_found *old = &findings->found[i];

		if (old->rule == found.rule && old->inner == found.inner)
		{
			/* the first that ends stays; of those that end together, the longest */
			if (old->end == found.end && old->start > found.start)
				old->start = found.start;
			return;
		}
		if (rule_rows[findings->found[i].rule].strength <
			rule_rows[findings->found[weakest].rule].strength)
			weakest = i;
	}
	if (findings->count < BOUNCE_FOUND_MAX)
		findings->found[findings->count++] = found;
	else if (rule_rows[found.rule].strength >
			 rule_rows[findings->found[weakest].rule].strength)
		findings->found[weakest] = found;
}

static void
found_effect(matcher *m, uint16_t effect, size_t start)
{
	bounce_findings *findings = m->findings;

	if (effect <= LAST_RULE)
	{
		bounce_found found = {effect, start >= m->inner_start, start, m->word_end};

		found_rule(findings, found);
	}
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

/*
 * Of the ways to reach a link with one word, the longest counts; but one that
 * starts in the wrapper does not stand for one that starts in the inner reply.
 */
static void
reach(matcher *m, uint16_t link, size_t start)
{
	size_t		i;
	reached    *r;

	for (i = m->reached_count; i > 0; i--)
	{
		r = &m->ring[i % RING_SIZE];
		if (r->last_word != m->word)
			break;
		if (r->link == link && (r->start >= m->inner_start) == (start >= m->inner_start))
		{
			if (start < r->start)
				r->start = start;
			return;
		}
	}
	r = &m->ring[++m->reached_count % RING_SIZE];
	r->mask = link_rows[link].mask;
	r->last_word = m->word;
	r->start = start;
	r->link = link;
}

static const follower_row *
first_follower(const link_row *link, uint32_t state)
{
	uint32_t	slot = state * SLOT_MULTIPLIER >> 16;

	for (;; slot++)
	{
		/* counted from 1; 0 is an empty slot, and there always is one */
		uint16_t	n = follower_slots[link->first_slot + (slot & link->last_slot)];

		if (n == 0)
			return NULL;
		if (follower_rows[link->first + n - 1].state == state)
			return &follower_rows[link->first + n - 1];
	}
}

static void
follow(matcher *m, uint32_t state, size_t first_word, const reached *r)
{
	const link_row *link = &link_rows[r->link];
	const follower_row *follower = first_follower(link, state);

	if (follower == NULL)
		return;
	for (; follower->state == state; follower++)
	{
		if (r->last_word + follower->gap + 1 < first_word)
			continue;
		if (follower->link != 0)
			reach(m, follower->link, r->start);
		else
			found_effect(m, follower->effect, r->start);
	}
}

/* Follow the links that are in reach; those of this very word come later. */
static void
follow_all(matcher *m, uint32_t state)
{
	uint64_t	bit = UINT64_C(1) << (state % 64);
	size_t		first_word = m->word + 1 - state_rows[state].depth;
	size_t		i;

	for (i = m->reached_count; i > 0 && m->reached_count - i < RING_SIZE; i--)
	{
		const reached *r = &m->ring[i % RING_SIZE];

		if (r->last_word + REACH < m->word)
			break;
		if ((r->mask & bit) != 0 && r->last_word < first_word)
		{
			reached		copy = *r;	/* the ring may be written meanwhile */

			follow(m, state, first_word, &copy);
		}
	}
}

/* The pattern of a state has ended. */
static void
act(matcher *m, uint32_t state)
{
	const state_row *row = &state_rows[state];
	size_t		start = m->word_start[(m->word + 1 - row->depth) % LONGEST_PATTERN];
	int			i;

	if (row->continues)
		follow_all(m, state);
	for (i = 0; i < row->action_count; i++)
	{
		const action_row *action = &action_rows[row->first_action + (uint32_t) i];

		if (action->link != 0)
			reach(m, action->link, start);
		else
			found_effect(m, action->effect, start);
	}
}

static uint32_t
child_of(uint32_t state, uint16_t word)
{
	const state_row *row = &state_rows[state];
	uint32_t	child;

	if (state == 0)
		return root_next[word];
	if ((row->mask >> (word % 64) & 1) == 0)
		return 0;
	for (child = row->first; child < row->first + row->count; child++)
		if (state_words[child] == word)
			return child;
	return 0;
}

/* Where a word leads, with the failure links of Aho and Corasick. */
static uint32_t
next_state(uint32_t state, uint16_t word)
{
	for (;;)
	{
		uint32_t	child = child_of(state, word);

		if (child != 0 || state == 0)
			return child;
		state = state_rows[state].fail;
	}
}

void
bounce_match(const bounce_input *input, size_t inner_start, bounce_findings *findings)
{
	const char *text = input->text;
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
	m.reached_count = 0;
	m.provider_rank = 0;
	m.blocklist_named = false;

	bounce_words_start(&words, input);
	while (bounce_words_next(&words, &word))
	{
		uint32_t	at;
		uint16_t	id = 0;

		m.word++;
		if (word.kind == BOUNCE_WORD_PLAIN && !(word.above_ascii && !input->utf8))
			id = find_word(text + word.start, word.end - word.start, text + input->len);
		else if (word.kind == BOUNCE_WORD_HOST)
			id = find_host(text + word.name_start, word.name_end - word.name_start,
						   text + input->len);
		if (id == 0)
		{
			state = 0;
			continue;
		}
		m.word_start[m.word % LONGEST_PATTERN] = word.start;
		m.word_end = word.end;
		state = next_state(state, id);
		for (at = state; at != 0; at = state_rows[at].suffix)
			act(&m, at);
	}
}

bool
bounce_is_known_word(const char *word, size_t len)
{
	return find_word(word, len, word + len) != 0;
}

bool
bounce_is_telling_host(const char *host, size_t len)
{
	bounce_input input = {host, len, false, NULL};
	bounce_findings findings;

	bounce_match(&input, 0, &findings);
	return findings.blocklist != 0 || findings.count > 0;
}

uint16_t
bounce_provider_of_host(const char *host, size_t len)
{
	bounce_input input = {host, len, false, NULL};
	bounce_findings findings;

	bounce_match(&input, 0, &findings);
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
	return rule_rows[rule].strength;
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
