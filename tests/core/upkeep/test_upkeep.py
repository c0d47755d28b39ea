"""Laws of retract, merge and rename on any wiki; then cases that a person would look at."""

import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline import rules
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.errors import UserError
from pipeline.core.findings.view import View
from pipeline.core.markup import footnotes, markdown
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.losses import Losses
from pipeline.core.upkeep.merge_pages import merge_page_into
from pipeline.core.upkeep.never_merge import add_pair, never_merge_pages
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.upkeep.pull_request import write_upkeep_body as text_of
from pipeline.core.upkeep.rename import rename_page
from pipeline.core.upkeep.replace_source import replace_source
from pipeline.core.upkeep.retract import retract_source
from pipeline.core.upkeep.thin_page import take_out_labels
from pipeline.core.upkeep.unlink_pages import unlink_pages
from pipeline.core.upkeep.upkeep import Upkeep, branch_of_upkeep, read_upkeep_marker, upkeep_marker
from pipeline.core.values import FileChange, Removal
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move
from pipeline.core.wiki.schema import Schema
from tests.helpers.making import SCHEMA, source, wiki_of
from tests.helpers.share import few

NAMES = {"kettle": "Kettle", "teapot": "Tea pot", "whistler-9": "Whistler 9", "boiling": "Boiling"}
FOLDERS = {
    "kettle": "concepts",
    "teapot": "entities",
    "whistler-9": "entities",
    "boiling": "concepts",
}
PATHS = {slug: f"wiki/{FOLDERS[slug]}/{slug}.md" for slug in NAMES}
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # shrinking whole wikis takes minutes
LINKS = (
    "[[{s}]]",
    "[[{t}]]",
    "[[{s}|it]]",
    "[[{f}/{s}|that]]",
    "[so]({up}{f}/{s}.md)",
    "![[{s}]]",
    "[[{s}#Heat|hot]]",
    "[[wiki/{f}/{s}.md]]",
)


SLUG = re.compile(r" ?(?:kettle|teapot|whistler-9|boiling)")
# what is embedded, or named by its path: its name is no word of the page
UNNAMED = re.compile(r"!\[\[[^\]]*\]\]|\[\[[^|\]]*/[^|\]]*\]\]")


def link(slug, form):
    return LINKS[form].format(s=slug, t=NAMES[slug], f=FOLDERS[slug], up="../")


def statement(words, links, labels):
    return f"{words} {' '.join(links)} holds".strip() + "." + "".join(f"[^{x}]" for x in labels)


labels = st.lists(st.sampled_from(["k-1", "k-2", "j-1", "j-2"]), max_size=2, unique=True)
links = st.lists(
    st.builds(link, st.sampled_from(list(NAMES)), st.integers(0, len(LINKS) - 1)), max_size=2
)
statements = st.builds(
    statement,
    st.sampled_from(["Water at 100 degrees", "It", "A `[[code]]` thing", "Ünder 5 %"]),
    links,
    labels,
)
prose = st.lists(statements, min_size=1, max_size=3).map(" ".join)
items = st.lists(
    st.tuples(st.sampled_from(["- ", "  - ", "> ", "1. "]), statements), min_size=1, max_size=3
).map(lambda rows: "\n".join(f"{sign}{words}" for sign, words in rows))
tables = st.lists(st.tuples(st.integers(1, 9), labels), min_size=1, max_size=2).map(
    lambda rows: (
        "| a | b |\n| --- | --- |\n"
        + "\n".join(f"| {n} | {n}{''.join(f'[^{x}]' for x in ls)} |" for n, ls in rows)
    )
)
sections = st.lists(
    st.tuples(st.sampled_from(["Heat", "Use", "Notes"]), st.one_of(prose, items, tables)),
    max_size=2,
)


def notes(slug, body):
    up = "../../raw/"
    return "".join(
        f'[^{x}]: [{x[0]}]({up}{x[0]}.md?plain=1#L{x[-1]}): "said {x}"\n'
        for x in dict.fromkeys(footnotes.find_marks(body))
    )


def page_text(slug, lead, parts):
    body = f"{lead}\n\n" + "".join(
        f"## {heading}\n\n{text}\n\n" for heading, text in dict(parts).items()
    )
    return f"---\ntitle: {NAMES[slug]}\ntype: {FOLDERS[slug][:-1].replace('entitie', 'entity')}\n---\n\n{body}{notes(slug, body)}"


