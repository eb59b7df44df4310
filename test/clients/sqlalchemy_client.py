"""SQLAlchemy reads and writes bounce's types: as it comes, and with doc/clients/bounce_sqlalchemy.py.

SQLAlchemy 1.4 talks through psycopg2, since 2.0 through psycopg 3.
"""
import warnings

import sqlalchemy
from sqlalchemy import Column, Integer, MetaData, Table, any_, create_engine, exc, literal, select
from sqlalchemy.types import NullType
from tap import check, plan

driver = "psycopg2" if sqlalchemy.__version__.startswith("1.") else "psycopg"
engine = create_engine(f"postgresql+{driver}://")


def reflect():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = Table("bounces", MetaData(), autoload_with=engine)
    return table, len(caught)


def run(statement, *parameters):
    """The rows as tuples, or the SQLSTATE of the error."""
    try:
        with engine.begin() as connection:
            # Since 2.0 the count of an INSERT has to be asked for.
            result = connection.execution_options(preserve_rowcount=True).execute(statement, *parameters)
            return [tuple(row) for row in result] if result.returns_rows else result.rowcount
    except exc.DBAPIError as error:
        return getattr(error.orig, "sqlstate", None) or error.orig.pgcode


plan(26 if driver == "psycopg2" else 22)

# As it comes.
bounces, warned = reflect()
check([type(bounces.c.code.type), type(bounces.c.codes.type), warned], [NullType, NullType, 2],
      "codes are reflected as NullType, with warnings")
# What a plain str becomes here is the driver's choice.
if driver == "psycopg2":
    check(run(select(bounces.c.id).where(bounces.c.code == "421")), [(2,)], "code = a str")
    check(run(select(bounces.c.id).where(bounces.c.code.in_(["421"]))), [(2,)], "code IN (strs)")
    check(run(select(bounces.c.id).where(bounces.c.code == any_(literal(["421"])))), "42883", "code = ANY(strs) fails: they are an array of text")
    check(run(bounces.insert(), dict(id=30, codes=["421"])), "42804", "and so does inserting them")
check([bounces.c.category.type.name, bounces.c.reasons.type.item_type.name], ["bounce_category", "bounce_reason"],
      "enums and their arrays are reflected as such")
check(run(select(bounces.c.id).where(bounces.c.category == "soft")), [(2,)], "enum = a str")
check(run(select(bounces.c.id).where(bounces.c.category.in_(["soft", "spam_block"]))), [(2,)], "enum IN (strs)")
check(run(select(bounces.c.reasons).where(bounces.c.id < 3).order_by(bounces.c.id)),
      [(["user_unknown", "mailbox_full"],), ([],)], "arrays of enums are read")
check(run(bounces.insert(), dict(id=30, category="technical", reasons=["tls", "routing"])), 1, "enums are inserted")
check(run(select(bounces.c.category, bounces.c.reasons).where(bounces.c.id == 30)), [("technical", ["tls", "routing"])],
      "and arrive")

# With the type registered.
from bounce_sqlalchemy import BounceCode, BounceCodeArray  # noqa: E402

bounces, warned = reflect()
code, codes = bounces.c.code, bounces.c.codes
check([type(code.type), type(codes.type), warned], [BounceCode, BounceCodeArray, 0], "registered, codes are reflected")


def ids(condition):
    answer = run(select(bounces.c.id).where(condition).order_by(bounces.c.id))
    return answer if isinstance(answer, str) else [id for (id,) in answer]


check(run(select(code, codes).where(bounces.c.id <= 3).order_by(bounces.c.id)),
      [("550 5.1.1", ["550 5.1.1", None, "421"]), ("421", []), (None, None)], "codes and arrays are read")
check(run(bounces.insert(), dict(id=31, code="#5.7.1", codes=["5.7.1", None, "550 5.7.26"])), 1, "they are inserted")
check(run(bounces.insert(), [dict(id=32, code="4.7.0", codes=[]), dict(id=33, code=None, codes=None)]), 2, "in bulk as well")
check(run(select(code, codes).where(bounces.c.id > 30).order_by(bounces.c.id)),
      [("5.7.1", ["5.7.1", None, "550 5.7.26"]), ("4.7.0", []), (None, None)], "and arrive")
check(run(bounces.update().where(bounces.c.id == 33), dict(code="421")), 1, "a code is updated")
check(run(bounces.insert(), dict(id=34, code="605")), "22P02", "what is no code is invalid text")
check(ids(code == "550 5.1.1"), [1], "code == str")
check(ids(code.in_(["550 5.1.1", "421"])), [1, 2, 33], "code.in_(strs)")
check(ids(code == any_(literal(["550 5.1.1", "421"], BounceCodeArray()))), [1, 2, 33], "code == any_(strs)")
check(ids(literal("421", BounceCode()) == any_(codes)), [1], "a code in a column of arrays")
check(ids(code.under("5")), [1, 31], "code.under(prefix)")
check(ids(code > "5.1.1"), [1, 31], "code > str goes by the order of codes")

# A table of one's own.
metadata = MetaData()
mine = Table("mine", metadata, Column("id", Integer, primary_key=True), Column("code", BounceCode),
             Column("codes", BounceCodeArray))
metadata.create_all(engine)
with engine.connect() as connection:
    types = connection.exec_driver_sql(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'mine'::regclass AND attnum > 0 ORDER BY attnum")
    check([name for (name,) in types], ["integer", "bounce_code", "bounce_code[]"], "tables are created with the types")
metadata.drop_all(engine)
check(run(select(sqlalchemy.func.classify_bounce(literal("550 5.1.1 no such user")))), [("email_invalid",)], "a function takes str")
