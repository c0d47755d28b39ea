"""A result file altered between the jobs: refused with the reason, or harmless in whatever a proposal is made of."""

from __future__ import annotations

import copy
import json
import os
import random
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes import limits
from pipeline.core.changes.assemble import log_entry
from pipeline.core.changes.change_set import (
    AppendToSection,
    Claim,
    Conflict,
    CreatePage,
    Dropped,
    LeftOut,
    Section,
)
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.model_call import StepCost, Usage
from pipeline.core.values import Quote, Removal
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.propose import build_proposal
from pipeline.operations.github.results import (
    Expected,
    Failure,
    Result,
    key_of,
    read_results,
    write_result,
)
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import ROOT, example_or_skip, team
from tests.helpers.share import few, share

DAY = "2026-04-11"
GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table"])


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A wiki of the example's first sources, and the change set of the last one: snapshot, change, what was expected."""
    example_or_skip()
    raw = {p.name: p.read_bytes() for p in sorted((ROOT / "raw").glob("*.md"))}
    made = team(tmp_path_factory.mktemp("attacked") / "team", raw)
    *first, last = sorted(f"raw/{name}" for name in raw)
    with open_repository(made.root) as repo:
        for path in first:
            snapshot = take_snapshot(repo, repo.head())
            done = compile_source(snapshot.source(path), snapshot, Extractive(), CompileRun(DAY))
            commit = repo.commit(
                snapshot.commit, {f.path: f.after for f in done.files}, done.message
            )
            made.git("reset", "-q", "--hard", commit)
        snapshot = take_snapshot(repo, repo.head())
        change = compile_source(
            snapshot.source(last), snapshot, Extractive(), CompileRun(DAY)
        ).change
        wanted = Expected(key_of(last), last, change.source.sha256, snapshot.commit, "", DAY)
        others = {p: Expected(key_of(p), p, "0" * 64, snapshot.commit, "", DAY) for p in first}
        yield snapshot, full(change), {e.key: e for e in (wanted, *others.values())}


def full(change):
    """The change with something in every field, so that every field can be attacked."""
    labels = [c.id for c in change.extraction.claims]
    cost = StepCost("extract", "claude-sonnet-5-5", 2, Usage(10, 20, 30, 40), 0.25)
    page = change.pages[-1]
    page = replace(
        page,
        plan=replace(page.plan, aliases=("Another name",)),
        removes=(Removal("the number 9", "it was wrong"),),
    )
    return replace(
        change,
        pages=(*change.pages[:-1], page),
        extraction=replace(
            change.extraction, dropped=(Dropped("a claim", "no quote"),), status="Final"
        ),
        conflicts=(
            *change.conflicts,
            Conflict("x", "scope", (labels[0],), (labels[1],), "", "note", (page.plan.slug,)),
        ),
        left_out=(LeftOut((labels[0],), "an aside"),),
        dropped=(Dropped("a page", "no reason"),),
        librarian="model",
        models=("claude-sonnet-5-5",),
        prompts=(("extract", "0123abcd"),),
        costs=(cost,),
        notes=("A note.",),
        unfinished=("A page",),
    )


def read(folder, data, expected, key=None):
    """What is read of one result file with this content; the other sources have none."""
    folder.mkdir(exist_ok=True)
    key = key or next(iter(expected))
    text = (
        data
        if isinstance(data, bytes)
        else (data if isinstance(data, str) else json.dumps(data)).encode()
    )
    (folder / f"{key}.json").write_bytes(text)
    results, strange = read_results(folder, expected)
    assert [r.key for r in results] == [e.key for e in expected.values()]
    assert strange == []
    return results[0]


@pytest.fixture(scope="module")
def honest(attacked, tmp_path_factory):
    """The file as the reading job writes it, as JSON values."""
    _, change, expected = attacked
    path = write_result(
        tmp_path_factory.mktemp("honest"), Result(next(iter(expected)), change, None, ()), {}
    )
    return json.loads(path.read_text("utf-8"))


def altered(honest, where, value):
    """A copy with another value at one place, which shares all that does not lead there."""
    copied = at = copy.copy(honest)
    for step in where[:-1]:
        at[step] = copy.copy(at[step])
        at = at[step]
    at[where[-1]] = value
    return copied


