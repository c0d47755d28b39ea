"""Each rule against a folder of its own: `raw/ wiki/` and whatever else a change would write, `before/` where there is one.

`findings.txt` is the exact list of what the rule says; lines it must not speak about stand beside those it must.
A rule of the lint alone sees what a lint sees; where one of the gate says something else in a lint, `lint.txt` has that list.
`removes.txt` holds reasons, `path | what | reason`; an empty file `written` says that a librarian wrote the pages. `--update-golden` rewrites the lists.
"""

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.adapters.processes import gfm
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.findings.view import View
from pipeline.core.paths import kept_path
from pipeline.core.source_words import digest_words, find_copies
from pipeline.core.values import FileChange, Removal
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.kept_text import number_kept_lines, read_kept_text
from pipeline.core.wiki.schema import Schema
from pipeline.readers import read_source
from tests.conftest import SCHEMA_FILE
from tests.helpers.making import wiki_of

HERE = Path(__file__).parent
HEALTHY = HERE.parent / "wikis" / "healthy"
OURS = {"findings.txt", "lint.txt", "removes.txt", "written", ".gitkeep"}
TODAY = "2026-04-12"
LINT = sorted(set(rules.LINT))


def texts_of(folder):
    files = (f for f in sorted(folder.rglob("*")) if f.is_file() and f.name not in OURS)
    paths = {f.relative_to(folder).as_posix(): f for f in files}
    return {
        path: f.read_text("utf-8")
        for path, f in paths.items()
        if not path.startswith(("before/", "raw/")) and path != "schema.md"
    }


def source_of(path, data, texts):
    """A source as rules look it up: as its kept text has it, where there is one."""
    read = read_source(path, data)
    if not read.version:
        return read
    found = read_kept_text(texts.get(kept_path(path), ""))
    if found is None:
        return number_kept_lines(read)
    now = (found.version, found.decoder) == (read.version, read.decoder)
    return replace(found, kept="current" if now else "older")


def view_of(folder):
    after = texts_of(folder)
    has_before = (folder / "before").exists()
    before = texts_of(folder / "before") if has_before else {}
    pages, old = ({p: t for p, t in texts.items() if is_page(p)} for texts in (after, before))
    raw = {
        f"raw/{f.name}": f.read_bytes()
        for f in sorted((folder / "raw").glob("*"))
        if f.name not in OURS
    }
    sources = {path: source_of(path, data, after) for path, data in raw.items()}
    changed = [
        FileChange(p, before.get(p), after.get(p))
        for p in sorted({*before, *after})
        if before.get(p) != after.get(p)
    ]
    own = folder / "schema.md"
    wiki = wiki_of(pages)
    return View(
        pages=tuple(
            wiki_of({path: text}).page(path.rsplit("/", 1)[-1].removesuffix(".md"))
            for path, text in readable(pages)
        ),
        wiki=wiki,
        schema=Schema.parse((own if own.exists() else SCHEMA_FILE).read_text("utf-8")),
        sources=sources.get,
        before=wiki_of(old) if has_before else None,
        removes=removes_of(folder / "removes.txt"),
        files=tuple(changed) if has_before else (),
        raw_stems=frozenset(Path(path).stem.lower() for path in raw),
        written=(folder / "written").exists(),
        render=gfm.render,
    )


def lint_view_of(folder, after=None):
    """What a lint looks at; `after` are texts that replace those of the folder, or add to them."""
    texts = texts_of(folder) | (after or {})
    raw = {
        f"raw/{f.name}": f.read_bytes()
        for f in sorted((folder / "raw").glob("*"))
        if f.name not in OURS
    }
    return replace(
        view_of(folder),
        pages=(),
        wiki=wiki_of({path: text for path, text in texts.items() if is_page(path)}),
        whole=True,
        today=TODAY,
        hashes={path: hashlib.sha256(data).hexdigest() for path, data in raw.items()},
        copies=find_copies(
            {path: digest_words(data) for path, data in raw.items()}, ["raw/2026-03-kettle.md"]
        ),
        files_there=frozenset({*texts, *raw}),
        beside=texts.get,
        index={path: text for path, text in texts.items() if is_index(path)},
        log=texts.get("log.md", ""),
    )


def lint(view, rule):
    """What a rule says in a lint: one about single pages is asked about each."""
    if rules.RULES[rule].SCOPE == "wiki":
        return rules.run(view, [rule])
    pages = [page for f in view.wiki.facts.values() if (page := view.page(f.path))]
    return [f for page in pages for f in rules.run(replace(view, pages=(page,)), [rule])]


def found_by(rule, folder):
    return (
        rules.run(view_of(folder), [rule])
        if rule in rules.GATE
        else lint(lint_view_of(folder), rule)
    )


def readable(pages):
    return sorted(pages.items())


def removes_of(file):
    found = {}
    for row in file.read_text("utf-8").splitlines() if file.exists() else ():
        path, what, reason = (x.strip() for x in row.split("|"))
        found[path] = (*found.get(path, ()), Removal(what, reason))
    return found


