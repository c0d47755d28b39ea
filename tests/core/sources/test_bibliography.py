"""The bibliography beside a source that says who wrote it, and when."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.bibliography import (
    Reference,
    find_listed,
    read_reference,
    read_references,
    reference_paths,
    with_reference,
)
from pipeline.core.values import Source

BIB = r"""
@string{nes = "Harbour of Nes"}
@article{reed2020, title={On the {T}ide \& its {L}ocks}, journal=nes, year=2020, month=may,
  author={Reed, Ida and K{\"a}the {\O}hm and {Nes Council}}}
"""
CSL = [
    {
        "type": "article",
        "title": "On the Tide & its Locks",
        "author": [{"family": "Reed", "given": "Ida"}, {"literal": "Nes Council"}],
        "issued": {"date-parts": [[2020, 5]]},
    }
]


def test_it_stands_beside_the_source_under_its_name():
    assert reference_paths("raw/a/paper.pdf") == ["raw/a/paper.bib", "raw/a/paper.json"]
    assert reference_paths("raw/talk.json") == ["raw/talk.bib"]


def test_bibtex_names_title_authors_and_date():
    assert read_reference("raw/paper.bib", BIB.encode()) == Reference(
        "On the Tide & its Locks", "Ida Reed, Käthe Øhm, Nes Council", "2020-05"
    )


def test_csl_names_title_authors_and_date():
    assert read_reference("raw/paper.json", json.dumps(CSL).encode()) == Reference(
        "On the Tide & its Locks", "Ida Reed, Nes Council", "2020-05"
    )


@pytest.mark.parametrize(
    ("fields", "day"),
    [("date={2021-03-04}", "2021-03-04"), ("year={2021}, month={13}", "2021"), ("year={n.d.}", "")],
)
def test_a_date_is_as_exact_as_it_is_possible(fields, day):
    found = read_reference("a.bib", f"@book{{x, title={{T}}, {fields}}}".encode())
    assert found == Reference("T", "", day)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", ""),
        ("a.bib", "@book{x, title={T}"),
        ("a.bib", BIB + "@book{y, title={Two}}"),
        ("a.bib", "@a{x,t=" + "{" * 90_000),
        ("a.json", "[]"),
        ("a.json", '[{"role": "user", "content": "Hello"}]'),
        ("a.json", "[" * 90_000),
        ("a.json", json.dumps(CSL * 2)),
        ("a.json", '{"type": 7, "author": [{"family": []}], "issued": {"date-parts": [7]}}'),
    ],
)
def test_what_names_no_work_or_several_says_nothing(name, text, capfd):
    assert read_reference(name, text.encode()) is None
    assert capfd.readouterr() == ("", "")


@given(
    st.sampled_from(["a.bib", "a.json"]),
    st.binary() | st.text().map(lambda x: x.encode("utf-8", "replace")),
)
def test_any_bytes_say_something_or_nothing(name, data):
    read_reference(name, data)


def test_what_it_says_goes_first_and_is_noted():
    source = Source("raw/paper.pdf", "0", "pdf", "x", (1,), title="untitled", author="LaTeX")
    found = with_reference(source, Reference("Locks", "", "2020"), "raw/paper.bib")
    assert (found.title, found.author, found.published) == ("Locks", "LaTeX", "2020")
    assert found.notes == ("title, author and date are those that raw/paper.bib names",)
    assert with_reference(source, None, "") == source


LIST = """
@article{one, title={The lock of {N}es}, author={Reed, Ida}, year=2021, doi={10.1000/NES.21}}
@article{two, title={On pumps}, author={Ohm, Kay}, year=2019, url={https://doi.org/10.1000/pumps}}
@book{three, title={Without}, year=2018}
"""


def paper(text, title=""):
    return Source("raw/p.pdf", "0", "pdf", text, tuple(range(text.count("\n") + 1)), title=title)


def test_a_work_of_a_list_is_found_by_its_doi_and_title():
    listed = {work.doi: work for work in read_references("raw/library.bib", LIST.encode())}
    assert set(listed) == {"10.1000/nes.21", "10.1000/pumps"}
    own = paper("The Lock of Nes\n\nhttps://doi.org/10.1000/nes.21.\n\nIt opens twice a day.")
    assert find_listed(own, listed).author == "Ida Reed"
    assert find_listed(paper("See 10.1000/pumps on this.", "The sluice"), listed) is None
    assert find_listed(paper("On pumps. It names no DOI."), listed) is None
    csl = json.dumps([{**CSL[0], "DOI": "10.1000/X"}, CSL[0]])
    assert [x.doi for x in read_references("raw/library.csl.json", csl.encode())] == ["10.1000/x"]
    assert read_references("raw/chat.json", csl.encode()) == []