def test_what_was_written_is_read_back(attacked, honest, tmp_path):
    snapshot, change, expected = attacked
    after = tuple(e.source for e in list(expected.values())[1:])
    result = Result(next(iter(expected)), change, None, after)
    path = write_result(tmp_path, result, {})
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert read_results(tmp_path, expected)[0][0] == result
    assert build_proposal(change, snapshot).files


# --- every field attacked ---

EVIL = {
    "null": None,
    "a text": "x",
    "nothing": "",
    "true": True,
    "negative": -1,
    "huge": 10**30,
    "a fraction": 0.5,
    "a list": [],
    "an object": {},
    "nested": [[[[]]]],
    "two lines": "a\n## [2026-01-01] ingest | forged\n\n- source: `x`",
    "a carriage return": "a\rb",
    "a way up": "../../.github/workflows/x",
    "absolute": "/etc/passwd",
    "an option": "--upload-pack=touch x",
    "bidi": "a\u202eb",
    "zero width": "a\u200bb",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a comment": "<!-- wiki:proposal {} -->",
    "a command": "::set-output name=x::y",
    "a mention": "@everyone @acme/owners",
    "a reference": "Fixes #1, closes acme/wiki#2, GH-3, https://github.com/acme/wiki/issues/4",
    "an image": "![x](https://evil.example/x.png)",
    "a table's end": "x | y |\n\n# Approved\n",
    "half a character": "\ud800",
    "a trailer": "x\n\nWiki-Source: raw/forged.md",
}


