"""Damaged files of every format become a source or are refused; `python -m tests.readers.mutations` tries thousands."""

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.processes.bounded_reading import BoundedReading
from pipeline.core.errors import UserError
from pipeline.readers import READERS, read_source
from tests.helpers.share import few
from tests.readers import mutations

KNOWN = mutations.samples()
EVERY = [data for some in KNOWN.values() for data in some]


@pytest.fixture(scope="module")
def apart():
    with closing(BoundedReading()) as one:
        yield one


def test_every_format_has_a_sample():
    formats = {READERS[suffix] for suffix in KNOWN}
    assert formats >= set(READERS.values()) - {"markdown"}


@pytest.mark.parametrize("suffix", sorted(KNOWN))
@settings(max_examples=few(40, 3), deadline=None)
@given(rng=st.randoms(use_true_random=False))
def test_a_damaged_file_becomes_a_source_or_is_refused(apart, suffix, rng):
    data = mutations.mutate(rng.choice(KNOWN[suffix]), EVERY, rng)
    try:
        found = apart.read(f"raw/any{suffix}", data, 30)
    except UserError as error:
        if mutations.FAULT.search(error.message):
            raise
    else:
        "".join((found.text, found.title, *found.notes)).encode()


@pytest.mark.parametrize("suffix", sorted(READERS))
@settings(max_examples=few(40, 3), deadline=None)
@given(data=st.binary())
def test_any_bytes_become_a_source_or_are_refused(suffix, data):
    try:
        read_source(f"raw/any{suffix}", data)
    except UserError:
        return


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tex", r"\begin{tabular}{ll}\multicolumn{²}{c}{So}\end{tabular}"),
        ("a.tex", r"\title So \author{A \begin{document} It is so."),
    ],
)
def test_what_broke_a_reader_once_does_not_any_more(name, text):
    assert read_source(f"raw/{name}", text.encode()).text
