"""A page gets its title and its backlinks when a proposal touches it, and they are kept true."""

import pytest

from pipeline.core.bookkeeping import frame_page
from pipeline.core.bookkeeping.affected_pages import find_affected_pages
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.frame_page import MOST_BACKLINKS, PageFrames
from pipeline.core.wiki.page import Page
from tests.helpers.making import SCHEMA, wiki_of

TITAN = "wiki/entities/titan.md"


def page(title, body, **more):
    front = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"---\ntitle: {title}\n{front}---\n\n{body}\n"


def framed(texts, path=TITAN, touched=True, style="markdown"):
    wiki = wiki_of(texts)
    return PageFrames(wiki, style).renew(Page.parse(path, texts[path]), touched).render()


TEXTS = {
    TITAN: page("Titan", "A moon."),
    "wiki/entities/saturn.md": page(
        "Saturn", "See [Titan](titan.md).\n\n[Titan](titan.md) is its largest moon.[^a-1] More."
    ),
    "wiki/entities/dragonfly.md": page("Dragonfly", "- See also: [Titan](titan.md)"),
    "wiki/sources/b.md": page("B", "[Titan](../entities/titan.md) has no moon of its own.", type="source-summary", source="raw/b.md", sha256="0", published="2022-03-01"),
    "wiki/sources/c.md": page("C", "| What | [Titan](../entities/titan.md) |\n| --- | --- |\n| Size | [Titan](../entities/titan.md) is 5,150 km[^c-1] |", type="source-summary", source="raw/c.md", sha256="0", published="2024"),
}  # fmt: skip


def test_a_touched_page_says_who_links_to_it_with_which_sentence_pages_first_then_sources():
    assert framed(TEXTS) == (
        "---\ntitle: Titan\n---\n\n# Titan\n\nA moon.\n\n## Linked from\n\n"
        "- [Dragonfly](dragonfly.md)\n"
        "- [Saturn](saturn.md): Titan is its largest moon.\n"
        "- [C](../sources/c.md) (2024): What: Size; Titan: Titan is 5,150 km\n"
        "- [B](../sources/b.md) (2022-03-01): Titan has no moon of its own.\n"
    )


def test_an_untouched_page_without_a_frame_stays_as_it_is():
    assert framed(TEXTS, touched=False) == TEXTS[TITAN]


@pytest.mark.parametrize("title", ["Titan", "What `titan --id` prints"])
def test_a_frame_written_twice_is_the_same(title):
    texts = {**TEXTS, TITAN: page(title, "A moon.")}
    once = framed(texts)
    assert f"\n\n# {title}\n\nA moon." in once
    assert framed({**texts, TITAN: once}, touched=False) == once


def test_beyond_the_most_the_rest_is_counted():
    many = {f"wiki/concepts/p{n:02}.md": page(f"P {n:02}", "[T](../entities/titan.md) is a moon of it.") for n in range(MOST_BACKLINKS + 3)}  # fmt: skip
    rows = framed({TITAN: TEXTS[TITAN], **many}).split("## Linked from\n\n")[1].splitlines()
    assert len(rows) == MOST_BACKLINKS + 1
    assert rows[-1] == "- and 3 more"
    assert framed({**many, TITAN: framed({TITAN: TEXTS[TITAN], **many})}).count("Linked from") == 1


@pytest.mark.parametrize(("heading", "after"), [("# Titan", "# Titan (moon)"), ("# A person's words", "# A person's words")])  # fmt: skip
def test_a_title_follows_its_page_and_a_heading_of_a_person_stays(heading, after):
    text = f"---\ntitle: Titan (moon)\naliases: [Titan]\n---\n\n{heading}\n\nA moon.\n"
    assert framed({TITAN: text}) == text.replace(heading, after)


def test_a_section_of_that_name_by_a_person_is_left_alone():
    text = page("Titan", "A moon.\n\n## Linked from\n\nI saw a link somewhere.")
    assert framed({**TEXTS, TITAN: text}) == text.replace("\n\nA moon.", "\n\n# Titan\n\nA moon.")


