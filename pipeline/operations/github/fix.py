"""`wiki fix`: offer as a pull request what somebody asked for with `/fix` on a lint's issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, get_args

from pipeline import rules
from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.claims import judgement
from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.state import WRITERS, Issue, is_ours, read_marker
from pipeline.core.issues.text.contradiction import MOST_LABELS
from pipeline.core.upkeep.settle_contradiction import Choice, settle_pair
from pipeline.core.upkeep.upkeep import Marked, Upkeep
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
from pipeline.operations.ask import answer_anew
from pipeline.operations.ask.ask import WikiToAsk
from pipeline.operations.ask.wiki_index import ask_wiki
from pipeline.operations.github.comment import FIXABLE_KINDS, Command, parse_command
from pipeline.operations.github.offer_upkeep import offer_upkeep
from pipeline.operations.github.open_proposals import tell_news
from pipeline.operations.github.report import ReportRow
from pipeline.operations.lint import safe_fixes
from pipeline.operations.lint.lint import lint_wiki
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.upkeep.upkeep import propose_upkeep

_MOST_CHARACTERS = 400  # characters of a text in a marker; the lint writes fewer
_NOT_OF_LINT = "This works only on the issues that the lint opens about pages."
_CHANGED_SINCE = (
    "What this issue speaks of has changed since. The next lint brings the issue up to date; then"
    " ask again."
)

Claims = tuple[Callable[[Snapshot], Iterable[Statement]], Callable[[Pair], str]]
"""The claim index: all cited statements of a wiki, and the identity of a contradiction of two."""

MendSafely = Callable[[Snapshot, str, str, str], Upkeep]
"""Returns the safe fixes of a rule or a page (the other is ""), for a day; `NothingNew` if none."""


def own_claim_index() -> Claims:
    """Return the claim index of this program."""
    from pipeline.core.claims import claim_index

    return (
        lambda snapshot: claim_index.collect_statements(snapshot.wiki, snapshot.schema)
    ), claim_index.identity_of_pair


def find_safe_fixes(snapshot: Snapshot, rule: str, path: str, day: str) -> Upkeep:
    """Return the safe fixes of a rule or of a page; of kept answers that are stale, new ones.

    These the embedded librarian gives, for a job that writes cannot reach a model.
    """
    if rule == answer_anew.RULE:
        answerer = ExtractiveAnswerer(snapshot.schema.rules.language)
        repo = snapshot.repo
        lookup = partial(ask_wiki, repo.root, tree=repo.tree_of(snapshot.commit))
        wiki = WikiToAsk(snapshot, lookup)
        return answer_anew.answer_stale_pages(wiki, answerer, day)
    found = lint_wiki(snapshot, day, {rule} if rule else None)
    return safe_fixes.make_upkeep(snapshot, [f for f in found if not path or f.path == path], day)


@dataclass(frozen=True)
class FixContext:
    """What a fix needs: the wiki as it is on the default branch, and GitHub."""

    snapshot: Snapshot
    hub: GitHub
    remote: Remote
    repo: Repository
    day: str
    claims: Claims
    mend: MendSafely
    run: str = ""


def answer_fix(
    number: int, comment: int, context: FixContext, choice: Choice | None = None
) -> ReportRow:
    """Do what a comment asks of an issue, and answer there with what came of it.

    Both are read anew from GitHub, for time has passed. Where a box was ticked there is no comment,
    and `choice` says which side holds.
    """
    command = (
        Command("fix", choice=choice) if choice else _read_command(number, comment, context.hub)
    )
    try:
        issue = context.hub.issue(number)
        if issue is None:
            raise UserError(_NOT_OF_LINT, "Close the pull request, or edit its branch.")
        made = replace(
            upkeep_for_issue(issue, command.choice, command.scope, context), closes=number
        )
        pull = offer_upkeep(
            propose_upkeep(made, context.snapshot, context.day),
            context.hub,
            context.remote,
            context.repo,
            context.run,
        )
    except UserError as error:
        tell_news(context.hub, number, f"That did not work: {make_inert(str(error))}")
        return ReportRow("trouble", (), number, str(error))
    tell_news(context.hub, number, f"#{pull} makes this edit. This issue closes when it is merged.")
    return ReportRow("opened", (), pull, made.title)


def _read_command(number: int, comment: int, hub: GitHub) -> Command:
    """Return the command of a comment as it stands now, if its author may give it now."""
    post = hub.comment(comment)
    command = parse_command(post.body) if post.number == number else None
    if command is None or command.verb != "fix":
        raise UserError(f"The comment {comment} is no `/fix` on #{number}.", "Type it again.")
    if post.author in hub.bots or hub.permission(post.author) not in WRITERS:
        raise UserError(f"{post.author} has no write access.", "Somebody who has may type it.")
    return command


def upkeep_for_issue(issue: Issue, choice: Choice, scope: str, context: FixContext) -> Upkeep:
    """Return the upkeep that answers an issue.

    People may have edited the issue's text, so it is checked like any foreign text.
    """
    values = read_marker("lint", issue.body) if is_ours(issue, context.hub.bots) else None
    kind, about = (values or {}).get("kind"), (values or {}).get("id")
    if values is None or kind not in FIXABLE_KINDS or not isinstance(about, str):
        raise UserError(_NOT_OF_LINT, "Edit the page, or run the lint again.")
    if issue.state == "closed":
        raise UserError("The issue is closed.", "Reopen it first.")
    if kind == "contradiction":
        return _settle_contradiction(values, about, choice, scope, context)
    if choice != "suggested":
        raise UserError("Only a contradiction has two sides.", "Type `/fix` alone.")
    rule, path = (about, "") if kind == "rule" else ("", about)
    if rule and rule not in rules.RULES:
        raise UserError(f"No rule is called {rule!r}.", _CHANGED_SINCE)
    return replace(context.mend(context.snapshot, rule, path, context.day), arguments=())


def _settle_contradiction(
    values: Mapping[str, Any], about: str, choice: Choice, scope: str, context: FixContext
) -> Upkeep:
    pair = _find_pair(values, about, context)
    verdict = _read_verdict(values.get("verdict"))
    statements, _ = context.claims
    old = {"a": pair.b, "b": pair.a}.get(verdict.current if choice == "suggested" else choice)
    also = [
        s
        for s in statements(context.snapshot)
        if old and (s.text, s.labels) == (old.text, old.labels)
    ]
    also = [s for s in also if not _sums_up(s, context)]
    language = context.snapshot.schema.rules.language
    made = settle_pair(pair, verdict, choice, scope, context.snapshot.wiki, language, also)
    return replace(made, name=about, arguments=(choice, scope))


def _find_pair(values: Mapping[str, Any], about: str, context: FixContext) -> Pair:
    """Find the two statements of an issue in the wiki.

    They are found by their keys or, where they were reworded since, by what makes it the same
    contradiction. A claim may stand on several pages. A page that sums up a source comes last, for
    it says what that source says.
    """
    statements, identity = context.claims
    found = list(statements(context.snapshot))
    keys = (values.get("a"), values.get("b"))
    sides = [
        [s for s in found if s.key == key or set(s.labels) & labels]
        for key, labels in zip(keys, _read_labels(values.get("labels")), strict=True)
    ]
    pairs = sorted(
        (Pair(x, y) for x in sides[0] for y in sides[1] if x is not y),
        key=lambda p: (_sums_up(p.a, context) + _sums_up(p.b, context), (p.a.key, p.b.key) != keys),
    )
    same = next((p for p in pairs if (p.a.key, p.b.key) == keys or identity(p) == about), None)
    if same is None:
        raise UserError("One of the two statements is not in the wiki any more.", _CHANGED_SINCE)
    return same


def _read_labels(given: Any) -> tuple[set[str], set[str]]:
    rows = given if isinstance(given, list) and len(given) == 2 else [[], []]
    a, b = (
        {x for x in row[:MOST_LABELS] if isinstance(x, str)} if isinstance(row, list) else set()
        for row in rows
    )
    return a, b


def _sums_up(statement: Statement, context: FixContext) -> bool:
    """Tell whether a statement stands on the page that sums up a source."""
    return context.snapshot.wiki.facts[statement.slug].type == SUMMARY_TYPE


def _read_verdict(given: Any) -> Verdict:
    """Return a verdict read strictly, as the lint writes it."""
    fields = Verdict.__dataclass_fields__
    if not isinstance(given, dict) or not set(given) <= set(fields):
        raise UserError("The issue no longer holds what was judged.", _CHANGED_SINCE)
    if not all(isinstance(x, str) and len(x) <= _MOST_CHARACTERS for x in given.values()):
        raise UserError("The issue no longer holds what was judged.", _CHANGED_SINCE)
    if given.get("kind") not in get_args(judgement.VerdictKind) or given.get("current", "") not in (
        "a",
        "b",
        "",
    ):
        raise UserError("The issue no longer holds what was judged.", _CHANGED_SINCE)
    return Verdict(**given)


def make_settling_again(marked: Marked, context: FixContext) -> Upkeep:
    """Make the upkeep behind a pull request again, as its issue asked for it; else `UserError`."""
    issue = context.hub.issue(marked.closes) if marked.closes else None
    if issue is None or marked.verb != "settle" or len(marked.arguments) != 2:
        raise UserError(f"This cannot be made again: {make_code(marked.verb)}.", "Ask for it anew.")
    choice, scope = marked.arguments
    if choice not in get_args(Choice):
        raise UserError("This cannot be made again.", "Ask for it anew.")
    chosen: Choice = next(c for c in get_args(Choice) if c == choice)
    return replace(upkeep_for_issue(issue, chosen, scope, context), closes=marked.closes)
