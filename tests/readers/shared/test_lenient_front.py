import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.shared.lenient_front import load_front

GOOD = "source: https://a.example/tides\npublished: 2024-03-01\n"


def load(front):
    return load_front(f"---\n{front}---\n", "raw/a.md")


WRONG = {
    "a colon": ("title: Ebb: a study", {"title": "Ebb: a study"}),
    "quotes within quotes": ('title: "She said "go" once"', {"title": 'She said "go" once'}),
    "a quote that nothing closes": ('title: "Ebb and flow', {"title": "Ebb and flow"}),
    "a quote that nothing opens": ("title: Ebb: \"it's", {"title": "Ebb: \"it's"}),
    "an at sign": ("author: @ada", {"author": "@ada"}),
    "a backtick": ("title: `ls` explained", {"title": "`ls` explained"}),
    "a per cent sign": ("title: %done: 90", {"title": "%done: 90"}),
    "a line that begins with one": ("%draft", {}),
    "words alone": ("and more words", {}),
    "links": ("author: [[Ada Reed]], [[Bo Lund]]", {"author": "[[Ada Reed]], [[Bo Lund]]"}),
    "an open bracket": ("tags: [ebb, flow", {"tags": "ebb, flow"}),
    "an item on the key's line": ("tags: - ebb\n  - flow", {"tags": ["ebb", "flow"]}),
    "an item glued to the key": ("tags:- ebb\n- flow", {"tags": ["ebb", "flow"]}),
    "no blank behind the colon": ("title:Ebb", {"title": "Ebb"}),
    "tabs": ("tags:\n\t- ebb\n\t- flow", {"tags": ["ebb", "flow"]}),
    "an escape that is none": ('title: "C:\\dam"', {"title": "C:\\dam"}),
    "a reference": ("title: *ebb", {"title": "*ebb"}),
    "a colon in an item": ("tags:\n- a: b: c\n- flow", {"tags": ["a: b: c", "flow"]}),
}


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("first", [True, False])
def test_a_line_that_is_wrong_costs_itself_alone(kind, first):
    line, said = WRONG[kind]
    values, notes = load(f"{line}\n{GOOD}" if first else f"{GOOD}{line}\n")
    assert {"source": "https://a.example/tides", "published": "2024-03-01", **said} == values
    assert len(notes) == 1
    assert notes[0].startswith(f"line {2 if first else 4} of the front matter: ")


def test_of_a_key_that_stands_twice_the_first_is_taken_and_it_is_told():
    values, notes = load(f"title: One\n{GOOD}title: Two\n")
    assert values["title"] == "One"
    assert notes == (
        "line 5 of the front matter: the key `title` stands twice, and the first is taken",
    )


def test_good_front_matter_is_read_as_yaml_and_has_no_notes():
    assert load(f"Title: 'Ebb'\n{GOOD}tags: [a, b]\n") == (
        {
            "title": "Ebb",
            "source": "https://a.example/tides",
            "published": "2024-03-01",
            "tags": ["a", "b"],
        },
        (),
    )


def test_of_many_wrong_lines_some_are_told():
    _, notes = load("".join(f"a{n}: b: c\n" for n in range(40)))
    assert notes[-1] == "35 more lines of the front matter are wrong"
    assert len(notes) == 6


@given(st.text(alphabet="ab: \t-\n\"'[]{}%@`#*&!|>,?", max_size=60))
def test_whatever_stands_there_gives_values_and_notes(front):
    values, notes = load(f"{front}\n")
    assert all(isinstance(key, str) for key in values)
    assert all("\n" not in note for note in notes)


@pytest.mark.parametrize(
    "line", ["a: b: c\n", "- x: y: z\n", "a" * 1000 + ": b: c\n", '"\n', "[[\n", "\t"]
)
def test_very_long_front_matter_takes_no_long(line):
    started = time.process_time()
    load("title: a: b\n" + line * (190_000 // len(line)) + "\n")
    assert time.process_time() - started < 5
