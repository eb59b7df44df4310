/*
 * code_type.c
 *		The type bounce_code: input, output, and what makes and takes it apart.
 *
 * Comparison, hashing and min/max are int4's own functions under other names;
 * see the install script.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "pg/code_datum.h"

PG_FUNCTION_INFO_V1(bounce_code_in);
PG_FUNCTION_INFO_V1(bounce_code_out);
PG_FUNCTION_INFO_V1(bounce_code_recv);
PG_FUNCTION_INFO_V1(bounce_code_send);
PG_FUNCTION_INFO_V1(bounce_code_try);
PG_FUNCTION_INFO_V1(bounce_code_make);
PG_FUNCTION_INFO_V1(bounce_code_get_reply);
PG_FUNCTION_INFO_V1(bounce_code_get_enhanced);
PG_FUNCTION_INFO_V1(bounce_code_get_class);
PG_FUNCTION_INFO_V1(bounce_code_get_subject);
PG_FUNCTION_INFO_V1(bounce_code_get_detail);

Datum
bounce_code_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	bounce_code code;

	if (!bounce_code_read(input, strlen(input), &code))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"bounce_code", input)));
	PG_RETURN_BOUNCE_CODE(code);
}

Datum
bounce_code_out(PG_FUNCTION_ARGS)
{
	char	   *output = palloc(BOUNCE_CODE_BUFSIZE);

	bounce_code_write(PG_GETARG_BOUNCE_CODE(0), output);
	PG_RETURN_CSTRING(output);
}

Datum
bounce_code_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	uint32		bits = pq_getmsgint(message, sizeof(bits));

	if (!bounce_code_valid(bits))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value", "bounce_code")));
	PG_RETURN_BOUNCE_CODE(bits);
}

Datum
bounce_code_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint32(&message, PG_GETARG_BOUNCE_CODE(0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* try_bounce_code(text): NULL for what is no code */
Datum
bounce_code_try(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	bounce_code code;

	if (!bounce_code_read(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), &code))
		PG_RETURN_NULL();
	PG_RETURN_BOUNCE_CODE(code);
}

/*
 * make_bounce_code(int, text): not strict, for either part may be missing.
 * A part that is no code counts as missing.
 */
Datum
bounce_code_make(PG_FUNCTION_ARGS)
{
	bounce_code reply = BOUNCE_NO_CODE;
	bounce_code enhanced = BOUNCE_NO_CODE;
	bounce_code code;

	if (!PG_ARGISNULL(1))
	{
		text	   *input = PG_GETARG_TEXT_PP(1);

		if (!bounce_code_read(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), &enhanced))
			enhanced = BOUNCE_NO_CODE;
	}
	if (!PG_ARGISNULL(0))
		reply = bounce_make_reply(PG_GETARG_INT32(0));
	if (reply == BOUNCE_NO_CODE)
		reply = bounce_code_reply_part(enhanced);

	code = bounce_join(reply, enhanced);
	if (code == BOUNCE_NO_CODE)
		PG_RETURN_NULL();
	PG_RETURN_BOUNCE_CODE(code);
}

Datum
bounce_code_get_reply(PG_FUNCTION_ARGS)
{
	int			reply = bounce_code_reply(PG_GETARG_BOUNCE_CODE(0));

	if (reply == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(reply);
}

Datum
bounce_code_get_enhanced(PG_FUNCTION_ARGS)
{
	bounce_code enhanced = bounce_code_enhanced_part(PG_GETARG_BOUNCE_CODE(0));

	if (enhanced == BOUNCE_NO_CODE)
		PG_RETURN_NULL();
	PG_RETURN_BOUNCE_CODE(enhanced);
}

Datum
bounce_code_get_class(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(bounce_code_class(PG_GETARG_BOUNCE_CODE(0)));
}

Datum
bounce_code_get_subject(PG_FUNCTION_ARGS)
{
	int			subject = bounce_code_subject(PG_GETARG_BOUNCE_CODE(0));

	if (subject < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(subject);
}

Datum
bounce_code_get_detail(PG_FUNCTION_ARGS)
{
	int			detail = bounce_code_detail(PG_GETARG_BOUNCE_CODE(0));

	if (detail < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(detail);
}