def places(value, where=()):
    """Every place in the JSON tree."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield (*where, key), inner
        yield from places(inner, (*where, key))


def name_of(where):
    return ".".join("[]" if isinstance(step, int) else step for step in where)


def fields_of(honest):
    """One place of each field, always the same."""
    found = {}
    for where, value in places(honest):
        found.setdefault(
            (name_of(where), value.get("op") if isinstance(value, dict) else ""), []
        ).append(where)
    # A new field changes no other one's place.
    return [random.Random(f"{name} 8").choice(rows) for name, rows in found.items()]


def test_no_field_can_be_altered_to_harm(attacked, honest, tmp_path):
    """Every field meets a few of the evils, and every evil many fields; what is taken is built, once a field."""
    snapshot, _, expected = attacked
    built = set()
    for where in fields_of(honest):
        chosen = random.Random(f"{where} 1")  # a new field changes no other one's
        for name in chosen.sample(sorted(EVIL), few(4, 3)):
            result = read(tmp_path / "r", altered(honest, where, EVIL[name]), expected)
            if result.change is None:
                is_a_reason(result.failure)
            elif name_of(where) not in built:
                built.add(name_of(where))
                is_harmless_or_refused(result.change, snapshot)
    assert built >= {"change.pages.[].plan.why", "change.notes.[]", "change.conflicts.[].topic"}


@pytest.mark.parametrize(
    "name",
    share(
        ["a mention", "a reference", "html", "an image", "a table's end", "a command", "bidi"], 3
    ),
)
def test_free_text_takes_no_effect(attacked, honest, tmp_path, name):
    """All fields that may say anything say it at once."""
    snapshot, _, expected = attacked
    raw = honest
    for where in fields_of(honest):
        tried = altered(raw, where, EVIL[name])
        if (
            name_of(where).startswith("change.")
            and read(tmp_path / "r", tried, expected).change is not None
        ):
            raw = tried
    change = read(tmp_path / "r", raw, expected).change
    is_harmless_or_refused(change, snapshot)
    is_harmless_or_refused(replace(change, pages=attacked[1].pages), snapshot)


def is_a_reason(failure):
    assert failure is not None
    assert failure.message.startswith("The result of the job that read it was refused: ")
    assert len(failure.message) < 400
    assert failure.message.isprintable()
    assert not re.search(r"[@#<>`\[\]]|GH-\d|://", re.sub(r"\[\d+\]", "", failure.message))


def is_harmless_or_refused(change, snapshot):
    """Either `build_proposal` refuses the change set, or nothing of the proposal takes effect or stands where it may not."""
    try:
        proposal = build_proposal(change, snapshot)
    except UserError:
        return None
    for file in proposal.files:
        assert re.fullmatch(
            r"log\.md|wiki/(?:index|[a-z-]+/[a-z0-9][a-z0-9._-]*)\.md", file.path
        ), file.path
        assert hidden_characters(file.after or "") == []
    assert "\n" not in proposal.title
    for text in (proposal.title, proposal.message):
        assert not re.search(r"@\w|#\d|\bGH-\d", text), text
        assert all(line.isprintable() for line in text.split("\n"))
    assert len(re.findall(r"^Wiki-Source: ", proposal.message, re.MULTILINE)) == 1
    shows_as_text(proposal.body)
    is_one_entry(next(f for f in proposal.files if f.path == "log.md"))
    return proposal


def shows_as_text(body):
    """Render as GitHub does, with HTML on: only our own folds are markup, and no mention or reference is left."""
    assert hidden_characters(body) == []
    assert len(body) < 65_536
    assert not re.search(r"^::", body, re.MULTILINE)
    for outer in GITHUB.parse(re.sub(r"</?(?:details|summary|b)>", "", body)):
        assert outer.type != "html_block" or re.fullmatch(
            r"<!-- wiki:proposal [^<>]* -->\s*", outer.content
        )
        if outer.type == "heading_open":
            assert outer.tag == "h3"
        for token in outer.children or ():
            assert token.type != "image", token
            assert token.type != "html_inline" or token.content in ("<span>", "</span>"), token
            assert token.type != "link_open" or not re.search(
                r"evil|/issues/", token.attrs["href"]
            ), token
            if token.type == "text":
                assert not re.search(r"@\w|#\d|\bGH-\d|github\.com/", token.content), token.content


def is_one_entry(log):
    assert (log.after or "").startswith(log.before or "")
    entry = (log.after or "")[len(log.before or "") :]
    tokens = GITHUB.parse(entry)
    assert [t.type for t in tokens].count("heading_open") == 1
    assert [t.type for t in tokens].count("list_item_open") == 4
    inner = [child.type for t in tokens for child in t.children or ()]
    assert not {"html_inline", "image", "link_open"} & set(inner)
    assert "html_block" not in [t.type for t in tokens]


# --- the shape ---


def test_an_unknown_key_anywhere_is_refused(attacked, honest, tmp_path):
    for where in [(), *(w for w in fields_of(honest))]:
        at = honest
        for step in where:
            at = at[step]
        if isinstance(at, dict):
            raw = altered(honest, where, {**at, "évil<": 1}) if where else {**honest, "évil<": 1}
            assert "the key “évil·” is unknown" in read_failure(tmp_path, raw, attacked)


def test_a_missing_key_is_refused_or_stands_for_its_default(attacked, honest, tmp_path):
    expected = attacked[2]
    for where in fields_of(honest):
        if isinstance(where[-1], int):
            continue
        raw = copy.deepcopy(honest)
        at = raw
        for step in where[:-1]:
            at = at[step]
        del at[where[-1]]
        result = read(tmp_path / "r", raw, expected)
        if result.change is None:
            is_a_reason(result.failure)
            assert where[-1] != "why" or f"{where[-1]}: it is missing" in result.failure.message


def read_failure(tmp_path, raw, attacked, key=None):
    """The message of the failure that comes of this content."""
    result = read(tmp_path / "r", raw, attacked[2], key)
    assert result.change is None
    return result.failure.message.removeprefix("The result of the job that read it was refused: ")


SHAPES = {
    "empty": (b"", "it is not JSON"),
    "not JSON": (b"Dear maintainer", "it is not JSON"),
    "not UTF-8": (b'{"key": "\xff"}', "it is not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "it is not JSON"),
    "a list": (b"[]", "the file: a list is not an object"),
    "too deep": (b"[" * 200_000, "it is nested too deeply"),
    "a long number": (b"9" * 100_000, "it is not JSON"),
    "a key twice": (b'{"key": "a", "key": "b"}', "the key “key” stands twice"),
    "NaN": (b'{"key": NaN}', "NaN is no number"),
    "infinity": (b'{"key": -Infinity}', "-Infinity is no number"),
    "8 MB and more": (b" " * 8_000_001, "it is larger than 8 MB"),
    "a text of 7 MB": (b'{"key": "' + b"a" * 7_000_000 + b'"}', "key: it is longer than 16"),
    "a million keys": (
        b"{" + b",".join(b'"%d":0' % i for i in range(500_000)) + b"}",
        "is unknown",
    ),
    "a million items": (
        b'{"key":"a","change":null,"failure":null,"after":[' + b"{}," * 1_000_000 + b"{}]}",
        "after: it is longer than 256",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_no_result_is_refused_with_the_reason(attacked, tmp_path, name):
    content, reason = SHAPES[name]
    assert reason in read_failure(tmp_path, content, attacked)


def test_a_number_that_is_infinite_is_refused(attacked, honest, tmp_path):
    text = json.dumps(altered(honest, ("change", "costs", 0, "dollars"), 12345.5)).replace(
        "12345.5", "1e999"
    )
    assert "dollars: a number in bounds is not a number" in read_failure(tmp_path, text, attacked)


def test_every_field_of_a_change_set_has_a_limit(honest):
    fields = set()
    for where, value in places(honest["change"]):
        name = "".join(
            "[]" if isinstance(step, int) else f".{step}" for step in where
        ).removeprefix(".")
        if value is not None and not isinstance(value, dict):
            fields.add(name)
    assert fields <= set(limits.CHANGE_LIMITS)
    assert set(limits.CHANGE_LIMITS) - fields <= {
        f"pages[].edits[].{x}" for x in ("after", "find", "replace", "to", "alias")
    } | {
        name
        for name in limits.CHANGE_LIMITS
        if name.startswith(
            (
                "kept[]",
                "doubts[]",
                "comparison",
                "transcript",
                "gone[]",
                "made_on[]",
                "pages[].edits[].",
                "source.tags[]",
                "source.notes[]",
                "pages[].unmet[]",
            )
        )
    }


# --- the files ---


def test_a_source_without_a_result_has_failed(attacked, tmp_path):
    results, strange = read_results(tmp_path / "nowhere", attacked[2])
    assert {r.failure.message for r in results} == {"The job that read it ended without a result."}
    assert [r.failure.source for r in results] == [e.source for e in attacked[2].values()]
    assert strange == []


@pytest.mark.parametrize("kind", ["symlink", "device", "fifo", "folder"])
def test_only_a_regular_file_is_opened(attacked, honest, tmp_path, kind):
    path = tmp_path / f"{next(iter(attacked[2]))}.json"
    (tmp_path / "elsewhere").write_text(json.dumps(honest))
    if kind == "symlink":
        path.symlink_to(tmp_path / "elsewhere")
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    (tmp_path / "elsewhere").rename(tmp_path.parent / f"elsewhere-{tmp_path.name}")
    results, strange = read_results(tmp_path, attacked[2])
    assert "it is not a regular file" in results[0].failure.message
    assert strange == []


def test_files_that_nobody_expected_are_named_harmlessly_and_not_read(attacked, honest, tmp_path):
    names = ["0000000000000000.json", "::set-output name=x::y", "@everyone.json", "a\nb", ".hidden"]
    for name in names:
        (tmp_path / name).write_text(json.dumps(honest))
    (tmp_path / "folder").mkdir()
    results, strange = read_results(tmp_path, attacked[2])
    assert all(r.change is None for r in results)
    assert len(strange) == 6
    assert all(said.isprintable() and not re.search(r"[@:<`]", said) for said in strange)
    for i in range(50):
        (tmp_path / f"x{i}").touch()
    assert read_results(tmp_path, attacked[2])[1][20:] == [
        "36 more files were not expected and not read."
    ]


def test_a_result_counts_only_from_the_artifact_of_its_own_job(attacked, honest, tmp_path):
    """As GitHub hands them over: a folder for each job. One that was taken over cannot say what another source gave."""
    expected = attacked[2]
    mine, other, *_ = expected
    text = json.dumps(honest)
    for folder, name in ((mine, mine), (mine, other), (mine, "x")):
        (tmp_path / f"result-{folder}").mkdir(exist_ok=True)
        (tmp_path / f"result-{folder}" / f"{name}.json").write_text(text)
    (tmp_path / "result-forged").mkdir()
    (tmp_path / "result-forged" / f"{other}.json").write_text(text)
    (tmp_path / f"{other}.json").write_text(text)
    results, strange = read_results(tmp_path, expected)
    assert [r.change is not None for r in results] == [True] + [False] * (len(expected) - 1)
    assert results[1].failure.message == "The job that read it ended without a result."
    assert len(strange) == 4


def test_a_result_is_written_whole_or_not_at_all(attacked, tmp_path):
    _, change, expected = attacked
    key = next(iter(expected))
    path = write_result(tmp_path, Result(key, change, None, ()), {})
    before = path.read_bytes()
    with pytest.raises(UnicodeEncodeError):
        write_result(tmp_path, Result(key, replace(change, notes=("\ud800",)), None, ()), {})
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_no_credential_is_written(attacked, tmp_path):
    _, change, expected = attacked
    key, wanted = next(iter(expected.items()))
    secret = 'not-"quite"\\plain-secret'
    environ = {"ANTHROPIC_API_KEY": secret, "GITHUB_TOKEN": "ghs_0123456789abcdefghijklmn"}
    said = replace(change, notes=(f"The key is {secret}.", "ghs_0123456789abcdefghijklmn"))
    write_result(tmp_path, Result(key, said, None, ()), environ)
    assert read_results(tmp_path, expected)[0][0].change.notes == (
        "The key is [hidden].",
        "[hidden]",
    )
    failure = Failure(
        wanted.source,
        wanted.sha256,
        f"401: Bearer abcdef, {secret}",
        "sk-ant-abc" + "x" * 9_000,
        0.5,
    )
    write_result(tmp_path, Result(key, None, failure, ()), environ)
    got = read_results(tmp_path, expected)[0][0].failure
    assert (got.message, got.hint, got.dollars) == (
        "401: Bearer [hidden], [hidden]",
        "[hidden]",
        0.5,
    )


# --- what must agree ---


def changes(attacked):
    """Change sets that are of the right types, each wrong in one thing, with the words of the refusal."""
    _, good, _ = attacked
    claim, page, read_ = good.extraction.claims[0], good.pages[-1], good.extraction
    plan = page.plan
    summary = next(p for p in good.pages if p.plan.type == "source-summary")
    other = Claim("other-report-1", "x", claim.quotes)

    def claims(*more):
        return replace(good, extraction=replace(read_, claims=(*read_.claims, *more)))

    def planned(**more):
        return replace(good, pages=(*good.pages[:-1], replace(page, plan=replace(plan, **more))))

    return {
        "another source": (
            replace(good, source=replace(good.source, path="raw/x.md")),
            "source.path",
        ),
        "another file": (
            replace(good, source=replace(good.source, sha256="0" * 64)),
            "source.sha256",
        ),
        "another reading": (
            replace(good, extraction=replace(read_, source="raw/x.md")),
            "extraction.source",
        ),
        "another base": (replace(good, base="0" * 40), "base"),
        "another day": (replace(good, date="2026-04-13"), "date"),
        "no day": (replace(good, date="2026"), "date"),
        "an impossible day": (replace(good, date="2026-02-31"), "date"),
        "a label twice": (claims(claim), "two claims have one label"),
        "labels of two sources": (claims(other), "not those of one source"),
        "a claim without a quote": (
            claims(replace(claim, id=claim.id.rpartition("-")[0] + "-999", quotes=())),
            "it has no quote",
        ),
        "a quote that ends first": (
            claims(
                replace(claim, id=claim.id.rpartition("-")[0] + "-999", quotes=(Quote("x", 5, 4),))
            ),
            "ends before",
        ),
        "too many quotes": (
            claims(
                *(
                    replace(claim, id=f"{claim.id}{i:04}", quotes=claim.quotes[:1] * 500)
                    for i in range(41)
                )
            ),
            "more than 20000 quotes",
        ),
        "an unknown claim": (
            planned(claims=(claim.id.rpartition("-")[0] + "-999",)),
            "no claim is labelled",
        ),
        "a page twice": (replace(good, pages=(*good.pages, page)), "two of them have one slug"),
        "two summaries": (
            replace(
                good,
                pages=(*good.pages, replace(summary, plan=replace(summary.plan, slug="another"))),
            ),
            "more than one is a source-summary",
        ),
        "the other action": (
            planned(action="create" if plan.action == "update" else "update"),
            "its edits do not",
        ),
        "a reserved name": (
            replace(good, pages=(replace(summary, plan=replace(summary.plan, slug="con")),)),
            "a new page cannot have this name",
        ),
        "dollars without a model": (
            replace(good, librarian="extractive"),
            "nothing can have been paid",
        ),
        "a silent rename": (replace(good, librarian="none"), "librarian"),
        "nothing read": (
            replace(good, extraction=replace(read_, claims=()), left_out=(), conflicts=()),
            "claims",
        ),
        "the text of the source": (
            replace(good, source=replace(good.source, text="x")),
            "carries the text",
        ),
    }


NAMES = """another source, another file, another reading, another base, another day, no day, an impossible day, a label twice,
labels of two sources, a claim without a quote, a quote that ends first, too many quotes, an unknown claim, a page twice, two summaries,
the other action, a reserved name, dollars without a model, a silent rename, nothing read, the text of the source"""


@pytest.mark.parametrize("name", NAMES.replace("\n", " ").split(", "))
def test_fields_that_do_not_agree_are_refused(attacked, tmp_path, name):
    expected = attacked[2]
    change, reason = changes(attacked)[name]
    write_result(tmp_path, Result(next(iter(expected)), change, None, ()), {})
    result = read_results(tmp_path, expected)[0][0]
    assert result.change is None
    assert reason in result.failure.message
    is_a_reason(result.failure)


def test_a_run_may_pass_midnight(attacked, tmp_path):
    _, change, expected = attacked
    write_result(
        tmp_path, Result(next(iter(expected)), replace(change, date="2026-04-12"), None, ()), {}
    )
    assert read_results(tmp_path, expected)[0][0].change is not None


@pytest.mark.parametrize("after", [["raw/unknown.md"], ["itself"], ["first", "first"]])
def test_it_can_only_have_been_laid_on_other_sources_of_the_run(attacked, honest, tmp_path, after):
    itself, first, *_ = [e.source for e in attacked[2].values()]
    names = [{"itself": itself, "first": first}.get(x, x) for x in after]
    assert read_failure(tmp_path, {**honest, "after": names}, attacked).startswith("after: ")


def test_what_says_it_was_laid_on_itself_is_refused(attacked, tmp_path):
    first, second, third, *_ = attacked[2].values()
    circle = [(first, (second.source,)), (second, (first.source,)), (third, (first.source,))]
    for e, after in circle:
        write_result(
            tmp_path, Result(e.key, None, Failure(e.source, e.sha256, "No.", "", 0.0), after), {}
        )
    got = read_results(tmp_path, attacked[2])[0]
    assert ["laid on what was laid on it" in r.failure.message for r in got[:3]] == [
        True,
        False,
        False,
    ]  # the one ahead of its turn
    ring = [(first, (second.source,)), (second, (third.source,)), (third, (first.source,))]
    for e, after in ring:
        write_result(
            tmp_path, Result(e.key, None, Failure(e.source, e.sha256, "No.", "", 0.0), after), {}
        )
    got = read_results(tmp_path, attacked[2])[0]
    assert ["laid on what was laid on it" in r.failure.message for r in got[:3]] == [
        True,
        False,
        False,
    ]


def test_a_result_says_either_a_change_or_a_failure(attacked, honest, tmp_path):
    assert "exactly one" in read_failure(tmp_path, {**honest, "change": None}, attacked)
    wanted = next(iter(attacked[2].values()))
    failure = {
        "source": wanted.source,
        "sha256": wanted.sha256,
        "message": "x",
        "hint": "",
        "dollars": 0,
        "waits": False,
    }
    assert "exactly one" in read_failure(tmp_path, {**honest, "failure": failure}, attacked)
    alone = {**honest, "change": None, "failure": failure}
    assert read_failure(tmp_path, alone, attacked) == "x"
    for name, evil in {
        "source": "raw/x.md",
        "sha256": "1",
        "dollars": -1,
        "waits": 1,
        "message": "x" * 5_000,
    }.items():
        assert f"failure.{name}: " in read_failure(
            tmp_path, altered(alone, ("failure", name), evil), attacked
        )
    assert "key: " in read_failure(tmp_path, {**honest, "key": "x"}, attacked)


# --- what the gate refuses of what the limits let through ---


def built_with(attacked, *edits, of="update", **plan):
    """What `build_proposal` makes of the change set with other edits for one page that it updates (or creates)."""
    snapshot, good, _ = attacked
    page = next(
        p for p in reversed(good.pages) if p.plan.action == of and p.plan.type != "source-summary"
    )
    other = replace(page, plan=replace(page.plan, **plan), edits=edits or page.edits, removes=())
    change = replace(good, pages=tuple(other if p is page else p for p in good.pages))
    return page.plan.slug, is_harmless_or_refused(change, snapshot)


def section_of(attacked):
    snapshot, good, _ = attacked
    page = next(
        p
        for p in reversed(good.pages)
        if p.plan.action == "update" and p.plan.type != "source-summary"
    )
    return snapshot.wiki.page(page.plan.slug).parts[0].heading


TEXTS = {
    "raw HTML": "<details><summary>x</summary>y</details>",
    "an image from the web": "![x](https://evil.example/x.png)",
    "an image by reference": "![x][y]\n\n[y]: https://evil.example/x.png",
    "an address of nobody's": "See https://evil.example/?q=1 for more.",
    "a link out of the wiki": "[x](../../.github/workflows/compile.yml)",
    "a link that runs": "[x](javascript:alert)",
    "a hidden character": "pay\u202eload",
    "a claim that is not in the source": "It is 42.[^saturn-274-moons-99]",
    "a definition": '[^x-1]: [x](../../raw/x.md): "y"',
    "an open fence": "```",
    "a heading": "# Approved",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_gate_takes_out_a_page_that_was_altered(attacked, text):
    slug, proposal = built_with(attacked, AppendToSection(section_of(attacked), text))
    changed = [f for f in proposal.files if f.path.endswith(f"/{slug}.md")]
    assert all(text not in (f.after or "") for f in changed)
    assert any(d.what.startswith("the page ") for d in proposal.change.dropped)


def test_a_page_that_exists_is_not_created_over(attacked):
    edits = CreatePage("New words.", (Section("What", "New words."),))
    slug, proposal = built_with(attacked, edits)
    assert not [f for f in proposal.files if "New words" in (f.after or "")]
    assert slug not in {p.plan.slug for p in proposal.change.pages}


@pytest.mark.parametrize(
    "plan",
    [
        {"slug": "../../x"},
        {"slug": "a/b"},
        {"slug": "index/../../x"},
        {"type": "../x"},
        {"type": "nothing"},
    ],
    ids=str,
)
def test_a_page_elsewhere_is_refused_twice(attacked, tmp_path, plan):
    _, good, expected = attacked
    page = good.pages[-1]
    new = replace(
        page,
        plan=replace(
            page.plan, **{"slug": "a-new-page", "action": "create", "title": "New", **plan}
        ),
    )
    new = replace(
        new, edits=(CreatePage("New words.", (Section("What", "New words."),)),), removes=()
    )
    change = replace(good, pages=(*good.pages, new))
    write_result(tmp_path, Result(next(iter(expected)), change, None, ()), {})
    if plan != {"type": "nothing"}:
        assert read_results(tmp_path, expected)[0][0].change is None
    proposal = is_harmless_or_refused(change, attacked[0])
    assert proposal is None or not [f for f in proposal.files if "New words" in (f.after or "")]


def test_a_quote_of_other_words_or_of_another_line_never_reaches_a_page(attacked):
    snapshot, good, _ = attacked
    for more in ({"text": "Words nobody wrote."}, {"start": 1, "end": 1}):
        claims = tuple(
            replace(c, quotes=tuple(replace(q, **more) for q in c.quotes))
            for c in good.extraction.claims
        )
        with pytest.raises(UserError, match="quote-not-found"):
            build_proposal(
                replace(good, extraction=replace(good.extraction, claims=claims)), snapshot
            )


def test_a_source_speaks_for_itself_only(attacked):
    """Labels of another source would make every page that cites it cite this one, without an edit."""
    snapshot, good, _ = attacked
    stolen = snapshot.wiki.labels_of("jupiter-moons-primer")[0]
    claim = good.extraction.claims[0]
    read_ = good.extraction
    for change in (
        replace(good, kept=(replace(claim, id=stolen),)),
        replace(good, gone=(stolen,)),
        replace(good, extraction=replace(read_, claims=(*read_.claims, replace(claim, id=stolen)))),
        replace(good, kept=(replace(claim, id="made-up-1"),)),
    ):
        with pytest.raises(UserError, match="is not one of this source"):
            build_proposal(change, snapshot)


def test_a_page_is_taken_for_what_it_is(attacked):
    """Given another source's summary, or any page as a summary, it would write its own record there."""
    snapshot, good, _ = attacked
    *_, page = [p for p in good.pages if p.plan.action == "update"]
    other = next(f.slug for f in snapshot.wiki.records.values())
    for plan in (
        replace(page.plan, type="source-summary"),
        replace(page.plan, slug=other, type="source-summary"),
    ):
        change = replace(
            good, pages=tuple(replace(p, plan=plan) if p is page else p for p in good.pages)
        )
        with pytest.raises(UserError, match="is not the record of this source"):
            build_proposal(change, snapshot)


