"""The lint's engine: whatever is kept and however many processes work, it says what the rules say one by one."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import rules
from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.processes import gfm
from pipeline.core.errors import UserError
from pipeline.core.findings.as_text import split_place
from pipeline.core.findings.view import View
from pipeline.core.values import Finding
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.operations.lint import lint
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import SCHEMA, team
from tests.helpers.share import few
from tests.helpers.strategies import markdown_text

DAY = "2026-04-11"
FRONT = f"---\ntitle: {{}}\ntype: concept\naliases: []\nsources:\n- raw/tea.md\nrelated: []\ncreated: {DAY}\nupdated: {DAY}\nconfidence: low\n---\n"
TEA = "---\ntitle: Tea\npublished: 2024-01-01\n---\n\nTea is brewed at 95 degrees in most places.\n\nA pot holds 2 litres. See https://tea.example/a.\n"
GOOD = '\nTea is brewed at 95 degrees.[^tea-1]\n\n[^tea-1]: [tea](../../raw/tea.md?plain=1#L6): "Tea is brewed at 95 degrees"\n'


def page(body=GOOD, title="Tea"):
    return FRONT.format(title) + body


def plainly(snapshot, today=DAY):
    """What the rules say, each page parsed for each rule, in this process, with nothing kept."""
    found = []
    there = {b.path: b for b in snapshot.repo.tree(snapshot.commit)}
    view = replace(lint.view_whole_wiki(snapshot, today, there.values()), render=gfm.render)
    single = [r for r in rules.LINT if rules.RULES[r].SCOPE == "page"]
    for path, blob in there.items():
        if is_page(path):
            text = snapshot.repo.read(blob.sha).decode("utf-8", "replace")
            try:
                parsed = Page.parse(path, text)
            except UserError as error:
                line, message = split_place(path, error.message)
                found.append(
                    Finding(
                        "bad-front-matter",
                        "error",
                        path,
                        line,
                        "front matter",
                        message,
                        "Mend that line.",
                    )
                )
                continue
            found += rules.run(replace(view, pages=(parsed,)), single)
    return rules.in_order(
        [*found, *rules.run(view, [r for r in rules.LINT if rules.RULES[r].SCOPE == "wiki"])]
    )


def said(root, rev="HEAD", only=None, merged=True):
    with open_repository(root) as repo:
        reading = lint.LintReader() if merged else None
        snapshot = take_snapshot(repo, repo.resolve(rev), read=reading)
        found, plain = (
            lint.lint_wiki(snapshot, DAY, only, reading),
            plainly(snapshot) if only is None else None,
        )
    return told(found), told(plain) if plain is not None else None


def told(found):
    """What the rules of pages say: the small wikis here lack an index, records and links as well."""
    about = {*rules.GATE, "bad-ignore", "quote-moved", "missing-source", "unlinked-mention"}
    return [f for f in found if f.rule in about]


def brief(found):
    return [(f.rule, f.severity, f.path.rsplit("/", 1)[-1], f.line) for f in found]


@pytest.fixture
def wiki(tmp_path):
    made = team(tmp_path / "team", {"tea.md": TEA})
    made.add("wiki/concepts/tea.md", page())
    return made


ODD = st.lists(
    st.one_of(
        markdown_text,
        st.sampled_from(
            (
                GOOD, "It holds 5 litres. ", "The largest pot.[^tea-1] ", "See [x](https://a.example). ", "![[http://a/b.png]]", "\u202e",
                "![i](http://a/b.png)", "<b>x</b>", "[^own]: by hand\n", '[^tea-2]: [tea](../../raw/tea.md?plain=1#L8): "A pot holds"\n',
                '[^tea-3]: [tea](../../raw/tea.md?plain=1#L6): "nobody said"\n', "[^tea-4]: broken\n", "[[tea]] ", "[[nowhere]] ",
                '[^gone-1]: [gone](../../raw/gone.md?plain=1#L6): "nobody said"\n', "\n\n## Part\n\n", "| a | 5 |\n", "- 7 items\n",
            )
        ),
    ),
    max_size=8,
).map("".join)  # fmt: skip
FRONTS = st.sampled_from(
    (
        FRONT.format("Odd"),
        FRONT.format("Tea"),
        "",
        "---\na: [\n---\n",
        "---\ntitle: x\ntype: none\n---\n",
        "--- \n",
    )
)


@settings(
    max_examples=few(12, 3),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(FRONTS, ODD), min_size=1, max_size=6), st.data())
def test_what_is_kept_never_changes_what_is_said(tmp_path, texts, data):
    root = tmp_path / "team"
    shutil.rmtree(root, ignore_errors=True)
    made = team(root, {"tea.md": TEA})
    (root / "wiki/concepts").mkdir(parents=True)
    record = FRONT.format("About tea").replace(
        "type: concept", "type: source-summary\nsource: raw/tea.md\nlabel: tea"
    )
    made.add("wiki/sources/about-tea.md", record + GOOD)
    for number, (front, body) in enumerate(texts):
        folder = data.draw(st.sampled_from(("concepts", "entities")))
        (root / f"wiki/{folder}").mkdir(exist_ok=True)
        (root / f"wiki/{folder}/page-{number % 4}.md").write_bytes((front + body).encode())
    made.git("add", "-A")
    made.git("commit", "-qm", "Pages")
    cold, plain = said(root)
    assert cold == plain
    assert said(root) == (plain, plain)
    made.add("wiki/concepts/page-0.md", texts[-1][0] + texts[0][1] + "Changed.\n")
    made.add("raw/tea.md", TEA.replace("95", "90"))
    assert said(root, merged=False)[0] == said(root)[1]


def test_the_pages_of_a_large_wiki_are_judged_in_several_processes(tmp_path):
    made = team(tmp_path / "team", {"tea.md": TEA})
    choose = random.Random(1)
    bodies = (
        GOOD,
        "\nIt holds 5 litres of tea now.\n",
        '\nTea.[^x]\n\n[^tea-1]: [tea](../../raw/tea.md?plain=1#L6): "no such"\n',
    )
    for number in range(700):
        target = made.root / f"wiki/concepts/page-{number:03}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(choose.choice(bodies), f"Page {number}"))
    made.git("add", "-A")
    made.git("commit", "-qm", "Many")
    cold, plain = said(made.root)
    assert cold == plain
    assert len({f.path for f in cold}) > 400
    assert said(made.root)[0] == plain


def test_a_damaged_or_foreign_cache_is_not_believed(wiki):
    plain = said(wiki.root)[1]
    kept = wiki.root / ".git/wiki/facts.sqlite"
    for value in (
        "null",
        "[]",
        '["x", {"raw/tea.md": 5}, [], [], [], []]',
        '["x", {}, [], [], [[1]], []]',
        '["x", {}, [], ["a"], [[0, 0, 0, 0, 9, 1, 1, false]], []]',
        '["x", {}, [], [1], [[0, 0, 0, 0, 0, 1, 1, false]], []]',
        '["x", {}, [], ["a"], [[0, 0, 0, 0, 0, "1", 1, false]], []]',
        "{",
        '[1,{},["no-rule"],[],[],[]]',
        "nonsense",
        "- raw/tea.md",
        "0123456789012345678901234567890123456789 raw/tea.md",
    ):
        with sqlite3.connect(kept) as db:
            db.execute("UPDATE facts SET value = ? WHERE kind = 'alone'", (value,))
        assert said(wiki.root)[0] == plain
    kept.write_bytes(b"SQLite format 3\0" + bytes(500))
    assert said(wiki.root)[0] == plain
    wiki.add("schema.md", SCHEMA.replace("folder: concepts", "folder: notions"))
    found, plain = said(wiki.root)
    assert found == plain
    assert "unknown-type" in {f.rule for f in found}


def test_a_source_that_changes_makes_its_pages_looked_at_again(wiki):
    assert said(wiki.root)[0] == []
    wiki.add("raw/tea.md", TEA.replace("95", "90"))
    assert brief(said(wiki.root)[0]) == [("quote-not-found", "error", "tea.md", 15)]
    wiki.git("rm", "-q", "raw/tea.md")
    wiki.git("commit", "-qm", "Gone")
    assert [(f.rule, f.subject) for f in said(wiki.root)[0]] == [("missing-source", "raw/tea.md")]


def test_a_page_without_readable_front_matter_is_told_with_its_line_and_the_others_go_on(wiki):
    wiki.add("wiki/concepts/odd.md", "---\ntitle: a\ntype: [\n---\nIt holds 5 litres of tea now.\n")
    wiki.add("wiki/concepts/pot.md", page("\nIt holds 5 litres of tea now.\n"))
    found = said(wiki.root)[0]
    assert [x for x in brief(found) if x[2] == "odd.md"] == [
        ("bad-front-matter", "error", "odd.md", 4)
    ]
    assert ("uncited-statement", "warning", "pot.md", 13) in brief(found)


def test_a_page_whose_name_another_has_is_judged_too(wiki):
    wiki.add(
        "wiki/entities/tea.md",
        page("\nIt holds 5 litres of tea now.\n").replace("type: concept", "type: entity"),
    )
    assert ("uncited-statement", "wiki/entities/tea.md") in {
        (f.rule, f.path) for f in said(wiki.root)[0]
    }


def test_what_a_page_says_by_itself_is_judged_also_where_no_link_can_name_it(wiki):
    text = (
        page()
        .replace("type: concept", "type: entity")
        .replace(f"updated: {DAY}", "updated: 2026-02-30")
    )
    wiki.add("wiki/entities/tea.md", text.replace("raw/tea.md?", "raw/gone.md?"))
    with open_repository(wiki.root) as repo:
        found = lint.lint_wiki(take_snapshot(repo, repo.head()), DAY)
    told = {(f.rule, f.path) for f in found if f.path == "wiki/entities/tea.md"}
    assert {
        ("bad-date", "wiki/entities/tea.md"),
        ("missing-source", "wiki/entities/tea.md"),
    } <= told
    assert "dead-link" not in {f.rule for f in found}


def settings_of(**levels):
    rows = "".join(f"    {name.replace('_', '-')}: {level}\n" for name, level in levels.items())
    return SCHEMA.replace("---\n", f"---\nlint:\n  rules:\n{rows}", 1)


def test_severities_are_those_of_the_schema(wiki):
    wiki.add("wiki/concepts/pot.md", page("\nIt holds 5 litres of tea now.\n", "Pot"))
    assert brief(said(wiki.root)[0]) == [("uncited-statement", "warning", "pot.md", 13)]
    wiki.add("schema.md", settings_of(uncited_statement="error"))
    assert brief(said(wiki.root)[0]) == [("uncited-statement", "error", "pot.md", 13)]
    wiki.add("schema.md", settings_of(uncited_statement="off"))
    assert said(wiki.root)[0] == []
    assert said(wiki.root, only=["uncited-statement"])[0] == []


def test_a_rule_that_there_is_not_is_refused_with_the_nearest(wiki):
    wiki.add("schema.md", settings_of(dead_lnik="off"))
    with pytest.raises(UserError, match="dead-lnik") as refused:
        said(wiki.root)
    assert "dead-link" in refused.value.hint
    wiki.add("schema.md", settings_of(lost_claim="off"))
    with pytest.raises(UserError, match="judges changes"):
        said(wiki.root)


def test_a_judgement_is_no_rule_that_can_be_set(wiki):
    wiki.add("schema.md", settings_of(superseded_claim="off"))
    with pytest.raises(UserError, match="'superseded-claim', which is a judgement") as refused:
        said(wiki.root)
    assert "wiki lint --judge" in refused.value.hint


IGNORE = "<!-- lint-ignore uncited-statement: an example -->"
FIVE = "It holds 5 litres of tea now."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"\n{FIVE} {IGNORE}\n", []),
        (f"\n{IGNORE}\n{FIVE}\n", []),
        (f"\n{IGNORE}\n\n{FIVE}\n", [("bad-ignore", 13), ("uncited-statement", 15)]),
        (f"\n{IGNORE} Tea.\n{FIVE}\n", [("bad-ignore", 13), ("raw-html", 13), ("uncited-statement", 14)]),
        (f"\n`{IGNORE}`\n{FIVE}\n", [("uncited-statement", 13)]),
        (f"\n{FIVE} <!-- lint-ignore uncited-statement -->\n", [("bad-ignore", 13), ("uncited-statement", 13)]),
        (f"\n{FIVE} <!-- lint-ignore uncited-statement: -->\n", [("bad-ignore", 13), ("uncited-statement", 13)]),
        (f"\n{FIVE} <!-- lint-ignore uncited: why -->\n", [("bad-ignore", 13), ("uncited-statement", 13)]),
        ("\nTea. <!-- lint-ignore bad-ignore: why -->\n", [("bad-ignore", 13)]),
        ("\nTea. <!-- lint-ignore lost-claim: why -->\n", [("bad-ignore", 13)]),
        ("\nTea. <!-- lint-ignore superseded-claim: whether it is needed is known where claims were judged -->\n", []),
        ("\nTea. <!-- lint-ignore superseded-clam: why -->\n", [("bad-ignore", 13)]),
        (f"<!-- lint-ignore-page uncited-statement: all examples -->\n\n{FIVE}\n\n{FIVE} 6 too.\n", []),
        (f"\nTea.\n\n<!-- lint-ignore-page uncited-statement: late -->\n\n{FIVE}\n", [("bad-ignore", 15), ("uncited-statement", 17)]),
        (f"\n{FIVE} <!-- lint-ignore raw-html: no -->\n<b>x</b> <!-- lint-ignore raw-html: yes -->\n", [("bad-ignore", 13), ("uncited-statement", 13)]),
    ],
)  # fmt: skip
def test_a_comment_with_a_reason_silences_a_rule_on_its_line(wiki, body, expected):
    wiki.add("wiki/concepts/pot.md", page(body, "Pot"))
    found = {(f.rule, f.line) for f in said(wiki.root)[0]}
    assert sorted(found) == expected


def test_of_a_rule_that_did_not_run_nobody_knows_whether_a_comment_is_needed(wiki):
    wiki.add("wiki/concepts/pot.md", page(f"\nTea. {IGNORE}\n", "Pot"))
    assert brief(said(wiki.root)[0]) == [("bad-ignore", "warning", "pot.md", 13)]
    assert said(wiki.root, only=["bad-ignore"])[0] == []
    wiki.add("schema.md", settings_of(uncited_statement="off"))
    assert said(wiki.root)[0] == []


def test_what_a_librarian_writes_may_not_silence_a_rule(wiki):
    text = page(f"\n{FIVE} {IGNORE}\n")
    view = View((Page.parse("wiki/concepts/x.md", text),), None, None, None)
    assert rules.run(view, ["raw-html"]) == []
    assert [f.rule for f in rules.run(replace(view, written=True), ["raw-html"])] == ["raw-html"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no ulimit")
def test_few_open_files_are_enough(tmp_path):
    made = team(tmp_path / "team", {f"tea-{n}.md": TEA for n in range(400)})
    for number in range(700):
        target = made.root / f"wiki/concepts/page-{number:03}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            page(GOOD.replace("raw/tea.md", f"raw/tea-{number % 400}.md"), f"Page {number}")
        )
    made.git("add", "-A")
    made.git("commit", "-qm", "Many")
    command = f"ulimit -n 40; exec {sys.executable} -m pipeline -C {made.root} lint"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env={**os.environ}, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    assert not done.stderr
