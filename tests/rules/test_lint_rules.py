"""What a folder cannot show of the lint's rules: wikis of one page, pairs told apart, sources that nothing records."""

import hashlib
from dataclasses import replace

import pytest

from pipeline import rules
from pipeline.core.bookkeeping import index, log
from pipeline.core.declared_settings import checked_values, read_declared
from pipeline.core.findings.view import View
from pipeline.core.wiki.schema import Rules, Schema
from pipeline.core.wiki.wiki import Wiki
from tests.helpers.making import SCHEMA, WIKILINKS, source, wiki_of
from tests.rules.test_rules import HEALTHY, HERE, LINT, lint, lint_view_of, view_of

FRONT = "---\ntitle: {}\ntype: {}\n{}---\n\n"


def text(title, body="Words.", kind="concept", **more):
    return (
        FRONT.format(title, kind, "".join(f"{key}: {value}\n" for key, value in more.items()))
        + body
        + "\n"
    )


def view(texts, **more):
    return View((), wiki_of(texts), SCHEMA, {}.get, whole=True, today="2026-04-12", **more)


def subjects(view, rule):
    return [f.subject for f in lint(view, rule)]


@pytest.mark.parametrize("rule", [r for r in LINT if rules.RULES[r].SCOPE == "wiki"])
def test_an_empty_wiki_and_a_fresh_one_are_in_order(rule):
    assert subjects(view({}), rule) == []
    fresh = {"wiki/index.md": index.make_index(wiki_of({}), SCHEMA).files["wiki/index.md"]}
    assert subjects(view({}, index=fresh, log=log.EMPTY_LOG), rule) == []


@pytest.mark.parametrize("rule", ["orphan-page", "dead-end"])
def test_the_first_page_of_a_wiki_has_nothing_to_link(rule):
    assert subjects(view({"wiki/concepts/a.md": text("A")}), rule) == []
    assert subjects(
        view({"wiki/concepts/a.md": text("A"), "wiki/concepts/b.md": text("B")}), rule
    ) == ["a", "b"]


@pytest.mark.parametrize(
    "folder", [HEALTHY, HERE / "orphan-page", HERE / "related-drift", HERE / "duplicate-page"]
)
def test_all_ways_at_once_are_those_of_each_page(folder):
    wiki = lint_view_of(folder).wiki
    outgoing, incoming = wiki.links_both_ways
    assert outgoing == {slug: wiki.outgoing(slug) for slug in wiki.facts}
    assert incoming == {slug: wiki.incoming(slug) for slug in wiki.facts}
    assert wiki.slug_by_name == {name: wiki.resolve(name) for name in wiki.slug_by_name}
    changed = wiki.with_texts({"wiki/concepts/new.md": text("Kettle", "See [[boiling]].")})
    assert changed.slug_by_name == {name: changed.resolve(name) for name in changed.slug_by_name}


def test_what_the_team_told_apart_passes_the_gate_as_well():
    folder = HERE / "duplicate-page"
    both = ["wiki/entities/mercury-element.md", "wiki/concepts/mercury.md"]
    with_it = view_of(folder)
    without = replace(with_it, schema=SCHEMA)
    pairs = [
        [(f.path, f.subject) for f in rules.run(v, ["duplicate-page"])] for v in (with_it, without)
    ]
    assert set(pairs[1]) - set(pairs[0]) == {tuple(both), tuple(both[::-1])}
    whole = replace(lint_view_of(folder), schema=SCHEMA)
    assert tuple(both) in {(f.path, f.subject) for f in lint(whole, "duplicate-page")}


def test_pages_told_apart_may_share_their_text():
    lines = "\n\n".join(f"The {i}th relay of the canal was opened by the board." for i in range(6))
    texts = {"wiki/concepts/a.md": text("A", lines), "wiki/concepts/b.md": text("Beta", lines)}
    assert subjects(view(texts), "duplicate-page") == ["wiki/concepts/a.md"]
    written = checked_values(SCHEMA.rules) | {"lint": {"never_merge": (("Beta", "a"),)}}
    apart = Schema(read_declared(Rules, written), "")
    assert subjects(replace(view(texts), schema=apart), "duplicate-page") == []


