"""Pass one file for each source from the job that reads to the job that writes.

The reading job held the model's credential and read hostile sources, so whatever it hands over may
have been written by one of them, and nothing in a file is believed. Each file is looked at alone:
what is wrong with one becomes the failure of its source, with the reason.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.adapters.files import read_foreign_text
from pipeline.adapters.secrets import find_secrets, hide_secrets, redact
from pipeline.core import strict_json
from pipeline.core.changes import limits
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.errors import StopCause
from pipeline.core.strict_json import WireError, show_foreign_value
from pipeline.core.text import shorten

MOST_RESULT_BYTES = 8_000_000
MOST_STRANGE_FILES = 20  # files nobody expected that are named; the rest is counted
MOST_MESSAGE_CHARACTERS = 4_000
NO_RESULT = "The job that read it ended without a result."
RESULT_REFUSED = "The result of the job that read it was refused"
FAILURE_HINT = (
    "Nothing was written for this source. Compile it again; if it happens again, look at the"
    " source."
)


@dataclass(frozen=True)
class Failure:
    """Why a source gave no change set.

    `message` and `hint` are foreign text: `make_inert` before they are shown.
    """

    source: str
    sha256: str
    message: str
    hint: str
    dollars: float
    waits: bool = False  # nothing is wrong with it: the run's budget was used up
    nothing: bool = False  # nothing is wrong with it: the wiki says all of it already
    # Nothing is wrong with it: the run could not ask the model at all, for this cause.
    stopped: StopCause | None = None
    asks: bool = False  # nothing is wrong with it: it waits for a person's yes

    @property
    def reason(self) -> str:
        """The message without the path of its source, for where that stands beside it."""
        return self.message.removeprefix(f"{self.source}: ")


@dataclass(frozen=True)
class Result:
    """What became of one source in the reading job.

    `after` are the sources whose changes were laid under it, in order.
    """

    key: str
    change: ChangeSet | None
    failure: Failure | None
    after: tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """What the plan asked for: which source, in which state, on which commit, for which day."""

    key: str
    source: str
    sha256: str
    base: str
    stack: str
    date: str


def key_of(path: str) -> str:
    """Return the name of a source in file names and job outputs."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def artifact_of(key: str) -> str:
    """Return the name of the artifact with a source's result."""
    return f"result-{key}"


# --- writing, in the reading job ---


def write_result(folder: Path, result: Result, environ: Mapping[str, str] | None = None) -> Path:
    """Write `<key>.json`, whole or not at all, without any credential of this environment."""
    known = find_secrets(os.environ if environ is None else environ)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.key}.json"
    beside = folder / f".{result.key}.{os.getpid()}"
    try:
        beside.write_text(
            strict_json.dump(_without_secrets(result, known)), encoding="utf-8", newline="\n"
        )
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _without_secrets(result: Result, known: tuple[str, ...]) -> Result:
    """Return a result with credentials hidden.

    In a change set these are only the ones we hold: what merely looks like one may be part of a
    quote.
    """
    change, failure = result.change, result.failure
    if change is not None:
        change = strict_json.change_texts(change, lambda text: hide_secrets(text, known))
    if failure is not None:
        message, hint = (
            shorten(redact(text, known), MOST_MESSAGE_CHARACTERS)
            for text in (failure.message, failure.hint)
        )
        failure = replace(failure, message=message, hint=hint)
    return replace(result, change=change, failure=failure)


# --- reading, in the writing job ---


def read_results(folder: Path, expected: Mapping[str, Expected]) -> tuple[list[Result], list[str]]:
    """Return a result for each expected source, in order, and a sentence for each unexpected file.

    The files lie in the folder as `write_result` leaves them, or, as artifacts are taken from
    GitHub, each in a folder of its own: then no job's file counts for another source, whatever it
    is called.

    Never raises for what a file holds, and follows no link: whatever is wrong becomes a `Failure`
    that says so.
    """
    wanted = list(expected.values())
    paths = frozenset(e.source for e in wanted)
    apart = any((folder / artifact_of(e.key)).is_dir() for e in wanted)
    places = {e.key: folder / artifact_of(e.key) if apart else folder for e in wanted}
    results = [_read_result(places[e.key] / f"{e.key}.json", e, paths) for e in wanted]
    names = {artifact_of(e.key) if apart else f"{e.key}.json" for e in wanted}
    inside = (
        row for e in wanted if apart for row in _strange_files(places[e.key], {f"{e.key}.json"})
    )
    return _refuse_circles(results, wanted), [
        *_strange_files(folder, names),
        *islice(inside, MOST_STRANGE_FILES),
    ]


