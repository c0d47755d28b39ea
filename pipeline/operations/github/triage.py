"""`wiki triage`: open, renew and close issues for what the lint found.

Nothing is believed that the job which judged claims hands over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from pipeline import rules
from pipeline.adapters.files import read_foreign_text
from pipeline.adapters.github.client import GitHub
from pipeline.core import strict_json
from pipeline.core.changes import limits
from pipeline.core.claims.already_told import is_already_told, may_be_reported
from pipeline.core.claims.disputes import Claims, Disputes, Identity, SideLabels, lay_verdicts
from pipeline.core.claims.judgement import Judged, Pair, Statement, Verdict
from pipeline.core.errors import UserError
from pipeline.core.findings.silenced import Silence
from pipeline.core.github import state as github
from pipeline.core.github.places import Places
from pipeline.core.github.state import Issue
from pipeline.core.issues.health import LintRun, make_health
from pipeline.core.issues.issue import IssueKey, IssueKind, Wanted, memory_of
from pipeline.core.issues.issue_plan import Decision, Scene
from pipeline.core.issues.judging_report import LintReport
from pipeline.core.issues.reconcile import reconcile
from pipeline.core.issues.tell_issues_apart import close_twins, shape_of, short_name
from pipeline.core.issues.text import contradiction, dashboard, rolling
from pipeline.core.issues.text.contradiction import MOST_LABELS
from pipeline.core.issues.text.dashboard import Past
from pipeline.core.paths import slug_of_path
from pipeline.core.strict_json import WireError
from pipeline.core.text import shorten
from pipeline.core.values import Finding
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.github.report import ReportRow, RowState
from pipeline.operations.lint.lint import find_idle_comments, lint_wiki
from pipeline.operations.repository.snapshot import Snapshot

REPORT_FILE = "lint.json"
MOST_REPORT_BYTES = 60_000_000
TRIAGE_LABELS = (
    github.LINT_LABEL,
    github.CLAIMS_LABEL,
    github.DEAD_LINK_LABEL,
    github.RULE_LABEL,
    github.HEALTH_LABEL,
    github.ERROR_LABEL,
    github.WARNING_LABEL,
)
_MOST_COMMITS = 20  # that are looked at for pages with another name
# So often a page is searched for an address: a report that names two million must not take the
# job's half hour.
_MOST_PAGES_SEARCHED = 20_000
_MOST_REFUSALS = 5  # writes in a row that GitHub refused; the next run does the rest
_STATE_AFTER: dict[str, RowState] = {
    "create": "opened",
    "update": "renewed",
    "reopen": "opened",
    "close": "closed",
}
_WRITING_ORDER = ("close", "update", "reopen", "create")


@dataclass(frozen=True)
class ClaimWording:
    """The claims of a commit, found anew: nothing of it comes from the job that judged."""

    pairs: Sequence[Pair]
    statements: Sequence[Statement]
    identity: Identity
    suggested: Callable[[Pair, Verdict, Wiki], str]


@dataclass(frozen=True)
class TriageContext:
    """All that a triage works on. `fresh`: the commit is the tip of the default branch."""

    hub: GitHub
    snapshot: Snapshot
    day: str
    run: str = ""
    fresh: bool = True
    in_actions: bool = True
    wording: Callable[[Snapshot], ClaimWording] | None = None
    facts: Callable[[Snapshot, str], list[Finding]] = lint_wiki

    @property
    def places(self) -> Places:
        """Return the addresses that the texts of issues need."""
        commit = self.snapshot.commit
        return Places(f"{self.hub.server}/{self.hub.repository}", commit, commit, self.run)

    @property
    def us(self) -> frozenset[str]:
        """Return the accounts whose issues are ours.

        Runs on GitHub do not trust what was written with a person's token.
        """
        return self.hub.bots if self.in_actions else self.hub.our_logins()


# --- what the job that judged hands over ---


def read_report(folder: Path) -> tuple[LintReport | None, str]:
    """Return what judging gave; or None, and a sentence that says why there is no report."""
    try:
        return (
            strict_json.load(
                LintReport,
                read_foreign_text(folder / REPORT_FILE, MOST_REPORT_BYTES),
                limits.check_report_field,
            ),
            "",
        )
    except FileNotFoundError:
        return None, "The job that judges claims ended without a result."
    except OSError as error:
        return None, f"The result of the job that judges claims cannot be read ({error.strerror})."
    except (WireError, ValueError) as error:
        return None, f"The result of the job that judges claims was refused: {error}."


# --- the run ---


def triage_findings(
    context: TriageContext, report: LintReport | None, missing: str = ""
) -> Iterator[ReportRow]:
    """Bring the issues in step with the wiki, and yield what was done.

    What is wanted (one issue a contradiction, one a page for its dead links, one a rule for the
    rest, and the dashboard) is compared with our own issues in any state, and
    `core/issues/reconcile.py` decides; this function only reads and writes. A verdict of the report
    counts for two statements that stand in the wiki, and only with words that stand in them. What
    closes is written first, the dashboard last, because it remembers what the next run needs. After
    something was opened, the issues are listed again: where two runs opened the same, all but the
    first are closed. `missing` says why there is no report; then only what rules found counts, and
    no contradiction is opened or closed.
    """
    if missing:
        yield ReportRow("trouble", (), 0, missing)
    issues = _list_our_issues(context)
    then = _read_past(issues)
    _refuse_if_overtaken(context, then)
    found = context.facts(context.snapshot, context.day) + (
        _unreachable_findings(report, context.snapshot.wiki) if report else []
    )
    silence = Silence(context.snapshot.wiki)
    judged, wording = _find_disputes(context, report, issues, silence)
    if judged:
        found = [
            *found,
            *find_idle_comments(silence.unused_comments(judged.unjudged), context.snapshot.schema),
        ]
    wanted = _wanted_issues(context, found, judged, wording)
    scene = _make_scene(context, issues, then, judged.claims if judged else None, report is None)
    plan = reconcile(wanted, issues, scene, ("contradiction", "dead-links", "rule"))
    context.hub.ensure_labels(TRIAGE_LABELS)
    work = _Work(context.hub, {i.number: i for i in issues}, dict(plan.about))
    yield from work.carry_out(plan.decisions, {w.key: w for w in wanted})
    run = LintRun(
        context.snapshot.commit,
        context.day,
        scene.most_new,
        report,
        missing,
        judged.strange if judged else 0,
        context.run,
        context.snapshot.log,
    )
    health = make_health(run, found, wanted, plan, work.opened, work.about, then)
    yield from _write_dashboard(
        context, issues, scene, dashboard.dashboard_issue(health, then, context.places), work
    )
    if work.made:
        yield from work.carry_out(close_twins(_list_our_issues(context, "open")), {})


def _list_our_issues(context: TriageContext, state: Literal["open", "all"] = "all") -> list[Issue]:
    """List our issues by author, because people take labels off; search lags, so it is not used."""
    return [
        issue for who in sorted(context.us) for issue in context.hub.issues("", state, author=who)
    ]


def _read_past(issues: Iterable[Issue]) -> Past:
    """Return what the dashboard remembers: an open one before a closed one, the oldest first."""
    found = [
        (i.state != "open", i.number, m)
        for i in issues
        if (m := memory_of(i)) and m.kind == "dashboard"
    ]
    return dashboard.read_past(min(found, key=lambda row: row[:2])[2].values if found else None)


def _refuse_if_overtaken(context: TriageContext, then: Past) -> None:
    """Raise `UserError` where a later run was here already.

    A job of last week that is run again would bring the issues back to an older state.
    """
    repo, commit = context.snapshot.repo, context.snapshot.commit
    if (
        not re.fullmatch(r"[0-9a-f]{40,64}", then.commit)
        or then.commit == commit
        or repo.resolve(then.commit) is None
    ):
        return
    shared = None
    with suppress(UserError):  # a shallow clone
        shared = repo.merge_base(then.commit, commit)
    if shared == commit:
        raise UserError(
            f"The issues are those of {then.commit[:12]} already, which came after {commit[:12]}.",
            "Start the lint anew instead of running an old job again.",
        )


def _find_disputes(
    context: TriageContext, report: LintReport | None, issues: Iterable[Issue], silence: Silence
) -> tuple[Disputes | None, ClaimWording | None]:
    if report is None:
        return None, None
    wording = (context.wording or read_claims)(context.snapshot)
    memories = [m for issue in issues if issue.state == "open" and (m := memory_of(issue))]
    open_ = [
        (m.id, _read_labels(m.values.get("labels"))) for m in memories if m.kind == "contradiction"
    ]

    def is_told(one: Judged) -> bool:
        return is_already_told(one, context.snapshot.wiki) or silence.covers(one)

    return (
        lay_verdicts(
            wording.pairs,
            wording.statements,
            report.verdicts,
            wording.identity,
            open_,
            is_told,
            lambda pair: may_be_reported(pair, context.snapshot.wiki),
        ),
        wording,
    )


def _read_labels(value: object) -> SideLabels:
    sides = value if isinstance(value, list) and len(value) == 2 else [[], []]
    one, other = (
        [str(x) for x in side[:MOST_LABELS]] if isinstance(side, list) else [] for side in sides
    )
    return one, other


def _wanted_issues(
    context: TriageContext,
    found: Sequence[Finding],
    judged: Disputes | None,
    wording: ClaimWording | None,
) -> list[Wanted]:
    wiki, places = context.snapshot.wiki, context.places
    about = {
        name: " ".join((rule.__doc__ or "").partition("\n\n")[0].split())
        for name, rule in rules.RULES.items()
    }
    out = rolling.rolling_issues(found, about, wiki, places)
    for dispute in judged.found if judged and wording else ():
        shown = contradiction.order_sides(dispute.found)
        # Where a source is one of the two sides, only people can mend it: a source is never edited.
        with_source = not (shown.pair.a.slug and shown.pair.b.slug)
        diff = (
            wording.suggested(shown.pair, shown.verdict, wiki)
            if wording and not with_source
            else ""
        )
        out.append(contradiction.contradiction_issue(dispute, wiki, places, diff))
    return out


def _unreachable_findings(report: LintReport, wiki: Wiki) -> list[Finding]:
    """Return addresses that do not answer, as findings, where the named pages really hold them."""
    out = []
    for row, path in islice(
        ((each, page) for each in report.unreachable for page in each.pages), _MOST_PAGES_SEARCHED
    ):
        line = _line_of(row.address, wiki.text_at(path)) if wiki.at(path) else 0
        if line:
            said = f"{row.address} does not answer since {row.since}: {shorten(row.said, 200)}"
            out.append(Finding(rolling.UNREACHABLE_RULE, "warning", path, line, row.address, said))
    return out


def _line_of(address: str, text: str) -> int:
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if address in line), 0)


def _make_scene(
    context: TriageContext,
    issues: Sequence[Issue],
    then: Past,
    claims: Claims | None,
    unjudged: bool,
) -> Scene:
    unsaid: frozenset[IssueKey] = (
        frozenset({("rule", rolling.UNREACHABLE_RULE)}) if unjudged else frozenset()
    )
    return Scene(
        commit=context.snapshot.commit,
        most_new=context.snapshot.schema.rules.lint.new_issues,
        fresh=context.fresh,
        claims=claims,
        moved=_moved_pages(context.snapshot, issues, then.commit),
        since=then.waits,
        seen=then.about,
        unsaid=unsaid,
        # A job that is run again repeats what its own run said, and bears nobody out.
        closing=frozenset(then.closing if not context.run or context.run != then.run else ()),
    )


def _moved_pages(snapshot: Snapshot, issues: Iterable[Issue], commit: str) -> dict[str, str]:
    """Return pages that have another path now, old path → new.

    They are found by the blobs that git saw go and come since a commit that is remembered, or by
    the page's aliases.
    """
    wiki = snapshot.wiki
    memories = [m for i in issues if (m := memory_of(i))]
    there = {facts.path for facts in wiki.facts.values()}
    gone: dict[str, str] = {m.id: "" for m in memories if m.kind == "dead-links"}
    came: dict[str, str] = {}
    behind = [
        m.at for m in memories if m.kind == "rule" or (m.kind == "dead-links" and m.id not in there)
    ]
    for old in [x for x in dict.fromkeys([commit, *behind]) if x != snapshot.commit][
        :_MOST_COMMITS
    ]:
        _note_gone_and_come(snapshot, old, gone, came)
    moved = {}
    for path, sha in gone.items():
        if path not in there and is_page(path):
            slug = wiki.resolve(slug_of_path(path))
            if new := came.get(sha) or (wiki.facts[slug].path if slug else ""):
                moved[path] = new
    return moved


def _note_gone_and_come(
    snapshot: Snapshot, old: str, gone: dict[str, str], came: dict[str, str]
) -> None:
    """Note the pages that went since a commit with their blobs, and the blobs of new pages."""
    repo = snapshot.repo
    if not re.fullmatch(r"[0-9a-f]{40,64}", old) or not repo.resolve(old):
        return
    for change in repo.changes(old, snapshot.commit):
        if is_page(change.path) and change.new is None and change.old:
            gone[change.path] = change.old.sha
        elif is_page(change.path) and change.old is None and change.new:
            came[change.new.sha] = change.path


# --- writing ---


@dataclass
class _Work:
    """What was done so far in this run."""

    hub: GitHub
    issues: dict[int, Issue]
    about: dict[int, tuple[str, str]]
    opened: list[int] = field(default_factory=list)
    made: bool = False
    failed: int = 0  # writes in a row

    def carry_out(
        self, decisions: Iterable[Decision], wanted: dict[IssueKey, Wanted]
    ) -> Iterator[ReportRow]:
        """Carry out all decisions, those that close an issue first.

        One that GitHub refuses stops no other; `_MOST_REFUSALS` of them in a row end the run.
        """
        for decision in sorted(
            (d for d in decisions if d.do != "leave"), key=lambda d: _WRITING_ORDER.index(d.do)
        ):
            if self.failed >= _MOST_REFUSALS:
                yield ReportRow(
                    "trouble", (), 0, "GitHub refused too much; the next run does the rest."
                )
                return
            try:
                number = self._do(decision)
            except UserError as error:
                self.failed += 1
                yield ReportRow(
                    "trouble", (), decision.number, f"{_name_of_issue(decision)}: {error.message}"
                )
                continue
            self.failed = 0
            self._remember(decision, number, wanted.get(decision.key))
            yield ReportRow(
                _STATE_AFTER[decision.do],
                (),
                number,
                decision.said or decision.title or _name_of_issue(decision),
            )

    def _remember(self, decision: Decision, number: int, want: Wanted | None) -> None:
        if decision.do in ("create", "reopen"):
            self.opened.append(number)
            self.about[number] = short_name(decision.key), shape_of(want.parts if want else ())
        if decision.do == "close":
            self.about.pop(number, None)

    def _do(self, decision: Decision) -> int:
        """Carry out one decision and return the issue's number.

        State and text change in one request, and the comment comes last, so that what breaks off
        between them is not said twice.
        """
        hub, number = self.hub, decision.number
        if decision.do == "create":
            self.made = True
            return hub.create_issue(decision.title, decision.body, decision.labels).number
        title, body = decision.title or None, decision.body or None
        if decision.do == "update" and (title or body):
            hub.update_issue(number, title=title, body=body)
        elif decision.do == "reopen":
            hub.update_issue(number, title=title, body=body, state="open", reason="reopened")
        elif decision.do == "close":
            hub.update_issue(number, title=title, body=body, state="closed", reason=decision.reason)
        hub.label(number, *decision.labels)
        for name in decision.off:
            hub.unlabel(number, name)
        if decision.said and not self.issues[number].locked:
            hub.add_comment(number, decision.said)
        return number


def _name_of_issue(decision: Decision) -> str:
    return {"contradiction": "two claims", "dashboard": dashboard.DASHBOARD_TITLE}.get(
        decision.key[0], decision.key[1]
    )


def _write_dashboard(
    context: TriageContext, issues: Sequence[Issue], scene: Scene, want: Wanted, work: _Work
) -> Iterator[ReportRow]:
    only: tuple[IssueKind, ...] = ("dashboard",)
    plan = reconcile([want], issues, scene, only)
    yield from work.carry_out(plan.decisions, {want.key: want})


def read_claims(snapshot: Snapshot) -> ClaimWording:
    """Return the claims of a commit as the judging job saw them."""
    from pipeline.core.claims.candidate_pairs import find_candidate_pairs
    from pipeline.core.claims.claim_index import collect_statements, identity_of_pair
    from pipeline.core.upkeep.settle_contradiction import suggest_edit

    wiki, schema = snapshot.wiki, snapshot.schema
    found = collect_statements(wiki, schema)
    pairs = find_candidate_pairs(found, schema.rules.lint.candidates, wiki)
    return ClaimWording(
        pairs, found, identity_of_pair, partial(suggest_edit, language=schema.rules.language)
    )