def record(base):
    body = f"What {base} says.[^{base}-1]\n\n"
    text = f"---\ntitle: About {base}\ntype: source-summary\nsource: raw/{base}.md\nsha256: x\nlabel: {base}\n---\n\n{body}"
    return text + notes(f"about-{base}", body)


@st.composite
def wikis(draw):
    texts = {PATHS[slug]: page_text(slug, draw(prose), draw(sections)) for slug in NAMES}
    texts |= {f"wiki/sources/about-{base}.md": record(base) for base in "kj"}
    return wiki_of(settled(wiki_of(texts), texts))


def settled(wiki, texts):
    """The same pages as code would have written their bookkeeping."""
    texts = {
        path: text.replace("\n---\n\n", "\ncreated: 2026-01-01\nupdated: 2026-01-01\n---\n\n", 1)
        for path, text in texts.items()
    }
    wiki = wiki_of(texts)
    return texts | {
        p: t for p, t in derive(wiki, SCHEMA, recorded_voices(wiki), {}).items() if p in texts and t
    }


def after(wiki, upkeep):
    texts = {f.path: wiki.text(slug) for slug, f in wiki.facts.items()} | dict(upkeep.texts)
    pages = {
        path: text for path, text in texts.items() if text is not None and path.startswith("wiki/")
    }
    made = wiki_of(pages)
    return wiki_of(
        pages
        | {
            p: t
            for p, t in derive(made, SCHEMA, recorded_voices(made), {}, before=(wiki,)).items()
            if p in pages and t
        }
    )


def dead(wiki):
    pages = tuple(wiki.page(slug) for slug in wiki.facts)
    view = View(pages, wiki, SCHEMA, lambda _: None)
    return {f.subject for f in rules.run(view, ["dead-link"])}


def orphans(wiki):
    return {slug for slug in wiki.facts if not wiki.incoming(slug)}


def cited(wiki):
    return {label for facts in wiki.facts.values() for label in facts.labels}


def fixpoint(wiki):
    return not [
        path
        for path in derive(wiki, SCHEMA, recorded_voices(wiki), {})
        if path.removesuffix(".md").rsplit("/", 1)[-1] in wiki
    ]


def nameless(text):
    return " ".join(SLUG.sub("", markdown.to_plain_text(UNNAMED.sub("", text))).split())


def statements_of(wiki):
    """Every cited statement by its words and marks, wherever it stands."""
    found = set()
    for slug in wiki.facts:
        page = wiki.page(slug)
        for text in (page.lead, *(p.text for p in page.parts)):
            found |= {
                (
                    markdown.to_plain_text(UNNAMED.sub("", p.text)).rstrip(" >"),
                    p.labels,
                )  # the sign of the next line of a quote
                for p in split_passages(text)
                if p.labels and p.block.kind != "row"
            }
    return found


@settings(max_examples=few(25, 3), deadline=None, phases=PHASES)
@given(
    wikis(),
    st.sampled_from(list(NAMES)),
    st.sampled_from(["Cauldron", "Kettle of tea", "煎茶", "Re: heat, and more"]),
)
def test_a_renamed_page_keeps_every_link_word_and_citation(wiki, slug, title):
    new = after(wiki, rename_page(slug, title, wiki))
    assert len(new.facts) == len(wiki.facts)
    assert not dead(new) - dead(wiki)
    now = new.resolve(title)
    assert now
    assert new.resolve(slug) == now
    assert new.resolve(NAMES[slug]) == now
    assert orphans(new) == {now if s == slug else s for s in orphans(wiki)}
    assert statements_of(new) == statements_of(wiki)
    assert {s: new.facts[now if s == slug else s].labels for s in wiki.facts} == {
        s: f.labels for s, f in wiki.facts.items()
    }
    assert all(new.page(s).definitions.keys() >= set(new.facts[s].labels) for s in new.facts)
    assert fixpoint(new)


@settings(max_examples=few(25, 3), deadline=None, phases=PHASES)
@given(wikis(), st.permutations(list(NAMES)))
def test_a_merged_page_loses_nothing(wiki, order):
    slug, into = order[:2]
    new = after(wiki, merge_page_into(slug, into, wiki, SCHEMA))
    assert slug not in new.facts
    assert len(new.facts) == len(wiki.facts) - 1
    assert new.resolve(slug) == into == new.resolve(NAMES[slug])
    assert not dead(new) - dead(wiki)
    assert orphans(new) - orphans(wiki) <= {into}
    assert cited(new) == cited(wiki)
    said = [{nameless(words) for words, _ in statements_of(each)} for each in (wiki, new)]
    assert said[0] == said[1]  # what embedded or named itself by a path is its name now
    assert set(new.facts[into].labels) == set(wiki.facts[slug].labels) | set(
        wiki.facts[into].labels
    )
    assert fixpoint(new)


