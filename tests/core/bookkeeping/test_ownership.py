"""Whose is what: whatever people write on pages and in the index, a lint's fixes and `derive` take none of it away."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import rules
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.frame_page import without_title
from pipeline.core.bookkeeping.index import find_peoples_index, is_index, make_index
from pipeline.core.bookkeeping.ownership import (
    cites_ours,
    has_bookkeeping,
    join_entries,
    name_of_entry,
)
from pipeline.core.errors import UserError
from pipeline.core.findings.view import View
from pipeline.core.markup import footnotes, markdown
from pipeline.core.wiki.facts import is_page, parse_leniently, strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.rules import index_drift, related_drift
from tests.core.changes.test_assemble import ABOUT_KETTLE, UPDATE, lay
from tests.helpers.making import SCHEMA, wiki_of

COMPILED = lay(UPDATE, lay(ABOUT_KETTLE, {})[1])[1]
CITED = next(
    line
    for line in COMPILED["wiki/concepts/kettle.md"].splitlines()
    if line.startswith("[^kettle-1]:")
)
OURS = ("sources", "related", "updated", "confidence", "disputed")
ENTRIES = ("kettle", "'[[kettle]]'", "Kettle", "oven", "raw/2026-03-kettle.md", "x.md", "raw/gone.md", "[[Litre]]", "12", "true", '"a: b"')  # fmt: skip


def listed(key, items, form):
    if form == "flow":
        return f"{key}: [{', '.join(items)}]\n"
    if form == "one" and items:
        return f"{key}: {items[0]}\n"
    indent = "  " if form == "indented" else ""
    return f"{key}:\n" + "".join(f"{indent}- {item}\n" for item in items)


forms = st.sampled_from(("flow", "block", "indented", "one"))
lists = st.lists(st.sampled_from(ENTRIES), max_size=3)
KEYS = st.one_of(
    st.builds(listed, st.sampled_from(("sources", "related", "tags", "aliases", "cssclasses", "disputed")), lists, forms),
    st.sampled_from(
        (
            "title: 'Pot'\n", "title: Pot # for tea\n", "type: concept\n", "owner:\n  name: Bo\n  since: 2024-01-01\n",
            "created: 2026-11-01\n", "updated: 2026-11-02\n", "updated: yesterday\n", "confidence: sure\n", "confidence: high\n",
            "aliases: Tea maker\n", "disputed: yes\n", "note: |\n  # no comment\n  two lines\n", "when: 12:30\n", "NO: 1.10\n",
            "source: https://a.example/x\n", "source: raw/mine.md\n", "status: mine\n", "long: >-\n  folded\n  words\n", "empty:\n",
        )
    ),
)  # fmt: skip
COMMENTS = st.sampled_from(("# ask Bo\n", "\n", "  # indented\n"))
BODY = st.sampled_from(
    (
        "It boils.[^kettle-1]\n", CITED + "\n", "See [[kettle]] and [oven](oven.md).\n", "Words of mine.\n", "\n", "## Own heading\n",
        "A note.[^mine]\n", "[^mine]:  my own   note\n", "[^a]: before\n", "[^1]: [kettle](../../raw/other.md#L2): \"It is red.\"\n",
        "- one\n- two\n", "> quoted\n", "```\n[^kettle-2]: code\n```\n", "[^kettle-9]: my words under their name\n", "    four\n", "| a | b |\n",
        "[^k]: [My own words](../../raw/elsewhere.md?plain=1#L3-L4): \"Said.\"\n", "Trailing  \n",
    )
)  # fmt: skip
INDEXES = st.one_of(
    st.none(),
    st.just(COMPILED["wiki/index.md"]),
    st.just("# Index\n\n3 pages, listed by type. This file is derived; do not edit it.\n"),
    st.sampled_from(
        (
            "# Our kitchen\n\nStart with the [Kettle](concepts/kettle.md).\n",
            "# Index\n\n- [Kettle](concepts/kettle.md): ask Bo first\n",
            COMPILED["wiki/index.md"] + "- [Suppliers](https://a.example): who sells them\n",
            COMPILED["wiki/index.md"]
            + "\n## Start here\n\n- [Kettle](concepts/kettle.md): first of all\n",
            COMPILED["wiki/index.md"] + "Ours, too.\n",
            COMPILED["wiki/index.md"].replace(
                "This file is derived; do not edit it.", "Bo looks after it."
            ),
            COMPILED["wiki/index.md"].replace("do not edit it.\n", "do not edit it. But Bo may.\n"),
        )
    ),
)
PARTS = st.sampled_from(("# Concepts\n\n- [Kettle](../concepts/kettle.md)\n\nMine.\n", "# My reading\n\n- [Kettle](../concepts/kettle.md): x\n"))  # fmt: skip


@st.composite
def pages(draw):
    """A page as people write it; keys stand once."""
    blocks = draw(st.lists(st.one_of(KEYS, KEYS, COMMENTS), max_size=7))
    seen, front = set(), ""
    for block in blocks:
        key = re.match(r"([a-zA-Z]+):", block)
        if key is None or key[1] not in seen:
            front += block
            seen |= {key[1]} if key else set()
    body = "".join(draw(st.lists(BODY, max_size=8)))
    text = (f"---\n{front}---\n" if draw(st.integers(0, 5)) else "") + body
    text = text.replace("\n", "\r\n") if draw(st.integers(0, 4)) == 0 else text
    return ("\ufeff" if draw(st.integers(0, 9)) == 0 else "") + text


@st.composite
def vaults(draw):
    texts = {
        **COMPILED,
        "wiki/concepts/pot.md": draw(pages()),
        "wiki/concepts/oven.md": draw(pages()),
    }
    if draw(st.booleans()):
        texts["wiki/concepts/kettle.md"] = draw(pages())
    front = draw(INDEXES)
    texts |= {"wiki/index.md": front} if front is not None else {}
    if draw(st.integers(0, 4)) == 0:
        texts["wiki/index/reading.md"] = draw(PARTS)
    return texts if front is not None else {p: t for p, t in texts.items() if p != "wiki/index.md"}


def view_of(texts):
    wiki = wiki_of({path: text for path, text in texts.items() if is_page(path)})
    there = {path: text for path, text in texts.items() if is_index(path)}
    view = View((), wiki, SCHEMA, lambda _: None, whole=True, today="2026-12-01", index=there)
    return replace(view, files_there=frozenset(texts))


def fixed(texts):
    """The texts after a lint's safe fixes, each rule on what the one before it left, and then `derive`."""
    for name, rule in (("index-drift", index_drift), ("related-drift", related_drift)):
        view = view_of(texts)
        found = rules.run(view, [name])
        texts = {**texts, **rule.fix(view, {f.path for f in found if f.fixable})}
    view = view_of(texts)
    made = derive(view.wiki, SCHEMA, recorded_voices(view.wiki), view.index)
    return {path: text for path, text in {**texts, **made}.items() if text is not None}


