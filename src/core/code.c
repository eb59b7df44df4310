/*
 * code.c
 *		Put bounce codes together, take them apart, read and write them.
 */
#include "code.h"

#include "ascii.h"

#define SUBJECT_SHIFT	19
#define DETAIL_SHIFT	9
#define PART_MAX		999

/* The class as stored: 1, 2, 3 for 2, 4, 5. */
static bounce_code
class_bits(int class)
{
	return (bounce_code) (class == 2 ? 1 : class - 2) << BOUNCE_CLASS_SHIFT;
}

static bool
is_class(int class)
{
	return class == 2 || class == 4 || class == 5;
}

bool
bounce_is_reply(int reply)
{
	return reply >= 200 && reply <= 599 && is_class(reply / 100);
}

bool
bounce_is_enhanced(int class, int subject, int detail)
{
	return is_class(class) &&
		subject >= 0 && subject <= PART_MAX &&
		detail >= 0 && detail <= PART_MAX;
}

bounce_code
bounce_make_reply(int reply)
{
	if (!bounce_is_reply(reply))
		return BOUNCE_NO_CODE;
	return class_bits(reply / 100) | (bounce_code) (reply - BOUNCE_REPLY_BASE);
}

bounce_code
bounce_make_enhanced(int class, int subject, int detail)
{
	if (!bounce_is_enhanced(class, subject, detail))
		return BOUNCE_NO_CODE;
	return class_bits(class) |
		(bounce_code) (subject + 1) << SUBJECT_SHIFT |
		(bounce_code) detail << DETAIL_SHIFT;
}

bounce_code
bounce_join(bounce_code reply, bounce_code enhanced)
{
	bounce_code enhanced_part = bounce_code_enhanced_part(enhanced);

	if (enhanced_part == BOUNCE_NO_CODE)
		return bounce_code_reply_part(reply);
	return enhanced_part | (reply & BOUNCE_REPLY_MASK);
}

int
bounce_code_subject(bounce_code code)
{
	return (int) ((code & BOUNCE_SUBJECT_MASK) >> SUBJECT_SHIFT) - 1;
}

int
bounce_code_detail(bounce_code code)
{
	if ((code & BOUNCE_SUBJECT_MASK) == 0)
		return -1;
	return (int) ((code & BOUNCE_DETAIL_MASK) >> DETAIL_SHIFT);
}

bounce_code
bounce_code_reply_part(bounce_code code)
{
	return bounce_make_reply(bounce_code_reply(code));
}

bool
bounce_code_valid(uint32_t bits)
{
	int			class = bounce_code_class(bits);
	int			reply = bounce_code_reply(bits);

	if ((bits & ~(BOUNCE_CLASS_MASK | BOUNCE_SUBJECT_MASK |
				  BOUNCE_DETAIL_MASK | BOUNCE_REPLY_MASK)) != 0)
		return false;
	if ((bits & BOUNCE_CLASS_MASK) == 0)
		return false;
	if (reply != 0 && !bounce_is_reply(reply))
		return false;

	if ((bits & BOUNCE_SUBJECT_MASK) != 0)
		return bounce_is_enhanced(class, bounce_code_subject(bits),
								  bounce_code_detail(bits));

	/* a reply alone: no detail, and the class is the reply's */
	return (bits & BOUNCE_DETAIL_MASK) == 0 && reply / 100 == class;
}

/*
 * One to three digits without a leading zero, not followed by a digit.
 */
static inline bool
read_part(const char *text, size_t len, size_t *pos, int *value)
{
	size_t		at = *pos;
	int			n;

	if (at >= len || !ascii_is_digit(text[at]))
		return false;
	n = text[at++] - '0';
	while (at < len && ascii_is_digit(text[at]))
	{
		if (n == 0 || n > PART_MAX / 10)
			return false;
		n = n * 10 + (text[at++] - '0');
	}
	*pos = at;
	*value = n;
	return true;
}

static inline bool
read_dot(const char *text, size_t len, size_t *pos)
{
	if (*pos >= len || text[*pos] != '.')
		return false;
	(*pos)++;
	return true;
}

/* Three digits, not followed by a fourth. */
bool
bounce_read_reply(const char *text, size_t len, size_t *pos, bounce_code *code)
{
	const char *digits = text + *pos;
	size_t		left = len - *pos;
	int			reply;

	if (left < 3 || !is_class(digits[0] - '0') || !ascii_is_digit(digits[1]) ||
		!ascii_is_digit(digits[2]) || (left > 3 && ascii_is_digit(digits[3])))
		return false;
	reply = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
	*pos += 3;
	*code = class_bits(digits[0] - '0') | (bounce_code) (reply - BOUNCE_REPLY_BASE);
	return true;
}

/* The class has one digit, of the others each has its own dot before it. */
bool
bounce_read_enhanced(const char *text, size_t len, size_t *pos, bounce_code *code)
{
	size_t		i = *pos + 1;
	int			subject;
	int			detail;

	if (*pos >= len || !is_class(text[*pos] - '0') ||
		!read_dot(text, len, &i) || !read_part(text, len, &i, &subject) ||
		!read_dot(text, len, &i) || !read_part(text, len, &i, &detail))
		return false;
	*code = bounce_make_enhanced(text[*pos] - '0', subject, detail);
	*pos = i;
	return true;
}