@settings(max_examples=few(25, 3), deadline=None, phases=PHASES)
@given(wikis(), st.sampled_from(["k", "j"]))
def test_a_retracted_source_leaves_no_mark_and_every_other_claim_stands(wiki, base):
    made = retract_source(f"raw/{base}.md", True, wiki, SCHEMA)
    new = after(wiki, made)
    assert not [x for x in cited(new) if x.startswith(f"{base}-")]
    assert not [f.path for s, f in new.facts.items() if f"raw/{base}.md" in new.text(s)]
    assert f"wiki/sources/about-{base}.md" not in {f.path for f in new.facts.values()}
    assert not dead(new) - dead(wiki)
    others = {x for x in cited(wiki) if not x.startswith(f"{base}-")}
    assert cited(new) == others
    stand = {
        words for words, ls in statements_of(wiki) if any(not x.startswith(f"{base}-") for x in ls)
    }
    text = " ".join(nameless(new.page(s).body) for s in new.facts)
    assert not [words for words in stand if nameless(words) not in text]
    gone = {
        words for words, ls in statements_of(wiki) if all(x.startswith(f"{base}-") for x in ls)
    } - stand
    left = {w for w, _ in statements_of(new)}
    assert not gone & left
    assert fixpoint(new)
    assert made.texts[f"raw/{base}.md"] is None


# --- cases ---


PAIR = {
    "wiki/concepts/kettle.md": "---\ntitle: Kettle\ntype: concept\naliases: [Pot]\n---\n\nA kettle boils.[^k-1]\n\n## Use\n\n- For tea.[^k-1]\n\n"
    '[^1]: A note.\n[^k-1]: [k](../../raw/k.md?plain=1#L1): "said k-1"\n',
    "wiki/entities/boiler.md": "---\ntitle: Boiler\ntype: entity\n---\n\nIt boils, as a [[Kettle]] does.[^1]\n\n## Use\n\n- For tea.[^k-1]\n- For heat.[^j-1]\n\n"
    '[^1]: Another note.\n[^j-1]: [j](../../raw/j.md?plain=1#L1): "said j-1"\n[^k-1]: [k](../../raw/k.md?plain=1#L1): "said k-1"\n',
    "wiki/concepts/tea.md": "---\ntitle: Tea\ntype: concept\n---\n\nSee [[entities/boiler#Use|the boiler]], [b](../entities/boiler.md#use \"so\") and [it][1].\n\n"
    "[1]: ../entities/boiler.md\n",
}  # fmt: skip


def test_pages_are_joined_by_their_sections_and_notes_of_one_name_stay_two():
    wiki = wiki_of(PAIR)
    new = after(wiki, merge_page_into("Boiler", "kettle", wiki, SCHEMA))
    page = new.page("kettle")
    assert (
        page.find("Use")[0].text.strip() == "- For tea.[^k-1]\n- For heat.[^j-1]"
    )  # an item that is on both stands once
    assert page.find("Boiler")[0].text.strip() == "It boils, as a Kettle does.[^1.boiler]"
    assert {page.definitions["1"], page.definitions["1.boiler"]} == {"A note.", "Another note."}
    assert list(new.facts["kettle"].aliases) == ["Boiler", "Pot"]
    tea = new.text("tea")
    assert '[[concepts/kettle#Use|the boiler]], [b](kettle.md#use "so") and [it][1].' in tea
    assert "\n[1]: kettle.md" in tea


def test_a_pointer_to_the_page_itself_is_told_after_a_merge():
    page = "---\ntitle: {}\ntype: concept\n---\n\n{}\n"
    texts = {
        "wiki/concepts/saw.md": page.format("Saw", "A saw cuts. See [[rasp]] for rasps."),
        "wiki/concepts/rasp.md": page.format("Rasp", "A [[saw]] is no rasp. See [saws](saw.md)."),
    }
    told = merge_page_into("rasp", "saw", wiki_of(texts), SCHEMA).told
    assert told == (
        "wiki/concepts/saw.md: “See rasp for rasps.” points to the page on which it stands now",
        "wiki/concepts/saw.md: “See saws.” points to the page on which it stands now",
    )


