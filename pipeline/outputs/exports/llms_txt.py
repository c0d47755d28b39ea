"""Write `llms.txt`, by which a language model finds the pages of a wiki: a link and a line each."""

from __future__ import annotations

from pipeline.core.bookkeeping.ownership import index_heading
from pipeline.core.export.contents import ExportedPage, WikiContents
from pipeline.core.github.inert import break_addresses
from pipeline.core.hidden_characters import has_visible_part
from pipeline.core.markup import foreign_text
from pipeline.core.text import counted
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import is_aside
from pipeline.core.wiki.schema import ANSWER_TYPE, SUMMARY_TYPE
from pipeline.outputs.exports import ExportedFiles

# What a model with little room may leave out: llmstxt.org names the heading.
_OPTIONAL = (SUMMARY_TYPE, ANSWER_TYPE)


def write(contents: WikiContents) -> ExportedFiles:
    """Return `llms.txt`; its links lead from the root of the repository."""
    groups: dict[str, list[ExportedPage]] = {}
    for page in contents.pages:
        if not is_aside(page.facts.path):
            groups.setdefault(page.facts.type or "untyped", []).append(page)
    size = f"{counted(len(contents.pages), 'page')} from {counted(len(contents.sources), 'source')}"
    out = [
        "# Wiki\n",
        f"> {size}. Every statement is cited: a footnote names the lines of its source and quotes"
        " them.\n",
    ]
    for kind in sorted(groups.keys() - {*_OPTIONAL}):
        out += [f"## {foreign_text.escape_quote(index_heading(kind))}\n", _list(groups[kind])]
    if rest := [page for kind in _OPTIONAL for page in groups.get(kind, ())]:
        out += ["## Optional\n", _list(rest)]
    return ExportedFiles({"llms.txt": "\n".join(out)})


def _list(pages: list[ExportedPage]) -> str:
    rows = []
    for page in pages:
        facts = page.facts
        title = facts.title if has_visible_part(facts.title) else facts.slug
        said = foreign_text.make_harmless(break_addresses(facts.summary))
        link = f"[{foreign_text.escape_quote(title)}]({citations.link_to('', facts.path)})"
        rows.append(f"- {link}" + (f": {said}" if said else ""))
    return "".join(f"{row}\n" for row in rows)
