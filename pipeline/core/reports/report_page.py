"""Make of a report a page of the wiki, with the files of its charts, as one proposal.

The page carries the claims of the pages that it was made from, and no claim of its own, as a kept
answer does. Its front matter says what was asked, so that it can be made anew, and keeps a digest
of each statement beneath it, by which the rule `stale-output` knows that one has changed since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import KnownSource
from pipeline.core.answers.page_words import (
    basis_of,
    link_to_page,
    write_prose,
    write_sentence,
)
from pipeline.core.charts.chart_words import alternative_text, headers_of, rows_of
from pipeline.core.charts.spec import ChartSpec, write_spec
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert
from pipeline.core.markup import frontmatter, markdown
from pipeline.core.name_keys import slug_of, unique_slug
from pipeline.core.reports.draft import LONGEST_HEADING
from pipeline.core.reports.report import Report
from pipeline.core.text import shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Removal
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import BASIS_KEY, MADE_KEY, NOT_KNOWN_HEADING, REPORT_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki

ASKED_KEY = "asked"
CHARTS_FOLDER = "charts"
_LONGEST_SLUG = 60
_CODE = re.compile(r"(`[^`\n]*`)")
_STAR = re.compile(r"(?<!\\)\*")
HEADINGS = {
    "values": "Values",
    "disputed": "Disputed",
    "unknown": NOT_KNOWN_HEADING,
    "sources": "Sources",
    "pages": "Made from",
}


def find_made_page(kind: str, asked: str, wiki: Wiki) -> str | None:
    """Return the slug of the page that was made of these words; None where there is none."""
    for slug, facts in wiki.facts.items():
        if facts.type != REPORT_TYPE:
            continue
        try:
            meta = wiki.page(slug).meta
        except UserError:  # the rule bad-front-matter reports it
            continue
        if (str(meta.get(MADE_KEY)), str(meta.get(ASKED_KEY))) == (kind, asked):
            return slug
    return None


def refuse_schema(schema: Schema) -> None:
    """Raise `UserError` where a team's rules have no page type for what is made."""
    if REPORT_TYPE not in schema.types:
        raise UserError(
            f"schema.md has no page type `{REPORT_TYPE}`.",
            f"Add under `types`: `- name: {REPORT_TYPE}` and `folder: outputs`.",
        )


def slug_for(report_kind: str, asked: str, title: str, wiki: Wiki) -> str:
    """Return the slug of the page for what is asked: the one that is there, or a new one."""
    old = find_made_page(report_kind, asked, wiki)
    if old:
        return old
    wanted = slug_of(title, _LONGEST_SLUG) or report_kind
    if wanted in wiki.taken_names:
        wanted = f"{wanted}-{report_kind}"
    return unique_slug(wanted, wiki.taken_names)


def file_report(
    report: Report, slug: str, pictures: Mapping[str, str], wiki: Wiki, schema: Schema
) -> Upkeep:
    """Return the change that files a report: its page, and each chart as a picture and its spec.

    `pictures` are the charts as SVG, by their names.
    """
    refuse_schema(schema)
    if not report.labels:
        raise UserError(
            "There is nothing to make it from: the wiki does not know.",
            "Put a source that says it into raw/, and ask again once it is compiled.",
        )
    old = slug if slug in wiki else None
    path = wiki.facts[slug].path if old else schema.path(REPORT_TYPE, slug)
    folder = f"{path.rpartition('/')[0]}/{CHARTS_FOLDER}"
    texts: dict[str, str | None] = {path: page_text(report, slug, path, wiki, schema)}
    for name, spec in report.charts:
        texts[f"{folder}/{name}.json"] = write_spec(spec)
        texts[f"{folder}/{name}.svg"] = pictures[name]
    removed = _what_goes(wiki.page(slug), report) if old else ()
    verb = "Make anew" if old else "Make"
    return Upkeep(
        "make",
        slug,
        f"{verb} a {report.kind}: {shorten(report.draft.title, 110)}",
        _why(report),
        texts,
        removed=removed,
        told=(
            *report.told,
            *(f"not in it, because {why}: {said.text}" for said, why in report.struck),
        ),
    )


def _why(report: Report) -> str:
    what = "drawn from values" if report.kind == "chart" else "made from statements"
    return (
        f"Somebody asked for this. It is {what} of the pages below, each with their marks and"
        f" quotes, and states nothing of its own.\n\n> {make_inert(report.asked)}"
    )


def _what_goes(page: Page, report: Report) -> tuple[Removal, ...]:
    """Name all that goes from a page that is made anew: its words, and marks it has no more."""
    why = "it was made anew"
    gone = [label for label in page.labels if label not in report.labels]
    kept = {
        "sources": {report.material.citations[label].source for label in report.labels},
        "related": {*report.pages},
    }
    listed = [
        Removal(f"`{key}: {value}` of the front matter", why)
        for key, left in kept.items()
        for value in _listed(page.meta.get(key))
        if value not in left
    ]
    return (
        *listed,
        *(Removal(f"the citation [^{label}] on {page.slug}", why) for label in gone),
        Removal(f"from {page.slug}: “{shorten(markdown.to_plain_text(page.body), 600)}”", why),
    )


