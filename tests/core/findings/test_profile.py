"""`profile: structure` and `ignore`: what is judged of a wiki that existed before ours."""

from dataclasses import replace

import pytest

from pipeline import rules
from pipeline.core.declared_settings import checked_values, read_declared
from pipeline.core.findings.view import View
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.schema import Rules, Schema
from pipeline.core.wiki.wiki import Wiki
from tests.helpers.making import SCHEMA
from tests.rules.test_lint_rules import text

STRUCTURE = {"dead-link", "ambiguous-link", "orphan-page", "duplicate-page", "hidden-character"}
RECORD = text("K", kind="source-summary", source="raw/k.md", sha256="12", label="k", related="[]")
CITED = 'It boils at 100.[^k-1]\n\n[^k-1]: [k](../../raw/k.md?plain=1#L1): "It boils at 100."\n'


def schema_of(**settings):
    written = checked_values(SCHEMA.rules) | settings
    return Schema(read_declared(Rules, written), "")


def whole(texts, index=None, **settings):
    schema = schema_of(profile="structure", **settings)
    wiki = Wiki(
        [facts_of(path, each) for path, each in texts.items()],
        texts.__getitem__,
        ignores=schema.ignores,
    )
    files = frozenset([*texts, *(index or {})])
    return View(
        (),
        wiki,
        schema,
        {}.get,
        whole=True,
        today="2026-04-12",
        files_there=files,
        index=index or {},
    )


def said(view):
    """What the lint's rules say, page by page where they look at one."""
    found = rules.run(view, [r for r in rules.LINT if rules.RULES[r].SCOPE == "wiki"])
    for facts in view.wiki.facts.values():
        one = replace(view, pages=(view.page(facts.path),))
        found += rules.run(one, [r for r in rules.LINT if rules.RULES[r].SCOPE == "page"])
    return sorted((f.rule, f.path, f.subject) for f in found)


PEOPLES = (
    "---\ntype: thought\nupdated: yesterday\nmood: fine\n---\n\n# Tea\n\nIt holds 2 litres since 1990."
    " <b>Bold</b> and ![x](https://pots.example/x.png). See [[Pot]] and [[gone page]].\u202e\n"
)


def test_of_people_only_the_structure_is_judged():
    texts = {"wiki/Tea.md": PEOPLES, "wiki/Pot.md": "See [[Tea]]."}
    assert said(whole(texts, index={"wiki/index.md": "# My own index\n"})) == [
        ("dead-link", "wiki/Tea.md", "gone page"),
        ("hidden-character", "wiki/Tea.md", "U+202E"),
    ]


def test_a_page_that_cites_a_compiled_source_is_judged_fully():
    texts = {
        "wiki/Tea.md": PEOPLES.rstrip() + " " + CITED,
        "wiki/Pot.md": "It holds 2 litres since 1990. See [[Tea]].",
        "wiki/sources/k.md": RECORD,
    }
    found = said(whole(texts))
    on_tea = {rule for rule, path, _ in found if path == "wiki/Tea.md"}
    assert {"uncited-statement", "raw-html", "remote-image", "bad-date"} <= on_tea
    assert not {"unknown-type", "bad-front-matter", "related-drift"} & on_tea
    assert not [row for row in found if row[1] == "wiki/Pot.md"]


def test_what_a_librarian_writes_is_judged_fully_and_has_a_type():
    new = {"wiki/Tea.md": "---\ntitle: Tea\n---\n\n<b>Bold</b>\n"}
    view = whole(new)
    page = view.page("wiki/Tea.md")
    changed = replace(view, pages=(page,), whole=False, written=True, before=whole({}).wiki)
    assert {"unknown-type", "raw-html"} <= {f.rule for f in rules.run(changed)}
    of_people = replace(changed, written=False)
    assert rules.run(of_people, rules.CHECK) == []


