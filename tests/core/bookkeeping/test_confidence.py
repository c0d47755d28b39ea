import pytest

from pipeline.core.bookkeeping.confidence import Voice, parse_date, rate_confidence, read_standing

DAY, STALE = "2026-04-11", 180


def voice(path="raw/a.md", author="Ada", day="2026-04-01", status="", address=""):
    return Voice(path, author, address, status, day)


BO = voice("raw/b.md", "Bo")


@pytest.mark.parametrize(
    ("voices", "disputed", "expected"),
    [
        ([], False, "low"),
        ([voice()], False, "medium"),
        ([voice(), BO], False, "high"),
        ([voice(), BO], True, "low"),
        ([voice(), voice("raw/b.md")], False, "medium"),
        ([voice(), voice("raw/b.md", author=" ADA ")], False, "medium"),
        ([voice(author=""), voice("raw/b.md", author="")], False, "high"),
        ([voice(author="", address="https://a.example/1"), voice("raw/b.md", "", address="https://a.example/2")], False, "medium"),
        ([voice(author="", address="https://a.example/1"), voice("raw/b.md", "", address="https://b.example/1")], False, "high"),
        ([voice(status="Draft"), BO], False, "medium"),
        ([voice(status="Draft"), voice("raw/b.md", "Bo", status="Withdrawn")], False, "low"),
        ([voice(status="Final"), voice("raw/b.md", "Bo", status="no such word")], False, "high"),
        ([voice(day="2025-10-13"), voice("raw/b.md", "Bo", "2020")], False, "high"),
        ([voice(day="2025-10-12"), voice("raw/b.md", "Bo", "2020")], False, "medium"),
        ([voice(day=""), voice("raw/b.md", "Bo", "")], False, "medium"),
        ([voice(day="someday"), voice("raw/b.md", "Bo", "2026-04")], False, "high"),
        ([voice(day="2027-01-01"), BO], False, "high"),
    ],
)  # fmt: skip
def test_confidence_follows_its_rule(voices, disputed, expected):
    assert rate_confidence(voices, disputed, DAY, STALE) == expected
    assert rate_confidence(list(reversed(voices)), disputed, DAY, STALE) == expected


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("Final", "in-force"),
        ("LIVING", "in-force"),
        ("In Force", "in-force"),
        ("Draft", "proposed"),
        ("Last Call", "proposed"),
        ("In-Review", "proposed"),
        ("Stagnant", "proposed"),
        ("Deferred", "proposed"),
        ("Withdrawn", "withdrawn"),
        ("superseded", "withdrawn"),
        ("", "unknown"),
        ("whatever", "unknown"),
    ],
)
def test_a_sources_own_word_for_its_status_is_understood(status, means):
    assert read_standing(status) == means


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-04-11", "2026-04-11"),
        ("2026-04", "2026-04-01"),
        ("2026", "2026-01-01"),
        ("2026-13", None),
        ("2026-02-30", None),
        ("0000", None),
        ("", None),
        ("April", None),
    ],
)
def test_dates_of_any_precision_are_read(text, iso):
    found = parse_date(text)
    assert (found.isoformat() if found else None) == iso


def quoted(path, author="", sha256="", *quotes):
    return Voice(path, author, "", "", "2024-05-01", sha256, frozenset(quotes))


LONG = "The weir at Tamsin is 9 metres wide."
LONGER = "The weir at Tamsin was built by two brothers in 1871."


@pytest.mark.parametrize(
    ("one", "other", "confidence"),
    [
        (quoted("raw/a.md", "", "1"), quoted("raw/b.md", "", "1"), "medium"),
        (quoted("raw/a.md", "Ann", "1"), quoted("raw/b.md", "Bob", "1"), "medium"),
        (quoted("raw/a.md", "", "1", LONG), quoted("raw/b.md", "", "2", LONG), "medium"),
        (quoted("raw/a.md", "Ann", "1", LONG), quoted("raw/b.md", "", "2", LONG), "medium"),
        (quoted("raw/a.md", "", "1", LONG), quoted("raw/b.md", "", "2", LONGER), "high"),
        (quoted("raw/a.md", "Ann", "1", LONG), quoted("raw/b.md", "Ann", "2", LONGER), "medium"),
        (quoted("raw/a.md", "", "1", "9 metres"), quoted("raw/b.md", "", "2", "9 metres"), "high"),
    ],
)
def test_independence_is_judged_by_content_and_author(one, other, confidence):
    assert rate_confidence([one, other], False, "2024-06-01", 365) == confidence


def echo(label, echoes=""):
    return Voice(f"raw/{label}.md", label, "", "", "2024-05-01", label=label, echoes=echoes)


def test_a_near_copy_is_no_second_witness_whatever_a_page_quotes_of_the_two():
    assert rate_confidence([echo("a"), echo("b")], False, "2024-06-01", 365) == "high"
    assert rate_confidence([echo("a"), echo("b", "a")], False, "2024-06-01", 365) == "medium"
    both = [echo("b", "a"), echo("c", "a")]  # the text that they hold stands on another page
    assert rate_confidence(both, False, "2024-06-01", 365) == "medium"
    assert rate_confidence([*both, echo("d")], False, "2024-06-01", 365) == "high"


def test_a_third_source_of_other_words_is_the_second_witness():
    copies = [quoted(f"raw/{n}.md", "", str(n), LONG) for n in range(3)]
    assert rate_confidence(copies, False, "2024-06-01", 365) == "medium"
    third = quoted("raw/z.md", "", "z", LONGER)
    assert rate_confidence([*copies, third], False, "2024-06-01", 365) == "high"
