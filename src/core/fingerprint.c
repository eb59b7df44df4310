/*
 * fingerprint.c
 *		A text without what differs from one recipient to the next.
 */
#include "fingerprint.h"

#include <string.h>

#include "address.h"
#include "ascii.h"
#include "match.h"
#include "plain.h"
#include "utf8.h"

/*
 * A fingerprint is read again until it is its own, which takes a round or two.
 * What takes more is made to: UTF-8 that was misread again and again, of which
 * each round undoes a bit and gets shorter.
 */
#define ROUNDS_MAX	BOUNCE_FINGERPRINT_MAX

typedef struct writer
{
	char	   *out;
	size_t		len;
	bool		full;
	bool		loose;			/* what was joined to a mask may be read otherwise now */
	size_t		mask_end;		/* behind the last mask, 0 when none ends here */
} writer;

static void
put_byte(writer *w, char c)
{
	if (w->full || w->len == BOUNCE_FINGERPRINT_MAX)
		w->full = true;
	else
		w->out[w->len++] = c;
}

/* White space becomes one blank, and none at the start. */
static void
put(writer *w, const char *bytes, size_t len)
{
	size_t		i;

	for (i = 0; i < len && !w->full; i++)
	{
		if (!ascii_is_space(bytes[i]))
			put_byte(w, bytes[i]);
		else if (w->len > 0 && w->out[w->len - 1] != ' ')
			put_byte(w, ' ');
	}
}

/*
 * Was this the last mask, with nothing behind it but what stands between the
 * parts of a date?
 */
static bool
follows_mask(const writer *w, const char *mask)
{
	size_t		len = strlen(mask);
	size_t		at = w->mask_end;

	if (at < len || memcmp(w->out + at - len, mask, len) != 0)
		return false;
	while (at < w->len && strchr(" ,-+:/", w->out[at]) != NULL)
		at++;
	return at == w->len;
}

/* A mask; of equal ones with hardly anything between, one is enough. */
static void
put_mask(writer *w, const char *mask)
{
	size_t		len = strlen(mask);

	if (follows_mask(w, mask))
	{
		w->len = w->mask_end;
		return;
	}
	if (w->len + len > BOUNCE_FINGERPRINT_MAX)
	{
		w->full = true;
		return;
	}
	put(w, mask, len);
	w->mask_end = w->len;
}

/* "Thu", "Apr" as dates have them; "May" begins sentences */
static bool
is_of_date(const char *word, size_t len)
{
	char		key[6] = "     ";

	if (len != 3)
		return false;
	memcpy(key + 1, word, 3);
	return strstr(" Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec ",
				  key) != NULL;
}

typedef struct makeup
{
	size_t		digits;
	size_t		letters;
	size_t		upper;
} makeup;

static makeup
makeup_of(const char *word, size_t len)
{
	makeup		m = {0, 0, 0};
	size_t		i;

	for (i = 0; i < len; i++)
	{
		m.digits += ascii_is_digit(word[i]);
		m.letters += ascii_is_alpha(word[i]);
		m.upper += word[i] >= 'A' && word[i] <= 'Z';
	}
	return m;
}

/* "S3150", "TSS04", "AS7555": capitals, then digits, as providers number */
static bool
is_provider_code(const char *word, size_t len, makeup m)
{
	return m.upper == m.letters && m.letters >= 1 && m.letters <= 4 && len <= 6 &&
		m.letters + m.digits == len && ascii_is_digit(word[m.letters]);
}

static bool
has_digits(const char *text, size_t len, size_t at, size_t count)
{
	size_t		i;

	for (i = 0; i < count; i++)
		if (at + i >= len || !ascii_is_digit(text[at + i]))
			return false;
	return true;
}

/* The end of "2026-09-11T09:12:33.117Z" or "2026-09-11", or 0. */
static size_t
iso_date_end(const char *text, size_t len, size_t at)
{
	if (!has_digits(text, len, at, 4) || at + 10 > len || text[at + 4] != '-' ||
		!has_digits(text, len, at + 5, 2) || text[at + 7] != '-' ||
		!has_digits(text, len, at + 8, 2))
		return 0;
	at += 10;
	if (at + 6 <= len && text[at] == 'T' && has_digits(text, len, at + 1, 2))
		while (at < len && (ascii_is_digit(text[at]) || strchr("T:.Z+-", text[at]) != NULL) && text[at] != '\0')
			at++;
	return at;
}

static const char *
mask_of_opaque(const char *text, size_t len, const bounce_word *word)
{
	const char *bytes = text + word->start;
	size_t		word_len = word->end - word->start;
	bool		has_letters = makeup_of(bytes, word_len).letters > 0;

	if (memchr(bytes, '@', word_len) != NULL)
		return "{email}";
	if (bounce_ip_end(text, len, word->start) >= word->end)
		return "{ip}";
	if (memchr(bytes, ':', word_len) != NULL)
		return has_letters ? "{ip}" : "{date}";
	return has_letters ? "{id}" : "{n}";
}

static bool
is_letter(char c)
{
	return ascii_is_alnum(c) || utf8_is_high(c);
}

/*
 * "AS(201806281)" and "OFR_506" keep their numbers, where what stands before
 * was not masked itself.
 */