def test_a_copied_page_with_two_long_sentences_is_found():
    lines = "The first relay of the canal was opened by the board.[^k-1]\n\nIt was closed by the harbour master in the year after."
    texts = {
        "wiki/concepts/a.md": text("A", lines),
        "wiki/concepts/b.md": text("Beta", f"{lines}\n"),
    }
    (found,) = lint(view(texts), "duplicate-page")
    assert found.message == "“Beta” and “A” say the same in all their sentences"
    other = texts | {"wiki/concepts/b.md": text("Beta", f"{lines} No.")}
    assert lint(view(other), "duplicate-page") == []


@pytest.mark.parametrize(
    ("aliases", "line"),
    [
        ("aliases: [Cup, Potter]", 3),
        ("aliases:\n- Mug of tea\n- 'Cup'  \n- Cupboard", 5),
        ('aliases:\n- "C\\x75p"\nnote: Cup', 3),
    ],
)
def test_a_clash_over_an_alias_stands_there_and_says_to_remove_it(aliases, line):
    pot = text("Pot").replace("title: Pot\n", f"title: Pot\n{aliases}\n")
    for path in ("wiki/concepts/a.md", "wiki/concepts/z.md"):
        (found,) = lint(view({"wiki/concepts/cup.md": text("Cups"), path: pot}), "duplicate-page")
        assert (found.path, found.line, found.subject) == (path, line, "wiki/concepts/cup.md")
        assert found.suggestion.startswith("Remove the alias “Cup” here, merge the two, or say")


def test_a_heading_that_is_missing_on_a_page_that_only_its_name_finds_is_told():
    texts = {
        "wiki/concepts/a.md": text("A", "See [it](b.md#gone)."),
        "wiki/entities/b.md": text("B", "## Going\n\nIt goes."),
    }
    (found,) = lint(view(texts, files_there=frozenset(texts)), "dead-link")
    assert found.message == "wiki/entities/b.md has no heading 'gone'"


def test_a_source_that_only_citations_know_is_missed_once():
    wiki = wiki_of({"wiki/concepts/a.md": text("A"), "wiki/concepts/b.md": text("B")})
    cites = [replace(facts, cites=("raw/gone.md", "raw/there.md")) for facts in wiki.facts.values()]
    there = replace(view({}), wiki=Wiki(cites, str), files_there=frozenset({"raw/there.md"}))
    (found,) = lint(there, "missing-source")
    assert (found.path, found.subject) == ("wiki/concepts/a.md", "raw/gone.md")
    assert found.message == "raw/gone.md is gone; this page cites it, and 1 other page cites it"


def test_of_a_source_that_is_gone_only_one_rule_speaks():
    folder = HERE / "missing-source"
    assert lint(lint_view_of(folder), "quote-not-found") == []
    assert {f.rule for f in rules.run(view_of(folder), ["quote-not-found"])} == {"quote-not-found"}


def test_the_gate_refuses_a_moved_quote_as_it_did():
    found = rules.run(view_of(HERE / "quote-moved"), ["quote-not-found"])
    assert {"kettle-1", "kettle-4"} <= {f.subject for f in found}


def test_a_log_that_is_lost_is_one_finding():
    texts = {
        f"wiki/sources/s{i}.md": text(
            f"S{i}", "Words.", "source-summary", source=f"raw/s{i}.md", label=f"s{i}"
        )
        for i in range(30)
    }
    lost = view(texts)
    assert subjects(lost, "log-drift") == ["log.md"]
    mended = rules.RULES["log-drift"].fix(lost, ["log.md"])["log.md"]
    assert len(list(log.read_entries(mended))) == 30
    assert list(log.find_log_problems("", mended)) == []
    assert subjects(replace(lost, log=mended), "log-drift") == []


def test_a_log_is_mended_by_what_is_added():
    there = lint_view_of(HERE / "log-drift")
    mended = rules.RULES["log-drift"].fix(there, ["log.md"])["log.md"]
    assert mended.startswith(there.log)
    assert mended[len(there.log) :] == (
        "\n## [2026-04-12] lint | Unlogged \\[x\\]\n\n"
        f"- source: `raw/unlogged.md` (sha256 {'d' * 12})\n- recorded by: [[unlogged]]\n"
    )


def test_a_wiki_without_an_index_wants_one():
    texts = {"wiki/concepts/a.md": text("A")}
    (found,) = lint(view(texts), "index-drift")
    assert (found.subject, found.fixable) == ("wiki/index.md", True)
    made = rules.RULES["index-drift"].fix(view(texts), ["wiki/index.md"])
    assert lint(view(texts, index=made), "index-drift") == []