def front_of(path, text):
    try:
        return Page.parse(path, text).meta
    except UserError:
        return {}


def lines_of_people(path, text, wiki):
    """The lines of a file that are not ours, white space at their ends aside."""
    if is_index(path):
        return (
            []
            if path not in find_peoples_index({path: text}, wiki, SCHEMA)
            else [x.strip() for x in text.splitlines() if x.strip()]
        )
    try:
        page = Page.parse(path, text)
    except UserError:
        return [x.rstrip() for x in text.splitlines()]
    ours = has_bookkeeping(page, wiki) and bool(page.front)
    lines, key = [], ""
    for line in page.front.splitlines():
        key = found[1] if (found := re.match(r"([^\s:#-][^:]*):", line)) else key
        if not (ours and key in OURS and not line.lstrip().startswith("#")):
            lines.append(line.rstrip())
    rows = dict(footnotes.find_definition_rows(page.whole))
    theirs = replace(without_title(page), backlinks="") if ours else page
    for line in theirs.whole.splitlines():
        label = re.match(r"\[\^([^\]]+)\]:", line)
        if not (ours and label and cites_ours(label[1], rows.get(label[1], ""), path, wiki)):
            lines.append(line.rstrip())
    return [x for x in lines if x]


@given(vaults())
@example(
    {
        **COMPILED,
        "wiki/concepts/pot.md": "---\ntitle: Pot\nsources: [x.md]\nrelated: [oven]\n---\n\nSee [[kettle]].\n",
    }
)
@example({**COMPILED, "wiki/concepts/pot.md": f"---\ntitle: Pot\nsources: [[Litre]]\nrelated: [[kettle]]\n---\n\nSee [[litre]].[^kettle-1]\n\n{CITED}\n"})  # fmt: skip
@example({**COMPILED, "wiki/concepts/pot.md": f"---\ntitle: Pot\nsources: [[[Litre]]]\n---\n\nSee [[litre]].[^kettle-1]\n\n{CITED}\n"})  # fmt: skip
@example({**COMPILED, "wiki/concepts/pot.md": f"---\ntitle: Pot\nsources: [x.md, raw/gone.md]\nrelated: [oven]\n---\n\nSee [[litre]].[^kettle-1]\n\n{CITED}\n"})  # fmt: skip
def test_fixes_and_derive_take_away_no_key_value_line_or_link_that_a_person_wrote(texts):
    wiki = view_of(texts).wiki
    after = fixed(texts)
    assert set(after) >= set(texts) - {"wiki/index/reading.md"}
    assert after.get("wiki/index/reading.md", "") == texts.get("wiki/index/reading.md", "")
    for path, text in texts.items():
        before, there = (
            Counter(lines_of_people(path, text, wiki)),
            Counter(x.strip() for x in after[path].splitlines()),
        )
        lost = [x for x in before if there[x.strip()] < before[x] and there[x.strip()] < 1]
        assert lost == [], path
        old, new = front_of(path, text), front_of(path, after[path])
        assert set(old) - {"disputed"} <= set(new), path
        for key, value in old.items():
            if key not in ("updated", "confidence", "disputed"):
                names = [
                    name_of_entry(x)
                    for x in (new[key] if isinstance(new[key], list) else [new[key]])
                ]
                wanted = strings_of_value(value)
                assert [x for x in wanted if x not in names] == [], (path, key)
        if is_page(path):
            said, says = (parse_leniently(path, x).masked_content for x in (text, after[path]))
            assert {x.target for x in markdown.find_links(said)} <= {
                x.target for x in markdown.find_links(says)
            }
    assert fixed(after) == after


