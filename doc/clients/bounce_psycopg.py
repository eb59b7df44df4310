"""bounce's types in psycopg 3.

    import bounce_psycopg
    bounce_psycopg.register(connection)

Codes are then read as BounceCode, which is a str, enums as str, and arrays of
both as lists, from text and binary results alike. A BounceCode as a parameter
has the type bounce_code; a plain str has none and takes that of its place.
"""
import re

from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types import TypeInfo
from psycopg.types.string import TextBinaryLoader

CLASSES = "245"
NUMBER = r"(0|[1-9][0-9]{0,2})"
FORM = re.compile(rf"(?=.)([245][0-9][0-9])?(?:(?:^|(?<=[0-9]) )([245])\.{NUMBER}\.{NUMBER})?")


class BounceCode(str):
    """A code as the server writes it: "550", "5.1.1" or "550 5.1.1"."""


class CodeLoader(Loader):
    def load(self, data):
        return BounceCode(bytes(data).decode())


class CodeBinaryLoader(Loader):
    """The bits are described in bounce_code.md, "Binary format"."""

    format = Format.BINARY

    def load(self, data):
        bits = int.from_bytes(data, "big")
        subject, detail, reply = bits >> 19 & 1023, bits >> 9 & 1023, bits & 511
        parts = []
        if reply:
            parts.append(str(reply + 199))
        if subject:
            parts.append(f"{CLASSES[(bits >> 29) - 1]}.{subject - 1}.{detail}")
        return BounceCode(" ".join(parts))


class CodeDumper(Dumper):
    def dump(self, code):
        return code.encode()


class CodeBinaryDumper(Dumper):
    format = Format.BINARY

    def dump(self, code):
        form = FORM.fullmatch(code)
        if not form:
            raise ValueError(f"not a bounce_code: {code!r}")
        reply, klass, subject, detail = form.groups()
        bits = CLASSES.index(klass or reply[0]) + 1 << 29
        if klass:
            bits |= int(subject) + 1 << 19 | int(detail) << 9
        if reply:
            bits |= int(reply) - 199
        return bits.to_bytes(4, "big")


def register(connection, schema=None):
    """Teach a connection the types; schema is where the extension is, if that is not in the search_path."""
    for name in ("bounce_code", "bounce_category", "bounce_reason"):
        info = TypeInfo.fetch(connection, f"{schema}.{name}" if schema else name)
        if info is None:
            raise LookupError(f"no type {name} is visible: CREATE EXTENSION bounce, or name its schema")
        info.register(connection)
        if name == "bounce_code":
            connection.adapters.register_loader(info.oid, CodeLoader)
            connection.adapters.register_loader(info.oid, CodeBinaryLoader)
            for dumper in (CodeBinaryDumper, CodeDumper):
                connection.adapters.register_dumper(BounceCode, type(dumper.__name__, (dumper,), {"oid": info.oid}))
        else:
            connection.adapters.register_loader(info.oid, TextBinaryLoader)
