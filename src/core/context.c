/*
 * context.c
 *		What stands around a number in a text: does it look like a code there?
 */
#include "context.h"

#include <string.h>

#include "ascii.h"

/* Bounds of one look around; longer things are cut, never misread. */
#define LOOK_SPACE		64
#define LOOK_TOKEN		64
#define LOOK_URL		2048

typedef struct token
{
	const char *start;
	size_t		len;
} token;

/* Lists are sorted, and each word is padded with zeros. */
typedef struct listed_word
{
	char		word[16];
	int			meaning;
} listed_word;

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* What a word before a number makes of it. */
#define DENIES	0x01			/* something else: "port"; programs have versions */
#define NAMES	0x02			/* a code: "error" */
#define QUOTES	0x04			/* what another host said: "said" */
#define LINKS	0x08			/* stands between a naming word and the code: "code is 550" */

static const listed_word words_before[] = {
	{"am", DENIES}, {"amavis", DENIES}, {"amavisd", DENIES}, {"amavisd-new", DENIES},
	{"answer", NAMES}, {"answered", NAMES | QUOTES}, {"axigen", DENIES},
	{"bounce", NAMES}, {"bounced", NAMES}, {"build", DENIES}, {"case", DENIES},
	{"chapter", DENIES}, {"clamav", DENIES}, {"code", NAMES}, {"codes", NAMES},
	{"communigate", DENIES}, {"count", DENIES}, {"courier", DENIES},
	{"date", DENIES}, {"dated", DENIES}, {"debian", DENIES}, {"diagnostic", NAMES},
	{"domino", DENIES}, {"dovecot", DENIES}, {"dsn", NAMES}, {"err", NAMES},
	{"error", NAMES}, {"errorcode", NAMES}, {"errors", NAMES}, {"esmtp", NAMES},
	{"exchange", DENIES}, {"exim", DENIES}, {"ext", DENIES}, {"failed", NAMES},
	{"failure", NAMES}, {"fatal", NAMES}, {"fax", DENIES}, {"got", NAMES},
	{"groupwise", DENIES}, {"haraka", DENIES}, {"hmailserver", DENIES},
	{"icewarp", DENIES}, {"id", DENIES}, {"imail", DENIES}, {"ip", DENIES},
	{"is", LINKS}, {"java", DENIES}, {"javamail", DENIES}, {"kerio", DENIES},
	{"kumomta", DENIES}, {"le", DENIES}, {"length", DENIES}, {"limit", DENIES},
	{"line", DENIES}, {"linux", DENIES}, {"listserv", DENIES}, {"lotus", DENIES},
	{"mailenable", DENIES}, {"mailer", DENIES}, {"mailman", DENIES},
	{"mailscanner", DENIES}, {"max", DENIES}, {"maximum", DENIES},
	{"mdaemon", DENIES}, {"merak", DENIES}, {"mimedefang", DENIES},
	{"minimum", DENIES}, {"momentum", DENIES}, {"netqmail", DENIES},
	{"nodemailer", DENIES}, {"of", LINKS}, {"on", DENIES}, {"opensmtpd", DENIES},
	{"openssl", DENIES}, {"patch", DENIES}, {"perl", DENIES}, {"permanent", NAMES},
	{"phone", DENIES}, {"php", DENIES}, {"phpmailer", DENIES}, {"pid", DENIES},
	{"pmta", DENIES}, {"port", DENIES}, {"ports", DENIES}, {"postfix", DENIES},
	{"powermta", DENIES}, {"python", DENIES}, {"qmail", DENIES}, {"queue", DENIES},
	{"quota", DENIES}, {"release", DENIES}, {"replied", NAMES | QUOTES},
	{"reply", NAMES | QUOTES}, {"responded", NAMES | QUOTES},
	{"response", NAMES | QUOTES}, {"responsecode", NAMES}, {"result", NAMES},
	{"returned", NAMES | QUOTES}, {"returns", NAMES | QUOTES}, {"room", DENIES},
	{"rspamd", DENIES}, {"ruby", DENIES}, {"said", NAMES | QUOTES},
	{"says", NAMES | QUOTES}, {"score", DENIES}, {"sec", DENIES},
	{"section", DENIES}, {"sendmail", DENIES}, {"since", DENIES}, {"size", DENIES},
	{"smtp", NAMES}, {"smtpd", DENIES}, {"spamassassin", DENIES}, {"status", NAMES},
	{"statuscode", NAMES}, {"surgemail", DENIES}, {"swiftmailer", DENIES},
	{"tel", DENIES}, {"ticket", DENIES}, {"time", DENIES}, {"timeout", DENIES},
	{"ttl", DENIES}, {"ubuntu", DENIES}, {"uid", DENIES}, {"user-agent", DENIES},
	{"v", DENIES}, {"ver", DENIES}, {"version", DENIES}, {"versions", DENIES},
	{"vom", DENIES}, {"was", QUOTES | LINKS}, {"windows", DENIES}, {"with", LINKS},
	{"year", DENIES}, {"zimbra", DENIES}, {"zonemta", DENIES}
};

