from datetime import date

import frontmatter as library
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.markup import frontmatter
from tests.helpers.repos import ROOT
from tests.helpers.strategies import TRAPS, any_text

KEYS = ("title", "type", "aliases", "sources", "created", "confidence", "disputed")
values = st.one_of(any_text, st.lists(any_text, max_size=4), st.integers(), st.booleans())


@given(st.dictionaries(st.sampled_from(KEYS), values))
def test_what_is_dumped_loads_as_the_same_values_in_the_same_order(meta):
    loaded, body = frontmatter.load(frontmatter.dump(meta) + "body")
    assert loaded == meta
    assert list(loaded) == list(meta)
    assert {k: type(v) for k, v in loaded.items()} == {k: type(v) for k, v in meta.items()}
    assert body == "body"


@given(st.lists(st.sampled_from(("true", "null", "no", "a", "-", "_", "é", "1", ", ", ",", " ", "[", "]", ":", "#", "x")), max_size=9))  # fmt: skip
@example(["a", ", ", "true-", "x"])
@example([])
def test_a_list_on_one_line_is_what_yaml_reads(parts):
    line = f"tags: [{''.join(parts)}]"
    quick = frontmatter.read_canonical([line])
    assert quick is None or quick == yaml.load(line, Loader=frontmatter._Loader)
    plain = all(part.isalnum() and part[0].isalpha() and part not in ("true", "null", "é") for part in parts)  # fmt: skip
    assert quick is not None or not plain or "".join(parts) in ("true", "null")


@pytest.mark.parametrize("text", TRAPS)
def test_no_text_is_taken_for_something_else(text):
    meta = {"title": text, "aliases": [text, text]}
    assert frontmatter.load(frontmatter.dump(meta))[0] == meta


@given(st.text("abeno019-/.", min_size=1, max_size=14))
@example("no-1/e-5")
@example("raw/eip-150.md")
def test_a_name_in_a_list_is_written_as_yaml_writes_it(name):
    # the value beside it makes the library write the list, and not our short way for names
    slow = frontmatter.dump({"sources": [name, 1]}).replace("- 1\n", "")
    assert frontmatter.dump({"sources": [name]}) == slow


@given(st.dictionaries(st.sampled_from(KEYS), values))
def test_dumping_what_was_loaded_gives_the_same_bytes(meta):
    once = frontmatter.dump(meta)
    assert frontmatter.dump(frontmatter.load(once)[0]) == once


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("1.10", "1.10"),
        ("2024-05-01", "2024-05-01"),
        ("yes", "yes"),
        ("0o17", "0o17"),
        ("007", "007"),
        ("1e3", "1e3"),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ("[a, NO, 12:30]", ["a", "NO", "12:30"]),
        ("[[a]]", [["a"]]),
    ],
)
def test_values_stay_what_a_person_wrote(written, value):
    loaded, _ = frontmatter.load(f"---\nkey: {written}\n---\n")
    assert loaded == {"key": value}
    assert type(loaded["key"]) is type(value)


def test_the_form_is_readable_and_stable():
    meta = {
        "title": "C#: the language",
        "aliases": ["NO", "日本語", "🚀", "plain"],
        "sources": [],
        "created": "2026-04-11",
        "n": 3,
    }
    assert frontmatter.dump(meta) == (
        "---\ntitle: 'C#: the language'\naliases:\n- 'NO'\n- 日本語\n- 🚀\n- plain\nsources: []\ncreated: 2026-04-11\nn: 3\n---\n"
    )


def test_a_long_value_is_not_wrapped():
    assert frontmatter.dump({"title": "word " * 100 + "end"}).count("\n") == 3


@pytest.mark.parametrize(
    ("block", "line", "said"),
    [
        ("---\ntitle: a\ntags: [x\n---\n", 4, "valid YAML"),
        ("---\ntitle: a: b\n---\n", 2, "valid YAML"),
        ("---\ntitle: a\nother: b\ntitle: c\n---\n", 4, "stands twice"),
        ("---\n- a\n- b\n---\n", 2, "key: value"),
        ("---\njust words\n---\n", 2, "key: value"),
        ("---\n? [a, b]\n: c\n---\n", 2, "valid YAML"),
        ("---\na: *nowhere\n---\n", 2, "valid YAML"),
        ("---\na: !!python/object:os.system x\n---\n", 2, "valid YAML"),
        ("---\na: b\n\tc: d\n---\n", 3, "valid YAML"),
    ],
)
def test_broken_front_matter_is_an_error_with_its_line(block, line, said):
    with pytest.raises(UserError) as caught:
        frontmatter.load_block(block, "page.md")
    assert said in str(caught.value)
    assert caught.value.message.startswith(f"page.md:{line}:")


def test_references_that_unfold_without_end_are_refused_at_once():
    rows = "".join(f"k{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]\n" for i in range(9))
    with pytest.raises(UserError, match=r"x:3: .*references"):
        frontmatter.load_block(f"---\nk0: &a0 [x]\n{rows}---\n", "x")


def test_a_list_that_stands_in_two_places_is_written_twice():
    both = ["a"]
    assert (
        frontmatter.dump({"aliases": both, "sources": both})
        == "---\naliases:\n- a\nsources:\n- a\n---\n"
    )


@pytest.mark.parametrize("value", ["[" * 5_000, "1" * 5_000, "{a: " * 3_000])
def test_what_a_parser_chokes_on_is_an_error_too(value):
    with pytest.raises(UserError, match="not valid YAML"):
        frontmatter.load_block(f"---\na: {value}\n---\n", "x")


