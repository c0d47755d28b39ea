"""Wikis of another style to lint: a vault of notes as people keep them, taken over as it stands.

The pages have names with blanks and capitals, folders by subject, tags instead of our front matter
(or none), no footnotes, and links by name. About one page in eight holds a dead link: a name that
was mistyped, or of a page that was renamed or never written. The same bytes come every time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.generate import SCHEMA, commit, init

DEAD_SHARE = 0.123  # dead links a page: 615 in 5,000
LINKS = 8
_FIRST = (
    *("Amber", "Basalt", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo"),
    *("Juniper", "Kestrel", "Lantern", "Meadow", "Northern", "Opal", "Prairie", "Quarry", "Raven"),
)
_SECOND = (
    *("River", "Stone", "Glass", "Iron", "Paper", "Silver", "Winter", "Copper", "Timber", "Cloud"),
    *("Shadow", "Summer", "Garden", "Signal", "Market", "Mirror", "Bridge", "Valley", "Window"),
)
_THIRD = (
    *("Method", "Protocol", "Survey", "Theory", "Archive", "Engine", "Pattern", "Review", "Notes"),
    *("Experiment", "Framework", "Principle", "Workshop", "Language", "Machine", "Festival"),
)
_FOLDERS = ("ideas", "people", "projects", "reading/books", "reading/papers", "meetings")
_SYLLABLES = ("an", "be", "cu", "do", "er", "fa", "gi", "hol", "im", "ka", "lo", "mir", "ne", "os")
_SENTENCES = 16


@dataclass(frozen=True)
class Vault:
    """The files of a vault by path, and how many of its links lead nowhere."""

    files: Mapping[str, str]
    dead: int


def generate_vault(pages: int) -> Vault:
    """Return a vault of that many pages."""
    chance = random.Random(pages)
    names = [" ".join(words) for words in product(_FIRST, _SECOND, _THIRD)]
    names += [f"{name} {year}" for year in (2021, 2022, 2023) for name in names]
    chance.shuffle(names)
    titles, strangers = names[:pages], names[pages:]
    words = ["".join(x) for size in (2, 3) for x in product(_SYLLABLES, repeat=size)]
    chance.shuffle(words)
    dead = round(pages * DEAD_SHARE)
    wrong = [_dead_name(chance, titles, strangers, number) for number in range(dead)]
    holders = chance.sample(range(pages), min(dead, pages))
    broken = dict(zip(holders, wrong, strict=True))
    files = {"schema.md": SCHEMA.read_text("utf-8")}
    for number, title in enumerate(titles):
        folder = _FOLDERS[number % len(_FOLDERS)]
        links = chance.choices(titles, k=LINKS)
        text = "".join(_note(chance, title, links, words, broken.get(number, "")))
        files[f"wiki/{folder}/{title}.md"] = text
    return Vault(files, dead)


def make_vault(folder: Path, pages: int) -> Vault:
    """Commit a vault to a new repository at `folder`."""
    made = generate_vault(pages)
    init(folder)
    commit(folder, made.files)
    return made


def _dead_name(chance: random.Random, titles: list[str], strangers: list[str], number: int) -> str:
    """Return a name that no page has: mistyped, with another ending, or of no page at all."""
    title = chance.choice(titles)
    at = chance.randrange(1, len(title) - 2)
    return (
        title[:at] + title[at + 1] + title[at] + title[at + 2 :] + "e",
        title[:at] + title[at + 1 :] + "x",
        f"{title}s and more",
        f"{strangers[number % len(strangers)]} (draft {number})",
    )[number % 4]


def _note(
    chance: random.Random, title: str, links: list[str], words: list[str], wrong: str
) -> Iterator[str]:
    """Yield the text of one note, piece by piece."""
    if chance.random() < 0.5:
        yield f"---\ntags: [{chance.choice(words)}, {chance.choice(words)}]\n"
        yield f"date: 2023-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}\n---\n"
    yield f"# {title}\n\n"
    targets = [f"[[{name}]]" if chance.random() < 0.7 else f"[[{name}|it]]" for name in links]
    targets += [f"[[{wrong}]]"] * bool(wrong)
    for number in range(_SENTENCES):
        said = " ".join(words[int(len(words) ** chance.random()) - 1] for _ in range(16))
        figure = f" {chance.randint(2, 9_999)}" if chance.random() < 0.4 else ""
        link = f" with {targets.pop()}" if targets and number % 2 else ""
        if number % 5 == 0:
            yield f"\n\n## {chance.choice(words).capitalize()} {number}\n\n"
        yield ("- " if number > 11 else "") + said.capitalize() + figure + link + "."
        yield "\n" if number > 11 else " "
    for target in targets:
        yield f"\nSee also {target}.\n"
    if chance.random() < 0.2:
        yield "\n```\nmake all\n```\n"
