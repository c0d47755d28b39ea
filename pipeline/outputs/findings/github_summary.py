"""Write the findings as a Markdown table, for the page of a run on GitHub or for a message.

Nothing foreign takes effect in it.
"""

from __future__ import annotations

from pipeline.core.findings.as_text import show_on_one_line, write_summary
from pipeline.core.github.inert import make_code, make_inert
from pipeline.outputs.findings import FormattedLint, LintResult


def write(result: LintResult) -> FormattedLint:
    """Return the report as Markdown.

    It links to the lines where these can be read on the web as the lint saw them.
    """
    address = "" if result.loose else result.address
    table = write_summary(
        result.findings,
        address,
        result.commit,
        result.commit,
        (),
        "Lint of the wiki",
        "No rule has anything to say.",
    )
    rows = [
        f"- {make_inert(show_on_one_line(u.address))} does not answer since {u.since}"
        f" ({make_inert(show_on_one_line(u.said))}): {_list_pages(u.pages)}"
        for u in result.unreachable
    ]
    parts = [table, "### Addresses on the web\n\n" + "\n".join(rows) + "\n" if rows else ""]
    parts.append(
        "\n".join(f"- {make_inert(show_on_one_line(note))}" for note in result.notes) + "\n"
        if result.notes
        else ""
    )
    return FormattedLint("\n".join(part for part in parts if part))


def _list_pages(pages: tuple[str, ...]) -> str:
    more = f" and {len(pages) - 10} more" if len(pages) > 10 else ""
    return ", ".join(make_code(show_on_one_line(page)) for page in pages[:10]) + more
