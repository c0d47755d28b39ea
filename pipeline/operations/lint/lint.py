"""`wiki lint`: say what is wrong with the wiki as it is, by the rules that need no model.

Rules about single pages run in `page_pass.py`, in several processes, and are kept; those about the
whole wiki run here, on facts: a second process would copy more memory than it saves time.
Severities are those of schema.md, and findings that a comment in a page silences are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pipeline import rules
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob
from pipeline.core.errors import UserError
from pipeline.core.findings.habits import describe_habits
from pipeline.core.findings.page_findings import PageFindings
from pipeline.core.findings.profile import is_judged, judges_all
from pipeline.core.findings.view import Spot, View
from pipeline.core.markup.ignore_comments import JUDGEMENT_RULES, Ignore
from pipeline.core.text import nearest
from pipeline.core.values import Finding
from pipeline.core.wiki.facts import PageFacts, is_page
from pipeline.core.wiki.schema import Schema
from pipeline.operations.lint.kept_rules import KeptRules
from pipeline.operations.lint.kept_spots import KeptSpots
from pipeline.operations.lint.page_pass import Pass
from pipeline.operations.repository.snapshot import (
    REGULAR_MODES,
    Files,
    Snapshot,
    facts_cache,
    no_garbage_collection,
)
from pipeline.operations.repository.unread_files import neglected_files

BAD_IGNORE = "bad-ignore"
Level = Literal["off", "note", "warning", "error"]


class LintReader:
    """Gives `take_snapshot` the facts of all pages, and lints the pages that it reads for them.

    The findings are kept for `lint_wiki`, so each page is read and parsed once.
    """

    def __init__(self) -> None:
        self._made: Pass | None = None

    def __call__(
        self, repo: Repository, schema: Schema, raw: Files, texts: Files, pages: Mapping[str, str]
    ) -> list[PageFacts]:
        self._made = Pass(repo, schema, raw, texts, _rules_about_pages(schema))
        return self._made.facts(pages)

    def pass_over(self, snapshot: Snapshot) -> Pass:
        """Return the pass over the pages of a snapshot."""
        if self._made and self._made.fits(snapshot):
            return self._made
        wanted = _rules_about_pages(snapshot.schema)
        return Pass(snapshot.repo, snapshot.schema, snapshot.raw, snapshot.texts, wanted)


def lint_wiki(
    snapshot: Snapshot,
    today: str,
    only: Collection[str] | None = None,
    reading: LintReader | None = None,
) -> list[Finding]:
    """Return what the rules say of a whole wiki, worst first, then by place.

    `only` restricts them to the rules it names. It is quickest for a snapshot that was taken with
    `reading`. `UserError` where schema.md names a rule that does not exist.
    """
    _refuse_unknown(snapshot.schema)
    with no_garbage_collection():
        return _run_rules(snapshot, today, only, reading or LintReader())


def _run_rules(
    snapshot: Snapshot, today: str, only: Collection[str] | None, reading: LintReader
) -> list[Finding]:
    schema = snapshot.schema
    there = snapshot.repo.tree(snapshot.commit)
    blobs = {b.path: b.sha for b in there if b.mode in REGULAR_MODES and is_page(b.path)}
    no_pages = {facts.path for facts in snapshot.wiki.ignored}
    everyone = reading.pass_over(snapshot).findings(snapshot.wiki, blobs)
    said = {path: found for path, found in everyone.items() if path not in no_pages}
    ran = [rule for rule in _rules_that_run(schema) if only is None or rule in only]
    about_all = [rule for rule in ran if rules.RULES[rule].SCOPE == "wiki"]
    wide = _run_rules_about_all(about_all, snapshot, today, there, blobs)
    found = [
        (rule, spot)
        for pairs in said.values()
        for one in pairs
        for rule, spot in one.spots
        if rule in ran
    ]
    # What is said of a source is found on each page that cites it, and told once.
    told = [*dict.fromkeys(found), *wide]
    if not judges_all(snapshot.wiki, schema.rules):
        told = [x for x in told if is_judged(x[0], x[1].path, snapshot.wiki, schema.rules)]
    levels = {rule: _severity_of(level) for rule, level in schema.rules.lint.rules.items()}
    return rules.in_order(
        rules.stamp(rule, spot, levels.get(rule))
        for rule, spot in _without_ignored(told, said, ran)
    )


def _run_rules_about_all(
    wanted: Sequence[str],
    snapshot: Snapshot,
    today: str,
    there: Sequence[Blob],
    blobs: Mapping[str, str],
) -> list[tuple[str, Spot]]:
    """Return what the rules about the whole wiki say: as it was kept, or else by running them."""
    kept = KeptRules(facts_cache(snapshot.repo), snapshot.schema, there, today)
    found = kept.find(wanted)
    if missing := [rule for rule in wanted if rule not in found]:
        pages = KeptSpots(facts_cache(snapshot.repo), blobs)
        view = replace(view_whole_wiki(snapshot, today, there), kept=pages.spots)
        new = {rule: tuple(rules.RULES[rule].check(view)) for rule in missing}
        pages.keep()
        kept.keep(new)
        found |= new
    return [(rule, spot) for rule in wanted for spot in found[rule]]


def describe_habits_of(snapshot: Snapshot, only: Collection[str] | None = None) -> tuple[str, ...]:
    """Return what a lint of a wiki that existed before does not report, and why, as sentences."""
    wanted = {"dead-link", "orphan-page"}.intersection(_rules_that_run(snapshot.schema))
    if snapshot.schema.rules.profile == "full" or (only is not None and not wanted & {*only}):
        return ()
    files = frozenset(b.path for b in snapshot.repo.tree(snapshot.commit))
    return describe_habits(snapshot.wiki, files, snapshot.index)


def find_idle_comments(spots: Iterable[Spot], schema: Schema) -> list[Finding]:
    """Return findings about comments that silence nothing of what was judged."""
    if BAD_IGNORE not in _rules_that_run(schema):
        return []
    level = _severity_of(schema.rules.lint.rules.get(BAD_IGNORE))
    return rules.in_order(rules.stamp(BAD_IGNORE, spot, level) for spot in spots)


def _severity_of(level: Level | None) -> Literal["note", "warning", "error"] | None:
    return None if level == "off" else level


def _rules_that_run(schema: Schema) -> list[str]:
    return [rule for rule in rules.LINT if schema.rules.lint.rules.get(rule) != "off"]


def _rules_about_pages(schema: Schema) -> list[str]:
    return [rule for rule in _rules_that_run(schema) if rules.RULES[rule].SCOPE == "page"]


def _refuse_unknown(schema: Schema) -> None:
    for name in schema.rules.lint.rules:
        if name not in rules.LINT:
            near = nearest(name, rules.LINT)
            hint = f"Did you mean `{near}`?" if near else f"Known are: {', '.join(rules.LINT)}."
            why = "judges changes, and no lint runs it" if name in rules.RULES else "is no rule"
            if name in JUDGEMENT_RULES:
                why, hint = (
                    "is a judgement, and no rule",
                    "Judgements come with `wiki lint --judge` only; remove the line.",
                )
            raise UserError(f"schema.md: `lint.rules` names {name!r}, which {why}.", hint)


def view_whole_wiki(snapshot: Snapshot, today: str, there: Iterable[Blob]) -> View:
    """Return what the rules about a whole wiki look at; `there` are all files of the commit."""
    return View(
        (),
        snapshot.wiki,
        snapshot.schema,
        snapshot.source_or_none,
        raw_stems=snapshot.raw_stems,
        whole=True,
        today=today,
        hashes=snapshot.hashes,
        copies=snapshot.copies,
        moved=snapshot.moved,
        unread=neglected_files(snapshot),
        files_there=frozenset(b.path for b in there),
        beside=snapshot.text_of,
        index=snapshot.index,
        log=snapshot.log,
    )


# --- what comments ask not to hear of ---


def _without_ignored(
    found: list[tuple[str, Spot]], said: Mapping[str, list[PageFindings]], ran: Collection[str]
) -> Iterator[tuple[str, Spot]]:
    """Yield the findings that no comment silences, and comments that are wrong or silence nothing.

    Of a rule that did not run nobody knows whether there is something to silence.
    """
    comments = {
        path: tuple(dict.fromkeys(i for one in pairs for i in one.ignores))
        for path, pairs in said.items()
        if any(one.ignores for one in pairs)
    }
    used: set[tuple[str, Ignore]] = set()
    for rule, spot in found:
        if spot.path not in comments:  # as it is with nearly all
            yield rule, spot
            continue
        because = [i for i in comments[spot.path] if _covers(i, rule, spot)]
        used.update((spot.path, i) for i in because)
        if not because:
            yield rule, spot
    for path, those in comments.items() if BAD_IGNORE in ran else ():
        for i in those:
            if problem := _problem_of_comment(i, ran, (path, i) in used):
                yield (
                    BAD_IGNORE,
                    Spot(path, i.rule, problem, "Mend or remove the comment.", i.line, i.column),
                )


def _covers(ignore: Ignore, rule: str, spot: Spot) -> bool:
    return (
        not ignore.problem and ignore.rule == rule != BAD_IGNORE and ignore.about in (0, spot.line)
    )


def _problem_of_comment(ignore: Ignore, ran: Collection[str], used: bool) -> str:
    # The rule itself has reported it.
    if ignore.problem:
        return ""
    # Whether it was needed is known where claims were judged: `core/findings/silenced.py`.
    if ignore.rule in JUDGEMENT_RULES:
        return ""
    if ignore.rule not in rules.LINT or ignore.rule == BAD_IGNORE:
        near = nearest(ignore.rule, (*rules.LINT, *JUDGEMENT_RULES))
        return f"there is no rule {ignore.rule!r} to ignore" + (
            f"; did you mean {near}?" if near else ""
        )
    return (
        ""
        if used or ignore.rule not in ran
        else f"{ignore.rule} says nothing here that could be ignored"
    )