def test_of_a_page_that_cannot_be_read_another_rule_speaks():
    texts = {
        "wiki/concepts/a.md": "---\ntitle: [\n---\n\nSee [[b]].\n",
        "wiki/concepts/b.md": text("B", related="[a]"),
    }
    found = [
        (rule, f.path)
        for rule in LINT
        if rule != "bad-front-matter"
        for f in lint(view(texts), rule)
    ]
    assert not [
        rule for rule, path in found if path == "wiki/concepts/a.md" and rule != "orphan-page"
    ]


def test_what_moved_in_a_renamed_source_is_told_of_the_source_alone():
    data = b"# A\n\nWords.\n"
    sha = hashlib.sha256(data).hexdigest()
    texts = {
        "wiki/sources/a.md": text(
            "A", "x", "source-summary", source="raw/old.md", label="a", sha256=sha
        )
    }
    there = view(texts, hashes={"raw/new.md": sha}, files_there=frozenset({"raw/new.md"}))
    told = [
        (f.rule, f.subject)
        for rule in ("missing-source", "source-changed", "uncompiled-source")
        for f in lint(there, rule)
    ]
    assert told == [("missing-source", "raw/old.md")]


def suggested(view, rule):
    return {f.subject: f.suggestion for f in lint(view, rule)}


def test_a_mention_is_linked_as_the_team_writes_links_and_no_bar_ends_a_cell():
    table = "| what |\n| --- |\n| a tea leaf |"
    texts = {
        "wiki/concepts/tea-leaf.md": text("Tea leaf"),
        "wiki/entities/a.md": text("A", "A tea leaf."),
    }
    cell = texts | {"wiki/entities/a.md": text("A", table)}
    assert suggested(replace(view(texts), schema=WIKILINKS), "unlinked-mention") == {
        "tea-leaf": "Write [[tea-leaf|tea leaf]] there."
    }
    assert suggested(replace(view(cell), schema=WIKILINKS), "unlinked-mention") == {
        "tea-leaf": "Write [[tea-leaf\\|tea leaf]] there."
    }
    assert suggested(view(texts), "unlinked-mention") == {
        "tea-leaf": "Write [tea leaf](../concepts/tea-leaf.md) there."
    }


def test_code_in_a_longer_name_does_not_make_the_rest_of_it_a_mention():
    texts = {
        "wiki/concepts/cost.md": text("Gas cost"),
        "wiki/concepts/sload-gas-cost.md": text("SLOAD gas cost", "A `SLOAD` gas cost."),
    }
    assert suggested(view(texts), "unlinked-mention") == {}
    assert set(
        suggested(
            view(texts | {"wiki/concepts/b.md": text("B", "A gas cost.")}), "unlinked-mention"
        )
    ) == {"cost"}


def test_a_block_named_without_its_sign_is_suggested_with_it():
    said = "Here. ^one\n\nSee [[b^two]], [[^one]], [[b^gone]] and [[c^two]]."
    texts = {"wiki/concepts/a.md": text("A", said), "wiki/concepts/b.md": text("B", "There. ^two")}
    found = suggested(view(texts, files_there=frozenset(texts)), "dead-link")
    assert found == {
        "btwo": "Did you mean [[b#^two]]?",
        "one": "Did you mean [[#^one]]?",
        "bgone": "Link to a page that exists.",
        "ctwo": "Link to a page that exists.",
    }


def test_a_mistyped_source_is_suggested_by_the_nearest_name_there_is():
    note = '[^k-1]: [k](../../raw/sub/ketle-report.md?plain=1#L1): "x"\n\n[^z-1]: [z](../../raw/zebra.md?plain=1#L1): "x"'
    texts = {"wiki/concepts/a.md": text("A", f"It boils.[^k-1] It runs.[^z-1]\n\n{note}")}
    there = view(
        texts, files_there=frozenset({*texts, "raw/kettle-report.md", "raw/kettle-report-2.md"})
    )
    assert suggested(there, "missing-source") == {
        "raw/sub/ketle-report.md": "Did you mean raw/kettle-report.md? "
        "Else restore the file, or run `wiki retract raw/sub/ketle-report.md`.",
        "raw/zebra.md": "Restore the file, or run `wiki retract raw/zebra.md`.",
    }