def test_a_file_name_is_an_alias_only_where_no_other_name_is_the_same_to_a_link():
    page = "---\ntitle: {}\ntype: concept\n---\n\nIt pays.\n"
    texts = {"zahlungsdienst": page.format("Zahlungsdienst"), "zd-2": page.format("Other")}
    wiki = wiki_of({f"wiki/concepts/{slug}.md": text for slug, text in texts.items()})
    renamed = after(wiki, rename_page("zahlungsdienst", "Payment service", wiki))
    assert renamed.facts["payment-service"].aliases == ("Zahlungsdienst",)
    assert renamed.resolve("zahlungsdienst") == "payment-service"
    merged = after(wiki, merge_page_into("zahlungsdienst", "zd-2", wiki, SCHEMA))
    assert merged.facts["zd-2"].aliases == ("Zahlungsdienst",)
    assert merged.resolve("zahlungsdienst") == "zd-2"
    other = after(wiki, merge_page_into("zd-2", "zahlungsdienst", wiki, SCHEMA))
    assert other.facts["zahlungsdienst"].aliases == ("Other", "zd-2")


def test_the_record_of_a_source_and_a_pair_that_is_never_to_be_one_are_refused():
    wiki = wiki_of({**PAIR, "wiki/sources/about-k.md": record("k")})
    never = Schema.parse(add_pair(f"---\nlanguage: en\n---\n{SCHEMA.text}", ("boiler", "Pot")))
    for name, into, schema in (
        ("about-k", "kettle", SCHEMA),
        ("kettle", "about k", SCHEMA),
        ("kettle", "boiler", never),
        ("tea", "Tea", SCHEMA),
    ):
        with pytest.raises(UserError):
            merge_page_into(name, into, wiki, schema)
    with pytest.raises(UserError):
        never_merge_pages("kettle", "boiler", wiki, never, "")


@pytest.mark.parametrize(
    "lint",
    [
        "",
        "lint:\n  new_issues: 3 # few\n",
        "lint:\n    never_merge:\n    - [a, b] # as Ada says\n    new_issues: 3\n",
        "lint:\n  never_merge: [[a, b]]\n",
        "lint:\n  never_merge: []\n",
        "lint: {new_issues: 3}\n",
        "lint:\n  never_merge:\n    - - a\n      - b\n\nlinks: wikilink\n",
    ],
)
def test_a_pair_is_written_into_the_schema_and_nothing_else_of_it_changes(lint):
    text = f"---\n# The team's rules\nlanguage: en # of the pages\n{lint}---\n\n# Rules\n\nAs we like.\n"
    made = add_pair(text, ("kettle", "on"))
    pairs = Schema.parse(made).rules.lint.never_merge
    assert pairs == (*Schema.parse(text).rules.lint.never_merge, ("kettle", "on"))
    old, new = text.split("\n"), made.split("\n")
    assert [line for line in old if line not in new] == [
        line for line in old if line in ("  never_merge: [[a, b]]", "  never_merge: []")
    ][:1] + (["lint: {new_issues: 3}"] if "{" in lint else [])


def test_a_source_that_is_replaced_keeps_label_and_hash_so_that_the_new_one_is_read_in_full():
    texts = settled(wiki_of({**PAIR, "wiki/sources/about-k.md": record("k"), "wiki/sources/about-j.md": record("j")}), PAIR | {
        "wiki/sources/about-k.md": record("k"), "wiki/sources/about-j.md": record("j")})  # fmt: skip
    wiki = wiki_of(texts)
    made = replace_source(
        "raw/k.md", source("New.\n\nIt said k-1 again.", "raw/k2.md"), True, wiki, SCHEMA
    )
    new = after(wiki, made)
    assert new.records["raw/k2.md"].record["label"] == "k"
    assert new.records["raw/k2.md"].record["sha256"] == "x"
    assert new.citation("k-1").source == "raw/k2.md"
    assert new.citation("k-1").quotes[0].start == 3
    assert made.texts["raw/k.md"] is None
    assert "raw/k.md" not in new.text("boiler")
    lost = after(
        wiki, replace_source("raw/k.md", source("Nothing of it.", "raw/k2.md"), False, wiki, SCHEMA)
    )
    assert not lost.pages_citing("k-1")
    assert lost.page("about-k").tldr == "**About k**"