@given(any_text)
@example("\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
@example("\x07")
@example("a\x00b")
@example("&a [*a]")
@example("<<: 1")
@example("a: &x {b: *x}")
@example("? a")
def test_any_block_loads_or_raises_a_user_error(text):
    block, body = frontmatter.split(f"---\n{text}\n---\nbody")
    assert block + body == f"---\n{text}\n---\nbody"
    try:
        assert isinstance(frontmatter.load_block(block, "x"), dict)
    except UserError:
        return


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("---\na: b\n---\nrest", "---\na: b\n---\n"),
        ("---\r\na: b\r\n---\r\nrest", "---\r\na: b\r\n---\r\n"),
        ("\ufeff---\na: b\n---\n", "\ufeff---\na: b\n---\n"),
        ("---\na: b\n---", "---\na: b\n---"),
        ("---\n---\nrest", "---\n---\n"),
        ("--- \na: b\n--- \nrest", "--- \na: b\n--- \n"),
        ("---\na: b\n", ""),
        ("----\na: b\n----\n", ""),
        ("\n---\na: b\n---\n", ""),
        ("no front matter\n---\n", ""),
    ],
)
def test_the_block_is_found_by_its_fences(text, block):
    assert frontmatter.split(text) == (block, text[len(block) :])


def test_a_file_from_windows_loads_as_from_anywhere():
    assert frontmatter.load("\ufeff---\r\ntitle: a\r\nother: b c\r\n---\r\nx") == (
        {"title": "a", "other": "b c"},
        "x",
    )


@pytest.mark.parametrize("value", ["Ket\u200btle", ["\u202eeltteK", "plain"], "深\u2066度"])
def test_what_nobody_can_see_is_written_as_what_it_is(value):
    written = frontmatter.dump({"title": value, "type": "深度"})
    assert hidden_characters(written) == []
    assert "深度" in written
    assert frontmatter.load(written)[0]["title"] == value


# --- the library whose handler this is ---


GOLDEN = ("wiki", "docs/examples", "tests/wikis", "tests/runs", "tests/vault", "tests/rules")
READ_OTHERWISE = {
    "wiki/sources/right.md": {"captured"},  # a moment, as `datetime` in UTC
    "wiki/sources/gone.md": {"sha256"},  # 64 zeros, as the number 0
    "schema.md": {"budget"},  # `3.00`, as the number 3.0
}
"""Values beside dates that the plain library takes for something else, by the end of the path."""
UNREADABLE = {
    "bad-date/wiki/concepts/good.md",
    "bad-date/wiki/concepts/impossible.md",
    "bad-date/wiki/sources/wrong.md",
    "bad-front-matter/wiki/concepts/dates.md",
}
"""Pages with a date that no calendar has: the plain library raises and reads nothing of them."""


def golden_pages():
    return [
        path
        for folder in GOLDEN
        for path in sorted((ROOT / folder).rglob("*.md"))
        if "existing" not in path.parts  # vaults of people, in any YAML
        and frontmatter.split(path.read_bytes().decode("utf-8", "replace"))[0]
    ]


def plain(value):
    """Return a value of the plain library with its dates as they are written."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if type(value) is date else value


def named(table, path):
    return next((entry for entry in table if path.as_posix().endswith(entry)), None)


def stripped(body):
    """Return a body as the library gives it: with line ends of one kind, and without its own ends."""
    return body.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_the_plain_library_reads_of_every_golden_page_what_we_read():
    different, unreadable = set(), set()
    for path in golden_pages():
        meta, body = frontmatter.load(path.read_bytes().decode("utf-8", "replace"))
        try:
            post = library.load(path)
        except ValueError:
            unreadable.add(named(UNREADABLE, path) or path)
            continue
        keys = {k for k in {*meta, *post.keys()} if meta.get(k) != plain(post.get(k))}
        known = named(READ_OTHERWISE, path) if keys else None
        assert keys == READ_OTHERWISE.get(known, set()), path
        assert list(meta) == list(post.keys()), path
        assert stripped(body) == post.content, path
        different |= {known} if known else set()
    assert different == {*READ_OTHERWISE}
    assert unreadable == UNREADABLE


def test_with_our_handler_the_library_reads_exactly_what_we_read():
    for path in golden_pages():
        meta, body = frontmatter.load(path.read_bytes().decode("utf-8", "replace"))
        post = library.load(path, handler=frontmatter.HANDLER)
        assert (post.metadata, post.content) == (meta, stripped(body)), path


@given(st.dictionaries(st.sampled_from(KEYS), values, min_size=1))
def test_with_our_handler_the_library_writes_the_canonical_form(meta):
    written = library.dumps(library.Post("body", frontmatter.HANDLER, **meta))
    assert written == f"{frontmatter.dump(meta)}\nbody"
    assert library.loads(written, handler=frontmatter.HANDLER).metadata == meta


def test_the_library_leaves_a_page_without_front_matter_as_it_is():
    post = library.loads("---\nno end", handler=frontmatter.HANDLER)
    assert (post.metadata, post.content) == ({}, "---\nno end")
    assert not frontmatter.HANDLER.detect("---\nno end")
    assert frontmatter.HANDLER.detect("---\na: b\n---\n")


def test_the_two_halves_of_a_page_make_the_page_again_and_those_of_the_library_do_not():
    page = "---\r\na: b\r\n---\r\n\r\n    code\r\n\r\n"
    assert "".join(frontmatter.split(page)) == page
    assert library.loads(page).content == "code"