@pytest.mark.parametrize(
    ("plan", "why"),
    [({"title": "Another page"}, "is not called"), ({"type": "answer"}, "of the type")],
)
def test_a_page_goes_by_its_own_title_and_type(attacked, plan, why):
    """What a plan calls a page is what the reviewer would read."""
    snapshot, good, _ = attacked
    *_, page = [p for p in good.pages if p.plan.action == "update"]
    lying = replace(page, plan=replace(page.plan, **plan))
    with pytest.raises(UserError, match=why):
        build_proposal(
            replace(good, pages=tuple(lying if p is page else p for p in good.pages)), snapshot
        )
    alias = replace(
        page, plan=replace(page.plan, title=snapshot.wiki.facts[page.plan.slug].title.upper())
    )
    assert build_proposal(
        replace(good, pages=tuple(alias if p is page else p for p in good.pages)), snapshot
    )


@pytest.mark.parametrize("type_", ["concept", "source-summary"])
@pytest.mark.parametrize("action", ["update", "create"])
def test_the_record_of_another_source_is_not_edited(attacked, type_, action):
    snapshot, good, _ = attacked
    other = next(f for f in snapshot.wiki.records.values())
    *_, page = [p for p in good.pages if p.plan.action == "update"]
    plan = replace(page.plan, slug=other.slug, title=other.title, type=type_, action=action)
    with pytest.raises(UserError, match=r"the record of (another|this) source"):
        build_proposal(
            replace(
                good, pages=tuple(replace(p, plan=plan) if p is page else p for p in good.pages)
            ),
            snapshot,
        )


