"""Keep one issue while no source can be compiled: the key, the bill, the server, a limit.

What stops all sources is no fault of any of them. So it is said once, no try is counted against a
source, and all go on by themselves at the next run after it is mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import StopCause, UserError
from pipeline.core.github.boxes import write_box
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import make_details
from pipeline.core.github.state import FAILED_LABEL, Issue, is_ours, make_marker, read_marker
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import counted, shorten
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.results import Failure

MARKER = "stopped"
TITLES: Mapping[StopCause, str] = {
    "credential": "Compiling is stopped: the model refuses the key",
    "payment": "Compiling is stopped: the account of the model asks for payment",
    "setup": "Compiling is stopped: the model cannot be used as it is set up",
    "unreachable": "Compiling is stopped: the model cannot be reached",
    "limit": "Compiling is stopped: the model's server takes no more calls",
    "budget": "Compiling waits: the budget of a run is spent",
}
_SETTINGS: Mapping[StopCause, tuple[str, str]] = {
    "credential": ("set the secret", "settings/secrets/actions"),
    "setup": ("see secrets and variables", "settings/secrets/actions"),
}
_PASSES: tuple[StopCause, ...] = ("unreachable", "limit", "budget")
_MOST_SOURCES = 100  # that are named
CLOSED = "The model answers again, and the sources that waited are being compiled."


def renew_stopped_issue(
    hub: GitHub, stopped: Sequence[Failure], compiled: bool, places: Places
) -> Iterator[ReportRow]:
    """Open or renew the issue where sources wait; close it where some were compiled and none waits.

    A run that had nothing to compile says nothing of the model, and leaves the issue as it is.
    """
    if not stopped:
        if compiled:
            yield from close_stopped_issues(hub, CLOSED)
        return
    known = _find_issues(hub)
    cause = Counter(f.stopped for f in stopped if f.stopped).most_common(1)[0][0]
    mine = [f for f in stopped if f.stopped == cause]
    paths = tuple(dict.fromkeys(f.source for f in stopped))
    issue = known[-1] if known else None
    earlier = (read_marker(MARKER, issue.body) or {}) if issue else {}
    body = write_body(cause, mine[0], paths, _count_runs(earlier, places.run), places)
    title = TITLES[cause]
    try:
        if issue is None:
            issue = hub.create_issue(title, body, [FAILED_LABEL.name])
        elif (issue.title, issue.body.split()) != (title, body.split()):
            hub.update_issue(issue.number, title=title, body=body)
    except UserError as error:
        yield ReportRow("trouble", paths, 0, f"no issue could be written: {error}")
        return
    yield ReportRow("waits", (), issue.number, title)
    for other in known[:-1]:
        yield _close(hub, other, "Another issue says the same.")


def close_stopped_issues(hub: GitHub, why: str) -> Iterator[ReportRow]:
    """Close the issue, with the reason."""
    for issue in _find_issues(hub):
        yield _close(hub, issue, why)


def _find_issues(hub: GitHub) -> list[Issue]:
    """Return our open issues about a stop, the oldest last."""
    return [
        issue
        for issue in hub.issues(FAILED_LABEL.name)
        if is_ours(issue, hub.bots) and read_marker(MARKER, issue.body)
    ]


def _count_runs(earlier: Mapping[str, object], run: str) -> int:
    """Return in how many runs this was met; one that is run again counts once."""
    met = earlier.get("runs")
    count = met if isinstance(met, int) else 0
    return count + (not (run and earlier.get("run") == run))


def write_body(
    cause: StopCause, failure: Failure, paths: Sequence[str], runs: int, places: Places
) -> str:
    """Return the body of the issue."""
    waits = f"**{counted(len(paths), 'source')} {'waits' if len(paths) == 1 else 'wait'}.**"
    names = "\n".join(f"- {make_code(strip_hidden(path))}" for path in paths[:_MOST_SOURCES])
    more = len(paths) - _MOST_SOURCES
    names += f"\n- and {more} more" if more > 0 else ""
    link = make_link(f"run {make_inert(places.run)}", places.run_address)
    run = f", last in {link}" if places.run else ""
    said = f"{make_inert(shorten(failure.message, 1_500))} Met in {counted(runs, 'run')}{run}."
    start = make_link("Run workflow", f"{places.repository}/actions/workflows/compile.yml")
    again = "the next run after it is mended" if cause not in _PASSES else "the next run"
    return "\n\n".join(
        [
            f"{waits} Nothing is lost, nothing half-written, and none of them counts as failed.",
            f"**To do:** {_what_to_do(cause, failure, places)}",
            f"Then tick:\n\n{write_box('try-now')}",
            f"Or press {start}. Else {again} goes on where this one stopped, at night at the"
            " latest. This closes by itself once sources are compiled again.",
            make_details("What was said", said),
            make_details("What waits", names),
            make_marker(MARKER, {"cause": cause, "runs": runs, "run": places.run}),
        ]
    )


def _what_to_do(cause: StopCause, failure: Failure, places: Places) -> str:
    if cause == "budget":
        return (
            "nothing, or raise `dollars_per_run` under `budget` in `schema.md`. The next run has"
            " a budget of its own."
        )
    hint = make_inert(shorten(failure.hint or "Look at what was said.", 800))
    where = _SETTINGS.get(cause)
    link = f" ({make_link(where[0], f'{places.repository}/{where[1]}')})" if where else ""
    return f"{hint}{link}"


def _close(hub: GitHub, issue: Issue, why: str) -> ReportRow:
    try:
        if not issue.locked:
            hub.add_comment(issue.number, why)
        hub.update_issue(issue.number, state="closed", reason="completed")
    except UserError as error:
        return ReportRow("trouble", (), issue.number, str(error))
    return ReportRow("closed", (), issue.number, why)