def _listed(value: object) -> list[object]:
    return [*value] if isinstance(value, list) else []


# --- the page ---


def page_text(report: Report, slug: str, path: str, wiki: Wiki, schema: Schema) -> str:
    """Return the text of the page, without what code derives afterwards."""
    old = wiki.page(slug) if slug in wiki else None
    meta = {
        "title": report.draft.title,
        "type": REPORT_TYPE,
        "aliases": list(wiki.facts[slug].aliases) if old else [],
        MADE_KEY: report.kind,
        ASKED_KEY: report.asked,
        "sources": [],
        BASIS_KEY: basis_of(report.pages, report.labels),
        "related": [],
        **{key: str(old.meta[key]) for key in ("created", "updated") if old and old.meta.get(key)},
    }
    body = "\n\n".join(_parts(report, path, wiki, schema))
    notes = "\n".join(
        citations.render(replace(report.material.citations[label], label=label), path)
        for label in sorted(report.labels, key=citations.label_sort_key)
    )
    return f"{frontmatter.dump(meta)}\n{body}\n\n{notes}\n"


def _parts(report: Report, path: str, wiki: Wiki, schema: Schema) -> Iterator[str]:
    yield " ".join(_said(said, report) for said in report.draft.summary)
    if report.kind == "chart":
        for name, spec in report.charts:
            yield show_chart(name, spec)
            yield f"## {HEADINGS['values']}\n\n{chart_table(spec)}"
    if report.kind != "chart":  # what decides stands first: the values, before what is told of them
        for name, spec in report.charts:
            heading = _heading(shorten(spec.title, LONGEST_HEADING))
            yield f"## {heading}\n\n{show_chart(name, spec)}\n\n{chart_table(spec)}"
    for section in report.draft.sections:
        said = " ".join(_said(one, report) for one in section.sentences)
        yield f"## {_heading(section.heading)}\n\n{said}"
    if report.disputed:
        yield f"## {HEADINGS['disputed']}\n\n" + "\n".join(_disputes(report))
    if report.draft.unknown:
        rows = "\n".join(f"- {write_prose(one)}" for one in report.draft.unknown)
        yield f"## {HEADINGS['unknown']}\n\n{rows}"
    if report.kind != "chart":
        yield f"## {HEADINGS['sources']}\n\n" + "\n".join(_sources(report, path, wiki, schema))
    links = [
        link_to_page(page.slug, page.title, path, wiki, schema) for page in report.pages.values()
    ]
    yield f"## {HEADINGS['pages']}\n\n" + "\n".join(f"- {link}" for link in links)


def _heading(text: str) -> str:
    return write_prose(text)


def _said(said: AnswerSentence, report: Report) -> str:
    """Return a sentence with its stars as signs: `*CALL and EXT*` is no emphasis.

    One that rests on what is known of a source, its status or date, has a mark of that source, as
    the source has in the list of sources.
    """
    marks = said.labels or tuple(
        mark
        for source in report.sources
        if source.slug in said.pages and (mark := _first_mark(source, report))
    )
    parts = _CODE.split(write_sentence(replace(said, labels=marks)))
    return "".join(part if at % 2 else _STAR.sub(r"\\*", part) for at, part in enumerate(parts))


def show_chart(name: str, spec: ChartSpec) -> str:
    """Return the picture of a chart for a page, and where its spec stands."""
    said = write_prose(alternative_text(spec)).replace("!", "\\!")
    return (
        f"![{said}]({CHARTS_FOLDER}/{name}.svg)\n\n"
        f"Drawn from [these values]({CHARTS_FOLDER}/{name}.json)."
    )


def chart_table(spec: ChartSpec) -> str:
    """Return the values of a chart as a table, each row with the marks of its claims."""
    heads = headers_of(spec)
    lines = [_row(heads), _row(["---"] * len(heads))]
    for cells, labels in rows_of(spec):
        marks = "".join(f"[^{label}]" for label in labels)
        shown = [write_prose(cell) for cell in cells]
        lines.append(_row([*shown[:-1], f"{shown[-1]}{marks}"]))
    return "\n".join(lines)


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _disputes(report: Report) -> Iterator[str]:
    for one, other in report.disputed:
        yield f"- {_stated(one.plain, one.labels)} But: {_stated(other.plain, other.labels)}"


def _stated(text: str, labels: tuple[str, ...]) -> str:
    return write_prose(text) + "".join(f"[^{label}]" for label in labels)


def _sources(report: Report, path: str, wiki: Wiki, schema: Schema) -> Iterator[str]:
    for source in report.sources:
        told = [source.author, source.published, source.status]
        rest = "; ".join(write_prose(one) for one in told if one)
        link = link_to_page(source.slug, source.title, path, wiki, schema)
        yield f"- {link}{f' ({rest})' if rest else ''}[^{_first_mark(source, report)}]"


def _first_mark(source: KnownSource, report: Report) -> str:
    """Return the first mark of a report that is of a source; "" for none."""
    cited = report.material.citations
    return next((mark for mark in report.labels if cited[mark].source == source.path), "")
