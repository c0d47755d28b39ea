"""Front matter: YAML without the traps of YAML 1.1, written in one canonical form.

`FrontMatterHandler` is a handler of python-frontmatter: `load_block` and `dump` are its `load` and
`export`, with the fences around them. Only true/false, null and plain numbers are resolved, so that
`NO`, `12:30`, `1.10` and dates stay the strings that a person wrote. Front matter that people wrote
keeps its form: `amend_front_matter` replaces the lines of single keys.

The library's `parse`, `load`, `loads`, `dump` and `dumps` never touch a page here. They strip the
body and turn CRLF into LF, so a page that is written back would lose blank lines, the indentation
of its first line and its line ends. `split` cuts a page at its own offsets instead, and its two
halves make the page again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import yaml
from frontmatter.default_handlers import BaseHandler

from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters

_FENCE = re.compile(
    r"\A(?:\ufeff)?---[ \t]*\r?\n(.*?)(?:^---[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE
)

# The canonical form, as far as it can be read without YAML: `key: plain`, `key: 'quoted'`, `key:
# []`, `key:` and items. A plain value begins with a letter or digit, holds nothing that means
# anything to YAML, and is neither number nor null. Groups are repeated without `*+`: Python 3.11
# has had faults in possessive repeats of groups, and each repeat here can match in one way alone.
_QUOTES = r"\u2013\u2014\u2018-\u201d"  # dashes and curved quotes
_WORD = rf"[\w./@(),+&\"'?!;=%{_QUOTES}-]"
_PLAIN = rf"(?!(?:null|[0-9.]+)$)\w{_WORD}*+(?:[ :]{_WORD}++)*$"
_QUOTED = rf"'(?:[\w !-&(-~{_QUOTES}]|'')*'$"
_ITEM = rf"(?:(?!(?:true|false)$){_PLAIN}|{_QUOTED}|\"\[\[[\w. -]+\]\]\"$)"
# A list on one line, as vaults have their tags.
_FLOW_ITEM = r"(?!(?:true|false|null)\b(?!-))[A-Za-z][\w-]*+"
_FLOW = rf"\[{_FLOW_ITEM}(?:, {_FLOW_ITEM})*\]$"
_LINE = re.compile(
    r"(?:(?!(?:true|false|null):)([a-z][a-z0-9_]{0,60}):"
    rf"(?: ({_PLAIN}|{_QUOTED}|\[\]$|{_FLOW})|$)|- ({_ITEM}))"
)

_LONGEST_LINE = 10_000  # characters; a longer one is left to YAML
_SIMPLE_KEY = re.compile(r"[a-z][a-z0-9_]{0,60}")
_TEMPLATE = "<%"  # a plugin of Obsidian runs what follows it, anywhere in the file
_BREAK = re.compile("[\n\r\x85\u2028\u2029]")

# libyaml builds values by recursion in C, without a bound: some thousand brackets overflow the
# stack and kill the process. So front matter is first read event by event, which takes no stack,
# and refused where it goes too deep.
MOST_CHARACTERS = 200_000  # longer front matter is not given to YAML at all
MOST_NESTED = 30  # lists and mappings inside one another
# a number that can be neither written nor counted with
_ENDLESS_NUMBER = re.compile(r"-?[0-9][0-9.]{99,}")
_ALLOWED_TAGS = frozenset(("!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))))

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVERS = (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), "tf"),
    ("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), "-0123456789"),
    (
        "tag:yaml.org,2002:float",
        re.compile(r"^-?(?:0|[1-9][0-9]*)\.(?:[0-9]*[1-9]|0)$"),
        "-0123456789",
    ),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), "n~\0"),
    ("tag:yaml.org,2002:merge", re.compile(r"^<<$"), "<"),
)


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


class _Dumper(yaml.SafeDumper):
    """Puts in quotes whatever another YAML reader could take for something else than text.

    Dates are left without quotes, because all readers know them. This is PyYAML's emitter in pure
    Python, because libyaml escapes emoji, and because one emitter means one form of bytes.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - declared so by PyYAML
        first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
        for first, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        """Write a list that two keys share twice, instead of a reference to it."""
        return True


for _tag, _pattern, _first in _RESOLVERS:
    for _char in _first:
        _Loader.yaml_implicit_resolvers.setdefault("" if _char == "\0" else _char, []).append(
            (_tag, _pattern)
        )


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key, _ in node.value:
        name = loader.construct_object(key, deep=True)
        if not isinstance(name, str | int | float | bool):
            raise yaml.constructor.ConstructorError(
                None, None, "a key must be plain text", key.start_mark
            )
        if name in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {str(name)[:60]!r} stands twice", key.start_mark
            )
        seen.add(name)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _text(dumper: Any, value: str) -> Any:
    """Write a text with line breaks in double quotes: other styles fold it, and lose the breaks.

    So too a text that begins a template: in double quotes its first sign can be written as a
    number.
    """
    quoted = _BREAK.search(value) or _TEMPLATE in value
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if quoted else None)


