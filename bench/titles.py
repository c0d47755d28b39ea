"""Which pages the embedded librarian makes: `python -m bench.titles FOLDER [...] [--sheet FILE]`.

From each folder of sources a wiki is grown, source after source, each merged before the next. What
code can count is printed as a table: pages a source, links whose label is no name of their page,
pages that are one thing twice, and the share of claims that stand on pages beside the summaries.
Whether a title is one that a reader would look up, only a reader can say: the sheet lists every
title with its TLDR, to be judged by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.markup.markdown import find_links, to_plain_text
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki
from tests.helpers.growing import Growth

_SUFFIXES = (".md", ".rst", ".html", ".txt", ".pdf")


@dataclass(frozen=True)
class Figures:
    """What is counted of one wiki."""

    name: str
    sources: int
    titles: list[PageFacts]
    links: int
    mismatches: list[tuple[str, str]]  # label and title
    doubles: list[tuple[str, str]]  # titles
    placed: float  # share of the claims that stand on a page that is no summary


def grow(folder: Path) -> Growth:
    """Return the wiki of a folder of sources, read in the order of their names."""
    growth = Growth()
    for file in sorted(f for f in folder.iterdir() if f.suffix in _SUFFIXES):
        try:
            growth.add(file.name, file.read_bytes())
        except UserError as error:
            print(f"{file}: {error}", file=sys.stderr)
    return growth


def measure(name: str, growth: Growth) -> Figures:
    """Return the figures of a wiki."""
    wiki = growth.wiki
    things = [f for f in wiki.facts.values() if f.type not in (SUMMARY_TYPE, COMPARISON_TYPE)]
    labels = list(_labels(wiki))
    wrong = [(label, f.title) for label, f in labels if not _is_name_of(label, f)]
    claims = {c.id for found in growth.extractions for c in found.claims}
    placed = {label for f in things for label in f.labels} & claims
    return Figures(
        name,
        len(growth.paths),
        sorted(things, key=lambda f: f.title.lower()),
        len(labels),
        wrong,
        list(_doubles(things)),
        len(placed) / max(len(claims), 1),
    )


def _labels(wiki: Wiki) -> Iterator[tuple[str, PageFacts]]:
    """Yield the label and the page of each link to a page that is no summary."""
    for facts in wiki.facts.values():
        text = wiki.text_at(facts.path)
        for link in find_links(text):
            slug = wiki.resolve(slug_of_path(link.target))
            if slug and wiki.facts[slug].type not in (SUMMARY_TYPE, COMPARISON_TYPE):
                label = link.label or link.target
                yield to_plain_text(label).strip("`*_ "), wiki.facts[slug]


def _is_name_of(label: str, facts: PageFacts) -> bool:
    return any(_is_inflection(label, name) for name in (facts.title, facts.slug, *facts.aliases))


def _is_inflection(one: str, other: str) -> bool:
    """Tell whether two names differ in number, possessive, case and hyphens alone."""
    words = one.split(), other.split()
    if len(words[0]) == len(words[1]) > 1:
        return all(map(_is_inflection, *words))
    mine, yours = _spelling(one), _spelling(other)
    return mine == yours or any(
        a.removesuffix(ending) + instead == b
        for a, b in ((mine, yours), (yours, mine))
        for ending, instead in (("", "s"), ("", "es"), ("y", "ies"), ("is", "es"), ("ex", "ices"))
        if a.endswith(ending)
    )


def _spelling(name: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"['’]s\b", "", name)).lower()


def _doubles(things: list[PageFacts]) -> Iterator[tuple[str, str]]:
    """Yield pairs of pages of one name, by inflection, hyphen or acronym."""
    for i, one in enumerate(things):
        for other in things[i + 1 :]:
            names = [
                (a, b) for a in (one.title, *one.aliases) for b in (other.title, *other.aliases)
            ]
            if any(_is_inflection(a, b) or _spells(a, b) or _spells(b, a) for a, b in names):
                yield one.title, other.title


def _spells(short: str, long: str) -> bool:
    """Tell whether a name in capitals is made of the initials of another."""
    initials = "".join(word[0] for word in re.split(r"[\s-]+", long) if word)
    return len(short) > 2 and short.isupper() and initials.upper() == short


def table(found: list[Figures]) -> str:
    """Return the figures as a Markdown table."""
    rows = [
        "| sources | pages | a source | links | wrong labels | doubles | claims on pages |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for f in found:
        rows.append(
            f"| {f.name} ({f.sources}) | {len(f.titles)} | {len(f.titles) / f.sources:.1f} |"
            f" {f.links} | {len(f.mismatches)} | {len(f.doubles)} | {f.placed:.0%} |"
        )
    return "\n".join(rows)


def sheet(found: list[Figures], wikis: dict[str, Wiki]) -> str:
    """Return all titles with the number of their claims and their TLDR, with room to judge each."""
    out: dict[str, list[str]] = defaultdict(list)
    for f in found:
        for facts in f.titles:
            lead = to_plain_text(wikis[f.name].page(facts.slug).tldr).replace("|", " ")[:150]
            out[f.name].append(f"| | {facts.title} | {len(facts.labels)} | {lead} |")
    head = "| right? | title | claims | TLDR |\n|---|---|---:|---|\n"
    return "\n".join(f"## {name}\n\n{head}" + "\n".join(rows) + "\n" for name, rows in out.items())


def main() -> None:
    """Grow the wikis, print the table and what it counts as wrong, and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sheet", type=Path)
    chosen = parser.parse_args()
    grown = {folder.name: grow(folder) for folder in chosen.folders}
    found = [measure(name, growth) for name, growth in grown.items()]
    print(table(found))
    for f in found:
        for label, title in f.mismatches:
            print(f"{f.name}: the label “{label}” leads to “{title}”")
        for one, other in f.doubles:
            print(f"{f.name}: “{one}” and “{other}” are one thing")
    if chosen.sheet:
        chosen.sheet.write_text(sheet(found, {n: g.wiki for n, g in grown.items()}), "utf-8")


if __name__ == "__main__":
    main()
