"""bounce's type bounce_code in SQLAlchemy. Importing this module is enough.

Reflected columns then have the types BounceCode and BounceCodeArray instead of
NullType, and tables can be declared with them:

    Column("code", BounceCode)
    bounces.c.code.under("5.1")                       # code <@ '5.1'
    bounces.c.code == any_(literal(["550", "5.1.1"], BounceCodeArray()))

Enums need no help: SQLAlchemy reflects them.
"""
from sqlalchemy import Boolean, Table, Text, cast, event, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType


class BounceCode(UserDefinedType):
    """A code; in Python a str: "550", "5.1.1" or "550 5.1.1"."""

    cache_ok = True

    class comparator_factory(UserDefinedType.Comparator):
        def under(self, prefix):
            """Is the code under this prefix: "5", "5.1", "X.7", "550"?"""
            return self.op("<@", return_type=Boolean())(literal(prefix, Text()))

    def get_col_spec(self, **options):
        return "bounce_code"

    def bind_expression(self, parameter):
        return cast(parameter, self)


class BounceCodeArray(UserDefinedType):
    """A list of codes. ARRAY(BounceCode) would leave the parameter's cast and the reading to the driver."""

    cache_ok = True

    def get_col_spec(self, **options):
        return "bounce_code[]"

    def bind_expression(self, parameter):
        return cast(parameter, self)

    def result_processor(self, dialect, column_type):
        """A driver that does not know the type hands out {"550 5.1.1",421}."""

        def process(value):
            if not isinstance(value, str):
                return value
            items = value[1:-1].replace('"', "").split(",")
            return [None if item == "NULL" else item for item in items if item]

        return process


ischema_names["bounce_code"] = BounceCode


@event.listens_for(Table, "column_reflect")
def use_code_array(inspector, table, column):
    reflected = column["type"]
    if isinstance(reflected, ARRAY) and isinstance(reflected.item_type, BounceCode):
        column["type"] = BounceCodeArray()