_Dumper.add_representer(str, _text)


def split(text: str) -> tuple[str, str]:
    """Return the raw front matter block with both fences, and the body.

    The block is empty where there is none; joined, the two give the text again.
    """
    if text.startswith("---\n"):  # as we write it: 2 µs a page, by the pattern 10
        end = text.find("\n---", 3)
        if end >= 0 and text.startswith("\n", end + 4):
            return text[: end + 5], text[end + 5 :]
    found = _FENCE.match(text)
    return (text[: found.end()], text[found.end() :]) if found else ("", text)


class FrontMatterHandler(BaseHandler):
    """python-frontmatter's handler for what stands between the fences of a page.

    With it the library's own functions, too, read what we read and write what we write, but for the
    ends of the body.
    """

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def split(self, text: str) -> tuple[str, str]:
        """Return what stands between the fences, and the body.

        `ValueError` where there are no fences, as the library expects it.
        """
        block, body = split(text)
        if not block:
            raise ValueError("there is no front matter")
        return _inner(block), body

    def load(self, fm: str, where: str = "") -> dict[str, Any]:
        """Return the values of front matter without its fences.

        A `UserError` names the line of the file `where` that is wrong; the first fence is line 1.
        """
        lines = fm.splitlines()
        simple = read_canonical(lines)
        if simple is not None:
            return simple
        inner = "\n" + "\n".join(lines)  # the first fence's line is kept empty: lines count
        try:
            _refuse_what_overflows(inner)
            value = yaml.load(inner, Loader=_Loader)
        except (yaml.YAMLError, ValueError) as error:  # ValueError: what cannot be encoded
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            problem = getattr(error, "problem", None) or str(error)
            raise UserError(
                f"{where}{line}: the front matter is not valid YAML: {problem}.", "Mend that line."
            ) from error
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise UserError(
                f"{where}:2: the front matter is not a list of `key: value` lines.",
                "Write `key: value`.",
            )
        return {str(key): item for key, item in value.items()}

    def export(self, metadata: Mapping[str, object], **_: object) -> str:
        """Return the canonical lines: keys in the order given, lists in block style.

        No line is wrapped.
        """
        made = "".join(write_entry(key, value) for key, value in metadata.items())
        return (made or _yaml({})).removesuffix("\n")


HANDLER = FrontMatterHandler()


def load_block(block: str, where: str = "") -> dict[str, Any]:
    """Return the values of a raw block, fences included.

    A `UserError` names the line of the file `where` that is wrong.
    """
    return HANDLER.load(_inner(block), where) if block else {}


def _inner(block: str) -> str:
    """Return what stands between the fences of a block."""
    return block[block.index("\n") + 1 : block.rindex("---")]


def read_canonical(lines: Sequence[str]) -> dict[str, Any] | None:
    """Return what YAML would return, for front matter in the simplest canonical form; else None.

    This takes 8 µs a page, and YAML 110 µs, which is 0.5 s for 5,000 pages.
    """
    meta: dict[str, Any] = {}
    items: list[Any] | None = None
    empty = ""  # the last key, if it has no value, so that items may follow
    for row in map(_row, lines):
        if row is None:
            return None
        key, value = row
        if key:
            if key in meta:
                return None
            items, empty = None, key if value is None else ""
            meta[key] = [*value] if isinstance(value, tuple) else value
        elif items is not None:
            items.append(value)
        elif empty:
            items = meta[empty] = [value]
        else:
            return None
    return meta or None


# The same links, sources and days are on many pages, and a look-up takes a tenth of the pattern.
@lru_cache(maxsize=50_000)
def _row(line: str) -> tuple[str, Any] | None:
    """Return the key and value of a line, or "" and the value of a list item.

    The value of a list is a tuple; None is returned for a line that is not canonical.
    """
    found = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if found is None:
        return None
    key, value, item = found.groups()
    return (key, _value(value)) if key else ("", _scalar(item))


def _value(written: str | None) -> Any:
    if written in ("true", "false"):
        return written == "true"
    if written is not None and written[0] == "[":
        return tuple(filter(None, written[1:-1].split(", ")))
    return None if written is None else _scalar(written)


def _scalar(written: str) -> str:
    if written[0] == '"':
        return written[1:-1]
    return written[1:-1].replace("''", "'") if written[0] == "'" else written