@given(vaults())
def test_a_page_that_cites_no_compiled_source_is_not_written_at_all(texts):
    wiki = view_of(texts).wiki
    after = fixed(texts)
    for path, text in texts.items():
        page = Page(path)
        if is_page(path):
            try:
                page = Page.parse(path, text)
            except UserError:
                assert after[path] == text
                continue
            if not has_bookkeeping(page, wiki):
                assert after[path] == text


# --- lists, front matter ---


@pytest.mark.parametrize(
    ("value", "derived", "earlier", "made"),
    [
        (["b", "a"], ["a", "b"], [], ["b", "a"]),
        (["a"], ["a", "b"], [], ["a", "b"]),
        (["a", "own"], ["a", "b"], [], ["a", "b", "own"]),
        (["a", "old"], ["a"], ["old"], ["a"]),
        (["a", "[[old]]"], ["a"], ["old"], ["a", "[[old]]"]),
        ("own", ["a"], [], ["a", "own"]),
        (None, ["a"], [], ["a"]),
        (None, [], [], None),
        (["[[a]]"], ["a", "b"], [], ["b", "[[a]]"]),
        ([{"deep": 1}], ["a"], [], ["a", {"deep": 1}]),
    ],
)
def test_a_list_of_ours_keeps_what_cannot_be_derived(value, derived, earlier, made):
    assert join_entries(value, derived, earlier) == made
    assert join_entries(made, derived, earlier) == made


# --- the index ---


def is_own(text, path="wiki/index.md", texts=COMPILED):
    return path in find_peoples_index(
        {path: text}, wiki_of({p: t for p, t in texts.items() if is_page(p)}), SCHEMA
    )


def test_an_index_of_ours_is_known_whatever_pages_came_and_went_since():
    made = COMPILED["wiki/index.md"]
    assert not is_own(made)
    assert not is_own(made.replace("\n", "\r\n"))
    assert not is_own("")
    assert not is_own("# Index\n")
    assert not is_own(made.replace("Kettle", "Cattle").replace("kettle", "cattle"))
    assert not is_own(made.replace("## Concepts", "## Ideas"))
    assert not is_own(f"<<<<<<< HEAD\n{made}=======\n{made}>>>>>>> main\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made + "\nOur own words.\n",
        lambda made: made + "- [Shop](https://a.example)\n",
        lambda made: made + "- [Kettle](concepts/kettle.md): once more\n",
        lambda made: made + "- plain\n",
        lambda made: made.replace("# Index", "# Our index"),
        lambda made: "Ours.\n\n" + made,
        lambda made: made.replace("This file is derived; do not edit it.", ""),
        lambda made: made + "\n### Deeper\n",
        lambda made: made + "\n[^1]: a note\n",
        lambda made: made + "\n## Where to begin\n\n- [A](concepts/a.md)\n- [B](entities/b.md)\n",
    ],
)
def test_an_index_to_which_people_added_is_theirs(change):
    assert is_own(change(COMPILED["wiki/index.md"]))


def test_the_parts_of_a_split_index_are_ours_and_a_file_of_peoples_beside_them_is_not():
    texts = {
        f"wiki/concepts/p{i}.md": f"---\ntitle: P{i}\ntype: concept\n---\n\nWords {i}.\n"
        for i in range(301)
    }
    texts |= {
        "wiki/answers/why.md": "---\ntitle: Why\ntype: Q&A\n---\n\nBecause.\n",
        "wiki/answers/no.md": "Because.\n",
    }
    made = make_index(wiki_of(texts), SCHEMA).files
    assert len(made) == 4
    for path, text in made.items():
        assert not is_own(text, path, texts), path
    assert is_own("# Reading\n\n- [P1](../concepts/p1.md)\n", "wiki/index/concept.md", texts)
    assert is_own(made["wiki/index/concept.md"] + "Mine.\n", "wiki/index/concept.md", texts)