def test_a_page_with_a_persons_hand_stays_when_its_sources_go():
    wiki = wiki_of({**PAIR, "wiki/sources/about-k.md": record("k")})
    made = retract_source("raw/k.md", False, wiki, SCHEMA)
    kettle = made.texts["wiki/concepts/kettle.md"]
    assert kettle
    assert "A note." in kettle
    assert "[^k-1]" not in kettle
    assert "**Kettle**" in kettle
    assert any("a person has written there" in x for x in made.told)


def test_the_marker_is_read_as_strictly_as_it_is_written():
    made = Upkeep("rename", "kettle", "t", "w", {}, arguments=("kettle", "--> Pot"))
    read = read_upkeep_marker(upkeep_marker(made, "abc"))
    assert (read.verb, read.name, read.arguments) == ("rename", "kettle", ("kettle", "--> Pot"))
    assert branch_of_upkeep(made).startswith("wiki/upkeep/rename-kettle-")
    for body in ("", '<!-- wiki:upkeep {"verb":"rm","name":"x","base":"","closes":0,"arguments":[]} -->',
                 '<!-- wiki:upkeep {"verb":"fix","name":"x","base":"","closes":true,"arguments":[]} -->'):  # fmt: skip
        assert read_upkeep_marker(body) is None


COMPARED = (
    "---\ntitle: Boiling compared\ntype: comparison\n---\n\nThe newest says 3.[^j-1]\n\n## Side by side\n\n"
    "| Value | Words |\n| --- | --- |\n| 3 | It takes 3 minutes.[^j-1] |\n| 5 | It takes 5 [[kettle\\|minutes]].[^k-1] |\n\n"
)
HISTORY = (
    "---\ntitle: Kettle\ntype: concept\n---\n\nIt takes 3.[^j-1]\n\n## How it changed\n\n"
    "- **2024-01**, Report: it takes 5 minutes.[^k-1]\n\n"
)


@pytest.mark.parametrize(
    ("body", "more", "lead"),
    [
        (COMPARED, "", "It takes 5 [[kettle|minutes]].[^k-1]"),
        (HISTORY, "", "Report: it takes 5 minutes.[^k-1]"),
        (COMPARED, "## Use\n\n- It is for tea.[^k-1]\n", "It is for tea.[^k-1]"),
    ],
)
def test_a_page_that_lost_its_tldr_opens_with_what_is_left(body, more, lead):
    page = Page.parse("wiki/concepts/kettle.md", body + more)
    losses = Losses()
    left = take_out_labels(page, Leaving("j-1".__eq__), SCHEMA, losses)
    assert left.lead.strip() == lead
    assert any("it says now" in told for told in losses.told)


def test_a_citation_that_goes_from_several_pages_is_listed_once_with_them():
    note = '\n\n[^j-1]: [j](../../raw/j.md?plain=1#L1): "It is hot."\n'
    note += '[^k-1]: [k](../../raw/k.md?plain=1#L1): "Water boils at 100 degrees."\n'
    front = "---\ntitle: {}\ntype: concept\naliases: []\n---\n\nIt is hot.[^j-1]\n\n- Water boils.[^k-1]"
    texts = {
        f"wiki/concepts/{slug}.md": front.format(slug.title()) + note
        for slug in ("pot", "cup", "urn")
    }
    made = retract_source("raw/k.md", True, wiki_of(texts), SCHEMA)
    assert sum(r.what.startswith("the citation [^k-1]") for r in made.removed) == 3, (
        "the gate judges each page by itself"
    )
    said = text_of(made, (), (), None)
    rows = [row for row in said.split("\n") if row.startswith("- the citation")]
    assert rows == ["- the citation \\[^k-1\\] “Water boils at 100 degrees.”, on cup, pot, urn"]
    listed = said.split("## What goes")[1].split("\n##")[0]
    assert listed.startswith(f" ({sum(row.startswith('- ') for row in listed.split(chr(10)))})\n")


def test_of_a_citation_on_very_many_pages_some_are_named_and_all_are_counted():
    gone = tuple(
        Removal(f"the citation [^k-1] on page-{i} “Words.”", "it went") for i in range(300)
    )
    (row,) = [
        x
        for x in text_of(Upkeep("retract", "k", "t", "w", {}, gone), (), (), None).split("\n")
        if "k-1" in x
    ]
    assert row.endswith("page-18, page-19 and 280 more pages")


