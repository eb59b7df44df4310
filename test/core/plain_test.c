/*
 * plain_test.c
 *		Which broken encodings are undone, and what is left alone.  Prints TAP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/plain.h"
#include "text.h"

#define RANDOM_TEXTS	200000

static int	tests;
static int	failures;

static void
check(bool ok, const char *what, const char *got, size_t got_len, const char *wanted)
{
	tests++;
	printf("%sok %d - %s\n", ok ? "" : "not ", tests, what);
	if (ok)
		return;
	failures++;
	printf("# got \"%.*s\"\n# wanted \"%s\"\n", (int) got_len, got, wanted);
}

static void
read_plain(const char *text, size_t len, bool utf8, bounce_plain *plain)
{
	static char *copy;
	bounce_input input = {NULL, len, utf8, NULL};

	free(copy);
	input.text = copy = text_copy(text, len);
	bounce_read_plain(&input, plain);
}

static void
reads_in(bool utf8, const char *text, const char *wanted)
{
	bounce_plain plain;
	char		what[200];
	size_t		i;

	read_plain(text, strlen(text), utf8, &plain);
	snprintf(what, sizeof(what), "%s%.150s", utf8 ? "" : "not UTF-8: ", text);
	for (i = 0; what[i] != '\0'; i++)
		if (what[i] == '\n' || what[i] == '\r' || what[i] == '#')
			what[i] = ' ';		/* TAP has its own meaning for them */
	check(plain.input.len == strlen(wanted) &&
		  memcmp(plain.input.text, wanted, plain.input.len) == 0 &&
		  (plain.encodings != 0) == (strcmp(text, wanted) != 0),
		  what, plain.input.text, plain.input.len, wanted);
}

/* The text is read so. */
static void
reads(const char *text, const char *wanted)
{
	reads_in(true, text, wanted);
}

static void
stays(const char *text)
{
	reads(text, text);
}

static void
test_common_texts(void)
{
	stays("");
	stays("550 5.1.1 <jane@example.com>: user unknown");
	stays("550-5.1.1 The email account does not exist. Please try\r\n550 5.1.1 again; https://support.example.com/mail/?p=NoSuchUser");
	stays("550 5.7.1 see https://example.com/lookup?ip=192.0.2.20&id=20025-09&from=de");
	stays("550 <bounces+jane=DE.example.net@example.com> rejected, SIZE=2048, limit=50, 100%full");
	stays("550 5.7.1 <user> unknown; <address> rejected");
	stays("550 Le destinataire n\303\251 \302\253\302\240ferm\303\251\302\240\302\273 \303\251tait inconnu");
	stays("550 Benutzer \342\200\236M\303\234LLER\342\200\234 unbekannt");
	stays("CORP\\nancy and C:\\new\\table and \\\\nas\\mail");
	stays("a & b; c&d; &nosuch; &#x; &#0; &#xD800;");
	stays("=?nothing here?= and =?utf-8?X?what?= and ==");
}

static void
test_mojibake(void)
{
	/* "Ã¼", "â€œ", Cyrillic, Japanese with a control character */
	reads("f\303\203\302\274r", "f\303\274r");
	reads("\303\242\342\202\254\305\223full\303\242\342\202\254\302\235", "\342\200\234full\342\200\235");
	reads("\303\221\302\217\303\221\302\211\303\220\302\270\303\220\302\272", "\321\217\321\211\320\270\320\272");
	reads("\303\243\302\201\302\202", "\343\201\202");
	/* twice */
	reads("f\303\203\306\222\303\202\302\274r", "f\303\274r");
	/* beside good text, only what is certain */
	reads("gro\303\237 f\303\203\302\274r", "gro\303\237 f\303\274r");
	stays("SPA\303\207\303\203O");
	/* cut in a character */
	reads("f\303\203\302\274r \303\243\302\201", "f\303\274r \303\243\302\201");
	reads_in(false, "f\303\203\302\274r", "f\303\203\302\274r");
}

static void
test_quoted_printable(void)
{
	reads("550 user=20unknown=3D, f=C3=BCr", "550 user unknown=, f\303\274r");
	reads("user unknown=20\r\n", "user unknown \r\n");
	reads("user unknown=0D=0Aplease", "user unknown\r\nplease");
	/* a soft break ends a long line */
	reads("550 5.1.1 the address that you tried to reach does not ex=\r\nist", "550 5.1.1 the address that you tried to reach does not exist");
	reads("550 5.1.1 the address that you tried to reach does not ex=\nist", "550 5.1.1 the address that you tried to reach does not exist");
	stays("reason=\r\nuser unknown");
	/* Latin-1, where all else is certain */
	reads("f=FCr =C3=BC=20\n", "f\303\274r \303\274 \n");
	/* with other "=" beside, a whole character of UTF-8 only */
	reads("p=NoSuchUser=20f=C3=BCr", "p=NoSuchUser=20f\303\274r");
	/* nobody quotes letters and digits */
	stays("limit=50 of=41=3D");
	reads_in(false, "user unknown=20\nf=C3=BCr", "user unknown \nf=C3=BCr");
}

