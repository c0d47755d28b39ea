"""Set keys of `schema.md` as a person would: the value where it stands, all else as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.core.declared_settings import checked_values, read_declared
from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter
from pipeline.core.setup.answers import QUESTIONS
from pipeline.core.wiki.schema import Rules, Schema

_VALUE = re.compile(r"[A-Za-z0-9-]{1,40}")
# The shipped file names beside a value the others that may stand there.
_OTHERS = re.compile(r"(#\s*or:\s*)([a-z]+(?:,\s*[a-z]+)*)(\s*)")


def set_schema_values(text: str, values: Mapping[str, str]) -> str:
    """Return `schema.md` with these keys of its front matter set.

    A key that is missing is added. `UserError` where the file cannot be read, or has a key in a
    form in which it cannot be replaced.
    """
    held = Schema.parse(text).rules
    changed = {key: value for key, value in values.items() if getattr(held, key) != value}
    block, _ = frontmatter.split(text)
    made = block
    for key, value in changed.items():
        if not _VALUE.fullmatch(value):
            raise ValueError(f"not a plain value: {value[:60]!r}")
        made = _set_value(made, key, value)
    text = made + text[len(block) :]
    rules = Schema.parse(text).rules
    if rules != _with_values(held, changed):
        raise _error_for_form(next(iter(changed)))
    return text


def _set_value(block: str, key: str, value: str) -> str:
    line = re.compile(rf"^({key}:[ \t]*)([A-Za-z0-9-]+)([ \t]*)(#[^\r\n]*)?(?=\r?$)", re.MULTILINE)
    found = line.search(block)
    if found is None:
        if re.search(rf"^{key}[ \t]*:", block, re.MULTILINE):
            raise _error_for_form(key)
        end = "\r\n" if block.startswith("---\r\n") else "\n"
        first, _, rest = block.partition("\n")
        return f"{first}\n{key}: {value}{end}{rest}"
    before, old, space, comment = found.groups(default="")
    if comment:
        width = len(old) + len(space) - len(value)
        space = " " * max(1, width)
        comment = _OTHERS.sub(lambda m: f"{m[1]}{_others_of(key, value) or m[2]}{m[3]}", comment)
    return f"{block[: found.start()]}{before}{value}{space}{comment}{block[found.end() :]}"


def _others_of(key: str, value: str) -> str:
    """Return the other values of a question, as a comment names them."""
    (question,) = [question for question in QUESTIONS if question.key == key]
    return ", ".join(other for other in question.values() if other != value)


def _with_values(held: Rules, values: Mapping[str, str]) -> Rules:
    return read_declared(Rules, checked_values(held) | dict(values))


def _error_for_form(key: str) -> UserError:
    return UserError(
        f"schema.md: `{key}` stands there in a form in which it cannot be replaced.",
        f"Write it on a line of its own, such as `{key}: VALUE`, or set it by hand.",
    )