static bool
is_numbered_code(const writer *w)
{
	const char *end = w->out + w->len;

	if (w->len >= 1 && end[-1] == '_')
		return true;
	return w->len >= 3 && end[-1] == '(' && end[-2] == 'S' && end[-3] == 'A' &&
		(w->len == 3 || !is_letter(end[-4]));
}

static void
put_plain(writer *w, const bounce_input *input, const bounce_word *word)
{
	const char *bytes = input->text + word->start;
	size_t		len = word->end - word->start;
	makeup		m = makeup_of(bytes, len);

	if (is_of_date(bytes, len))
		put_mask(w, "{date}");
	else if (m.digits == 0 || is_numbered_code(w))
		put(w, bytes, len);
	else if (m.digits == len)
		put_mask(w, follows_mask(w, "{date}") ? "{date}" : "{n}");
	else if (is_provider_code(bytes, len, m) || bounce_is_known_word(bytes, len))
		put(w, bytes, len);
	else
		put_mask(w, "{id}");
}

/* "Win.Trojan.Agent-{n}" is no host, but a name of which a mask is a part. */
static bool
is_part_of_name(const bounce_input *input, size_t end)
{
	return input->len - end >= 2 && (input->text[end] == '.' || input->text[end] == '-') &&
		input->text[end + 1] == '{';
}

/* The host of a URL stays, its path does not; other hosts only if they tell. */
static void
put_host(writer *w, const bounce_input *input, const bounce_word *word)
{
	const char *host = input->text + word->name_start;
	size_t		len = word->name_end - word->name_start;

	if (word->name_start == word->start && !is_part_of_name(input, word->end) &&
		!bounce_is_telling_host(host, len))
	{
		put_mask(w, "{host}");
		return;
	}
	put(w, input->text + word->start, word->name_end - word->start);
	if (word->end > word->name_end)
		put(w, "/...", 4);
}

/* Leave no part of a UTF-8 character at the end. */
static size_t
whole_characters(const writer *w)
{
	size_t		len = w->len;

	if (!w->full)
		return len;
	while (len > 0 && utf8_continues(w->out[len - 1]))
		len--;
	if (len > 0 && (unsigned char) w->out[len - 1] >= 0xC0)
		len--;
	return len;
}

/* Does something stand on both sides of this joint? */
static bool
joins(const char *text, size_t len, size_t at)
{
	return at >= 1 && at + 1 < len && !ascii_is_space(text[at - 1]) && !ascii_is_space(text[at + 1]) &&
		(ascii_in_local_part(text[at]) || text[at] == ':' || text[at] == '@' || text[at] == '/');
}

/*
 * May what stands before or behind have been read as it was because of these
 * bytes?  Of "4a94b7.mx.example.com", only a mask and a host are left.
 */
static bool
is_joined(const bounce_input *input, size_t start, size_t end)
{
	if (start > 0 && (is_letter(input->text[start - 1]) || joins(input->text, input->len, start - 1)))
		return true;
	return end < input->len && (is_letter(input->text[end]) || joins(input->text, input->len, end));
}

/* Write the word, or what stands for it; the offset behind what was read. */
static size_t
put_word(writer *w, const bounce_input *input, const bounce_word *word)
{
	size_t		date_end = iso_date_end(input->text, input->len, word->start);
	size_t		end = date_end > word->end ? date_end : word->end;

	if (date_end != 0)
		put_mask(w, "{date}");
	else if (word->kind == BOUNCE_WORD_HOST)
		put_host(w, input, word);
	else if (word->kind == BOUNCE_WORD_OPAQUE)
		put_mask(w, mask_of_opaque(input->text, input->len, word));
	else
		put_plain(w, input, word);
	if (w->mask_end == w->len && is_joined(input, word->start, end))
		w->loose = true;
	return end;
}

/* Write what is left of a text, once; false when another look may take more. */
static bool
write_once(const bounce_input *input, char out[BOUNCE_FINGERPRINT_MAX], size_t *len)
{
	writer		w = {out, 0, false, false, 0};
	bounce_words words;
	bounce_word word;
	size_t		done = 0;

	bounce_words_start(&words, input);
	while (!w.full && bounce_words_next(&words, &word))
	{
		if (word.start >= done)
		{
			put(&w, input->text + done, word.start - done);
			done = put_word(&w, input, &word);
		}
		else if (word.end > done)
			done = word.end;	/* it starts in a date */
	}
	if (!w.full)
		put(&w, input->text + done, input->len - done);
	*len = whole_characters(&w);
	while (*len > 0 && out[*len - 1] == ' ')
		(*len)--;
	return !w.loose && !w.full;
}

size_t
bounce_fingerprint(const bounce_input *input, char out[BOUNCE_FINGERPRINT_MAX])
{
	char		before[BOUNCE_FINGERPRINT_MAX];
	bounce_plain plain;
	bounce_input own = {out, 0, input->utf8, input->poll};
	size_t		len;
	bool		settled = write_once(input, out, &len);
	int			round;

	for (round = 0; round < ROUNDS_MAX; round++)
	{
		own.len = len;
		bounce_read_plain(&own, &plain);
		if (settled && plain.encodings == 0)
			break;

		/* out is written anew, so what is read stands elsewhere */
		memcpy(before, out, len);
		if (plain.encodings == 0)
			plain.input.text = before;
		write_once(&plain.input, out, &len);
		settled = len == own.len && memcmp(before, out, len) == 0;
		if (settled)
			break;
	}
	return len;
}