static void
test_base64(void)
{
	reads("NTUwIDUuMS4xIDxqYW5lQGV4YW1wbGUuY29tPjogdXNlciB1bmtub3du", "550 5.1.1 <jane@example.com>: user unknown");
	reads("NTUwIDUuMS4xIDxqYW5lQGV4YW1wbGUuY29tPjogdXNlciB1bmtub3duCg==\n", "550 5.1.1 <jane@example.com>: user unknown\n\n");
	/* in lines, and a part of a text */
	reads("Details:\n\nNTUwIDUuMS4xIDxqYW5lQGV4YW1wbGUuY29tPjogUmVjaXBpZW50IGFkZHJlc3MgcmVqZWN0ZWQ6\r\nIHVzZXIgdW5rbm93bg==\n",
		  "Details:\n\n550 5.1.1 <jane@example.com>: Recipient address rejected: user unknown\n");
	/* short parts are ids, and so is what does not decode to a text */
	stays("450 deferred [V2VkIEFwciAgMyAxNjozNjo1OQ==] try again");
	stays("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	stays("/var/mail/virtual/example/com/jane/Maildir/tmp/queue");
	/* characters above ASCII, in UTF-8 only */
	reads("RGFzIFBvc3RmYWNoIGbDvHIgamFuZSBpc3Qgdm9sbA==", "Das Postfach f\303\274r jane ist voll");
	reads_in(false, "RGFzIFBvc3RmYWNoIGbDvHIgamFuZSBpc3Qgdm9sbA==", "RGFzIFBvc3RmYWNoIGbDvHIgamFuZSBpc3Qgdm9sbA==");
}

static void
test_header_words(void)
{
	reads("=?utf-8?Q?Postfach_f=C3=BCr?=", "Postfach f\303\274r");
	reads("=?UTF-8?B?UG9zdGZhY2ggZsO8cg==?=", "Postfach f\303\274r");
	reads("=?iso-8859-1?q?Postfach_f=FCr?=", "Postfach f\303\274r");
	/* white space between two goes, other stays */
	reads("a =?utf-8?Q?user_?=\r\n =?utf-8?Q?unknown?= b", "a user unknown b");
	/* cut */
	reads("=?utf-8?Q?user_unk", "user unk");
	/* of other character sets, ASCII only */
	reads("=?koi8-r?Q?user_unknown?=", "user unknown");
	stays("=?koi8-r?Q?=C1=C2?=");
}

static void
test_json(void)
{
	reads("{\\\"reason\\\":\\\"f\\u00fcr\\\"}", "{\"reason\":\"f\303\274r\"}");
	reads("https:\\/\\/example.com\\/", "https://example.com/");
	reads("550 user unknown\\r\\n550 please", "550 user unknown\r\n550 please");
	reads("550 user unknown\\\\n550 please", "550 user unknown\n550 please");
	reads("\\ud83d\\ude00 \\ud83d \\u0000", "\360\237\230\200 \\ud83d \\u0000");
	reads("C:\\new f\\u00fcr", "C:\\new f\303\274r");
	reads_in(false, "f\\u00fcr \\u0041", "f\\u00fcr A");
	/* mojibake inside */
	reads("f\\u00c3\\u00bcr", "f\303\274r");
}

static void
test_html(void)
{
	reads("550 &lt;jane@example.com&gt;: can&#39;t&nbsp;deliver &#x27;x&#x27;", "550 <jane@example.com>: can't deliver 'x'");
	reads("f&uuml;r &Uuml;ber &euro; &amp;lt; &amp; &amp;x", "f\303\274r \303\234ber \342\202\254 < & &x");
	reads("user unknown<br>550 please<br/>try</p>", "user unknown\n550 please\ntry\n");
	reads("user <b>unknown</b> <span class=\"x\">here</span>", "user  unknown   here ");
	/* a link keeps its host */
	reads("see <a href=\"https://example.com/\">this</a>", "see <a href=\"https://example.com/\">this ");
	/* what looks like a tag is none */
	stays("<b.jones@example.com> <p hello> <br");
	reads_in(false, "f&uuml;r &lt;", "f&uuml;r <");
}

static void
test_url(void)
{
	reads("550%205.1.1%20user%20unknown%3A%20f%C3%BCr", "550 5.1.1 user unknown: f\303\274r");
	reads("550+5.1.1+user+unknown%3A", "550 5.1.1 user unknown:");
	/* the whole text, or none of it */
	stays("see https://example.com/a%20b for more");
	stays("100%20of%zz");
}

static void
test_folded(void)
{
	/* at column 74, in a word of the rule book */
	reads("550 5.1.1 The address that you have tried to reach at this server does not exi\r\nst.", "550 5.1.1 The address that you have tried to reach at this server does not exist.");
	reads("550 5.1.1 The address that you have tried to reach at this server does not exi-\r\nst.", "550 5.1.1 The address that you have tried to reach at this server does not exist.");
	/* between words */
	stays("550 5.1.1 The address that you have tried to reach at this server does not be\nin use");
	/* a short line was not folded there */
	stays("550 5.1.1 The address does not exi\r\nst.");
	/* an enhanced code */
	reads("The message was not delivered to jane@example.com: the host replied 550 5.\r\n1.1 and closed", "The message was not delivered to jane@example.com: the host replied 550 5.1.1 and closed");
}

static void
test_long_texts(void)
{
	static char text[BOUNCE_PLAIN_MAX + 1];
	bounce_plain plain;

	memset(text, 'x', sizeof(text));
	memcpy(text, "a &lt;", 6);
	read_plain(text, BOUNCE_PLAIN_MAX, true, &plain);
	check(plain.encodings == 1u << BOUNCE_ENCODING_HTML && plain.input.len == BOUNCE_PLAIN_MAX - 3,
		  "the longest text that is decoded", "", 0, "");
	read_plain(text, BOUNCE_PLAIN_MAX + 1, true, &plain);
	check(plain.encodings == 0 && plain.input.len == BOUNCE_PLAIN_MAX + 1,
		  "a longer one is left alone", "", 0, "");

	/* Latin-1 in words of base64 grows */
	for (plain.input.len = 0; plain.input.len + 40 <= BOUNCE_PLAIN_MAX; plain.input.len += 33)
		memcpy(text + plain.input.len, "=?iso-8859-1?B?/Pz8/Pz8/Pz8/A==?=", 33);
	read_plain(text, plain.input.len, true, &plain);
	check(plain.encodings == 1u << BOUNCE_ENCODING_WORD && plain.input.len <= BOUNCE_PLAIN_MAX,
		  "what grows stays in the buffer", "", 0, "");
}

/* ----------------------------------------------------------- random texts */

static uint64_t random_state = 1;

static size_t
below(size_t limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t) (random_state >> 33) % limit;
}