def test_where_many_sources_are_gone_not_each_is_looked_for():
    cites = tuple(
        f"raw/kettle-reports-{chr(97 + i // 26)}{chr(97 + i % 26)}.md" for i in range(400)
    )
    facts = replace(wiki_of({"wiki/concepts/a.md": text("A")}).facts["a"], cites=cites)
    there = replace(
        view({}), wiki=Wiki([facts], str), files_there=frozenset({"raw/kettle-reports-zzz.md"})
    )
    found = suggested(there, "missing-source")
    assert len(found) == 400
    assert sum(x.startswith("Did you mean") for x in found.values()) == 50


def test_of_links_by_path_the_page_is_reached_that_they_open():
    def orphans(body):
        texts = {
            "wiki/concepts/gas.md": text("Gas", "See [[tea]]."),
            "wiki/entities/gas.md": text("Bottle", "See [[lone]]."),
            "wiki/concepts/tea.md": text("Tea", body),
            "wiki/concepts/lone.md": text("Lone", "See [[tea]]."),
        }
        return [f.path for f in lint(view(texts, files_there=frozenset(texts)), "orphan-page")]

    assert orphans("A [[gas]].") == ["wiki/entities/gas.md"]
    assert orphans("A [[entities/gas]].") == ["wiki/concepts/gas.md"]
    assert orphans("A [x](../entities/gas.md) and [[concepts/gas]].") == []
    assert orphans("A [[Bottle]] of [[Gas]].") == []


def test_what_derive_does_to_the_confidence_is_said():
    summary = text(
        "S", "It sums up [[a]].", "source-summary", source="raw/s.md", label="s", author="Ada"
    )
    body = 'A tea.[^s-1] See [[b]].\n\n[^s-1]: [s](../../raw/s.md?plain=1#L1): "A tea."'
    for said, told in (
        ("high", ", which also changes its `confidence` from high to medium"),
        ("medium", ""),
    ):
        texts = {
            "wiki/concepts/a.md": text("A", body, confidence=said, related="[]"),
            "wiki/concepts/b.md": text("B", related="[a]"),
        }
        found = lint(view(texts | {"wiki/sources/s.md": summary}), "related-drift")
        assert {f.path: f.suggestion for f in found}[
            "wiki/concepts/a.md"
        ] == f"Run `wiki derive`{told}."


def test_a_break_in_a_cell_is_a_persons_to_write():
    folder = HERE / "raw-html"
    assert {f.subject for f in rules.run(replace(view_of(folder), written=True), ["raw-html"])} >= {
        "<br>",
        "<br/>",
        "<BR />",
    }


def test_an_address_with_escapes_is_told_once_and_not_at_all_where_a_source_has_it():
    page = text(
        "A",
        "See [it](https://x.example/a%20b) and <https://y.example/c%2Fd>.",
        sources="[raw/s.md]",
    )
    there = view({"wiki/concepts/a.md": page})
    assert subjects(there, "foreign-address") == []  # whether it is foreign, nobody can tell
    other = source("It says nothing of the kind.", path="raw/s.md")
    assert subjects(replace(there, sources={"raw/s.md": other}.get), "foreign-address") == [
        "https://x.example/a%20b",
        "https://y.example/c%2Fd",
    ]
    known = source("It is at https://x.example/a%20b and https://y.example/c%2Fd.", path="raw/s.md")
    assert subjects(replace(there, sources={"raw/s.md": known}.get), "foreign-address") == []


def test_a_citation_of_which_the_form_alone_is_renewed_is_not_judged_anew():
    path, raw = "wiki/concepts/kettle.md", "raw/kettle.md"
    cited = '[^kettle-1]: [kettle](../../raw/kettle.md?plain=1#L1): "Words that are gone."'
    old = text("Kettle", f"It boils.[^kettle-1]\n\n{cited}\n")
    new = old.replace("[kettle](", "[kettle, line 1](")
    for then, said in ((new, []), (new.replace("#L1)", "#L2)"), ["kettle-1"])):
        after = wiki_of({path: then})
        there = {raw: source("It boils.", path=raw)}
        change = View((after.page("kettle"),), after, SCHEMA, there.get, wiki_of({path: old}))
        assert [f.subject for f in rules.run(change, ["quote-not-found"])] == said
