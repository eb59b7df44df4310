/*
 * fingerprint.c
 *		A fingerprint fits, and is its own fingerprint.
 */
#include "property.h"

#include "core/fingerprint.h"
#include "core/plain.h"

/* As the SQL function has it: of the plain text. */
static size_t
fingerprint(const char *text, size_t len, bool utf8, char out[BOUNCE_FINGERPRINT_MAX])
{
	static bounce_plain plain;
	char	   *copy = text_copy(text, len);
	bounce_input input = {copy, len, utf8, NULL};
	size_t		out_len;

	bounce_read_plain(&input, &plain);
	out_len = bounce_fingerprint(&plain.input, out);
	free(copy);
	return out_len;
}

void
property_fingerprint(const char *text, size_t len)
{
	char		once[BOUNCE_FINGERPRINT_MAX];
	char		twice[BOUNCE_FINGERPRINT_MAX];
	int			utf8;

	for (utf8 = 0; utf8 < 2; utf8++)
	{
		size_t		once_len = fingerprint(text, len, utf8 == 1, once);
		size_t		twice_len = fingerprint(once, once_len, utf8 == 1, twice);

		MUST(once_len <= BOUNCE_FINGERPRINT_MAX);
		MUST(once_len == 0 || (once[0] != ' ' && once[once_len - 1] != ' '));
		MUST(twice_len == once_len && memcmp(once, twice, once_len) == 0);
	}
}
