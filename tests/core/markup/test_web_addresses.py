import pytest

from pipeline.adapters.processes.gfm import render
from pipeline.core.markup import (
    footnotes,
    web_addresses,
)


def test_addresses_are_found_bare_or_in_links():
    text = "See https://a.example/x, (http://b.example) and [c](https://c.example/d?e=f) or www.d.example."
    assert web_addresses.find_addresses(text) == [
        "https://a.example/x",
        "http://b.example",
        "https://c.example/d?e=f",
        "www.d.example",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("_www.a.example_ is one", ["www.a.example"]),
        ("7http://a.example.", ["http://a.example"]),
        ("ёhttps://a.example)", ["https://a.example"]),
        ("obsidian://open?x and vbscript:y", ["obsidian://open?x", "vbscript:y"]),
        ("see //a.example or ://b", []),
        ("metadata: x, wwww.a.example, a.www.b", []),
    ],
)
def test_addresses_are_found_whatever_stands_before_them(text, found):
    assert web_addresses.find_addresses(text) == found


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("See https://a.example.[^x-1] More.[^x-2]", "See https://a.example. [^x-1] More.[^x-2]"),
        ("(www.a.example)[^x-1][^x-2]", "(www.a.example) [^x-1][^x-2]"),
        ("a@b.example[^x-1]", "a@b.example [^x-1]"),
        ("[x](https://a.example/b_(c))[^x-1]", "[x](https://a.example/b_(c))[^x-1]"),
        ("`https://a.example`[^x-1]", "`https://a.example`[^x-1]"),
        ("no address.[^x-1]", "no address.[^x-1]"),
    ],
)
def test_a_mark_is_parted_from_an_address_that_would_swallow_it(text, out):
    assert web_addresses.part_marks_from_addresses(text) == out
    assert web_addresses.part_marks_from_addresses(out) == out
    shown = render(f"{out}\n\n[^x-1]: a\n[^x-2]: b\n")
    assert set(footnotes.find_marks(out)) == set(shown.notes)
