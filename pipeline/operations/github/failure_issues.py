"""Keep one issue for each source that could not be compiled: opened, renewed, closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.boxes import write_box
from pipeline.core.github.inert import make_code, make_inert, make_link, make_plain_line
from pipeline.core.github.places import Places
from pipeline.core.github.state import FAILED_LABEL, Issue, is_ours, make_marker, read_marker
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import shorten
from pipeline.operations.github.plan_queue import MOST_TRIES
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.results import Failure
from pipeline.operations.github.stopped_issue import close_stopped_issues
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.status import OPEN_STATES, statuses


def renew_failure_issues(
    hub: GitHub,
    failed: Sequence[Failure],
    done: Mapping[str, int],
    snapshot: Snapshot,
    places: Places,
) -> Iterator[ReportRow]:
    """Open or renew the issues of what failed now; close those of what was compiled, or is gone."""
    known, twice = _list_our_issues(hub)
    for failure in failed:
        yield _renew_issue(hub, failure, known.pop(failure.source, None), places)
    for path in [path for path in known if path in done]:
        yield _close_issue(hub, known.pop(path), path, f"Compiled now: #{done[path]}.")
    yield from _close_what_is_over(hub, known, twice, snapshot)


def close_settled_issues(hub: GitHub, snapshot: Snapshot) -> Iterator[ReportRow]:
    """Close the issues of sources that are compiled on the default branch, or gone from it."""
    yield from _close_what_is_over(hub, *_list_our_issues(hub), snapshot)
    if not any(s.state in OPEN_STATES for s in statuses(snapshot)):
        yield from close_stopped_issues(hub, "No source waits any more.")


def _list_our_issues(hub: GitHub) -> tuple[dict[str, Issue], list[Issue]]:
    """Return our open issues by source, the oldest of each, and further ones of those sources."""
    known: dict[str, Issue] = {}
    twice: list[Issue] = []
    for issue in hub.issues(FAILED_LABEL.name):  # newest first
        values = read_marker("failure", issue.body) if is_ours(issue, hub.bots) else None
        if values and isinstance(values.get("source"), str):
            if values["source"] in known:
                twice.append(known[values["source"]])
            known[values["source"]] = issue
    return known, twice


def _close_what_is_over(
    hub: GitHub, known: Mapping[str, Issue], twice: Sequence[Issue], snapshot: Snapshot
) -> Iterator[ReportRow]:
    open_ = {s.path for s in statuses(snapshot) if s.state in OPEN_STATES} if known else set()
    for path, issue in known.items():
        if path not in open_:
            yield _close_issue(
                hub,
                issue,
                path,
                "There is nothing to compile any more: the source is compiled, or gone.",
            )
    for issue in twice:
        yield _close_issue(hub, issue, "", "Another issue is about the same source.")


def _renew_issue(hub: GitHub, failure: Failure, issue: Issue | None, places: Places) -> ReportRow:
    issue = issue or _find_unlabelled(hub, failure.source)
    earlier = (read_marker("failure", issue.body) or {}) if issue else {}
    same = earlier.get("sha256") == failure.sha256 and isinstance(earlier.get("tries"), int)
    same = same and not earlier.get("asks")
    # A job that is run again is the same attempt.
    once_more = not (places.run and earlier.get("run") == places.run)
    tries = MOST_TRIES if failure.asks else earlier["tries"] + once_more if same else 1
    name = strip_hidden(failure.source)
    said = f"{name} waits for a yes" if failure.asks else f"Could not compile {name}"
    title = make_plain_line(said)
    body = write_question(failure, places) if failure.asks else write_body(failure, tries, places)
    try:
        if issue is None:
            issue = hub.create_issue(title, body, [FAILED_LABEL.name])
        elif FAILED_LABEL.name not in issue.labels:
            hub.label(issue.number, FAILED_LABEL.name)
        if issue and (issue.title, issue.body.split()) != (title, body.split()):
            hub.update_issue(issue.number, title=title, body=body)
    except UserError as error:
        return ReportRow(
            "trouble",
            (failure.source,),
            0,
            f"{failure.reason} (and no issue could be written: {error})",
        )
    if failure.asks:
        said = f"{failure.reason} `/recompile --yes` on #{issue.number} compiles it."
        return ReportRow("waits", (failure.source,), issue.number, said)
    return ReportRow("failed", (failure.source,), issue.number, failure.reason)


def _find_unlabelled(hub: GitHub, source: str) -> Issue | None:
    """Return our oldest open issue about a source whose label somebody took off, or None."""
    found = None
    for bot in sorted(hub.bots):
        for issue in hub.issues("", author=bot):
            if (read_marker("failure", issue.body) or {}).get("source") == source:
                found = issue
    return found


def write_question(failure: Failure, places: Places) -> str:
    """Return the body of the issue about a source that waits for a person's yes."""
    name = make_code(strip_hidden(failure.source))
    message = shorten(failure.reason, 1_500)
    return "\n\n".join(
        [
            f"{make_link(name, places.source(failure.source))} was not compiled:"
            f" {make_inert(message)} Nothing was paid for it.",
            "Tick a box, with write access: the first as it is, the second once a limit in"
            " `schema.md` is raised. Until then it waits, and is asked about no more unless it"
            " changes. This issue closes when it compiles.",
            f"{write_box('say-yes')}\n{write_box('try-again')}",
            make_link("The run", places.run_address) + " has the log.",
            make_marker(
                "failure",
                {
                    "source": failure.source,
                    "sha256": failure.sha256,
                    "tries": MOST_TRIES,
                    "run": places.run,
                    "asks": True,
                },
            ),
        ]
    )


def write_body(failure: Failure, tries: int, places: Places) -> str:
    """Return the body of the issue."""
    name = make_code(strip_hidden(failure.source))
    message = shorten(failure.reason, 1_500)
    out = [
        (
            f"{make_link(name, places.source(failure.source))} could not be compiled as it is now."
            " The wiki is as it was; nothing was half-written."
        ),
        f"**What went wrong:** {make_inert(message)}",
    ]
    out += [f"**What to do:** {make_inert(shorten(failure.hint, 800))}"] if failure.hint else []
    again = "it is tried again tonight" if tries < MOST_TRIES else "it is not tried again by itself"
    cost = f" The attempts of this run cost ${failure.dollars:.4f}." if failure.dollars else ""
    out += [
        (
            f"This was attempt {tries} on the file as it is; {again}. This issue closes when the"
            f" source compiles.{cost}"
        ),
        write_box("try-again"),
        make_link("The run", places.run_address) + " has the log.",
        make_marker(
            "failure",
            {"source": failure.source, "sha256": failure.sha256, "tries": tries, "run": places.run},
        ),
    ]
    return "\n\n".join(out)


def _close_issue(hub: GitHub, issue: Issue, path: str, why: str) -> ReportRow:
    try:
        if not issue.locked:
            hub.add_comment(issue.number, why)
        hub.update_issue(issue.number, state="closed", reason="completed")
    except UserError as error:
        return ReportRow("trouble", (path,) if path else (), issue.number, str(error))
    return ReportRow("closed", (path,) if path else (), issue.number, why)
