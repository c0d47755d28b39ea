"""Put a pair of pages on the list `lint.never_merge` of schema.md.

Text is inserted, and nothing else of the file changes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import yaml

from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code
from pipeline.core.markup import frontmatter
from pipeline.core.upkeep.merge_pages import is_never_merged
from pipeline.core.upkeep.rename import find_page
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

_HINT = "Add it by hand, below `lint:` as `never_merge: [[one, other]]`."


def never_merge_pages(name: str, other_name: str, wiki: Wiki, schema: Schema, text: str) -> Upkeep:
    """Return the upkeep by which the team remembers that two pages are two things.

    `text` is that of schema.md.
    """
    slug, other = sorted((find_page(name, wiki), find_page(other_name, wiki)))
    if slug == other:
        raise UserError("Both names lead to one page.", "Name two.")
    if is_never_merged(slug, other, wiki, schema):
        raise UserError(f"schema.md says so already of {slug} and {other}.", "Nothing was written.")
    return Upkeep(
        "merge",
        f"never {slug} {other}",
        f"Never merge {slug} and {other}",
        f"{make_code(slug)} and {make_code(other)} look like one thing and are two."
        " `lint.never_merge` in `schema.md` remembers it: no lint speaks of the pair again, and"
        " `wiki join` refuses it.",
        {"schema.md": add_pair(text, (slug, other))},
        arguments=("--never", slug, other),
    )


def add_pair(text: str, pair: tuple[str, str]) -> str:
    """Return schema.md with a pair added to the list.

    Raises `UserError` where the form of the file leaves no safe place for it.
    """
    block, body = frontmatter.split(text)
    before = Schema.parse(text)
    made = _inserted(block, pair) + body
    try:
        after = Schema.parse(made)
    except UserError as error:
        raise UserError("The pair could not be written into schema.md.", _HINT) from error
    lint = replace(before.rules.lint, never_merge=(*before.rules.lint.never_merge, pair))
    if after.rules != replace(before.rules, lint=lint):
        raise UserError("The pair could not be written into schema.md.", _HINT)
    return made


def _inserted(block: str, pair: tuple[str, str]) -> str:
    """Return the front matter with the pair inserted where it is read as meant."""
    lines = block.split("\n")
    opening = lines[0] + "\n"
    end = block.rstrip().rfind("\n") + 1  # the closing line
    inner = block[len(opening) : end]
    item = json.dumps(list(pair), ensure_ascii=False)
    node = frontmatter.compose_nodes(inner)
    lint = _value(node, "lint")
    known = _value(lint, "never_merge")
    if known is not None and isinstance(known, yaml.SequenceNode):
        at, new = _into_list(inner, known, item)
    elif lint is not None and isinstance(lint, yaml.MappingNode) and lint.value:
        at, new = _into_mapping(inner, lint, item)
    elif lint is None:
        at, new = len(inner), f"lint:\n  never_merge:\n    - {item}\n"
        if inner and not inner.endswith("\n"):
            new = f"\n{new}"
    else:
        raise UserError("The pair could not be written into schema.md.", _HINT)
    return opening + inner[:at] + new + inner[at:] + block[end:]


def _value(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _into_list(inner: str, known: Any, item: str) -> tuple[int, str]:
    if known.flow_style:
        at = known.end_mark.index - 1
        if not known.value:
            return at, item
        last = known.value[-1].end_mark.index
        return last, f", {item}"
    indent = " " * known.start_mark.column
    last = _line_end(inner, known.value[-1].end_mark.index)
    return last, f"{indent}- {item}\n"


def _into_mapping(inner: str, lint: Any, item: str) -> tuple[int, str]:
    if lint.flow_style:
        return lint.value[-1][1].end_mark.index, f", never_merge: [{item}]"
    first = lint.value[0][0].start_mark
    indent = " " * first.column
    at = inner.rfind("\n", 0, first.index) + 1
    return at, f"{indent}never_merge:\n{indent}  - {item}\n"


def _line_end(inner: str, index: int) -> int:
    """Return the end of the line that holds the last character before `index`.

    The end mark of a YAML block may stand behind blank lines.
    """
    last = len(inner[:index].rstrip())
    at = inner.find("\n", last)
    return len(inner) if at < 0 else at + 1
