"""Gather for the dashboard how the wiki is after a lint: counts, what waits, what was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.bookkeeping.lint_notes import LintNote, add_note, note_of_findings
from pipeline.core.claims.backlog import tell_backlog
from pipeline.core.github.inert import make_inert
from pipeline.core.issues.issue import Wanted
from pipeline.core.issues.issue_plan import IssuePlan
from pipeline.core.issues.judging_report import LintReport
from pipeline.core.issues.tell_issues_apart import short_name
from pipeline.core.issues.text.dashboard import Count, Health, Past
from pipeline.core.text import counted
from pipeline.core.values import Finding

_NO_PAST = Past()
CONTRADICTIONS = "claims that contradict each other"
SUPERSEDED = "claims that a newer one supersedes"


@dataclass(frozen=True)
class LintRun:
    """One run of the lint.

    Without a `report`, `missing` says why there is none. `strange` of its verdicts were about no
    claims of this commit.
    """

    commit: str
    day: str
    most_new: int
    report: LintReport | None
    missing: str = ""
    strange: int = 0
    number: str = ""  # of the workflow run
    log: str = ""  # the text of log.md at that commit


def make_health(
    run: LintRun,
    found: Iterable[Finding],
    wanted: Sequence[Wanted],
    plan: IssuePlan,
    opened: Sequence[int],
    about: Mapping[int, tuple[str, str]],
    then: Past = _NO_PAST,
) -> Health:
    """Return what the dashboard is to say.

    `opened` and `about` are of this run, after it has written; `then` is of the run before.
    """
    counts = [*_of_claims(wanted, plan), *_of_rules(found)]
    return Health(
        counts=counts,
        commit=run.commit,
        date=run.day,
        opened=opened,
        waits=[(short_name(w.key), w.title) for w in plan.waits],
        dismissed=sum(d.do == "leave" and d.said == "dismissed" for d in plan.decisions),
        lost=[issue.number for issue in plan.lost],
        claims=_judging(run),
        notes=run.report.notes if run.report else (),
        about=about,
        most_new=run.most_new,
        held=[decision.number for decision in plan.held],
        most=plan.most,
        closing=_closing(run, plan, then),
        run=run.number if run.report else then.run,
        complete=run.report is not None and not run.report.waiting,
        runs=add_note(then.runs, _note(run, counts), run.log),
    )


def _note(run: LintRun, counts: Iterable[Count]) -> LintNote:
    severities = (severity for c in counts for severity in [c.severity] * c.number)
    return note_of_findings(run.day, run.commit, severities, run.report is not None, run.number)


def _closing(run: LintRun, plan: IssuePlan, then: Past) -> Sequence[str]:
    """Return what the next run may close if it says the same.

    A run in which nothing was judged passes on what the one before it said.
    """
    return (
        then.closing if run.report is None else [short_name(decision.key) for decision in plan.held]
    )


def _of_rules(found: Iterable[Finding]) -> list[Count]:
    number = Counter((f.rule, f.severity) for f in found)
    return [Count(rule, severity, count) for (rule, severity), count in number.items()]


def _of_claims(wanted: Sequence[Wanted], plan: IssuePlan) -> list[Count]:
    """Return the counts of contradictions and supersessions.

    Contradictions whose issues stay open because they could not be judged this time count too.
    """
    mine = {w.key: str(w.values["verdict"]["kind"]) for w in wanted if w.kind == "contradiction"}
    kinds = Counter(mine.values())
    open_ = [d for d in plan.decisions if d.do == "leave" and d.number in plan.about]
    left = sum(d.key[0] == "contradiction" and d.key not in mine for d in open_)
    return [
        Count(CONTRADICTIONS, "error", kinds["contradicts"] + left),
        Count(SUPERSEDED, "warning", kinds["supersedes"]),
    ]


def _judging(run: LintRun) -> str:
    report = run.report
    if report is None:
        return (
            f"**Claims were not judged.** {make_inert(run.missing)} Issues about claims stay as"
            " they are."
        )
    done = max(report.pairs - report.waiting, 0)
    earlier = f", {report.cached} of them in earlier runs" if done else ""
    out = [
        f"Of {counted(report.pairs, 'pair')} of claims that look alike {done}"
        f" {'is' if done == 1 else 'are'} judged{earlier}."
    ]
    out += (
        [f"**{report.waiting} {'waits' if report.waiting == 1 else 'wait'}** for the next run."]
        if report.waiting
        else []
    )
    out += [make_inert(line) for line in tell_backlog(report.backlog, run.day)]
    out += (
        [f"{counted(report.calls, 'call')} of the model, ${report.dollars:.2f}."]
        if report.calls
        else []
    )
    were = "verdict was" if run.strange == 1 else "verdicts were"
    out += (
        [f"{run.strange} {were} about no claims of this commit, and not used."]
        if run.strange
        else []
    )
    return " ".join(out)
