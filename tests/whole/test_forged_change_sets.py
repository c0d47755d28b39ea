"""A change set in which something is forged, plausibly: refused as that source's failure, or nothing of it is on the branch.

What is altered is of the right form and could be true; what gives it away is only the file, or the wiki before the change.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from pipeline import rules
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes.change_set import Claim, PageEdits
from pipeline.core.errors import UserError
from pipeline.core.findings.view import View
from pipeline.core.github.state import PullRequest
from pipeline.core.values import Quote
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.keep_proposal import change_from_json, change_to_json
from pipeline.operations.compile.propose import build_proposal
from pipeline.operations.compile.replay import lay_change_sets
from pipeline.operations.github.check import check_change
from pipeline.operations.github.open_proposals import keep_changes, read_kept_changes
from pipeline.operations.github.results import Expected, Result, key_of, read_results, write_result
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.line_by_line import LineByLine, compile_one
from tests.helpers.repos import source, team
from tests.helpers.share import few
from tests.operations.github.test_results import altered, full, name_of, places

DAY = "2026-04-11"
KETTLE, TEAPOT = "raw/2024-kettle.md", "raw/2024-teapot.md"
HOLDS, BOILS, FILLED, WEIGHS, COSTS = (
    "A kettle holds a litre.",
    "Every kettle boils water at 100 degrees.",
    "A teapot is filled from a kettle.",
    "A kettle weighs 900 grams.",
    "A teapot costs 12 crowns since the works of Ole Brandt were sold on 5 May 2025.",
)
OLD = f"# Kettle report\n\n{HOLDS}\n\n{BOILS}\n\n{FILLED}\n\n{WEIGHS}\n"
NEW = f"# Kettle report\n\nThe litre is a measure.\n\n{HOLDS}\n\n{BOILS}\n\n{FILLED}\n\n{COSTS}\n"
OTHER = source(
    "Teapot report",
    "A teapot holds a litre of tea.\nA kettle holds 2 litres.",
    "2024-02-01",
    author="Bo Lind",
)
LIE = "A kettle has killed nine people in the last year."
INVENTED = ("Eve Example", "2031-01-01", "Withdrawn", "the first of May 2031")


class Forgetful(LineByLine):
    """Does not read one line again, so that its claim is kept from before."""

    def extract(self, source, schema):
        read = super().extract(source, schema)
        return replace(read, claims=tuple(c for c in read.claims if c.text != BOILS))


class Scene:
    """Pages that cite a source which has changed: one is edited, two are only renewed; one claim is kept, one is gone."""

    def __init__(self, made, repo):
        self.made, self.repo = made, repo
        self.snapshot = take_snapshot(repo, repo.head())
        read = self.snapshot.source(KETTLE)
        self.proposal = compile_source(read, self.snapshot, Forgetful(), CompileRun(DAY))
        self.change = full(self.proposal.change)
        sha = read.sha256
        self.expected = {
            key_of(KETTLE): Expected(key_of(KETTLE), KETTLE, sha, self.snapshot.commit, "", DAY)
        }

    def with_claims(self, *claims, **more):
        return replace(
            self.change, extraction=replace(self.change.extraction, claims=claims), **more
        )

    def read(self, folder, data):
        """The change set as the writing job takes it from a file, or None where it is refused."""
        folder.mkdir(exist_ok=True)
        (folder / f"{key_of(KETTLE)}.json").write_text(json.dumps(data))
        (result,), _ = read_results(folder, self.expected)
        return result.change

    def laid(self, change):
        """The head of what is published of it, or None where it is refused."""
        stack = lay_change_sets([change], self.snapshot)
        assert all(error.message for _, error in stack.failed)
        return stack if stack.layers else None

    def offered(self, stack):
        """The head, after it was seen that it holds nothing forged."""
        body, branch = stack.layers[0].proposal.body, stack.layers[0].proposal.branch
        pull = PullRequest(
            7,
            "x",
            body,
            "github-actions[bot]",
            branch,
            "0" * 40,
            True,
            "main",
            "open",
            False,
            (),
            "",
        )
        report = check_change(self.repo, self.snapshot.commit, stack.head, pull)
        assert [f for f in report.findings if f.severity == "error"] == []
        after = take_snapshot(self.repo, stack.head)
        pages = tuple(after.wiki.page(slug) for slug in after.wiki.facts)
        view = View(
            pages, after.wiki, after.schema, after.source_or_none, raw_stems=after.raw_stems
        )
        assert {f.subject for f in rules.run(view, ["quote-not-found"])} <= {"kettle-4"}, (
            "but for what has left the source"
        )
        record = after.wiki.records[KETTLE].record
        assert not set(record.values()) & {*INVENTED, LIE}
        assert {name: record.get(name, "") for name in ("sha256", "captured", "address")} == {
            "sha256": self.change.source.sha256,
            "captured": self.proposal.change.source.captured,
            "address": "",
        }
        return after


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    made = team(
        tmp_path_factory.mktemp("forged") / "team", {"2024-kettle.md": OLD, "2024-teapot.md": OTHER}
    )
    for path in (KETTLE, TEAPOT):
        made.merge(compile_one(made.root, path)[0].branch)
    made.add(KETTLE, NEW, "The kettle report is corrected")
    with open_repository(made.root) as repo:
        yield Scene(made, repo)


@pytest.fixture(scope="module")
def honest(scene, tmp_path_factory):
    path = write_result(
        tmp_path_factory.mktemp("honest"), Result(key_of(KETTLE), scene.change, None, ()), {}
    )
    return json.loads(path.read_text("utf-8"))


def test_the_scene_is_what_it_says(scene):
    paths = {f.path for f in scene.proposal.files if f.path.startswith("wiki/concepts/")}
    assert {p.plan.slug for p in scene.change.pages} == {"kettle-report", "teapot", "litre"}
    assert "wiki/concepts/kettle.md" in paths
    assert [c.quotes[0].text for c in scene.change.kept] == [BOILS]
    assert scene.change.gone == ("kettle-4",)
    scene.offered(scene.laid(scene.change))


# --- every field ---


def plausible(value, scene):
    """Values that could stand in the place of one of them."""
    mine = [c.id for c in scene.change.extraction.claims]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 2, max(value - 1, 0), 1]
    if isinstance(value, float):
        return [9.5]
    if isinstance(value, str):
        texts = [
            LIE,
            COSTS,
            BOILS,
            *INVENTED,
            mine[0],
            "kettle-4",
            "kettle-9",
            "teapot-1",
            "kettle",
            "teapot-report",
        ]
        return [
            *texts,
            "Kettle",
            TEAPOT,
            scene.snapshot.hashes[TEAPOT],
            "create",
            "update",
            "concept",
            "none",
            "extractive",
            "",
        ]
    if isinstance(value, list):
        return [[], value * 2, value[::-1], value[:1]]
    return []


def test_no_field_can_be_forged_so_that_the_branch_holds_an_error(scene, honest, tmp_path):
    """One place of each field meets some plausible values, always the same: all places and values take minutes."""
    chosen, laid, refused = random.Random(10), set(), set()
    fields = {name_of(where): (where, value) for where, value in places(honest)}
    for name, (where, value) in fields.items():
        others = plausible(value, scene)
        for other in chosen.sample(others, min(few(2, 2), len(others))):
            change = (
                scene.read(tmp_path / "r", altered(honest, where, other))
                if other != value
                else None
            )
            stack = scene.laid(change) if change else None
            (laid if stack else refused).add(name)
            if stack:
                scene.offered(stack)
    assert {
        "change.extraction.author",
        "change.kept.[].quotes.[].text",
    } <= laid
    assert {
        "change.extraction.claims.[].quotes.[].text",
        "change.extraction.claims.[].id",
        "change.source.title",
    } <= refused


# --- what each kind of forgery comes to ---


def test_words_that_nobody_wrote_do_not_come_to_a_page_as_kept(scene):
    forged = Claim("kettle-2", "", (Quote(LIE, 5, 5),))
    for kept_ in ((forged,), (*scene.change.kept, replace(forged, id="kettle-3")), ()):
        after = scene.offered(scene.laid(replace(scene.change, kept=kept_)))
        assert BOILS in after.wiki.text("kettle")
        assert LIE not in "".join(after.wiki.text(slug) for slug in after.wiki.facts)


@pytest.mark.parametrize(
    "gone", [(), ("kettle-1",), ("kettle-2", "kettle-4"), ("kettle-3",)], ids=str
)
def test_what_has_left_the_source_is_looked_up(scene, gone):
    stack = scene.laid(replace(scene.change, gone=gone))
    scene.offered(stack)
    assert stack.layers[0].proposal.change.gone == ("kettle-4",)
    assert stack.layers[0].proposal.body.count("the claim behind") == 1


def test_a_quote_is_looked_up_also_where_no_page_that_is_edited_shows_it(scene):
    """The first claim stands on pages that are only renewed, under a sentence that is somebody else's."""
    by_id = {c.id: c for c in scene.change.extraction.claims}
    mine = by_id["kettle-1"]
    for quote in (
        Quote(LIE, mine.quotes[0].start, mine.quotes[0].start),
        replace(mine.quotes[0], start=3, end=3),
    ):
        claims = tuple(
            replace(c, quotes=(quote,)) if c is mine else c for c in scene.change.extraction.claims
        )
        with pytest.raises(UserError, match="quote-not-found"):
            build_proposal(scene.with_claims(*claims), scene.snapshot)
    also = (*scene.change.extraction.claims, Claim("kettle-77", "x", (Quote(LIE, 5, 5),)))
    with pytest.raises(UserError, match="quote-not-found"):
        build_proposal(scene.with_claims(*also), scene.snapshot)