def compose_nodes(inner: str) -> Any:
    """Return the YAML nodes of front matter without fences, with places; None where it is empty.

    This is for front matter that `load_block` can read, and uses the same parser, since another
    parser might refuse it.
    """
    return yaml.compose(inner, Loader=_Loader) if inner.strip() else None


def _refuse_what_overflows(inner: str) -> None:
    """Raise an error for YAML that would take more stack, memory or time than its length suggests.

    References (`*name`) are refused: a few lines of references to references unfold into more text
    than there is memory. So are tags (`!!int`, `!!set`, …): they make values of kinds that nobody
    expects in front matter, among them numbers of a million digits.
    """
    if len(inner) > MOST_CHARACTERS:
        raise yaml.YAMLError(f"it has {len(inner):,} characters; {MOST_CHARACTERS:,} are the most")
    depth = 0
    for event in yaml.parse(inner, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        if depth > MOST_NESTED:
            raise _problem(f"it is nested more than {MOST_NESTED} deep", event)
        if (
            isinstance(event, yaml.ScalarEvent)
            and event.implicit[0]
            and _ENDLESS_NUMBER.fullmatch(event.value)
        ):
            raise _problem("a number has more than a hundred digits", event)
        if isinstance(event, yaml.AliasEvent):
            raise _problem("references (`*name`) are not read", event)
        if (tag := getattr(event, "tag", None)) and tag not in _ALLOWED_TAGS:
            raise _problem("tags (`!name`) are not read", event)


def _problem(said: str, event: Any) -> Exception:
    error: Exception = yaml.constructor.ConstructorError(None, None, said, event.start_mark)
    return error


def load(text: str, where: str = "") -> tuple[dict[str, Any], str]:
    """Return the front matter of a file's text as a dict, and the body."""
    block, body = split(text)
    return load_block(block, where), body


def dump(meta: Mapping[str, object]) -> str:
    """Return the canonical block with its fences."""
    return f"---\n{HANDLER.export(meta)}\n---\n"


def write_entry(key: str, value: Any) -> str:
    """Return the lines of one key.

    Lines of texts and lists are cached: the same names stand on many pages, and YAML takes 2 ms a
    page.
    """
    if not _SIMPLE_KEY.fullmatch(key):
        return _yaml({key: value})
    if type(value) is str:
        return _text_entry(key, value)
    if type(value) is list and value and all(type(item) is str for item in value):
        return _text_entry(key, None) + "".join(map(_item, value))
    if type(value) is list and any(map(is_bare_link, value)):
        items = (f"- {_flow(x)}" if is_bare_link(x) else _yaml([x]) for x in value)
        return _text_entry(key, None) + "".join(items)
    return _yaml({key: value})


def is_bare_link(item: Any) -> bool:
    """Tell whether an item is `[[X]]` without quotes, which YAML takes for a list in a list.

    Obsidian follows it as a link, so it is written as a person wrote it.
    """
    inner = item[0] if type(item) is list and len(item) == 1 else None
    return type(inner) is list and len(inner) == 1 and type(inner[0]) is str


def _flow(item: list[list[str]]) -> str:
    made: str = yaml.dump(
        item, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=1_000_000
    )
    return made


@lru_cache(maxsize=20_000)
def _text_entry(key: str, value: str | None) -> str:
    return _yaml({key: value}) if value is not None else _yaml({key: [""]}).removesuffix("- ''\n")


@lru_cache(maxsize=20_000)
def _item(text: str) -> str:
    if _NAME.fullmatch(text):
        return f"- {text}\n"
    return f'- "{text}"\n' if _WIKI_LINK.fullmatch(text) else _yaml([text])


_WIKI_LINK = re.compile(r"\[\[[\w. -]+\]\]")  # in the quotes in which Obsidian writes it
# Names of pages and files that YAML 1.1 takes for no number, date or truth value, because letters
# stand before the first hyphen or slash. YAML would write them as they are; asking takes 0.1 ms.
_NAME = re.compile(r"[a-z]{2,}(?:[-/][a-z0-9]+)+(?:\.md)?")


def _yaml(value: Any) -> str:
    form: dict[str, Any] = {
        "sort_keys": False,
        "allow_unicode": True,
        "width": 1_000_000,
        "default_flow_style": False,
    }
    made = str(yaml.dump(value, Dumper=_Dumper, **form))
    if hidden_characters(made):
        # A character that nobody can see is always written as an escape, such as `\u200b`.
        made = str(yaml.dump(value, Dumper=_Dumper, **form | {"allow_unicode": False}))
    return made.replace(_TEMPLATE, r"\x3C%")
