"""Rules look quickly whether a page can hold what they look for. A quick look never misses what the long one finds."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sentencex import segment

from pipeline.core.haystack import Haystack
from pipeline.core.hidden_characters import hidden_characters, is_all_visible, strip_hidden
from pipeline.core.markup import commonmark, footnotes, markdown, text_mask, web_addresses
from pipeline.rules import quote_not_found, uncited_statement
from tests.helpers.making import page, source, wiki_of
from tests.helpers.strategies import foreign_text, markdown_text

PROSE = st.lists(
    st.sampled_from(
        (
            "A kettle boils", "12 ", "3,4", "3.5 litres", ". ", ".", "! ", "? ", ": ", "; ", "…", " . . .", "...", "。", '."', ".)", " - ", "|", "\n", "\n\n",
            "- ", "# H 5\n", "| a | 7 |\n", "|---|---|\n", "[^a-1]", " [^a-2]", "\n[^a-3]", "\\[^x]", "[[x]]", "[[x 3|y 4]]", "![[z 9]]",
            "[[a. b 3]]", "[[", "]]", "[l 5](u.md)", "](", "largest", "lar**gest**", "lar__gest", "BEST", "worſt", "wor", "st", "highest ",
            "`code 5`", "`", "\\", "$", "%%", "<!-- 5 -->", "See ", "GPT-4", "e.g. ", "Dr. ", "U.S. ", "\r", "\x85", "\u2028", "٣", "²",
            "one two three four ", "page 3 ", "Fig. 4 ", "lines\u00a07 ", "ticks 8 ", "PEP 602 ", "A B 9 ", "x_1 ", "id:: 5 ", "see ", " ", "*", "_", "~~~", "\t", "    ", "[^b.c d]", "(", ")", "’", "”", "1. ", "a.5 b ",
        )
    ),
    max_size=14,
).map("".join)  # fmt: skip


def needs(sentence):
    """Whether a sentence needs a mark, without a quick look: by the patterns alone."""
    rule, plain = uncited_statement, markdown.to_plain_text
    if "[^" in sentence or rule._POINTER.match(plain(sentence)):
        return False
    prose = sentence
    for link in sorted(markdown.find_links(sentence), key=lambda x: -x.start):
        prose = prose[: link.start] + prose[link.end :]
    counted = rule._PROPERTY.sub(" ", rule._MARKER.sub("", prose, count=1))
    counted = rule._COUNTED_PART.sub(" ", counted)
    words = rule._NAME_WITH_DIGIT.sub("", plain(counted))
    if words.rstrip().endswith(":"):
        words = rule._NUMBERED_NAME.sub("", words)
    if rule._is_short(words) or not rule._NUMBER_OR_SUPERLATIVE.search(words):
        return False
    shown = plain(rule._TEMPLATE.sub(" ", text_mask.mask(counted)))
    in_code = any(sign in prose for sign in ("`", "{{", "<%"))
    named = rule._NAME_WITH_DIGIT.sub("", shown)
    return not in_code or bool(rule._NUMBER_OR_SUPERLATIVE.search(named))


def cut(body):
    """The sentences without a mark that need one, by cutting all into sentences."""
    return [s for s in uncited_statement.sentences_and_rows(page(body)) if needs(s)]


@given(st.one_of(PROSE, markdown_text))
@example("The large[[target|s]]t pot here")
@example("The lar[[x.y]]gest of all pots here\n\n| a | 7 |\n|---|---|\n| b | the old\\est pot |")
def test_what_may_state_nothing_at_a_glance_needs_no_mark(body):
    looked_at = uncited_statement.sentences_and_rows(page(body), stating=True)
    found = [s for s in looked_at if uncited_statement._needs_footnote(s, wiki_of({}))]
    assert found == cut(body)


@given(st.one_of(PROSE, markdown_text))
@example("It holds 5 litres. A pot boils.[^a-1]")
@example("It holds 5 litres of tea…[^a-1]")
@example("The lar[[x.y]]gest of all pots here")
def test_where_all_seems_marked_no_sentence_lacks_a_mark(body):
    assert not uncited_statement._is_all_marked(page(body)) or not cut(body)


@given(st.one_of(PROSE, foreign_text))
@example("a\nb 5, _c")
@example("")
def test_what_could_end_a_sentence_is_found_as_the_pattern_finds_it(text):
    found = uncited_statement._LAST_BREAK.match(text)
    assert uncited_statement._up_to_break(text) == (found[0] if found else "")


def test_no_letter_digit_space_or_comma_ends_a_sentence():
    whole = re.compile(r"[\w ,]")
    chars = [c for c in map(chr, range(0x110000)) if whole.match(c)]
    for at in range(0, len(chars), 500):
        text = "".join(
            f"Some words{c} Then more{c}Words {c}." for c in chars[at : at + 500]
        ).replace(".", "")
        assert len(list(segment("en", text))) == 1


def test_pages_as_we_write_them_are_seen_to_be_marked():
    assert uncited_statement._is_all_marked(
        page("\nIt holds 5 litres.[^a-1] See [[pot|Pot 3]].\n\n## Parts 2\n\n- 3 lids[^a-2]\n")
    )


@given(st.one_of(markdown_text, foreign_text, PROSE))
@example("[a][b]\n\n[b]: http://x")
@example("<mailto:x@y>")
@example("> [a]:\n> http://x\n\n[a]")
@example("[^x]: y\n[a](b)")
def test_what_holds_no_sign_of_a_link_holds_none_for_a_parser(text):
    blocks = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .parse(commonmark._NOTE.sub("(^", text))
    )
    there = any(t.type in ("link_open", "image") for block in blocks for t in block.children or ())
    assert there == bool(commonmark.find_destinations(text))


@given(st.one_of(foreign_text, st.lists(st.sampled_from(("HTTP", "ht", "tp", "s", ":", "//a.b", "www.", "WWW", ".", " ", "fıle", "javaſcript", "İ", "x")), max_size=6).map("".join)))  # fmt: skip
def test_addresses_are_those_of_the_pattern(text):
    assert web_addresses.find_addresses(text) == [
        m.group().rstrip(".,;:!?*_`|") for m in web_addresses._ADDRESS.finditer(text)
    ]


@pytest.mark.parametrize("letter", sorted(set("".join(web_addresses._SCHEMES))))
def test_whatever_a_pattern_takes_for_a_letter_is_seen_as_that_letter(letter):
    like = re.compile(re.escape(letter), re.IGNORECASE)
    for char in filter(like.match, map(chr, range(0x110000))):
        assert letter in char.casefold().translate(web_addresses._LIKE_ASCII), f"U+{ord(char):04X}"


@given(st.one_of(foreign_text, st.text()))
def test_what_prints_hides_nothing(text):
    assert is_all_visible(text) == text.isprintable()
    assert is_all_visible(text, lines=True) == text.replace("\n", "").isprintable()
    if is_all_visible(text):
        assert strip_hidden(text) == text
        assert not hidden_characters(text)
        assert not [c for c in text if not strip_hidden(c)]


LINE = st.lists(
    st.sampled_from(("tea", "pot", "a", " ", "  ", "5", ".", ">", "> ", "é", "e\u0301", "\u0301", "\u00ad", "\t", "-", "*")), max_size=8
).map("".join)  # fmt: skip


@given(st.lists(LINE, min_size=1, max_size=5), st.data())
def test_a_quote_seen_on_its_line_is_found_there_the_long_way(lines, data):
    text = "\n".join(lines)
    numbers = data.draw(st.lists(st.integers(1, 9), min_size=len(lines), max_size=len(lines)).map(lambda x: x if data.draw(st.booleans()) else sorted(x)))  # fmt: skip
    haystack = Haystack(source(text, locators=tuple(numbers)))
    row = data.draw(st.sampled_from(lines))
    a, b = sorted(data.draw(st.tuples(st.integers(0, len(row)), st.integers(0, len(row)))))
    for line in set(numbers):
        if haystack.surely_has(row[a:b], line):
            found = haystack.find(row[a:b], near=line)
            assert (found.text, found.start, found.end) == (row[a:b], line, line)


def test_a_quote_is_found_where_it_is_said_to_stand_however_often_it_stood_before():
    haystack = Haystack(source("\n".join(["the same words"] * 80)))
    assert haystack.find("the same words", near=70).start == 70
    assert haystack.surely_has("the same words", 70)


DEFINITION = st.lists(
    st.sampled_from(
        (
            "[^r-1]: ", "[^r-2]:", "[r](../../raw/r.md?plain=1#L1)", "[r](../../raw/r.md?plain=1#L2-L3)", "[r](x.md)", ': "tea pot"', ': "no"',
            "; ", "\n", " ", ': "a \\" b"', ': "`x`"', "\r\n", "```\n", "text", ': "tea"', "#L1", "\t",
        )
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(DEFINITION)
@example('\n[^r-1]: [r](../../raw/r.md?plain=1#L1): "tea pot"\n')
def test_a_definition_taken_for_sound_is_sound_when_it_is_read(tail):
    from pipeline.core.findings.view import View
    from pipeline.core.wiki.citations import parse
    from tests.helpers.making import SCHEMA, wiki_of

    raw = source("tea pot\ntea\nlast", path="raw/r.md")
    made = page(f"\nText.\n\n{tail}")
    view = View((made,), wiki_of({}), SCHEMA, {"raw/r.md": raw}.get)
    for label in quote_not_found.sound_labels(made, view):
        citation = parse(label, made.definitions[label], made.path)
        assert not list(quote_not_found._check_quotes(made, label, citation, view))


@given(st.one_of(DEFINITION, foreign_text), st.one_of(DEFINITION, foreign_text))
@example('[r](../../raw/r.md?plain=1#L1): "tea', '"')
def test_a_simple_definition_is_what_it_is_when_it_is_read(text, more):
    from pipeline.core.wiki.citations import from_link, parse, parse_simple

    text = (text + more).replace("\n", "").rstrip()
    if found := parse_simple(text):
        link, line, quote = found
        path = from_link("wiki/concepts/x.md", link)
        read = parse("r-1", text, "wiki/concepts/x.md")
        assert (read is None) == (not path.startswith("raw/"))
        if read:
            assert (read.source, read.unit) == (path, "line")
            assert [(q.text, q.start, q.end) for q in read.quotes] == [(quote, line, line)]


@given(st.one_of(DEFINITION, markdown_text))
def test_definitions_are_those_of_each_line(text):
    shown = text_mask.mask(text)
    rows = zip(text.split("\n"), shown.split("\n"), strict=True)
    found = [
        (m[1], row[m.start(2) :].rstrip())
        for row, line in rows
        if (m := footnotes.DEFINITION.match(line))
    ]
    assert footnotes.find_definition_rows(text) == found