def test_a_removal_names_one_thing_and_not_a_whole_text(attacked, honest, tmp_path):
    *_, expected = attacked
    where = ("change", "pages", len(honest["change"]["pages"]) - 1, "removes", 0, "what")
    assert read(tmp_path / "a", altered(honest, where, "x" * 300), expected).change is not None
    assert read(tmp_path / "b", altered(honest, where, "x" * 301), expected).change is None


@pytest.mark.parametrize(
    "field", ["title", "author", "published", "address", "status", "unit", "format", "notes"]
)
def test_what_is_said_of_the_source_is_what_its_file_says(attacked, field):
    snapshot, good, _ = attacked
    value = {"unit": "page", "notes": ("x",)}.get(field, "2020-01-01")
    with pytest.raises(UserError, match=rf"source\.{field} is not what the file says"):
        build_proposal(replace(good, source=replace(good.source, **{field: value})), snapshot)


def test_the_log_holds_one_entry_whatever_it_is_told(attacked):
    _, good, _ = attacked
    evil = EVIL["two lines"] + "\u202e\u2028## [x]"
    change = replace(
        good,
        librarian=evil,
        extraction=replace(good.extraction, title=evil),
        source=replace(good.source, path=evil),
    )
    entry = log_entry(change, ["a"], [], 1, DAY)
    assert hidden_characters(entry) == []
    assert len([t for t in GITHUB.parse(entry) if t.type == "heading_open"]) == 1
    assert len(entry.strip().splitlines()) == 6
