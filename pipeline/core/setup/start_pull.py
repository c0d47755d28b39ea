"""The pull request *Start our wiki*: what it changes, what is missing, and what happens then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.state import make_marker
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.issues.checklist import ChecklistItem
from pipeline.core.setup.answers import StartAnswers
from pipeline.core.setup.start_issue import START_BRANCH, START_MARKER, START_WORKFLOW
from pipeline.core.text import counted, shorten

_LONGEST_REMARK = 400
_MOST_NAMES = 20


@dataclass(frozen=True)
class StartChange:
    """What the pull request does to the files.

    `kept` are files of the program's tests that the team changed, and which therefore stay.
    """

    sources: int
    pages: int
    left_out: int = 0
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class StartPull:
    """What its text is made of; `base` is the repository's address, `branch` its default branch.

    `costs` is Markdown of ours: what the first source costs, and where that stops. `issue` is the
    number of the issue with the boxes, 0 where there is none.
    """

    base: str
    branch: str
    answers: StartAnswers
    change: StartChange
    needs: Sequence[ChecklistItem]
    costs: str
    issue: int = 0


def write_start_pull(pull: StartPull) -> str:
    """Return the text of the pull request."""
    parts = (
        "**Merge this, and the wiki is yours.** Nothing is compiled or paid before. Close it to"
        " keep the example.",
        _write_needs(pull),
        f"### What this changes\n\n{_write_change(pull)}",
        f"### What happens then\n\n{_write_future(pull)}",
        pull.costs,
        make_marker(START_MARKER, {}),
    )
    return "\n\n".join(parts)


def _write_needs(pull: StartPull) -> str:
    missing = [item for item in pull.needs if item.state != "good"]
    rows = [_write_need(item) for item in (*missing, *(i for i in pull.needs if i not in missing))]
    heading = f"{len(missing)} of {len(pull.needs)}" if missing else "nothing"
    where = f"Tick the last box of #{pull.issue} again" if pull.issue else _run_again(pull)
    more = f"\n\nMended? {where}, and it looks once more." if missing else ""
    return f"### Still missing: {heading}\n\n" + "\n".join(rows) + more


def _write_need(item: ChecklistItem) -> str:
    if item.state == "good":
        return f"- ✅ {item.title}"
    said = make_inert(shorten(item.said, _LONGEST_REMARK))
    place = make_link(make_inert(item.place), item.address) if item.place else ""
    steps = ": ".join(part for part in (place, make_inert(item.do)) if part)
    sign = "❌" if item.state == "bad" else "❔"
    return f"- {sign} **{item.title}.** {said}" + (f"<br>\n  {steps}" if steps else "")


def _write_change(pull: StartPull) -> str:
    change = pull.change
    schema = make_link("schema.md", _edit_schema(pull))
    settings = ", ".join(f"`{key}: {value}`" for key, value in pull.answers.settings().items())
    rows = [
        f"- **Emptied:** {counted(change.sources, 'source')} in `raw/`,"
        f" {counted(change.pages, 'page')} in `wiki/`, the log",
        f"- **Set in {schema}:** {settings}",
    ]
    if pull.answers.lean:
        rows.append(
            f"- **Left out:** {counted(change.left_out, 'file')}: `tests/`, `bench/`, and"
            " Dependabot for the program. An upgrade keeps to that."
        )
    if change.kept:
        names = ", ".join(make_code(strip_hidden(path)) for path in change.kept[:_MOST_NAMES])
        more = len(change.kept) - _MOST_NAMES
        rows.append(
            f"- **Kept, for you changed it:** {names}" + (f" and {more} more" if more > 0 else "")
        )
    edit = make_link("Edit that file here", _edit_schema(pull))
    where = f"Tick them in #{pull.issue}, and its last box" if pull.issue else _run_again(pull)
    return "\n".join(rows) + (
        f"\n\nOther answers? {where}: this pull request follows. Anything else? {edit}."
    )


def _run_again(pull: StartPull) -> str:
    return make_link("Run *setup* again", f"{pull.base}/actions/workflows/{START_WORKFLOW}")


def _edit_schema(pull: StartPull) -> str:
    return f"{pull.base}/edit/{START_BRANCH}/schema.md"


def _write_future(pull: StartPull) -> str:
    upload = make_link("put files into `raw/`", f"{pull.base}/upload/{pull.branch}/raw")
    return (
        f"1. You {upload}: Markdown, text, HTML, PDF, office files and more.\n"
        "2. Some minutes later a pull request says which values change, which pages come, and shows"
        " each sentence with its quote.\n"
        "3. You merge it, close it, or comment what to change.\n"
        "4. Each week *Wiki health* lists contradictions, dead links, stale claims."
    )