def test_in_the_wikilink_style_backlinks_go_and_a_heading_stays():
    assert framed({**TEXTS, TITAN: framed(TEXTS)}, style="wikilink") == page("Titan", "# Titan\n\nA moon.")  # fmt: skip


def test_windows_line_ends_are_kept():
    text = TEXTS[TITAN].replace("\n", "\r\n")
    made = framed({**TEXTS, TITAN: text})
    assert made.count("\n") == made.count("\r\n")
    assert framed({**TEXTS, TITAN: made}) == made


def test_foreign_words_take_no_effect_in_a_frame():
    nasty = (
        "So [t](titan.md) <script>x</script> ![i](http://e.org/i.png) says www.evil.example %%no"
    )
    texts = {TITAN: page("Titan", "A moon."), "wiki/entities/x.md": page('"A](http://e.org) <b>"', nasty + "[^a-1]")}  # fmt: skip
    made = framed(texts)
    row = made.split("## Linked from\n\n")[1]
    assert "<script" not in row
    assert "](http" not in row.replace("\\](http", "")
    assert "www." not in row
    again = Page.parse(TITAN, made)
    assert again.backlinks.endswith(row)


def cited(title, label, words, more=""):
    return f'---\ntitle: {title}\ntype: entity\nsources:\n- raw/a.md\nrelated: []\n---\n\n{more}{words}[^{label}]\n\n[^{label}]: [a](../../raw/a.md?plain=1#L1): "Q"\n'


RECORD = {
    "wiki/sources/a.md": page("A", "It says.", type="source-summary", source="raw/a.md", sha256="0")
}
OURS = {
    **RECORD,
    TITAN: cited("Titan", "a-1", "A moon.", "# Titan\n\n"),
    "wiki/entities/bare.md": cited("Bare", "a-2", "Bare of a frame."),
    "wiki/entities/saturn.md": cited(
        "Saturn", "a-3", "[Titan](titan.md) and [Bare](bare.md) are its own."
    ),
}


def derived(texts, only=None, before=()):
    wiki = wiki_of(texts)
    made = derive(wiki, SCHEMA, recorded_voices(wiki), {}, only, before)
    return {**texts, **{path: text for path, text in made.items() if path in texts}}


def test_a_sentence_worded_anew_moves_the_frames_that_quote_it_and_no_other_page():
    texts = derived(OURS)
    assert "- [Saturn](saturn.md): Titan and Bare are its own.\n" in texts[TITAN]
    assert "Linked from" not in texts["wiki/entities/bare.md"]
    path = "wiki/entities/saturn.md"
    new = {**texts, path: texts[path].replace("are its own", "are moons of it")}
    moved = find_affected_pages(wiki_of(texts), wiki_of(new), {path})
    assert moved == {"saturn", "titan", "bare"}
    after = derived(new, moved)
    assert {x for x in after if after[x] != new[x]} == {TITAN}
    assert "are moons of it" in after[TITAN]
    assert derived(new, None) == after


def test_a_page_whose_other_words_change_moves_no_frame():
    texts = derived(OURS)
    path = "wiki/entities/saturn.md"
    new = {**texts, path: texts[path].replace("[^a-3]\n\n", "[^a-3] It has rings.\n\n")}
    assert find_affected_pages(wiki_of(texts), wiki_of(new), {path}) == {"saturn"}


def test_texts_that_differ_in_their_frame_alone_say_the_same():
    one, other = TEXTS[TITAN], framed(TEXTS)
    assert frame_page.says_the_same_unframed(TITAN, one, other)
    assert not frame_page.says_the_same_unframed(TITAN, one, other.replace("A moon", "No moon"))
    assert not frame_page.says_the_same_unframed(TITAN, one, other.replace("title:", "titel:"))


def test_wikilinks_are_found_by_the_names_that_open_pages():
    texts = {TITAN: page("Titan", "A moon."), "wiki/entities/s.md": page("S", "The [[TITAN|big one]] is very large there.")}  # fmt: skip
    assert "- [S](s.md): The big one is very large there.\n" in framed(texts)