/* No more than what PostgreSQL asks of a text. */
static bool
is_valid_utf8(const unsigned char *text, size_t len)
{
	size_t		i = 0;

	while (i < len)
	{
		size_t		width = text[i] < 0x80 ? 1 : text[i] < 0xC2 ? 0 : text[i] < 0xE0 ? 2 :
			text[i] < 0xF0 ? 3 : text[i] < 0xF5 ? 4 : 0;
		size_t		k;

		if (width == 0 || width > len - i || text[i] == 0)
			return false;
		for (k = 1; k < width; k++)
			if ((text[i + k] & 0xC0) != 0x80)
				return false;
		if ((text[i] == 0xE0 && text[i + 1] < 0xA0) || (text[i] == 0xED && text[i + 1] > 0x9F) ||
			(text[i] == 0xF0 && text[i + 1] < 0x90) || (text[i] == 0xF4 && text[i + 1] > 0x8F))
			return false;
		i += width;
	}
	return true;
}

/* Pieces of all encodings in any order, cut and joined anywhere. */
static size_t
make_text(char *text)
{
	static const char *const pieces[] = {
		"=", "=C3", "=BC", "=20", "=3D", "=FC", "=\r\n", "=\n", "\r\n", "\n", "=?utf-8?Q?", "=?iso-8859-1?B?", "?=",
		"\\u00", "\\ud83d", "\\ude00", "\\n", "\\", "\"", "&lt;", "&#", "&#255;", "&#x110000;", ";", "&amp;", "<br", "/>", "<p ", ">",
		"%20", "%C3", "%", "+", "\303\203", "\302\274", "\303\242", "\342\202\254", "\305\223", "\303\251", "\302\240", "\343\201\202",
		"NTUwIDUuMS4xIDxqYW5lQGV4YW1wbGUuY29tPjogdXNlciB1bmtub3du", "/Pz8", "5.1.1", "user", "un", "known", " ", "f", "C3", "BC",
		"does not exist and then more of the words that are there for their length "
	};
	size_t		count = 1 + below(30);
	size_t		len = 0;

	for (; count > 0; count--)
	{
		const char *piece = pieces[below(sizeof(pieces) / sizeof(pieces[0]))];

		memcpy(text + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return len;
}

static void
test_random_texts(void)
{
	char		text[4096];
	bounce_plain plain;
	long		decoded = 0;
	int			i;

	for (i = 0; i < RANDOM_TEXTS; i++)
	{
		size_t		len = make_text(text);
		bool		utf8 = below(8) != 0;

		read_plain(text, len, utf8, &plain);
		decoded += plain.encodings != 0;
		if (!is_valid_utf8((const unsigned char *) plain.input.text, plain.input.len) ||
			plain.input.len > BOUNCE_PLAIN_MAX)
		{
			text[len] = '\0';
			check(false, "of a valid text, a valid text", plain.input.text, plain.input.len, text);
			return;
		}
	}
	printf("# %ld of %d texts were decoded\n", decoded, RANDOM_TEXTS);
	check(decoded > RANDOM_TEXTS / 10, "of a valid text, a valid text", "", 0, "");
}

int
main(void)
{
	test_common_texts();
	test_mojibake();
	test_quoted_printable();
	test_base64();
	test_header_words();
	test_json();
	test_html();
	test_url();
	test_folded();
	test_long_texts();
	test_random_texts();
	printf("1..%d\n", tests);
	return failures > 0;
}
