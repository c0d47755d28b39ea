"""`wiki setup`: ask on GitHub how the wiki is to begin, and offer that as one pull request.

The state is what GitHub has: one issue with boxes, one branch, one pull request. So a run that is
lost, repeated or late changes nothing that the next one would do otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert
from pipeline.core.github.state import (
    LABELS,
    SETUP_LABEL,
    WRITERS,
    Issue,
    PullRequest,
    is_ours,
    read_marker,
)
from pipeline.core.issues.checklist import ChecklistItem
from pipeline.core.setup.answers import StartAnswers, answers_of_rules, take_answers
from pipeline.core.setup.decide_start import StartFacts, StartStep, decide_start
from pipeline.core.setup.start_issue import (
    START_BRANCH,
    START_MARKER,
    START_TITLE,
    StartIssueView,
    StartState,
    StartTicks,
    answers_of_ticks,
    read_ticks,
    title_of_state,
    untick_go,
    write_start_issue,
)
from pipeline.core.setup.start_pull import StartPull, write_start_pull
from pipeline.core.setup.start_wish import StartWish
from pipeline.core.wiki.schema import Schema
from pipeline.operations.github.open_proposals import (
    renew_status_comment,
    subjects_by_people,
    tell_news,
)
from pipeline.operations.github.report import ReportRow, RowState
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.setup.doctor_checks import examine
from pipeline.operations.setup.doctor_view import DoctorSite
from pipeline.operations.setup.start_commit import (
    StartCommit,
    find_example,
    make_start_commit,
    read_schema,
)
from pipeline.operations.setup.start_costs import describe_first_cost

# The doctor's checks that the first source depends on; of the others only what is wrong is shown.
NEEDED = ("credential", "pull-requests", "workflow-files", "workflows", "labels")
_NOT_SHOWN = ("example",)  # the pull request empties it


@dataclass(frozen=True)
class StartSite:
    """Where a wiki is begun: the repository at its default branch, GitHub, the day, settings."""

    repo: Repository
    hub: GitHub
    remote: Remote
    environ: Mapping[str, str]
    day: str


@dataclass(frozen=True)
class StartKnown:
    """What is on GitHub already: our issue, the pull request of our branch, and what is ticked."""

    issue: Issue | None
    pull: PullRequest | None  # the open one, or else the newest that was closed
    usual: StartAnswers
    ticks: StartTicks
    facts: StartFacts

    @property
    def open_pull(self) -> PullRequest | None:
        """Return the pull request if it is open."""
        return self.pull if self.pull and self.pull.state == "open" else None


def look_for_start(
    wish: StartWish | None, repo: Repository, hub: GitHub, any_bot: bool = False
) -> tuple[StartStep, str, StartKnown | None]:
    """Say what is to be done and why, without doing anything.

    With `any_bot` each bot counts as ours: the job that only looks does not know the App's name.
    """
    if wish is None:
        return "rest", "the event asks for nothing", None
    head = repo.head()
    example = find_example(repo, head)
    # A wiki that has begun may have any schema.md; the doctor says what is wrong with it.
    begun = example == "begun"
    usual = answers_of_rules(None if begun else Schema.parse(read_schema(repo, head)).rules)
    # A label can be taken off; but only a young repository is looked through without one.
    label = SETUP_LABEL.name if begun else ""
    issue, pull = _find_issue(hub, label, any_bot), _find_pull(hub)
    ticks = read_ticks(issue.body if issue else "", usual)
    about = hub.about()
    facts = StartFacts(
        about.is_template,
        about.is_fork,
        example,
        issue.number if issue else 0,
        bool(issue and issue.state == "open"),
        pull.number if pull else 0,
        bool(pull and pull.state == "open"),
        ticks.go,
        bool(ticks.doubled),
        wish.kind == "tick" and hub.permission(wish.who) in WRITERS,
    )
    step, why = decide_start(wish, facts)
    return step, why, StartKnown(issue, pull, usual, ticks, facts)


def start_wiki(wish: StartWish | None, site: StartSite) -> list[ReportRow]:
    """Do what an event asks for, and return what became of it."""
    step, why, known = look_for_start(wish, site.repo, site.hub)
    if wish is None or known is None or step == "rest":
        return [ReportRow("unchanged", said=why)]
    if step == "finish":
        return _finish(known, site)
    if step in ("untick", "doubled", "changed"):
        return [_answer_tick(step, why, known, site)]
    site.hub.ensure_labels(LABELS)
    if step == "ask":
        return [_ask(known, site)]
    try:
        rows = _offer(wish, known, site)
    except UserError as error:
        if known.issue is None or wish.kind != "tick":
            raise  # the page of the run says it to whoever started that
        return [_say_trouble(known.issue, error, site)]
    if known.issue:  # what was said of an earlier try holds no longer
        renew_status_comment(site.hub, known.issue.number, {"news": ""})
    return rows


# --- what is there ---


def _find_issue(hub: GitHub, label: str, any_bot: bool) -> Issue | None:
    """Return our issue, the first that was opened; by its title where its marker was removed."""
    found = [
        issue
        for issue in hub.issues(label, "all")
        if (is_ours(issue, hub.bots) or (any_bot and issue.author.endswith("[bot]")))
        and (
            read_marker(START_MARKER, issue.body) is not None or issue.title.startswith(START_TITLE)
        )
    ]
    return min(found, key=lambda issue: issue.number, default=None)


def _find_pull(hub: GitHub) -> PullRequest | None:
    """Return the pull request of our branch, whoever opened it: the open one, else the newest."""
    found = [p for p in hub.pulls("all", START_BRANCH) if p.base == hub.default_branch()]
    return max(found, key=lambda pull: (pull.state == "open", pull.number), default=None)


def _view(
    known: StartKnown,
    site: StartSite,
    answers: StartAnswers | None = None,
    may: bool | None = None,
    pull: int = 0,
) -> StartIssueView:
    return StartIssueView(
        _address(site.hub),
        quote(site.hub.default_branch(), safe=""),
        known.usual,
        answers or answers_of_ticks(known.ticks, known.usual),
        may,
        pull,
        {} if answers else known.ticks.doubled,
    )


def _address(hub: GitHub) -> str:
    return f"{hub.server}/{hub.repository}"


# --- the issue ---


def _ask(known: StartKnown, site: StartSite) -> ReportRow:
    view = _view(known, site, may=site.hub.may_create_pulls())
    made = site.hub.create_issue(START_TITLE, write_start_issue("ask", view), [SETUP_LABEL.name])
    return ReportRow("opened", number=made.number, said=START_TITLE)


def _answer_tick(step: StartStep, why: str, known: StartKnown, site: StartSite) -> ReportRow:
    """Say on the issue why a tick is not served, and take it off."""
    assert known.issue is not None  # or there was nothing to tick
    body = untick_go(known.issue.body)
    if step == "doubled":
        body = write_start_issue("doubled", _view(known, site))
    elif step == "changed":
        body = write_start_issue("changed", _view(known, site))
    site.hub.update_issue(known.issue.number, body=body)
    return ReportRow("ignored", number=known.issue.number, said=why)


def _say_trouble(issue: Issue, error: UserError, site: StartSite) -> ReportRow:
    """Say on the issue why there is no pull request, and take the tick off for another try."""
    tell_news(site.hub, issue.number, f"That did not work: {make_inert(str(error))}")
    if (body := untick_go(issue.body)) != issue.body:
        site.hub.update_issue(issue.number, body=body)
    return ReportRow("trouble", number=issue.number, said=str(error))


def _renew_issue(
    state: StartState, known: StartKnown, site: StartSite, view: StartIssueView
) -> ReportRow | None:
    """Bring the issue in step: open while somebody must act, closed when it is done."""
    title, body = title_of_state(state), write_start_issue(state, view)
    issue, waits = known.issue, state in ("refused", "held")
    became: RowState = "waits" if waits else "closed"
    if issue is None:
        if not waits:
            return None
        made = site.hub.create_issue(title, body, [SETUP_LABEL.name])
        return ReportRow("waits", number=made.number, said=title)
    if waits and issue.state == "closed":
        site.hub.update_issue(issue.number, title=title, body=body, state="open", reason="reopened")
    elif not waits and issue.state == "open":
        site.hub.update_issue(
            issue.number, title=title, body=body, state="closed", reason="completed"
        )
    elif (issue.title, issue.body.split()) != (title, body.split()):
        site.hub.update_issue(issue.number, title=title, body=body)
        became = "waits" if waits else "renewed"
    elif not waits:
        return None
    return ReportRow(became, number=issue.number, said=title)


def _finish(known: StartKnown, site: StartSite) -> list[ReportRow]:
    rows = []
    pull = known.open_pull
    if pull and is_ours(pull, site.hub.bots):
        site.hub.close_pull(pull.number)
        rows.append(ReportRow("closed", number=pull.number, said="the example is gone"))
    if known.facts.issue_is_open and (
        row := _renew_issue("begun", known, site, _view(known, site))
    ):
        rows.append(row)
    return rows


# --- the pull request ---


def _offer(wish: StartWish, known: StartKnown, site: StartSite) -> list[ReportRow]:
    repo, hub = site.repo, site.hub
    ticked = answers_of_ticks(known.ticks, known.usual)
    answers = take_answers(ticked, wish.given, wish.lean)
    made = make_start_commit(repo, repo.head(), answers)
    tip, people = _push(made, site)
    shown = answers_of_rules(Schema.parse(read_schema(repo, tip)).rules) if people else answers
    needs = examine(
        DoctorSite(repo, hub, site.environ, site.day, in_actions=True, writes=True, commit=tip)
    )
    may = not any(item.key == "pull-requests" and item.state == "bad" for item in needs)
    view = _view(known, site, answers=answers, may=may)
    if known.open_pull is None and not may:
        row = _renew_issue("refused", known, site, view)
        return [row] if row else []
    pull, rows = _renew_pull(made, shown, tip, needs, known, site)
    held = bool(people) and wish.kind != "look"
    view = _view(known, site, answers=answers, may=may, pull=pull)
    row = _renew_issue("held" if held else "there", known, site, view)
    return [*rows, *([row] if row else [])]


def _push(made: StartCommit, site: StartSite) -> tuple[str, list[str]]:
    """Move the branch to the commit, unless people have committed there; return its tip, and them.

    A branch that holds just that is left alone.
    """
    ref, repo = f"refs/heads/{START_BRANCH}", site.repo
    tip = site.remote.fetch(ref).get(ref)
    people = (
        subjects_by_people(START_BRANCH, site.hub.default_branch(), repo, site.remote)
        if tip
        else []
    )
    if tip and people:
        return tip, people
    same = (
        tip is not None
        and repo.tree_of(tip) == repo.tree_of(made.commit)
        and repo.parents(tip) == [made.base]
    )
    if tip and same:
        return tip, []
    site.remote.push({ref: (made.commit, tip)})
    return made.commit, []


def _renew_pull(
    made: StartCommit,
    answers: StartAnswers,
    tip: str,
    needs: Sequence[ChecklistItem],
    known: StartKnown,
    site: StartSite,
) -> tuple[int, list[ReportRow]]:
    """Open or renew the pull request; the text of a person's is theirs."""
    hub, pull = site.hub, known.open_pull
    view = StartPull(
        _address(hub),
        quote(hub.default_branch(), safe=""),
        answers,
        made.change,
        _shown_needs(needs),
        describe_first_cost(take_snapshot(site.repo, tip)),
        known.facts.issue,
    )
    body = write_start_pull(view)
    became: RowState = "unchanged" if pull else "opened"
    if pull is None:
        pull = hub.create_pull(START_TITLE, body, START_BRANCH, hub.default_branch())
    if is_ours(pull, hub.bots) and pull.body.split() != body.split():
        hub.update_pull(pull.number, body=body)
        became = "renewed"
    if SETUP_LABEL.name not in pull.labels:
        hub.label(pull.number, SETUP_LABEL.name)
    return pull.number, [ReportRow(became, number=pull.number, said=START_TITLE)]


def _shown_needs(items: Sequence[ChecklistItem]) -> list[ChecklistItem]:
    """Return what the first source depends on, and whatever else is wrong."""
    by_key = {item.key: item for item in items}
    first = [by_key[key] for key in NEEDED if key in by_key]
    return [
        *first,
        *(i for i in items if i.state == "bad" and i.key not in (*NEEDED, *_NOT_SHOWN)),
    ]