def _read_result(path: Path, wanted: Expected, sources: frozenset[str]) -> Result:
    try:
        text = read_foreign_text(path, MOST_RESULT_BYTES)
    except FileNotFoundError:
        return _failed_result(wanted, NO_RESULT)
    except OSError as error:
        return _failed_result(wanted, f"{RESULT_REFUSED}: it cannot be read ({error.strerror}).")
    except ValueError as error:
        return _failed_result(wanted, f"{RESULT_REFUSED}: {error}.")
    try:
        result = strict_json.load(Result, text, _judge_field)
    except WireError as error:
        return _failed_result(wanted, f"{RESULT_REFUSED}: {error}.")
    problem = next(_find_objections(result, wanted, sources), "")
    return _failed_result(wanted, f"{RESULT_REFUSED}: {problem}.") if problem else result


def _failed_result(wanted: Expected, message: str) -> Result:
    return Result(
        wanted.key, None, Failure(wanted.source, wanted.sha256, message, FAILURE_HINT, 0.0), ()
    )


def _judge_field(path: str, value: Any) -> str:
    if path.startswith("change."):
        return limits.check_change_field(path.removeprefix("change."), value)
    most = {"after": 256, "key": 16}.get(path, MOST_MESSAGE_CHARACTERS)
    if isinstance(value, str | list):
        return f"it is longer than {most}" if len(value) > most else ""
    return (
        ""
        if 0 <= value <= limits.MOST_DOLLARS
        else f"it is not between 0 and {limits.MOST_DOLLARS:g}"
    )


def _find_objections(result: Result, wanted: Expected, sources: frozenset[str]) -> Iterator[str]:
    """Yield what does not fit what was asked for, the field's name first."""
    if result.key != wanted.key:
        yield f"key: {show_foreign_value(result.key)} is not the one of this file"
    if (result.change is None) == (result.failure is None):
        yield "change, failure: exactly one of them must be there"
    strange = [path for path in result.after if path not in sources or path == wanted.source]
    if strange:
        yield f"after: {show_foreign_value(strange[0])} is no other source of this run"
    if len(set(result.after)) < len(result.after):
        yield "after: a source stands twice"
    if result.failure is not None:
        yield from _find_differences(
            {"failure.source": result.failure.source, "failure.sha256": result.failure.sha256},
            wanted,
        )
    if result.change is not None:
        yield from _objections_to_change(result.change, wanted)


def _objections_to_change(change: ChangeSet, wanted: Expected) -> Iterator[str]:
    source, read = change.source, change.extraction
    said = {"source.path": source.path, "source.sha256": source.sha256}
    said |= {
        "extraction.source": read.source,
        "extraction.sha256": read.sha256,
        "base": change.base,
    }
    yield from (f"change.{problem}" for problem in _find_differences(said, wanted))
    if not _within_a_day(change.date, wanted.date):
        yield f"change.date: {show_foreign_value(change.date)} is not the day of this run"
    yield from (f"change.{problem}" for problem in limits.find_disagreements(change))


def _find_differences(said: Mapping[str, str], wanted: Expected) -> Iterator[str]:
    right = {
        "source": wanted.source,
        "path": wanted.source,
        "sha256": wanted.sha256,
        "base": wanted.base,
    }
    for name, value in said.items():
        if value != right[name.rpartition(".")[2]]:
            yield f"{name}: {show_foreign_value(value)} is not what was asked for"


def _within_a_day(said: str, wanted: str) -> bool:
    """Tell whether two days are at most one apart; a run may pass midnight between its jobs."""
    if len(said) != 10:
        return False
    return abs((date.fromisoformat(said) - date.fromisoformat(wanted)).days) <= 1


def _refuse_circles(results: list[Result], wanted: list[Expected]) -> list[Result]:
    """Refuse results that say of each other that the other came first.

    Nothing can be laid under itself. Of a circle, the one is refused first that names a source
    which comes later in the queue: it may drag honest ones into it.
    """
    by_source = dict(zip((e.source for e in wanted), results, strict=True))
    place = {e.source: number for number, e in enumerate(wanted)}
    while True:
        try:
            TopologicalSorter({path: r.after for path, r in by_source.items()}).prepare()
        except CycleError as error:
            circle = [e for e in wanted if e.source in error.args[1]]
            ahead = [
                e
                for e in circle
                if any(place[x] > place[e.source] for x in by_source[e.source].after)
            ]
            for e in ahead[:1] or circle:
                by_source[e.source] = _failed_result(
                    e, f"{RESULT_REFUSED}: after: it was laid on what was laid on it."
                )
        else:
            return list(by_source.values())


def _strange_files(folder: Path, wanted: set[str]) -> list[str]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name not in wanted)
    except OSError:
        return []
    said = [
        f"The file {show_foreign_value(name)} among the results was not expected and not read."
        for name in names[:MOST_STRANGE_FILES]
    ]
    rest = len(names) - len(said)
    return [*said, f"{rest} more files were not expected and not read."] if rest > 0 else said
