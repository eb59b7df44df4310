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

/*
 * Words before a number that is something else.  Programs stand here with
 * the versions that they sign with.
 */
static const char denying_words[] =
" port ports version versions ver v release build patch section sec chapter"
" id pid uid queue line size limit length maximum max minimum quota count"
" score ttl timeout ticket case room ext phone tel fax ip on am vom le since"
" dated date time year mailer user-agent"
" exim postfix sendmail qmail netqmail powermta pmta momentum mdaemon icewarp"
" zimbra dovecot amavis amavisd amavisd-new spamassassin mailenable exchange"
" openssl php perl python ruby java javamail phpmailer swiftmailer nodemailer"
" kerio communigate lotus domino groupwise haraka hmailserver opensmtpd"
" courier mailman listserv imail surgemail merak axigen rspamd clamav smtpd"
" mimedefang mailscanner kumomta zonemta linux windows debian ubuntu ";

/* Words before a number that make it a code. */
static const char naming_words[] =
" error errors err code codes smtp esmtp dsn status reply response answer"
" responsecode errorcode statuscode failed failure bounce bounced diagnostic"
" result permanent fatal got"
" said says replied responded answered returned returns ";

/* Words that announce what another host said. */
static const char quoting_words[] =
" said says replied responded answered returned returns response reply was ";

/* Words between a naming word and its number: "code is 550". */
static const char linking_words[] = " is was of with ";

/* Units of size and time, and things that are counted. */
static const char units[] =
" byte bytes octets b k kb mb gb kib mib gib kbyte kbytes mbyte mbytes ms"
" s sec secs second seconds min mins minute minutes hour hours hrs day days"
" week weeks month months years characters chars percent ";
static const char counted_things[] =
" messages mails emails recipients connections users addresses attempts"
" retries hops times lines items files sessions headers ";

typedef struct token
{
	const char *start;
	size_t		len;
} token;

/*
 * Does the list, words between single spaces, hold this token in any case?
 */
static bool
is_one_of(token word, const char *list)
{
	char		key[32];
	size_t		i;

	if (word.len == 0 || word.len + 3 > sizeof(key))
		return false;
	key[0] = ' ';
	for (i = 0; i < word.len; i++)
		key[i + 1] = ascii_lower(word.start[i]);
	key[word.len + 1] = ' ';
	key[word.len + 2] = '\0';
	return strstr(list, key) != NULL;
}

static bool
in_token(char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '@';
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

static bool
is_announcer(const char *text, size_t end, bounce_layer *layer)
{
	token		word = token_before(text, end);

	if (is_one_of(word, " transfail "))
		*layer = BOUNCE_LAYER_LAST_TRY;
	else if (is_one_of(word, quoting_words))
		*layer = BOUNCE_LAYER_QUOTED;
	else if (is_one_of(word, " me "))
	{
		/* "refused to talk to me: 421 ..." */
		token		to = token_before(text, skip_space_back(text, end - word.len));

		if (!is_one_of(to, " to "))
			return false;
		*layer = BOUNCE_LAYER_QUOTED;
	}
	else
		return false;
	return true;
}

/* Behind a word and white space: "error 550", "port 587", "Exim 4.94.2" */
static bounce_lead
lead_of_word(const char *text, size_t end)
{
	bounce_lead lead = {BOUNCE_LEAD_WORD, BOUNCE_LAYER_PLAIN, false, false, false};
	token		word = token_before(text, end);
	token		before = token_before(text, skip_space_back(text, end - word.len));

	if (word.start[word.len - 1] == '.' || is_host_or_address(word))
		lead.kind = BOUNCE_LEAD_MARK;
	else if (is_one_of(word, denying_words) || is_rfc(word) ||
			 (is_number(word) && is_rfc(before)))
		lead.kind = BOUNCE_LEAD_DENIED;
	else if (is_one_of(word, naming_words) ||
			 (is_one_of(word, linking_words) && is_one_of(before, naming_words)))
	{
		lead.kind = BOUNCE_LEAD_MARK;
		(void) is_announcer(text, end, &lead.layer);
	}
	else if (is_name(word))
		lead.kind = BOUNCE_LEAD_NAME;
	return lead;
}

/* Behind "label:" or "label=", with or without white space. */
static bounce_lead
lead_of_label(const char *text, size_t end)
{
	bounce_lead lead = {BOUNCE_LEAD_LABEL, BOUNCE_LAYER_PLAIN, false, false, false};
	size_t		label_end = skip_space_back(text, end - 1);
	token		word = token_before(text, label_end);

	if (is_one_of(word, denying_words))
		lead.kind = BOUNCE_LEAD_DENIED;
	else if (is_announcer(text, label_end, &lead.layer))
		lead.kind = BOUNCE_LEAD_START;
	lead.status = is_one_of(word, " status ");
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

	while (at < len && (ascii_is_digit(text[at]) || text[at] == '.' || text[at] == ' '))
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

	if (is_one_of(word, denying_words))
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

	if (is_one_of(word, " smtp ") ||
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
bounce_starts_token(const char *text, size_t at)
{
	return at == 0 || !ascii_is_alnum(text[at - 1]) || escape_before(text, at);
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
bounce_in_mail_address(const char *text, size_t len, size_t start)
{
	size_t		i = start;

	while (i < len && i - start < LOOK_TOKEN &&
		   (ascii_is_alnum(text[i]) || (text[i] != '\0' && strchr("._+=-", text[i]) != NULL)))
		i++;
	return i < len && text[i] == '@';
}

static bool
in_colon_number(char c)
{
	return ascii_is_hex(c) || c == ':' || c == '.';
}

bool
bounce_in_colon_number(const char *text, size_t len, size_t start)
{
	size_t		from = start;
	size_t		to = start;
	int			colons = 0;
	int			dots = 0;

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
	return is_one_of(word, units) || (counts && is_one_of(word, counted_things));
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

static bool
ends_url(char c)
{
	return ascii_is_space(c) || c == '<' || c == '>' || c == '"' || c == '\'' || c == ')';
}

size_t
bounce_url_end(const char *text, size_t len, size_t at)
{
	size_t		end = at + 3;

	if (len - at < 3 || text[at] != ':' || text[at + 1] != '/' || text[at + 2] != '/')
		return 0;
	while (end < len && end - at < LOOK_URL && !ends_url(text[end]))
		end++;
	return end;
}