/* Words behind a number: units of size and time, and things that are counted. */
#define IS_UNIT		0x01
#define IS_COUNTED	0x02

static const listed_word words_behind[] = {
	{"addresses", IS_COUNTED}, {"attempts", IS_COUNTED}, {"b", IS_UNIT},
	{"byte", IS_UNIT}, {"bytes", IS_UNIT}, {"characters", IS_UNIT},
	{"chars", IS_UNIT}, {"connections", IS_COUNTED}, {"day", IS_UNIT},
	{"days", IS_UNIT}, {"emails", IS_COUNTED}, {"files", IS_COUNTED},
	{"gb", IS_UNIT}, {"gib", IS_UNIT}, {"headers", IS_COUNTED}, {"hops", IS_COUNTED},
	{"hour", IS_UNIT}, {"hours", IS_UNIT}, {"hrs", IS_UNIT}, {"items", IS_COUNTED},
	{"k", IS_UNIT}, {"kb", IS_UNIT}, {"kbyte", IS_UNIT}, {"kbytes", IS_UNIT},
	{"kib", IS_UNIT}, {"lines", IS_COUNTED}, {"mails", IS_COUNTED}, {"mb", IS_UNIT},
	{"mbyte", IS_UNIT}, {"mbytes", IS_UNIT}, {"messages", IS_COUNTED},
	{"mib", IS_UNIT}, {"min", IS_UNIT}, {"mins", IS_UNIT}, {"minute", IS_UNIT},
	{"minutes", IS_UNIT}, {"month", IS_UNIT}, {"months", IS_UNIT}, {"ms", IS_UNIT},
	{"octets", IS_UNIT}, {"percent", IS_UNIT}, {"recipients", IS_COUNTED},
	{"retries", IS_COUNTED}, {"s", IS_UNIT}, {"sec", IS_UNIT}, {"second", IS_UNIT},
	{"seconds", IS_UNIT}, {"secs", IS_UNIT}, {"sessions", IS_COUNTED},
	{"times", IS_COUNTED}, {"users", IS_COUNTED}, {"week", IS_UNIT},
	{"weeks", IS_UNIT}, {"years", IS_UNIT}
};

/* Eight bytes as a number that is in order as they are. */
static inline uint64_t
in_order(const char *bytes)
{
	const unsigned char *b = (const unsigned char *) bytes;

	return (uint64_t) b[0] << 56 | (uint64_t) b[1] << 48 | (uint64_t) b[2] << 40 |
		(uint64_t) b[3] << 32 | (uint64_t) b[4] << 24 | (uint64_t) b[5] << 16 |
		(uint64_t) b[6] << 8 | b[7];
}

/*
 * The first bytes of such a number, up to eight, in lower case, and zeros.  What
 * is neither letter, digit, "-" nor ".", which are all that lists have, may become
 * something else that they do not have.
 */
static inline uint64_t
first_lower(uint64_t bytes, size_t len)
{
	uint64_t	first = len >= 8 ? ~UINT64_C(0) : ~(~UINT64_C(0) >> (8 * len));

	return (bytes | UINT64_C(0x2020202020202020)) & first;
}

/*
 * What the list, which is sorted, says of this token in any case, or 0.  Which half
 * of the list is hard to foresee, so it is reckoned, not asked.
 */