def said(findings):
    return "".join(
        f"{f.severity} {f.path}:{f.line} {f.rule} [{f.subject}] {f.message}\n" for f in findings
    )


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_rule_says_exactly_what_is_expected(rule, update_golden):
    folder = HERE / rule
    expected = folder / "findings.txt"
    found = said(found_by(rule, folder))
    if update_golden:
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
    assert found, "a folder in which its rule says nothing tests nothing"


@pytest.mark.parametrize("rule", [r for r in rules.GATE if (HERE / r / "lint.txt").exists()])
def test_a_rule_of_the_gate_says_in_a_lint_what_is_expected(rule, update_golden):
    expected = HERE / rule / "lint.txt"
    found = said(lint(lint_view_of(HERE / rule), rule))
    if update_golden:
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("rule", [r for r in LINT if hasattr(rules.RULES[r], "fix")])
def test_what_a_rule_mends_it_says_no_more_and_nothing_else_changes(rule):
    view = lint_view_of(HERE / rule)
    mendable = [f for f in lint(view, rule) if f.fixable]
    assert mendable
    texts = rules.RULES[rule].fix(view, {f.path for f in mendable})
    assert set(texts) == {f.path for f in mendable}
    after = lint_view_of(HERE / rule, texts)
    assert not [f for f in lint(after, rule) if f.fixable]
    assert not rules.RULES[rule].fix(after, set(texts))
    assert rules.RULES[rule].fix(view, ()) == {}


@pytest.mark.parametrize("rule", rules.RULES)
def test_the_folder_of_a_rule_has_a_good_page_too(rule):
    view = view_of(HERE / rule)
    spoken = {f.path for f in found_by(rule, HERE / rule)}
    assert {p.path for p in view.pages} - spoken


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_rule_says_why_it_exists_with_a_bad_and_a_good_example(rule):
    module = rules.RULES[rule]
    assert module.__doc__.count("\nBad:  ") == module.__doc__.count("\nGood: ") == 1
    assert module.SEVERITY in ("error", "warning", "note")


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_rule_says_what_it_looks_at_and_where_it_runs(rule):
    module = rules.RULES[rule]
    assert module.SCOPE in ("page", "wiki", "change")
    assert module.RUNS_IN
    assert [*module.RUNS_IN] == [
        r for r in ("draft", "compile", "check", "lint") if r in module.RUNS_IN
    ]
    assert ("lint" in module.RUNS_IN) == (module.SCOPE != "change"), "a lint knows no change"
    assert set(getattr(module, "NEEDS", ())) <= {"sources", "names"}


def told_of(page, *names, path="wiki/concepts/new.md"):
    view = lint_view_of(HEALTHY, {path: page})
    return [(f.rule, f.message) for name in names for f in lint(view, name) if f.path == path]


FRONT = "---\ntitle: New\ntype: concept\ncreated: 2026-04-01\nupdated: 2026-04-01\nconfidence: low\n---\n\n"


def test_what_a_page_lacks_is_told_once():
    names = ("bad-front-matter", "unknown-type", "bad-date")
    assert told_of("Words.\n", *names) == [("bad-front-matter", "the page has no front matter")]
    assert told_of("---\ntitle: New\n\nWords.\n", *names) == [
        ("bad-front-matter", "the front matter has no end")
    ]
    wrong = FRONT.replace("updated: 2026-04-01", "updated: yesterday")
    assert told_of(wrong, *names) == [("bad-date", "`updated: yesterday` is no day")]
    assert told_of("# How we work\n", *names, path="wiki/README.md") == [], (
        "a README is people's own"
    )


def test_a_sentence_over_several_lines_is_one():
    wrapped = "It holds 2 litres of\nwater, or 3 of\ntea.[^k-1] It was red\nin 1990.\n\n> It weighs 3 kg\n> when full.[^k-1]\n"
    items = "- It holds 2 litres of\n  water.[^k-1]\n- It is 12 years old\n  by now.\n\n| It is 12 years |\n"
    assert told_of(FRONT + wrapped + items, "uncited-statement") == [
        ("uncited-statement", 'no footnote: "It was red in 1990"'),
        ("uncited-statement", 'no footnote: "It is 12 years old by now"'),
        ("uncited-statement", 'no footnote: "| It is 12 years |"'),
    ]


def test_an_ellipsis_in_front_of_a_mark_ends_no_sentence():
    for end in (
        ". . . .[^k-1]",
        ". . .[^k-1]",
        "...[^k-1]",
        ". . . .”[^k-1][^k-2]",
        "… [^k-1]",
        "….[^k-1]",
        "… . [^k-1]",
    ):
        page = FRONT + f"It holds 5 litres of water {end} It was red in the year 1990.\n"
        found = [said for _, said in told_of(page, "uncited-statement")]
        assert found in ([], ['no footnote: "It was red in the year 1990"']), end
    kept = FRONT + "It holds 5 litres of water. . . . It was red.[^k-1]\n"
    assert [said for _, said in told_of(kept, "uncited-statement")] == [
        'no footnote: "It holds 5 litres of water"'
    ]


