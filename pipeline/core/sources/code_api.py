"""The public API of code that is not Python, as Markdown: which files count, and how it is written.

What a file exports is found by `code_grammars`. No line numbers are written: they move with every
commit, and each would come back as a change of the source.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.core.sources.comment_markup import write_markup
from pipeline.core.sources.file_names import split_suffix

Language = Literal["JavaScript", "TypeScript", "Go", "Rust", "Java", "C"]
LANGUAGES: Mapping[str, Language] = {
    ".js": "JavaScript",
    ".mjs": "JavaScript",
    ".cjs": "JavaScript",
    ".jsx": "JavaScript",
    ".ts": "TypeScript",
    ".mts": "TypeScript",
    ".cts": "TypeScript",
    ".tsx": "TypeScript",
    ".go": "Go",
    ".rs": "Rust",
    ".java": "Java",
    ".h": "C",
}
LONGEST_PACKAGE = 200_000  # characters of one document; files beyond that are named only
_LONGEST_SIGNATURE = 400
_LONGEST_DOC = 6_000
_BY_FOLDER = ("Go", "Java")  # in which a folder is a package
_ROOTS = ("src", "lib", "include", "source")
_BESIDE = re.compile(
    r"[._].*|tests?|__\w+__|spec|specs|e2e|examples?|samples?|docs?|website|bench(?:e|mark)?s?"
    r"|vendor|third_?party|external|deps|node_modules|dist|build|target|out|fixtures?|testdata"
    r"|mocks?|scripts|tools|internal|impl|cmd",
    re.IGNORECASE,
)
_BESIDE_FILE = re.compile(
    r".*(?:[._-](?:test|spec|bench|stories|min|config|conf)\.\w+|_test\.go|Tests?\.java)"
    r"|(?:test_|build\.rs|gulpfile|gruntfile).*",
)
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+([^\n]*?)[ \t#]*")
_FENCE = re.compile(r"[ \t]*(```|~~~)")
_TAG = re.compile(r"</?(?:p|ul|ol|li|b|i|em|strong|tt|a|br|h[1-6]|pre)\b[^<>\n]{0,200}>", re.I)
_PARAM = re.compile(
    r"^@(?:param|arg|argument|prop|property)\s+(?:\{[^{}\n]{0,300}\}\s*)?(\[?[\w.$=]+\]?)\s*(?:-\s*)?(.*)$"
)
_RETURNS = re.compile(r"^@returns?\s+(?:\{[^{}\n]{0,300}\}\s*)?(.*)$")
_THROWS = re.compile(r"^@(?:throws|exception)\s+(.*)$")
_ITEM = re.compile(r"<li\b[^<>\n]{0,200}>\s*", re.IGNORECASE)
_DATA = re.compile(r"(data:[\w/+.;=-]{1,80},)[^\s)\]\"']{80,}")
_SECRET = re.compile(r"^\s*@(?:internal|private|hidden|hide|ignore)\b", re.MULTILINE)


@dataclass(frozen=True)
class ApiEntry:
    """A name that a file exports: its signature, what the comment before it says, its members."""

    name: str
    signature: str
    doc: str = ""
    members: tuple[ApiEntry, ...] = ()


def group_code(paths: Sequence[str], repository: str) -> dict[str, tuple[Language, list[str]]]:
    """Return the packages of a repository that are not Python: name → language and its files.

    Go and Java call a folder a package; of the others it is what holds `src/`, `lib/` or
    `include/`, and at the top the repository itself. Tests, examples, what is built, and what
    others wrote are no API.
    """
    found: dict[str, tuple[Language, list[str]]] = {}
    for path in paths:
        *folders, name = path.split("/")
        language = LANGUAGES.get(split_suffix(name)[1])
        if language is None or _BESIDE_FILE.fullmatch(name):
            continue
        if any(_BESIDE.fullmatch(folder) for folder in folders):
            continue
        package = f"{_package_of(folders, language) or repository} ({language})"
        found.setdefault(package, (language, []))[1].append(path)
    return found


def _package_of(folders: Sequence[str], language: Language) -> str:
    if language in _BY_FOLDER:
        steps = list(folders)
        if "java" in steps:
            steps = steps[steps.index("java") + 1 :]
        return "/".join(steps)
    at = next((at for at, folder in enumerate(folders) if folder in _ROOTS), len(folders))
    return "/".join(folders[:at] if at < len(folders) else folders[:2])


def describe_code(
    name: str, files: Mapping[str, Sequence[ApiEntry]], texts: Mapping[str, str]
) -> tuple[str, list[str]]:
    """Return a document about the files of one package, and what is left out of it.

    `texts` are what files say of themselves. The document is "" where no exported name has a
    comment.
    """
    parts, left, length, said = [], [], 0, False
    for path, entries in sorted(files.items()):
        lines = [f"## `{path}`", *([texts[path]] if texts.get(path) else []), *_write(entries)]
        part = "\n\n".join(lines)
        documented = any(e.doc or any(m.doc for m in e.members) for e in entries)
        if len(lines) == 1:
            continue
        if length + len(part) > LONGEST_PACKAGE:
            left.append(path)
            continue
        said = said or documented or bool(texts.get(path))
        parts.append(part)
        length += len(part)
    named = f"{name} is long, so these files are left out: {', '.join(left[:20])}"
    problems = [named + (f" and {len(left) - 20} more" if len(left) > 20 else "")] if left else []
    if not said:
        return "", problems
    return "\n\n".join([f"# The public API of `{name}`", *parts]) + "\n", problems


def _write(entries: Sequence[ApiEntry]) -> Iterator[str]:
    """Yield what has words with its words; of the rest the signatures, as code."""
    bare = []
    for entry in entries:
        members = [member for member in entry.members if member.doc]
        if not (entry.doc or members):
            bare.append(entry.signature)
            continue
        yield f"### `{_code(entry.signature)}`"
        if entry.doc:
            yield entry.doc
        for member in members:
            yield f"#### `{_code(f'{entry.name}: {member.signature}')}`\n\n{member.doc}"
    if bare:
        yield "#### Exported without a comment\n\n```text\n" + "\n".join(map(_code, bare)) + "\n```"


def _code(signature: str) -> str:
    return signature.replace("`", "'")


def shorten_signature(text: str) -> str:
    """Return a signature on one line; of one that is very long, its beginning."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_SIGNATURE else f"{words[:_LONGEST_SIGNATURE]} …"