static int
meaning_in(const listed_word *list, size_t count, token word)
{
	char		key[sizeof(list->word)] = {0};
	uint64_t	upper;
	uint64_t	lower;

	if (word.len == 0 || word.len >= sizeof(key))
		return 0;
	memcpy(key, word.start, word.len);
	upper = first_lower(in_order(key), word.len);
	lower = word.len > 8 ? first_lower(in_order(key + 8), word.len - 8) : 0;

	/* the last that is not behind the key */
	while (count > 1)
	{
		size_t		half = count / 2;
		uint64_t	middle = in_order(list[half].word);
		bool		behind = (middle > upper) |
			((middle == upper) & (in_order(list[half].word + 8) > lower));

		list += half & ((size_t) behind - 1);
		count -= half;
	}
	return in_order(list->word) == upper && in_order(list->word + 8) == lower ? list->meaning : 0;
}

static int
meaning_before(token word)
{
	return meaning_in(words_before, COUNT(words_before), word);
}

/* Is it this word, which is given in lower case? */
static bool
is_word(token word, const char *lower)
{
	size_t		i;

	if (strlen(lower) != word.len)
		return false;
	for (i = 0; i < word.len; i++)
		if (ascii_lower(word.start[i]) != lower[i])
			return false;
	return true;
}

static bool
in_token(char c)
{
	return ascii_is(c, ASCII_TOKEN);
}

/* The token that ends before this offset; may be empty. */
static token
token_before(const char *text, size_t end)
{
	token		word = {text + end, 0};

	while (word.len < end && word.len < LOOK_TOKEN && in_token(word.start[-1]))
	{
		word.start--;
		word.len++;
	}
	return word;
}

/* The word, letters only, that starts at this offset. */
static token
word_at(const char *text, size_t len, size_t start)
{
	token		word = {text + start, 0};

	while (start + word.len < len && word.len < LOOK_TOKEN &&
		   ascii_is_alpha(word.start[word.len]))
		word.len++;
	return word;
}

static size_t
skip_space_back(const char *text, size_t end)
{
	size_t		at = end;

	while (at > 0 && end - at < LOOK_SPACE && ascii_is_space(text[at - 1]))
		at--;
	return at;
}

static size_t
skip_space(const char *text, size_t len, size_t start)
{
	size_t		at = start;

	while (at < len && at - start < LOOK_SPACE && ascii_is_space(text[at]))
		at++;
	return at;
}

static bool
has_char(token word, char c)
{
	return memchr(word.start, c, word.len) != NULL;
}

static bool
has_letter(token word)
{
	size_t		i;

	for (i = 0; i < word.len; i++)
		if (ascii_is_alpha(word.start[i]))
			return true;
	return false;
}

static bool
is_number(token word)
{
	return word.len > 0 && !has_letter(word);
}

static bool
is_host_or_address(token word)
{
	return has_char(word, '@') || (has_char(word, '.') && has_letter(word));
}

/* "rfc", "RFC5321" */
static bool
is_rfc(token word)
{
	return word.len >= 3 && ascii_lower(word.start[0]) == 'r' &&
		ascii_lower(word.start[1]) == 'f' && ascii_lower(word.start[2]) == 'c';
}

/* "Exim", "PowerMTA", but not "SMTP" and not "unknown" */
static bool
is_name(token word)
{
	bool		upper = word.start[0] >= 'A' && word.start[0] <= 'Z';
	size_t		i;

	for (i = 1; i < word.len; i++)
		if (upper && word.start[i] >= 'a' && word.start[i] <= 'z')
			return true;
	return false;
}

/* Is "\n", "\r" or "\t", spelled out as in JSON, directly before? */
static bool
escape_before(const char *text, size_t at)
{
	return at >= 2 && text[at - 2] == '\\' &&
		(text[at - 1] == 'n' || text[at - 1] == 'r' || text[at - 1] == 't');
}

/* The token before this one, with white space between. */
static token
token_before_that(const char *text, token word)
{
	return token_before(text, skip_space_back(text, (size_t) (word.start - text)));
}