def test_a_label_keeps_the_words_it_stands_for(scene):
    """True words of the source under another's label would stand as the evidence of a sentence they do not bear out."""
    by_id = {c.id: c for c in scene.change.extraction.claims}
    costs = next(c for c in by_id.values() if c.text == COSTS)
    swapped = tuple(
        replace(c, quotes=costs.quotes) if c.id == "kettle-1" else c
        for c in scene.change.extraction.claims
    )
    with pytest.raises(UserError, match="stands for other words"):
        build_proposal(scene.with_claims(*swapped), scene.snapshot)
    taken = tuple(
        replace(c, id="kettle-4") if c is costs else c for c in scene.change.extraction.claims
    )
    with pytest.raises(UserError, match="stands for other words"):
        build_proposal(scene.with_claims(*taken, pages=scene.change.pages[:1]), scene.snapshot)


SAID = {
    "author": [
        ("Eve Example", ""),
        ("Ole Brandt", "Ole Brandt"),
        ("Ole Brandt and Eve Example", ""),
    ],
    "published": [
        ("2031-01-01", ""),
        ("2025-05-05", "2025-05-05"),
        ("2025-05-06", "2025-05"),
        ("2025-11", "2025"),
    ],
    "status": [("Withdrawn", ""), ("sold", "sold")],
    "effective": [
        ("the next election", ""),
        ("5 May 2025", "5 May 2025"),
        ("2025-05-05", "2025-05-05"),
    ],
    "title": [("The truth about kettles", "Kettle report")],
}


