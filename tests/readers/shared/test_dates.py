import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.shared.dates import iso_date

DAYS = st.dates(min_value=datetime.date(1000, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2024-05-01",
            "2024-05-01T10:00:00Z",
            "2024-05-01 10:00",
            "2024/5/1",
            "2024.05.01",
            "20240501",
            "[[2024-05-01]]",
        ),
        *(
            "May 1, 2024",
            "1 May 2024",
            "1st May 2024",
            "01-May-2024",
            "Wed, 01 May 2024 10:00:00 GMT",
            "May 1 2024",
        ),
        *("D:20240501120000-04'00'", "D:20240501", "Wednesday, May 1, 2024"),
    ],
)
def test_the_first_of_may_is_read_however_it_is_written(text):
    assert iso_date(text) == "2024-05-01"


@pytest.mark.parametrize(
    ("text", "iso"),
    [("2024", "2024"), ("2024-05", "2024-05"), ("May 2024", "2024-05"), ("D:2024", "2024")],
)
def test_a_date_is_as_exact_as_it_was_written(text, iso):
    assert iso_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024-13",
        "2024-00",
        "0000-01-01",
        "2024-01-00",
        "05/01/2024",
        "32 May 2024",
        "1 Mai 2024",
        "soon",
        "",
    ],
)
def test_an_impossible_ambiguous_or_foreign_date_is_empty(text):
    assert iso_date(text) == ""


@given(
    DAYS,
    st.sampled_from(
        [
            "%Y-%m-%d",
            "%d %B %Y",
            "%b %d, %Y",
            "D:%Y%m%d000000Z",
            "%Y-%m-%dT00:00:00+02:00",
            "%d-%b-%Y",
        ]
    ),
)
def test_every_day_survives_every_shape(day, shape):
    assert iso_date(day.strftime(shape)) == day.isoformat()


@given(st.text())
def test_any_text_is_a_date_or_nothing(text):
    assert len(iso_date(text)) in (0, 4, 7, 10)