/* Does the word announce what another host said? */
static bool
is_announcer(const char *text, token word, int meaning, bounce_layer *layer)
{
	if ((meaning & QUOTES) != 0)
		*layer = BOUNCE_LAYER_QUOTED;
	else if (is_word(word, "transfail"))
		*layer = BOUNCE_LAYER_LAST_TRY;
	else if (is_word(word, "me") && is_word(token_before_that(text, word), "to"))
		*layer = BOUNCE_LAYER_QUOTED;	/* "refused to talk to me: 421 ..." */
	else
		return false;
	return true;
}

/* Does the word make a number behind it a code?  "error 550", "code is 550" */
static bool
is_naming(const char *text, token word, int meaning)
{
	return (meaning & NAMES) != 0 ||
		((meaning & LINKS) != 0 && (meaning_before(token_before_that(text, word)) & NAMES) != 0);
}

/* Does it make it something else?  "port 587", "Exim 4.94.2", "RFC 5321 4.2.2" */
static bool
is_denying(const char *text, token word, int meaning)
{
	return (meaning & DENIES) != 0 || is_rfc(word) ||
		(is_number(word) && is_rfc(token_before_that(text, word)));
}

/* Behind a word and white space. */
static bounce_lead
lead_of_word(const char *text, size_t end)
{
	bounce_lead lead = {BOUNCE_LEAD_WORD, BOUNCE_LAYER_PLAIN, false, false, false};
	token		word = token_before(text, end);
	int			meaning = meaning_before(word);

	if (word.start[word.len - 1] == '.' || is_host_or_address(word))
		lead.kind = BOUNCE_LEAD_MARK;
	else if (is_naming(text, word, meaning))
	{
		lead.kind = BOUNCE_LEAD_MARK;
		(void) is_announcer(text, word, meaning, &lead.layer);
	}
	else if (is_denying(text, word, meaning))
		lead.kind = BOUNCE_LEAD_DENIED;
	else if (is_name(word))
		lead.kind = BOUNCE_LEAD_NAME;
	return lead;
}

/* Behind "label:" or "label=", with or without white space. */
static bounce_lead
lead_of_label(const char *text, size_t end)
{
	bounce_lead lead = {BOUNCE_LEAD_LABEL, BOUNCE_LAYER_PLAIN, false, false, false};
	token		word = token_before(text, skip_space_back(text, end - 1));
	int			meaning = meaning_before(word);

	if (is_announcer(text, word, meaning, &lead.layer))
		lead.kind = BOUNCE_LEAD_START;
	else if ((meaning & DENIES) != 0)
		lead.kind = BOUNCE_LEAD_DENIED;
	lead.status = is_word(word, "status");
	return lead;
}

/* "host:587", "192.0.2.1:25", "[192.0.2.1]:25", "12:34:56", "?code=550" */
static bool
label_is_glued(const char *text, size_t end)
{
	token		word = token_before(text, end - 1);
	char		before = word.start > text ? word.start[-1] : ' ';

	if (text[end - 1] == '=')
		return before == '?' || before == '&' || before == '/' || before == '%';
	if (word.len == 0)
		return before == ']' || before == ':';
	return has_char(word, '.') || ascii_is_digit(word.start[word.len - 1]);
}

/*
 * Does the bracket or quote before this offset close right behind a number?
 * "(5.1.1)" or "ref '500'" is a remark; "(550 5.1.1 unknown)" quotes a reply.
 */
static bool
holds_number_only(const char *text, size_t len, size_t at, char opening)
{
	static const char pairs[] = "()[]{}''\"\"<>";
	const char *pair = strchr(pairs, opening);
	size_t		start = at;

	while (at < len && at - start < LOOK_TOKEN && (ascii_is_digit(text[at]) || text[at] == '.' || text[at] == ' '))
		at++;
	return pair != NULL && at < len && text[at] == pair[1];
}

