"""psycopg 3 reads and writes bounce's types: as it comes, and with doc/clients/bounce_psycopg.py."""
import psycopg
from tap import check, plan

import bounce_psycopg
from bounce_psycopg import BounceCode

connection = psycopg.connect(autocommit=True)


def row(query, *parameters, binary=False):
    """The only row, or the SQLSTATE of the error."""
    try:
        return connection.execute(query, parameters, binary=binary).fetchone()
    except psycopg.Error as error:
        return error.sqlstate


def ids(condition, *parameters):
    answer = row(f"SELECT array_agg(id ORDER BY id) FROM bounces WHERE {condition}", *parameters)
    return answer if isinstance(answer, str) else answer[0]


plan(39)

# As it comes. A str has no type of its own and takes that of its place.
check(row("SELECT code, category FROM bounces WHERE id = 1"), ("550 5.1.1", "email_invalid"), "code and enum are str")
check(row("SELECT codes FROM bounces WHERE id = 1"), ('{"550 5.1.1",NULL,421}',), "an array is its text")
check(ids("code = %s", "550 5.1.1"), [1], "code = %s")
check(ids("code = ANY(%s)", ["550 5.1.1", "421"]), [1, 2], "code = ANY(%s)")
check(ids("code <@ %s", "5.1"), [1], "code <@ %s")
check(ids("category = %s", "soft"), [2], "category = %s")
check(ids("category = ANY(%s)", ["soft", "spam_block"]), [2], "category = ANY(%s)")
check(row("INSERT INTO bounces (id, code, codes, category, reasons) VALUES (10, %s, %s, %s, %s) RETURNING id",
          "5.7.1", ["5.7.1", "421"], "spam_block", ["policy", "tls"]), (10,), "str and lists of str are inserted")
check(row("SELECT code::text, codes::text, reasons::text FROM bounces WHERE id = 10"),
      ("5.7.1", "{5.7.1,421}", "{policy,tls}"), "and arrive")
check(row("SELECT %s::bounce_code", "605"), "22P02", "what is no code is invalid text")
check(row("SELECT %s::bounce_category", "nice"), "22P02", "what is no category is invalid text")
check(row("SELECT classify_bounce(%s), is_hard_bounce(%s)", "550 5.1.1 no such user", "452 4.2.2 mailbox full"),
      ("email_invalid", False), "functions take str")

# A parameter that is text, as %b makes it, or varchar needs a cast.
check(ids("code = %b", "550 5.1.1"), "42883", "code = text fails")
check(ids("code = %b::bounce_code", "550 5.1.1"), [1], "with a cast it works")
check(ids("code = %s::varchar", "550 5.1.1"), "42883", "code = varchar fails")
check(ids("code = %s::varchar::bounce_code", "550 5.1.1"), [1], "with a cast it works")
check(ids("code::text = %s::varchar", "550 5.1.1"), [1], "and so it does with the code as text")
check(ids("code = ANY(%s::varchar[])", ["550 5.1.1"]), "42883", "code = ANY(varchar[]) fails")
check(ids("code = ANY(%s::varchar[]::bounce_code[])", ["550 5.1.1"]), [1], "with a cast it works")
check(ids("category = %s::varchar", "soft"), "42883", "enum = varchar fails")
check(ids("bounce_category_name(category) = %s::varchar", "soft"), [2], "with the category's name it works")
check(ids("code <@ %s::varchar", "5.1"), [1], "code <@ varchar needs none")
check(row("SELECT classify_bounce(%s::varchar)", "550 5.1.1 no such user"), ("email_invalid",), "a function needs none")
check(row("INSERT INTO bounces (id, code) VALUES (11, %s::varchar)", "421"), "42804", "varchar into a code column fails")
check(row("INSERT INTO bounces (id, category) VALUES (11, %s::varchar)", "soft"), "42804", "and so it does into an enum's")

# With the types registered.
bounce_psycopg.register(connection)
everything = "SELECT code, codes, category, reasons FROM bounces WHERE id = 1"
first = ("550 5.1.1", ["550 5.1.1", None, "421"], "email_invalid", ["user_unknown", "mailbox_full"])
check(row(everything), first, "registered, arrays are lists")
check(row(everything, binary=True), first, "in binary as well")
check(type(row(everything, binary=True)[0]), BounceCode, "a code is a BounceCode")

# All the codes there are in the tables, with every kind of form.
known = """
    SELECT array_agg(code) FROM (
        SELECT code FROM smtp_enhanced_codes
        UNION ALL SELECT make_bounce_code(reply, NULL) FROM unnest('{200,299,400,421,550,599}'::int[]) reply
        UNION ALL SELECT make_bounce_code(599, '5.999.999')
        UNION ALL SELECT make_bounce_code(421, code::text) FROM smtp_enhanced_codes) t"""
codes = row(known)[0]
check(len(codes) > 200, True, "there are many codes")
check(row(known, binary=True)[0], codes, "in binary they read as in text")
check(row("SELECT %b::bounce_code[]", codes)[0], codes, "written in binary they arrive")
check(row("SELECT %t::bounce_code[]", codes)[0], codes, "and so they do in text")
check(row("SELECT pg_typeof(%b)::text, pg_typeof(%t)::text, pg_typeof(%s)::text", codes[0], codes[0], [codes[0]]),
      ("bounce_code", "bounce_code", "bounce_code[]"), "a BounceCode has its type")
check(ids("code = %b", BounceCode("550 5.1.1")), [1], "code = BounceCode in binary")
check(ids("code = ANY(%b)", [BounceCode("550 5.1.1"), BounceCode("421")]), [1, 2], "code = ANY(BounceCodes) in binary")

# COPY's binary format in both directions.
with connection.cursor() as cursor:
    with cursor.copy("COPY bounces (id, code) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["int4", "bounce_code"])
        copy.write_row((20, BounceCode("452 4.2.2")))
        copy.write_row((21, None))
    with cursor.copy("COPY (SELECT id, code FROM bounces WHERE id >= 20 ORDER BY id) TO STDOUT (FORMAT binary)") as copy:
        copy.set_types(["int4", "bounce_code"])
        copied = list(copy.rows())
check(copied, [(20, "452 4.2.2"), (21, None)], "codes pass through binary COPY")


def refused(code):
    try:
        return row("SELECT %b", BounceCode(code))
    except ValueError:
        return "refused"


check([refused(code) for code in ("", " ", "550 ", "5505.1.1", "550  5.1.1", " 5.1.1", "5.1", "5.1.01", "350", "3.1.1")],
      ["refused"] * 10, "no bytes are made from what is no code")

# Where the types are not in the search_path.
def read_elsewhere(schema=None):
    with psycopg.connect(options="-c search_path=pg_catalog") as elsewhere:
        try:
            bounce_psycopg.register(elsewhere, schema)
        except LookupError as error:
            return str(error)
        return elsewhere.execute("SELECT codes FROM public.bounces WHERE id = 1").fetchone()[0]


check(read_elsewhere().split(":")[0], "no type bounce_code is visible", "types that are not visible are missed")
check(read_elsewhere("public"), ["550 5.1.1", None, "421"], "with their schema they are found")
