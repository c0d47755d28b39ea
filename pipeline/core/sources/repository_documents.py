"""What of a code repository becomes sources: its documents and layout, as Markdown at a commit.

Front matter says of each where it is from: repository, revision, path, licence and the day of the
commit. The body says nothing of the revision, so a document that did not change stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter
from pipeline.core.sources.file_names import split_suffix

# Suffixes of documents whose text can be kept as Markdown.
TEXTS = (".md", ".markdown", ".rst", ".txt")
_EVERYWHERE = re.compile(r"(?:readme|changelog|changes)(?:[-._].*)?", re.IGNORECASE)
_AT_THE_TOP = re.compile(
    r"(?:history|news|contributing|security|support|governance|architecture|design|upgrading"
    r"|migrat\w+|roadmap|faq|glossary|release[-_ ]?notes)(?:[-._].*)?",
    re.IGNORECASE,
)
_FOLDERS = {"doc", "docs", "documentation", "adr", "adrs", "decisions", "rfc", "rfcs", "design"}
_PASSED_OVER = re.compile(
    r"^(?:\..*|node_modules|vendor|third_party|thirdparty|external|deps|dist|build|target|_build"
    r"|site-packages|fixtures?|testdata|test_data|tests?|__pycache__|locale|translations?|i18n)$",
    re.IGNORECASE,
)
_LICENCE_FILE = re.compile(r"(?:licen[cs]e|copying|unlicense)(?:[-._][\w.-]*)?", re.IGNORECASE)
_LICENCES = (
    ("Apache-2.0", r"apache license\s+version 2\.0"),
    ("AGPL-3.0", r"gnu affero general public license\s+version 3"),
    ("LGPL-3.0", r"gnu lesser general public license\s+version 3"),
    ("LGPL-2.1", r"gnu lesser general public license\s+version 2\.1"),
    ("GPL-3.0", r"gnu general public license\s+version 3"),
    ("GPL-2.0", r"gnu general public license\s+version 2"),
    ("MPL-2.0", r"mozilla public license,? version 2\.0"),
    ("EPL-2.0", r"eclipse public license - v 2\.0"),
    ("Unlicense", r"this is free and unencumbered software"),
    ("CC0-1.0", r"cc0 1\.0 universal"),
    ("CC-BY-4.0", r"attribution 4\.0 international"),
    ("CC-BY-SA-4.0", r"attribution-sharealike 4\.0 international"),
    ("ISC", r"permission to use, copy, modify, and(?:/or)? distribute this software"),
    ("MIT", r"permission is hereby granted, free of charge, to any person obtaining a copy"),
    ("BSD-3-Clause", r"redistribution and use in source and binary forms[\s\S]{0,1500}neither the"),
    ("BSD-2-Clause", r"redistribution and use in source and binary forms"),
)
_MOST_FOLDERS = 150  # lines of the layout
_MOST_AT_THE_TOP = 60  # files of the layout
_DEEPEST = 3  # folders of the layout below one another
_LANGUAGES = {
    ".py": "Python", ".js": "JavaScript", ".ts": "TypeScript", ".tsx": "TypeScript", ".go": "Go",
    ".rs": "Rust", ".java": "Java", ".kt": "Kotlin", ".c": "C", ".h": "C", ".cc": "C++",
    ".cpp": "C++", ".hpp": "C++", ".cs": "C#", ".rb": "Ruby", ".php": "PHP", ".swift": "Swift",
    ".scala": "Scala", ".sh": "shell", ".sql": "SQL", ".lua": "Lua", ".ex": "Elixir",
    ".hs": "Haskell", ".jl": "Julia", ".r": "R", ".m": "Objective-C", ".dart": "Dart",
    ".zig": "Zig", ".sol": "Solidity", ".ml": "OCaml", ".clj": "Clojure", ".erl": "Erlang",
}  # fmt: skip


@dataclass(frozen=True)
class RepositoryFacts:
    """A repository at a commit: its name, its address on the web or "", and what is known of it."""

    name: str
    address: str
    revision: str
    day: str
    licence: str

    def address_of(self, path: str) -> str:
        """Return where a file can be looked at on the web, else the repository itself."""
        host = self.address.removeprefix("https://").partition("/")[0]
        middle = {"github.com": "blob", "gitlab.com": "-/blob", "codeberg.org": "src/commit"}
        if not path or host not in middle:
            return self.address
        return f"{self.address}/{middle[host]}/{self.revision}/{quote(path)}"


def is_document(path: str) -> bool:
    """Tell whether a file of a repository is a document: a README, a change log, or in `docs/`."""
    *folders, name = path.split("/")
    if split_suffix(name)[1] not in ("", *TEXTS) or any(
        _PASSED_OVER.match(folder) for folder in folders
    ):
        return False
    if _EVERYWHERE.fullmatch(name) or (not folders and _AT_THE_TOP.fullmatch(name)):
        return True
    if not split_suffix(name)[1]:
        return False
    in_documents = any(folder.lower() in _FOLDERS for folder in folders)
    return in_documents or (not folders and name.lower().endswith((".md", ".markdown")))


def write_document(facts: RepositoryFacts, path: str, title: str, body: str, old: str = "") -> str:
    """Return a document of a repository as it is kept: `path` is its place there, or what it is.

    What its own front matter says stays, but for what is said here; its own date is kept. `old` is
    the source of which this is the next version.
    """
    own: dict[str, object] = {}
    block, rest = frontmatter.split(body)
    if block:
        try:
            own = frontmatter.load_block(block)
            body = rest
        except UserError:
            own = {}
    kept = {key: value for key, value in own.items() if isinstance(value, str | list)}
    is_file = "(" not in path
    where = facts.address_of(path if is_file else "")
    said: dict[str, object] = {"title": str(own.get("title") or title)}
    said |= {"source": where} if where else {}
    said |= {"repository": facts.name, "revision": facts.revision, "path": path}
    said |= {"published": facts.day, "licence": facts.licence or "none is named"}
    said |= {"replaces": old} if old else {}
    for key in ("date", "published"):
        if own.get(key):
            said["published"] = str(own[key])
    taken = {*said, "date", "url", "link", "replaces"}
    said |= {key: value for key, value in kept.items() if key.lower() not in taken}
    return f"{frontmatter.dump(said)}\n{body.strip()}\n"


def read_place(text: str) -> tuple[str, str]:
    """Return the path in its repository that a kept document names, and the source it replaces."""
    try:
        own, _ = frontmatter.load(text)
    except UserError:
        return "", ""
    place, old = own.get("path"), own.get("replaces", "")
    if not (isinstance(place, str) and own.get("repository") and own.get("revision")):
        return "", ""
    return place, old if isinstance(old, str) else ""


def is_licence_file(path: str) -> bool:
    """Tell whether a file at the top of a repository holds its licence."""
    return "/" not in path and bool(_LICENCE_FILE.fullmatch(path))


def name_licence(text: str) -> str:
    """Return the name of a licence by its text, else the first line of it."""
    words = " ".join(text[:20_000].lower().split())
    for name, pattern in _LICENCES:
        if re.search(pattern, words):
            return name
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first[:60]


def describe_layout(facts: RepositoryFacts, paths: Sequence[str]) -> str:
    """Return what a repository consists of: its languages, and its folders down to a depth.

    No files are counted, for then each commit would say something new. The names stand in a block
    of code: they are names, and state nothing.
    """
    lines = [f"# The layout of {facts.name}", ""]
    if languages := _name_languages(paths):
        lines.append(f"The code of {facts.name} is written in {_join(languages)}.")
    if facts.licence:
        lines.append(f"The licence of {facts.name} is {facts.licence}.")
    top = sorted(path for path in paths if "/" not in path and not path.startswith("."))
    folders = sorted(_folders_of(paths))
    shown = [f"{_plain(folder)}/" for folder in folders[:_MOST_FOLDERS]]
    if len(folders) > _MOST_FOLDERS:
        shown.append(f"… and {len(folders) - _MOST_FOLDERS} more folders")
    names = [*shown, *map(_plain, top[:_MOST_AT_THE_TOP])]
    if names:
        lines += ["", "## Folders, and files at the top", "", "```text", *names, "```"]
    return "\n".join(lines) + "\n"


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name_languages(paths: Iterable[str]) -> list[str]:
    """Return the languages of the code, the most used first, without those of a few files."""
    suffixes = (split_suffix(path)[1] for path in paths)
    found = Counter(_LANGUAGES[suffix] for suffix in suffixes if suffix in _LANGUAGES)
    return [name for name, count in found.most_common(5) if count >= 0.05 * found.total()]


def _folders_of(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        steps = path.split("/")[:-1]
        if not any(step.startswith(".") for step in steps):
            found |= {"/".join(steps[: depth + 1]) for depth in range(min(len(steps), _DEEPEST))}
    return found


def _plain(name: str) -> str:
    return "".join(c if c.isprintable() and c != "`" else "?" for c in name)[:120]