def test_a_line_of_many_stops_is_looked_at_once():
    began = time.process_time()
    told_of(FRONT + "It holds 5 litres " + ". " * 20_000 + "." * 20_000 + "\n", "uncited-statement")
    assert time.process_time() - began < 5


def test_a_sentence_is_shown_to_people_by_whole_words_without_signs_of_its_place():
    long = "- It was red in 1990, and " + "more than that is told of it, " * 4 + "as is known.\n"
    page = wiki_of({"wiki/concepts/new.md": FRONT + long}).page("new")
    view = replace(lint_view_of(HEALTHY), pages=(page,))
    (lint_says,), (model_is_told,) = (
        [f.message for f in rules.run(replace(view, written=w), ["uncited-statement"])]
        for w in (False, True)
    )
    assert lint_says == (
        'no footnote: "It was red in 1990, and more than that is told of it, more than that is told of it, more than that…"'
    )
    assert model_is_told == f'no footnote: "{long[:100]}"'


def test_a_finding_names_the_column_and_a_tag_is_told_at_its_beginning():
    page = (
        FRONT.replace("confidence", "sources: [raw/2026-03-kettle-report.md]\nconfidence")
        + "A <b>word</b>, [x](https://example.org/x), ![y](https://example.org/y.png) and more.[^no-1]\n"
    )
    view = lint_view_of(HEALTHY, {"wiki/concepts/new.md": page})
    rules_of = ("raw-html", "foreign-address", "remote-image", "undefined-mark")
    found = [f for name in rules_of for f in lint(view, name) if f.path == "wiki/concepts/new.md"]
    line = page.split("\n")[9]
    assert {(f.line, f.column - 1) for f in found} == {
        (10, line.index(x))
        for x in ("<b>", "https://example.org/x", "https://example.org/y", "[^no")
    }
    assert [f.subject for f in found if f.rule == "raw-html"] == ["<b>"]


def test_an_ignore_without_a_reason_is_told_by_its_own_rule_alone():
    page = FRONT + "Words. <!-- lint-ignore dead-link -->\n\n<!-- unseen -->\n"
    assert told_of(page, "raw-html") == [("raw-html", "raw HTML: <!-- unseen -->")]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "wiki/index.md",
            "- [A](a.md): <i>\n- [B](b.md)\n",
            "- [A](a.md): <i>\n- [B](b.md): <b>x</b>\n",
        ),
        ("log.md", "- <i>\n", "- <i>\n- <b>new</b>\n"),
    ],
)
def test_what_a_change_adds_to_index_or_log_holds_no_html(path, before, after):
    change = FileChange(path, before, after, derived=True)
    view = replace(lint_view_of(HEALTHY), pages=[], files=(change,))
    assert [spot.subject for spot in rules.raw_html.check(view)] == ["<b>"]


def test_the_folder_of_the_sources_is_no_place_outside():
    page = (
        FRONT
        + "All of [raw](../../raw/), of [it](../../raw) and [the wiki](../); [not this](../../).\n"
    )
    assert [m for _, m in told_of(page, "foreign-address")] == [
        "the link to ../../ leads out of wiki/ and raw/"
    ]


def test_a_word_that_is_only_a_files_name_is_no_mention_and_nor_is_what_begins_a_callout():
    texts = {
        "wiki/concepts/setup.md": "A page without a title.\n",
        "wiki/concepts/priority.md": FRONT.replace("New", "Priority"),
        "wiki/concepts/new.md": FRONT
        + "The setup is old.\n\n> [!info] Priority of dates\n\nSee its setup.\n",
    }
    found = lint(lint_view_of(HEALTHY, texts), "unlinked-mention")
    assert [f.subject for f in found if f.path == "wiki/concepts/new.md"] == []


def test_every_rule_has_a_folder_and_a_line_in_the_table():
    folders = {f.name for f in HERE.iterdir() if f.is_dir() and not f.name.startswith("_")}
    modules = {
        f.stem.replace("_", "-")
        for f in Path(rules.__file__).parent.glob("*.py")
        if f.stem != "__init__"
    }
    assert folders == set(rules.RULES) == modules


def test_no_rule_speaks_on_a_healthy_wiki():
    view = view_of(HEALTHY)
    assert len(view.pages) >= 6
    assert said(rules.run(view)) == ""


@pytest.mark.parametrize("rule", LINT)
def test_no_rule_speaks_in_a_lint_of_a_healthy_wiki(rule):
    assert said(lint(lint_view_of(HEALTHY), rule)) == ""


def test_no_rule_speaks_when_a_healthy_wiki_does_not_change():
    view = view_of(HEALTHY)
    unchanged = View(
        view.pages, view.wiki, view.schema, view.sources, view.wiki, raw_stems=view.raw_stems
    )
    assert said(rules.run(unchanged)) == ""


def test_findings_come_in_one_order_errors_first():
    view = view_of(HERE / "uncited-statement")
    found = rules.run(view)
    assert found == rules.run(view)
    ranks = [("error", "warning", "note").index(f.severity) for f in found]
    assert ranks == sorted(ranks)
