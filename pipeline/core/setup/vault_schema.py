"""Write a `schema.md` that fits a wiki which existed before: types, folders, links, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import yaml

from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import file_key, slug_of
from pipeline.core.setup.schema_settings import set_schema_values
from pipeline.core.setup.vault_survey import VaultSurvey
from pipeline.core.wiki.schema import FOLDER_PATTERN, PageType, Schema

_TYPE_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TYPES = re.compile(r"^types:[ \t]*(?:#.*)?\n(?:[ \t]+.*\n|-.*\n)*", re.MULTILINE)
_MOST_TYPES = 20  # of people's own; more are no types


def schema_of_vault(text: str, survey: VaultSurvey) -> str:
    """Return the template's `schema.md` with what was found in a vault.

    Its pages keep their places and names. The types that a compile needs get folders beside them.
    """
    held = Schema.parse(text).rules
    settings = {"links": survey.links, "language": survey.language or held.language}
    made = set_schema_values(text, settings)
    block, _ = frontmatter.split(made)
    types = [*_needed_types(held.types, survey), *_own_types(held.types, survey)]
    changed = _TYPES.sub(lambda _: f"types:\n{''.join(map(_row, types))}", block, count=1)
    said = "profile: structure     # of pages that cite no source of ours; or: full\n"
    if survey.ignore:
        rows = "".join(f"  - {_quoted(pattern)}\n" for pattern in survey.ignore)
        said += f"ignore:                # what is no page, as in .gitignore\n{rows}"
    at = changed.rindex("---")
    made = changed[:at] + said + changed[at:] + made[len(block) :]
    Schema.parse(made)
    return made


def _needed_types(types: tuple[PageType, ...], survey: VaultSurvey) -> Iterator[PageType]:
    """Yield the types of the template, in folders as the vault spells them."""
    there = {
        file_key(path.split("/")[0]): path.split("/")[0] for path in survey.pages if "/" in path
    }
    for kind in types:
        folder = there.get(file_key(kind.folder), kind.folder)
        yield replace(kind, folder=folder)


def _own_types(types: tuple[PageType, ...], survey: VaultSurvey) -> Iterator[PageType]:
    """Yield the types that the vault has beside these, by `type` first, then by folder.

    A folder of which the pages say several types, none of them mostly, tells none.
    """
    names = {kind.name for kind in types}
    folders = {file_key(kind.folder) for kind in types} | {"index", "texts"}
    by_folder = _count_types(survey.types)
    for name, where in survey.types.items():
        folder = _folder_that_tells(name, where, by_folder)
        if _TYPE_NAME.fullmatch(name) and _fits(folder, folders) and name not in names:
            if len(names) - len(types) >= _MOST_TYPES:
                return
            names.add(name)
            folders.add(file_key(folder))
            yield _own_type(name, folder, f"Pages of the type {name}, as they were before.")
    for folder in survey.folders:
        name = slug_of(folder, 40)
        if folder in by_folder and not _main_type(by_folder[folder]):
            continue
        if _TYPE_NAME.fullmatch(name) and _fits(folder, folders) and name not in names:
            if len(names) - len(types) >= _MOST_TYPES:
                return
            names.add(name)
            folders.add(file_key(folder))
            yield _own_type(name, folder, f"Pages of the folder {folder}, as they were before.")


def _count_types(types: Mapping[str, Mapping[str, int]]) -> dict[str, Counter[str]]:
    """Return how many pages of each type are in each folder of the first level, and below it."""
    found: dict[str, Counter[str]] = {}
    for name, where in types.items():
        for path, count in where.items():
            found.setdefault(path.split("/")[0], Counter())[name] += count
    return found


def _main_type(counts: Counter[str]) -> str:
    """Return the type that more than half of the pages have which say one; "" where none has."""
    ((name, count),) = counts.most_common(1)
    return name if 2 * count > counts.total() else ""


def _folder_that_tells(
    name: str, where: Mapping[str, int], by_folder: Mapping[str, Counter[str]]
) -> str:
    """Return the folder of the first level that tells a type; "" where none does.

    Most pages of the type are in it, however deep, and most of its pages are of that type. A type
    has one folder, in which its new pages are made, so a deeper one cannot be named.
    """
    tops = {folder for folder, counts in by_folder.items() if _main_type(counts) == name}
    total = sum(where.values())
    return next((x for x in sorted(tops) if 2 * by_folder[x][name] > total), "")


def _own_type(name: str, folder: str, about: str) -> PageType:
    return PageType(name=name, folder=folder, about=about, tldr=False)


def _fits(folder: str, taken: set[str]) -> bool:
    return bool(re.fullmatch(FOLDER_PATTERN, folder)) and file_key(folder) not in taken


def _row(kind: PageType) -> str:
    rows = [f"  - name: {kind.name}", f"    folder: {_quoted(kind.folder)}"]
    rows += [f"    about: {_quoted(kind.about)}"] if kind.about else []
    rows += [f"    sections: [{', '.join(map(_quoted, kind.sections))}]"] if kind.sections else []
    rows += [] if kind.tldr else ["    tldr: false"]
    rows += [f"    cues: [{', '.join(map(_quoted, kind.cues))}]"] if kind.cues else []
    return "\n".join(rows) + "\n"


def _quoted(value: str) -> str:
    """Return a text as YAML writes it on one line."""
    return yaml.safe_dump(value, allow_unicode=True, width=10_000).split("\n...")[0].strip()