def test_an_open_name_is_told_once_for_all_its_pages():
    texts = {f"wiki/n{i}.md": "See [[Big kettle]], [[n0]] and [[n1]]." for i in range(8)}
    texts |= {f"wiki/m{i}.md": " ".join(f"[[n{k}]]" for k in range(8)) for i in range(5)}
    (found,) = rules.run(whole(texts), ["dead-link"])
    assert (found.path, found.subject) == ("wiki/n0.md", "big kettle")
    assert found.message == "the link to 'Big kettle' leads nowhere, here and on 7 other pages"


def test_where_links_name_what_is_to_be_written_only_a_slip_is_told():
    texts = {f"wiki/n{i}.md": f"See [[idea {chr(97 + i)}]] and [[n0]]." for i in range(8)}
    texts |= {"wiki/Kettles.md": "See [[Kettle]], [[idea/of tea]], [[Jun 29th, 2021]] and [[n1]]."}
    texts |= {"wiki/Jan 29th, 2021.md": "A day, and [[gone/page.png]] and [it](gone.md)."}
    found = rules.run(whole(texts), ["dead-link"])
    assert [f.subject for f in found] == ["gone/page.png", "wiki/gone.md", "kettle"]


def web(**more):
    """Eight pages, each of which links to the next."""
    return {f"wiki/n{i}.md": f"See [[n{(i + 1) % 8}]]." for i in range(8)} | more


@pytest.mark.parametrize(
    "links",
    [
        {"wiki/n0.md": "---\nup: '[[Lost]]'\n---\n\nSee [[n1]]."},
        {"wiki/n0.md": "Of #lost and [[n1]]."},
        {"wiki/n0.md": "---\ntags: [lost, found]\n---\n[[n1]]"},
        {"wiki/n0.md": "tags:: Found, Lost\n[[n1]]"},
        {"wiki/README.md": "See [it](Lost.md)."},
        {"wiki/log.md": "Wrote [[Lost]]."},
    ],
)
def test_a_link_counts_wherever_it_stands(links):
    lost = {"wiki/Lost.md": "Words."}
    alone = [("orphan-page", "wiki/Lost.md", "Lost")]
    assert said(whole(web(**lost), ignore=("log.md",))) == alone
    assert said(whole(web(**lost) | links, ignore=("log.md",))) == []


def test_an_index_of_people_and_a_link_to_a_folder_lead_to_pages():
    texts = web(**{"wiki/Lost.md": "Words.", "wiki/part/index.md": "A part.", "wiki/x.md": "X."})
    index = {"wiki/index.md": "# Mine\n\n- [[Lost]]\n- [part](part)\n- [x](x.md)\n"}
    assert said(whole(texts, index=index)) == []
    assert [row[1] for row in said(whole(texts))] == ["wiki/Lost.md", "wiki/x.md"]


@pytest.mark.parametrize("name", ["2026-04-11", "2026-04-11 Visit", "20260411", "2026-W15", "Home"])
def test_a_day_and_an_entrance_need_no_link(name):
    assert said(whole(web(**{f"wiki/{name}.md": "See [[n0]]."}))) == []


def test_where_most_pages_have_no_link_none_is_lost():
    texts = {f"wiki/n{i}.md": f"About pot {chr(97 + i)}." for i in range(9)}
    assert said(whole(texts)) == []
    assert len(said(whole(web(**{"wiki/a.md": "A.", "wiki/b.md": "B."})))) == 2


# --- what is no page ---


def test_what_is_ignored_is_no_page_and_can_be_linked():
    texts = {
        "wiki/Tea.md": "See [[Template]] and [the log](log.md) and [[Pot]].",
        "wiki/Pot.md": "See [[Tea]].",
        "wiki/Templates/Template.md": "See [[{{title}}]] and [[nowhere]].",
        "wiki/log.md": "Wrote [[gone]].",
    }
    view = whole(texts, ignore=("Templates/", "log.md"))
    assert set(view.wiki.facts) == {"Tea", "Pot"}
    assert said(view) == []
    assert {row[2] for row in said(whole(texts))} >= {"gone", "nowhere"}