static void
trim(const char **text, size_t *len)
{
	while (*len > 0 && ascii_is_space((*text)[0]))
	{
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && ascii_is_space((*text)[*len - 1]))
		(*len)--;
}

bool
bounce_code_read(const char *text, size_t len, bounce_code *code)
{
	bounce_code reply = BOUNCE_NO_CODE;
	bounce_code enhanced = BOUNCE_NO_CODE;
	size_t		pos = 0;

	trim(&text, &len);
	if (bounce_read_reply(text, len, &pos, &reply) && pos < len)
	{
		size_t		end_of_reply = pos;

		if (text[pos] == '-')
			pos++;
		else
			while (pos < len && ascii_is_space(text[pos]))
				pos++;
		if (pos == end_of_reply)
			return false;
	}
	if (pos < len)
	{
		if (text[pos] == '#')
			pos++;
		if (!bounce_read_enhanced(text, len, &pos, &enhanced))
			return false;
	}
	if (pos < len)
		return false;

	*code = bounce_join(reply, enhanced);
	return *code != BOUNCE_NO_CODE;
}

int
bounce_read_any_reply(const char *text, size_t len)
{
	bounce_code code;
	size_t		pos = 0;
	int			reply;

	if (bounce_code_read(text, len, &code))
		return bounce_code_reply(code);

	trim(&text, &len);
	if (read_part(text, len, &pos, &reply) && pos == len && reply / 100 == 3)
		return reply;
	return 0;
}

static size_t
write_number(int value, char *buf)
{
	size_t		n = 0;

	if (value >= 100)
		buf[n++] = (char) ('0' + value / 100);
	if (value >= 10)
		buf[n++] = (char) ('0' + value / 10 % 10);
	buf[n++] = (char) ('0' + value % 10);
	return n;
}

size_t
bounce_code_write(bounce_code code, char buf[BOUNCE_CODE_BUFSIZE])
{
	int			reply = bounce_code_reply(code);
	int			subject = bounce_code_subject(code);
	size_t		n = 0;

	if (reply != 0)
		n += write_number(reply, buf);
	if (subject >= 0)
	{
		if (n > 0)
			buf[n++] = ' ';
		n += write_number(bounce_code_class(code), buf + n);
		buf[n++] = '.';
		n += write_number(subject, buf + n);
		buf[n++] = '.';
		n += write_number(bounce_code_detail(code), buf + n);
	}
	buf[n] = '\0';
	return n;
}

/*
 * "5", "5.1", "5.1.1", or X in place of the class; X alone would say nothing.
 */
static bool
read_dotted_prefix(const char *text, size_t len, bounce_prefix *prefix)
{
	size_t		pos = 0;
	int			class = 0;
	int			part[2] = {0, 0};
	int			parts = 0;

	if (len > 0 && ascii_lower(text[0]) == 'x')
		pos++;
	else if (!read_part(text, len, &pos, &class) || !is_class(class))
		return false;

	for (; pos < len; parts++)
	{
		if (parts == 2 || !read_dot(text, len, &pos) ||
			!read_part(text, len, &pos, &part[parts]))
			return false;
	}
	if (class == 0 && parts == 0)
		return false;

	prefix->mask = (class != 0 ? BOUNCE_CLASS_MASK : 0) |
		(parts > 0 ? BOUNCE_SUBJECT_MASK : 0) |
		(parts > 1 ? BOUNCE_DETAIL_MASK : 0);
	prefix->value = prefix->mask &
		bounce_make_enhanced(class != 0 ? class : 5, part[0], part[1]);
	return true;
}

bool
bounce_prefix_read(const char *text, size_t len, bounce_prefix *prefix)
{
	bounce_code code;

	trim(&text, &len);
	if (read_dotted_prefix(text, len, prefix))
		return true;
	if (!bounce_code_read(text, len, &code))
		return false;

	/* a reply code asks for that reply, whatever the class says */
	prefix->mask = BOUNCE_REPLY_MASK;
	if (bounce_code_enhanced_part(code) != BOUNCE_NO_CODE)
		prefix->mask |= BOUNCE_CLASS_MASK | BOUNCE_SUBJECT_MASK | BOUNCE_DETAIL_MASK;
	prefix->value = code & prefix->mask;
	return true;
}

bounce_prefix
bounce_prefix_of_class(int class)
{
	bounce_prefix prefix = {BOUNCE_CLASS_MASK, class_bits(class)};

	return prefix;
}

bool
bounce_prefix_is_range(bounce_prefix prefix)
{
	bounce_code free_bits = ~prefix.mask & 0x7FFFFFFF;

	/* the free bits must be the low ones, without a gap */
	return (free_bits & (free_bits + 1)) == 0;
}

bounce_code
bounce_prefix_first(bounce_prefix prefix)
{
	/* of a whole class, the replies without an enhanced code come first */
	if (prefix.mask == BOUNCE_CLASS_MASK)
		return bounce_make_reply(bounce_code_class(prefix.value) * 100);
	return prefix.value;
}

bounce_code
bounce_prefix_last(bounce_prefix prefix)
{
	int			class = bounce_code_class(prefix.value);
	bounce_code last = bounce_join(bounce_make_reply(599),
								   bounce_make_enhanced(class, PART_MAX, PART_MAX));

	return prefix.value | (last & ~prefix.mask);
}