/* Something opens: "(", "[", "<", a quote, "#" */
static bounce_lead
lead_of_opening(const char *text, size_t len, size_t at)
{
	bounce_lead lead = {BOUNCE_LEAD_MARK, BOUNCE_LAYER_PLAIN, false, false, false};
	char		opening = text[at - 1];
	size_t		outside = skip_space_back(text, at - 1);
	token		word = token_before(text, outside);

	lead.hash = opening == '#';
	lead.paren = opening == '(';
	if (lead.hash && at >= 2 && text[at - 2] == '(')
		lead.paren = true;
	if (holds_number_only(text, len, at, opening))
		lead.layer = BOUNCE_LAYER_PLAIN;
	else if (lead.paren)
		lead.layer = BOUNCE_LAYER_FIELD;
	else if (opening == '\'' || opening == '"')
		lead.layer = BOUNCE_LAYER_QUOTED;
	else if (lead.hash && is_host_or_address(word) && at + 1 < len && ascii_is_digit(text[at + 1]))
		lead.layer = BOUNCE_LAYER_FIELD;	/* "mx.example.com #550 5.1.1 unknown ##" */

	if ((meaning_before(word) & DENIES) != 0)
		lead.kind = BOUNCE_LEAD_DENIED;
	else if (word.len > 0 && outside == at - 1)
		lead.kind = BOUNCE_LEAD_WORD;	/* "sendmail[550]" */
	return lead;
}

/* "smtp; 550 ...", "X-Postfix; 550 ..." */
static bounce_lead
lead_of_field(const char *text, size_t end)
{
	bounce_lead lead = {BOUNCE_LEAD_MARK, BOUNCE_LAYER_PLAIN, false, false, false};
	token		word = token_before(text, skip_space_back(text, end - 1));

	if (is_word(word, "smtp") ||
		(word.len > 2 && ascii_lower(word.start[0]) == 'x' && word.start[1] == '-'))
	{
		lead.kind = BOUNCE_LEAD_START;
		lead.layer = BOUNCE_LAYER_FIELD;
	}
	return lead;
}

/* "<<< 550 ...", the server's side of a session */
static bool
is_transcript_arrow(const char *text, size_t end)
{
	return end >= 3 && text[end - 1] == '<' && text[end - 2] == '<' && text[end - 3] == '<';
}

static bounce_lead
lead_of_punctuation(const char *text, size_t len, size_t end)
{
	bounce_lead lead = {BOUNCE_LEAD_MARK, BOUNCE_LAYER_PLAIN, false, false, false};

	switch (text[end - 1])
	{
		case ':':
		case '=':
			return lead_of_label(text, end);
		case ';':
			return lead_of_field(text, end);
		case '<':
			/* "Message expired: ...<421 4.4.0 ...>" quotes, too */
			if (!holds_number_only(text, len, end, '<'))
				lead.layer = BOUNCE_LAYER_QUOTED;
			if (is_transcript_arrow(text, end))
				lead.kind = BOUNCE_LEAD_START;
			return lead;
		case '(':
		case '[':
		case '{':
		case '\'':
		case '"':
			return lead_of_opening(text, len, end);
		default:
			return lead;
	}
}

static bool
has_newline(const char *text, size_t start, size_t end)
{
	return memchr(text + start, '\n', end - start) != NULL;
}

bounce_lead
bounce_lead_at(const char *text, size_t len, size_t at)
{
	bounce_lead glued = {BOUNCE_LEAD_GLUED, BOUNCE_LAYER_PLAIN, false, false, false};
	bounce_lead start = {BOUNCE_LEAD_START, BOUNCE_LAYER_PLAIN, false, false, false};
	size_t		end = skip_space_back(text, at);
	bounce_lead lead;

	if (end == 0 || escape_before(text, at))
		return start;

	if (end < at)
	{
		lead = in_token(text[end - 1]) && text[end - 1] != '-'
			? lead_of_word(text, end) : lead_of_punctuation(text, len, end);
		if (lead.kind != BOUNCE_LEAD_START && lead.layer == BOUNCE_LAYER_PLAIN &&
			has_newline(text, end, at))
		{
			start.status = lead.status;
			return start;
		}
		return lead;
	}

	switch (text[at - 1])
	{
		case ':':
		case '=':
			if (label_is_glued(text, at))
				return glued;
			return lead_of_label(text, at);
		case '(':
		case '[':
		case '{':
		case '\'':
		case '"':
		case '#':
			return lead_of_opening(text, len, at);
		case ',':
			if (at >= 2 && ascii_is_digit(text[at - 2]))
				return glued;	/* "1,550" */
			return lead_of_punctuation(text, len, at);
		case ';':
		case '|':
		case '<':
		case '>':
		case ')':
		case ']':
		case '}':
		case '!':
		case '?':
			return lead_of_punctuation(text, len, at);
		default:
			/* a byte of a script that needs no spaces ends a word */
			return (unsigned char) text[at - 1] >= 0x80 ? lead_of_punctuation(text, len, at) : glued;
	}
}

