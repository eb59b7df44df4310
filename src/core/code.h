/*
 * code.h
 *		The value of a bounce code: an SMTP reply code, an enhanced status code,
 *		or both, in four bytes.
 *
 * Reply codes are those of RFC 5321 section 4.2 (three digits; here 200-299
 * and 400-599, for a 3xx reply ends no delivery attempt).  Enhanced status
 * codes are those of RFC 3463 section 2: class "." subject "." detail, the
 * class one of 2, 4, 5, subject and detail of one to three digits without
 * leading zeros.
 *
 * Layout, most significant bit first:
 *
 *		31			always 0, so that a code is never negative
 *		30-29		class: 0 none, 1 = 2xx, 2 = 4xx, 3 = 5xx; of the enhanced
 *					code where there is one, else of the reply
 *		28-19		subject + 1; 0 = no enhanced code
 *		18-9		detail
 *		8-0			reply - 199; 0 = no reply code
 *
 * Integer order is therefore the order by class, subject, detail and reply,
 * and all codes under "5", "5.1" or "5.1.1" are one range of integers.  Zero
 * is no code.
 *
 * No function here allocates, fails or reads past the length it is given.
 * Texts are bytes in any encoding that contains ASCII; they need no
 * terminating zero.
 */
#ifndef BOUNCE_CODE_H
#define BOUNCE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t bounce_code;

#define BOUNCE_NO_CODE		((bounce_code) 0)

/* Longest output with its terminating zero: "550 5.999.999" */
#define BOUNCE_CODE_BUFSIZE	16

/*
 * Masks of the four parts.  A prefix (see bounce_prefix) is made of them.
 */
#define BOUNCE_CLASS_MASK	((bounce_code) 0x60000000)
#define BOUNCE_SUBJECT_MASK ((bounce_code) 0x1FF80000)
#define BOUNCE_DETAIL_MASK	((bounce_code) 0x0007FE00)
#define BOUNCE_REPLY_MASK	((bounce_code) 0x000001FF)

#define BOUNCE_CLASS_SHIFT	29
#define BOUNCE_REPLY_BASE	199

/*
 * What "is under" tests: a code is under a prefix when the bits of the mask
 * are equal.
 */
typedef struct bounce_prefix
{
	bounce_code mask;
	bounce_code value;
} bounce_prefix;

/* Is this number a reply code that ends a delivery attempt? */
extern bool bounce_is_reply(int reply);

/* Is this triple an enhanced status code? */
extern bool bounce_is_enhanced(int class, int subject, int detail);

/*
 * Put a code together.  make_reply and make_enhanced answer BOUNCE_NO_CODE
 * for what is none; join takes the enhanced part of one code and the reply
 * part of another, either of which may be absent.
 */
extern bounce_code bounce_make_reply(int reply);
extern bounce_code bounce_make_enhanced(int class, int subject, int detail);
extern bounce_code bounce_join(bounce_code reply, bounce_code enhanced);

/*
 * The parts.  class is 2, 4 or 5 (0 for no code); reply 200-599, or 0 when
 * there is none; subject and detail 0-999, or -1 without an enhanced code.
 */
static inline int
bounce_code_class(bounce_code code)
{
	static const int8_t classes[] = {0, 2, 4, 5};

	return classes[(code & BOUNCE_CLASS_MASK) >> BOUNCE_CLASS_SHIFT];
}

extern int	bounce_code_subject(bounce_code code);
extern int	bounce_code_detail(bounce_code code);

static inline int
bounce_code_reply(bounce_code code)
{
	int			bits = (int) (code & BOUNCE_REPLY_MASK);

	return bits == 0 ? 0 : bits + BOUNCE_REPLY_BASE;
}

/* The code without its reply or without its enhanced part; may be none. */
static inline bounce_code
bounce_code_enhanced_part(bounce_code code)
{
	return (code & BOUNCE_SUBJECT_MASK) == 0 ? BOUNCE_NO_CODE : code & ~BOUNCE_REPLY_MASK;
}

extern bounce_code bounce_code_reply_part(bounce_code code);

/* Can these bits, from an untrusted peer, be a code? */
extern bool bounce_code_valid(uint32_t bits);

/*
 * Read a whole text as a code: "550", "5.1.1", "550 5.1.1", "550-5.1.1",
 * "#5.1.1", "550 #5.1.1", with white space around.  False for anything else.
 */
extern bool bounce_code_read(const char *text, size_t len, bounce_code *code);

/*
 * Read the reply code of such a text as a number, 3xx included, which is no
 * bounce code; 0 when there is none.
 */
extern int	bounce_read_any_reply(const char *text, size_t len);

/* Write a code with its terminating zero; the length without it. */
extern size_t bounce_code_write(bounce_code code, char buf[BOUNCE_CODE_BUFSIZE]);

/*
 * Read a prefix: "5", "5.1", "5.1.1", the same with X for any class, "550",
 * or a whole code "550 5.1.1".  False for anything else.
 */
extern bool bounce_prefix_read(const char *text, size_t len, bounce_prefix *prefix);

/* Every code of a class (2, 4 or 5). */
extern bounce_prefix bounce_prefix_of_class(int class);

/* Are the codes under the prefix one range of integers? */
extern bool bounce_prefix_is_range(bounce_prefix prefix);

/* The first and the last code of that range. */
extern bounce_code bounce_prefix_first(bounce_prefix prefix);
extern bounce_code bounce_prefix_last(bounce_prefix prefix);

static inline bool
bounce_code_under(bounce_code code, bounce_prefix prefix)
{
	return (code & prefix.mask) == prefix.value;
}

/*
 * Building blocks for readers of larger texts.  Each reads at text[*pos],
 * moves *pos behind what it read and returns true, or leaves *pos alone.
 * Neither looks at what follows.
 */
extern bool bounce_read_reply(const char *text, size_t len, size_t *pos, bounce_code *code);
extern bool bounce_read_enhanced(const char *text, size_t len, size_t *pos, bounce_code *code);

#endif							/* BOUNCE_CODE_H */