def is_secret(comment: str) -> bool:
    """Tell whether a comment says that what follows is exported and yet not for others."""
    return bool(_SECRET.search(clean_comment(comment)))


def clean_comment(comment: str) -> str:
    """Return the words of a comment without the signs of its language."""
    lines = []
    for line in comment.strip().splitlines():
        text = line.strip()
        for sign in ("/**", "/*!", "/*", "///", "//!", "//"):
            if text.startswith(sign):
                text = text[len(sign) :]
                break
        else:
            text = text[1:] if text.startswith("*") and not text.startswith("*/") else text
        text = text.removesuffix("*/")
        lines.append(text[1:] if text.startswith(" ") else text)
    return "\n".join(lines).strip("\n \t")


def write_comment(comment: str) -> str:
    """Return a comment as a part of the document: its tags in words, its headings in bold."""
    out: list[str] = []
    inside = False  # a block of code
    words = _DATA.sub(r"\1…", clean_comment(comment))[:_LONGEST_DOC]
    for line in (write_markup(words) if comment.lstrip().startswith("/*") else words).splitlines():
        fence = bool(_FENCE.match(line))
        inside = inside != fence
        line = line if inside or fence else _TAG.sub("", _ITEM.sub("- ", line))
        bare = line.strip()
        if inside or fence:
            out.append(line)
        elif found := _HEADING.fullmatch(line):
            out.append(f"**{found[1]}**")
        elif found := _PARAM.match(bare):
            out.append(f"- `{found[1]}`: {found[2]}" if found[2] else f"- `{found[1]}`")
        elif found := _RETURNS.match(bare):
            out += ["", f"Returns {found[1]}"]
        elif found := _THROWS.match(bare):
            out += ["", f"Throws {found[1]}"]
        elif not bare.startswith("@"):
            out.append(line)
        elif bare.startswith("@deprecated"):
            out += ["", f"Deprecated. {bare.removeprefix('@deprecated').strip()}".strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n") + ("\n```" if inside else "")


def find_indexes(paths: Sequence[str]) -> list[str]:
    """Return the files by which others enter a package of scripts: the highest, and in `src/`."""
    found = [path for path in paths if path.rpartition("/")[2].startswith(("index.", "mod."))]
    highest = min((path.count("/") for path in found), default=0)
    return [
        path
        for path in found
        if path.count("/") == highest or path.split("/")[-2:-1] in [[root] for root in _ROOTS]
    ]


def reachable_files(
    entries: Sequence[str], links: Mapping[str, Sequence[tuple[str, str]]], files: Collection[str]
) -> dict[str, set[str] | None]:
    """Return the files that indexes hand on: path → the names of it, or None for all.

    `links` are, for each file, the relative paths that it exports from, with a name or "*".
    """
    found: dict[str, set[str] | None] = dict.fromkeys(entries)
    waiting = [*entries]
    while waiting:
        at = waiting.pop()
        for target, name in links.get(at, ()):
            path = _resolve(at, target, files)
            if not path:
                continue
            known = found.get(path, set())
            if known is None or (name != "*" and name in known):
                continue
            found[path] = None if name == "*" else {*known, name}
            waiting.append(path)
    return found


_ENDINGS = ("", ".ts", ".mts", ".tsx", ".js", ".mjs", ".d.ts", "/index.ts", "/index.js")


def _resolve(path: str, target: str, files: Collection[str]) -> str:
    """Return the file that a relative import means: TypeScript writes `.js` for a `.ts`."""
    steps = path.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in (".", ""):
            steps.append(step)
    whole = "/".join(steps)
    bare = re.sub(r"\.[mc]?js$", "", whole)
    wanted = (f"{stem}{ending}" for stem in dict.fromkeys((whole, bare)) for ending in _ENDINGS)
    return next((one for one in wanted if one in files), "")