bool
bounce_may_lead(const char *text, size_t at)
{
	return at == 0 || ascii_is(text[at - 1], ASCII_LEAD) || escape_before(text, at);
}

bool
bounce_ends_code(const char *text, size_t len, size_t end, bool letter_allowed)
{
	char		next = end < len ? text[end] : ' ';
	char		after = end + 1 < len ? text[end + 1] : ' ';

	if (ascii_is_digit(next) || next == '_' || next == '@' || next == '/' || next == '%')
		return false;
	if (ascii_is_alpha(next))
		return letter_allowed;
	if (next == '.')
		return !ascii_is_alnum(after);
	if (next == '-')
		return letter_allowed ? !ascii_is_digit(after) : !ascii_is_alnum(after);
	if (next == ':')
		return !ascii_is_digit(after);
	return true;
}

bool
bounce_in_mail_address(const char *text, size_t len, size_t end)
{
	size_t		i = end;

	while (i < len && i - end < LOOK_TOKEN && ascii_in_local_part(text[i]))
		i++;
	return i < len && text[i] == '@';
}

static bool
in_colon_number(char c)
{
	return ascii_is_hex(c) || c == ':' || c == '.';
}

/* Is there a colon in what goes on from the end, or just before the start? */
static bool
is_near_colon(const char *text, size_t len, size_t start, size_t end)
{
	size_t		at = end;

	if (start > 0 && in_colon_number(text[start - 1]))
		return true;
	while (at < len && (ascii_is_hex(text[at]) || text[at] == '.'))
		at++;
	return at < len && text[at] == ':';
}

bool
bounce_in_colon_number(const char *text, size_t len, size_t start, size_t end)
{
	size_t		from = start;
	size_t		to = start;
	int			colons = 0;
	int			dots = 0;

	if (!is_near_colon(text, len, start, end))
		return false;
	while (from > 0 && start - from < LOOK_TOKEN && in_colon_number(text[from - 1]))
		from--;
	if (from > 0 && ascii_is_alnum(text[from - 1]))
		return false;
	while (to < len && to - start < LOOK_TOKEN && in_colon_number(text[to]))
		to++;
	while (to > from && (text[to - 1] == ':' || text[to - 1] == '.'))
		to--;
	for (; from < to; from++)
	{
		colons += text[from] == ':';
		dots += text[from] == '.';
	}

	/* dots are none, or those of an IPv4 address at the end */
	return colons >= 2 && (dots == 0 || dots == 3);
}

bool
bounce_unit_follows(const char *text, size_t len, size_t end, bool counts)
{
	token		word;

	if (end < len && text[end] == '%')
		return true;
	word = word_at(text, len, skip_space(text, len, end));
	return (meaning_in(words_behind, COUNT(words_behind), word) &
			(counts ? IS_UNIT | IS_COUNTED : IS_UNIT)) != 0;
}

bool
bounce_time_follows(const char *text, size_t len, size_t end)
{
	size_t		at = skip_space(text, len, end);
	size_t		digits = 0;

	while (at < len && ascii_is_digit(text[at]))
	{
		at++;
		digits++;
	}
	return (digits == 1 || digits == 2) && at + 1 < len && text[at] == ':' &&
		ascii_is_digit(text[at + 1]);
}

size_t
bounce_url_end(const char *text, size_t len, size_t at)
{
	size_t		end = at + 3;

	if (len - at < 3 || text[at] != ':' || text[at + 1] != '/' || text[at + 2] != '/')
		return 0;
	while (end < len && end - at < LOOK_URL && !ascii_ends_url(text[end]))
		end++;
	return end;
}
