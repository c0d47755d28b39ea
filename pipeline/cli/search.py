"""`wiki search`: print the pages that some words are about, with the lines that say so."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import Commands, err, out, parse_day
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.operations.ask.search import SearchHit, SearchResult

MOST_SHOWN = 1_000


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "search", help='find pages by words, "phrases" and prefix*, with the lines that say so'
    )
    parser.add_argument(
        "terms", nargs="+", metavar="WORD", help='words; a "phrase" must stand on the page'
    )
    parser.add_argument("--type", default="", help="only pages of this type")
    parser.add_argument("--source", default="", help="only pages that cite this source")
    parser.add_argument(
        "--confidence",
        default="",
        choices=("high", "medium", "low"),
        help="only pages of this confidence",
    )
    parser.add_argument(
        "--since", type=parse_day, metavar="DATE", help="updated on that day or later"
    )
    parser.add_argument(
        "--until", type=parse_day, metavar="DATE", help="updated on that day or before"
    )
    parser.add_argument(
        "-n", "--limit", default=10, type=_limit, metavar="N", help="show N pages at most (10)"
    )
    engine = parser.add_mutually_exclusive_group()
    engine.add_argument(
        "--hybrid",
        dest="engine",
        action="store_const",
        const="hybrid",
        help="also by meaning, with the extra `vectors` (default: `search` in schema.md)",
    )
    engine.add_argument(
        "--lexical",
        dest="engine",
        action="store_const",
        const="lexical",
        help="by words and links alone",
    )
    parser.add_argument(
        "--rerank",
        action="store_true",
        help="compare the best pages with the query once more, with the extra `vectors`",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_search)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_SHOWN):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number from 1 to {MOST_SHOWN:,}")
    return int(text)


def _search(args: argparse.Namespace) -> int:
    from pipeline.adapters.store.search_rows import PageFilter
    from pipeline.operations.ask.search_wiki import SearchWish, search_wiki

    text = _as_query(args.terms)
    only = PageFilter(args.type, args.source, args.confidence, args.since or "", args.until or "")
    wish = SearchWish(text, only, args.limit, args.engine, args.rerank)
    result = search_wiki(args.folder, wish, os.environ, err)
    if args.json:
        out(json.dumps(_as_json(text, result), ensure_ascii=False, indent=1))
    else:
        out("\n".join(_as_lines(result, only != PageFilter())))
    return 0


def _as_query(terms: Sequence[str]) -> str:
    """Return the query of some arguments; of several, one with spaces in it is a phrase.

    A shell takes the quotes off a phrase. A single argument is the whole query, as many write it.
    """
    if len(terms) < 2:
        return " ".join(terms)
    return " ".join(f'"{one}"' if " " in one.strip() and '"' not in one else one for one in terms)


def _as_json(text: str, result: SearchResult) -> dict[str, Any]:
    """Return a result as plain values; texts that cannot be written as UTF-8 are made such."""
    return {
        "query": text.encode("utf-8", "replace").decode(),
        "count": result.count,
        "more": result.more,
        "pages": [_hit_as_json(hit) for hit in result.hits],
        "corrected": [{"word": word, "meant": [*near]} for word, near in result.corrected],
        "nearest": [{"title": title, "slug": slug} for title, slug in result.nearest],
        "cut": result.cut,
    }


def _hit_as_json(hit: SearchHit) -> dict[str, Any]:
    page = {key: value for key, value in asdict(hit.page).items() if key != "number"}
    return {**page, "score": round(hit.score, 3), "lines": [line.as_values() for line in hit.lines]}


def _as_lines(result: SearchResult, filtered: bool) -> list[str]:
    lines = [
        f"No page holds “{word}”; {' and '.join(f'“{x}”' for x in near)} was looked for."
        for word, near in result.corrected
        if near != (word.lower(),)  # a name of several words that was written as one
    ]
    if result.cut:
        lines.append("The query is long; only its beginning was looked for.")
    if not result.hits:
        return [*lines, *_say_nothing_found(result, filtered)]
    for hit in result.hits:
        lines += ["", *_hit_as_lines(hit)] if lines else _hit_as_lines(hit)
    if (more := result.count - len(result.hits)) > 0:
        many = f"{'More than ' if result.more else ''}{counted(more, 'more page')}"
        lines += ["", f"{many}; `-n` shows more."]
    return lines


def _hit_as_lines(hit: SearchHit) -> list[str]:
    page = hit.page
    about = (
        page.type,
        f"{page.confidence} confidence" if page.confidence else "",
        f"updated {page.updated}" if page.updated else "",
    )
    said = ", ".join(filter(None, about))
    head = f"{page.title} ({said})" if said else page.title
    rows = [
        f"  {page.path}:{line.line}: {f'{line.heading}: ' if line.heading else ''}{line.text}"
        for line in hit.lines
    ]
    return [" ".join(head.split()), *(rows or [f"  {page.path}"])]


def _say_nothing_found(result: SearchResult, filtered: bool) -> list[str]:
    if not result.pages:
        return ["The wiki has no page yet."]
    said = "No page of the wiki holds what you look for"
    rest = " among those that the filters let through." if filtered else "."
    near = ", ".join(f"{title} ([[{slug}]])" for title, slug in result.nearest)
    return [said + rest, *([f"Titles that come near: {near}."] if near else [])]