def of_pages(**rows):
    """Rows as an upkeep has them: so many of each page, each longer than a label."""
    return tuple(
        f"wiki/concepts/{slug}.md: “Sentence {n} of {slug} that goes on and on and on and on until it ends.” rested on several."
        for slug, count in rows.items()
        for n in range(count)
    )


def test_of_a_long_upkeep_the_first_line_decides_and_only_labels_and_pages_that_go_stand_open():
    gone = [Removal("the page `pot` “Pot”", "nothing was left on it")]
    gone += [Removal(f"the section “{w}{n}” of cup", f"why {w}") for w in "abcd" for n in range(4)]
    files = (
        FileChange("wiki/concepts/pot.md", "old", None),
        FileChange("wiki/concepts/cup.md", "old", "new"),
        FileChange("wiki/index.md", "old", "new", derived=True),
    )
    made = Upkeep("retract", "k", "t", "Why.", {}, tuple(gone), of_pages(urn=6), of_pages(cup=4))
    said = text_of(made, files, (), None)
    assert said.startswith(
        "**4 need a person** · 1 page goes · 1 page changed · 6 to look at\n\nWhy.\n"
    )
    opened = re.sub(r"(?s)</summary>.*?</details>", "</summary>", said)
    assert "<b>cup</b> · 4: “Sentence 0 of cup" in opened
    assert "<b>urn</b> · 6: “Sentence 0 of urn" in opened
    assert "- the page `pot`" in opened.replace("\\", "")
    assert "16 more, for 4 other reasons" in opened
    assert "section" not in opened.split("## What goes (17)")[1].split("## Files")[0]
    for row in (*made.needs, *made.told):
        assert row in said
    assert all(f"the section “{w}{n}”" in said for w in "abcd" for n in range(4))


def test_a_short_upkeep_is_told_whole_and_in_no_fold():
    made = Upkeep("retract", "k", "t", "Why.", {}, (), (), of_pages(cup=3))
    said = text_of(made, (), (), None)
    assert said.startswith("Why.\n")
    assert "<details>" not in said
    assert all(f"- {row}\n" in said for row in made.needs)


def test_rows_beside_folds_are_items_of_a_list_and_no_label_takes_effect():
    rows = (
        "Short.",
        *of_pages(cup=2),
        "<b>no page</b> @bob [x](http://evil.example) " * 4,
        "Last.",
    )
    made = Upkeep("retract", "k", "t", "Why.", {}, (), (), rows)
    html = MarkdownIt("commonmark").render(text_of(made, (), (), None))
    assert re.findall(r"<li>\s*(?:<p>)?(Short|Last)\.", html) == ["Short", "Last"]
    assert "<b>no page</b>" not in html
    assert "@bob" not in html
    assert 'href="http://evil' not in html


def test_what_only_leads_to_a_page_that_goes_goes_with_it():
    front = "---\ntitle: {}\ntype: concept\n---\n\n"
    body = "A cup holds tea.\n\n## Prices\n\n- All side by side: [[pot]]\n\n## More\n\nSee [[pot]] for tea and [[jug]] for milk.\n\n## Rest\n\nSee [[pot]] for the rest.\n"
    wiki = wiki_of(
        {
            "wiki/concepts/cup.md": front.format("Cup") + body,
            "wiki/concepts/jug.md": front.format("Jug") + "A jug.\n",
            "wiki/concepts/pot.md": front.format("Pot") + "A pot.\n",
        }
    )
    made = unlink_pages({}, Move(wiki, {"pot": None}), Losses(), SCHEMA)
    assert made["wiki/concepts/cup.md"].split("---\n\n", 1)[1] == (
        "A cup holds tea.\n\n## More\n\nSee [[jug]] for milk.\n\n"
    )


def test_links_to_a_page_that_goes_are_told_by_the_names_that_people_write():
    front = "---\ntitle: {}\ntype: concept\naliases: {}\n---\n\n"
    wiki = wiki_of(
        {"wiki/concepts/tea-pot.md": front.format("Tea pot", "[The Pot]") + "It pours.\n"}
    )
    losses = Losses()
    unlink_pages({}, Move(wiki, {"tea-pot": None}), losses, SCHEMA)
    assert [x.what for x in losses.removed] in (
        ["links to Tea pot, The Pot"],
        ["links to The Pot, Tea pot"],
    )