def test_a_change_of_an_ignored_file_is_not_judged_but_for_what_nobody_sees():
    texts = {"wiki/log.md": "Wrote [[gone]] <b>x</b>.\u202e", "wiki/a.md": "See [[gone]]."}
    for profile in ("structure", "full"):
        view = replace(whole(texts), schema=schema_of(profile=profile))
        view = replace(view, wiki=whole(texts, ignore=("log.md",)).wiki, whole=False)
        pages = tuple(whole(texts).page(path) for path in texts)
        found = rules.run(replace(view, pages=pages), ["dead-link", "raw-html", "hidden-character"])
        assert [(f.rule, f.path) for f in found] == [
            ("dead-link", "wiki/a.md"),
            ("hidden-character", "wiki/log.md"),
        ]


def test_no_new_page_takes_the_name_of_an_ignored_file():
    wiki = whole({"wiki/concepts/log.md": "A log."}, ignore=("log.md",)).wiki
    assert "log" in wiki.taken_names
    later = wiki.with_texts({"wiki/concepts/b.md": "B."})
    assert "log" in later.taken_names
    assert set(later.facts) == {"b"}


def test_what_a_compile_wrote_is_a_page_whatever_is_ignored():
    texts = {
        "wiki/sources/k.md": RECORD,
        "wiki/concepts/blog.md": text("Blog", CITED),
        "wiki/concepts/log.md": "A log.",
    }
    view = whole(texts, ignore=("*log.md", "sources/"))
    assert set(view.wiki.facts) == {"k", "blog"}
    gone = view.wiki.with_texts({"wiki/concepts/blog.md": "A log."})
    assert set(gone.facts) == {"k"}


IGNORED = {"wiki/CLAUDE.md": "---\ntitle: House rules\naliases: [Manners]\n---\n\nBe kind.\n"}


def test_a_link_to_a_file_that_is_ignored_is_not_dead_whatever_name_it_uses():
    named = "See [[Claude]], [[CLAUDE.md]], [[house rules]], [[Manners]] and [it](CLAUDE.md)."
    there = whole(IGNORED | {"wiki/Tea.md": f"{named} Not [[Claudia]]."}, ignore=("CLAUDE.md",))
    assert [f.subject for f in rules.run(there, ["dead-link"])] == ["claudia"]
    page = there.page("wiki/Tea.md")
    changed = replace(
        there, pages=(page,), whole=False, before=whole({}).wiki, files_there=frozenset()
    )
    assert [f.subject for f in rules.run(changed, ["dead-link"])] == ["Claudia"]
    by_a_librarian = replace(changed, written=True)
    assert len(rules.run(by_a_librarian, ["dead-link"])) == 6


def test_a_change_may_link_to_a_file_beside_the_wiki():
    links = "[[Claude]], [[plan.canvas]], [it](notes/Claude.md) and [[Claudia]]"
    there = whole({"wiki/Tea.md": f"See {links}."})
    files = frozenset({"CLAUDE.md", "wiki/plan.canvas", "wiki/Tea.md"})
    changed = replace(there, pages=(there.page("wiki/Tea.md"),), whole=False, files_there=files)
    assert [f.subject for f in rules.run(changed, ["dead-link"])] == ["Claude", "Claudia"]


ICONS = "\ue0b0 \U000f0001"


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_icons_of_a_font_are_not_hidden_and_all_else_is(is_whole):
    code = f"`ls {ICONS}`\n\n```\n{ICONS} $ ls\n```\n\n    {ICONS} $ ls\n"
    hidden = [code, f"`a\u200bb` {code}", f"<!-- `{ICONS}` -->\n{code}", f"$${ICONS}$$\n{code}"]
    found = []
    for body in (*hidden, f"It shows {ICONS}.\n\nAnd {ICONS}."):
        there = whole({"wiki/Tea.md": f"\ufeff---\ntitle: Tea\n---\n\n{body}"})
        view = replace(there, pages=(there.page("wiki/Tea.md"),), whole=is_whole)
        found.append({f.subject for f in rules.run(view, ["hidden-character"])})
        by_a_librarian = replace(view, whole=False, written=True)
        assert rules.run(by_a_librarian, ["hidden-character"])
    private = {"U+E0B0 U+F0001"} if is_whole else {"U+E0B0", "U+F0001"}
    assert found == [set(), {"U+200B"}, private, set(), set()]