@pytest.mark.parametrize("name", SAID)
def test_what_the_source_does_not_say_of_itself_is_not_recorded(scene, name):
    for said, right in SAID[name]:
        change = replace(scene.change, extraction=replace(scene.change.extraction, **{name: said}))
        proposal = build_proposal(change, scene.snapshot)
        assert getattr(proposal.change.extraction, name) == right
        if name != "title":
            assert (
                scene.offered(scene.laid(change)).wiki.records[KETTLE].record.get(name, "") == right
            )
        if not right:
            assert any(said in row.what for row in proposal.change.extraction.dropped)


def test_when_a_source_came_in_is_the_day_of_the_run_or_of_its_record(scene):
    for day in ("1999-01-01", "2031-01-01", ""):
        change = replace(scene.change, source=replace(scene.change.source, captured=day))
        assert build_proposal(change, scene.snapshot).change.source.captured == DAY


def test_nothing_passes_for_a_renamed_file_that_is_none(scene):
    read = replace(scene.change.extraction, claims=())
    summary = next(p for p in scene.change.pages if p.plan.type == "source-summary")
    bare = replace(
        scene.change,
        extraction=read,
        librarian="none",
        pages=(PageEdits(summary.plan, ()),),
        conflicts=(),
        left_out=(),
        notes=("x",),
        costs=(),
        models=(),
    )
    with pytest.raises(UserError, match="not one that was only renamed"):
        build_proposal(bare, scene.snapshot)


# --- what is kept behind a pull request ---


def test_a_kept_change_set_is_held_to_the_limits_of_a_result(scene):
    good = keep_changes(scene.repo, [scene.change])
    assert read_kept_changes(scene.repo, good) == [scene.change]
    for change in (
        replace(scene.change, source=replace(scene.change.source, path="raw/a\nb.md")),
        replace(scene.change, date="tomorrow"),
        replace(scene.change, kept=(Claim("other-report-1", "", (Quote("x", 1, 1),)),)),
        replace(scene.change, notes=("x" * 6_000,)),
    ):
        assert read_kept_changes(scene.repo, keep_changes(scene.repo, [change])) == []
    long = change_to_json(replace(scene.change, notes=("x",))).replace(
        '"x"', '"' + "x" * 9_000_000 + '"'
    )
    with pytest.raises(ValueError, match="characters"):
        change_from_json(long)


def test_a_kept_change_set_with_forged_quotes_is_laid_by_the_same_gate(scene):
    forged = replace(scene.change, kept=(Claim("kettle-2", "", (Quote(LIE, 5, 5),)),))
    (again,) = read_kept_changes(scene.repo, keep_changes(scene.repo, [forged]))
    assert LIE not in "".join(
        f.after or "" for f in lay_change_sets([again], scene.snapshot).layers[0].proposal.files
    )
