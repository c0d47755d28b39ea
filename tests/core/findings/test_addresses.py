"""Which addresses are tried, and what is remembered of them."""

from __future__ import annotations

import pytest

from pipeline.core.findings.addresses import (
    AddressAnswer,
    Failing,
    Remembered,
    addresses_on_page,
    collect_addresses,
    find_unreachable,
    is_network_down,
    may_be_tried,
    order_addresses,
    remember_failures,
)

A, B = "https://a.example/", "https://b.example/"
DEAD = AddressAnswer(A, "dead", "404 Not Found")
FINE = AddressAnswer(B, "alive", "200 OK")
SILENT = AddressAnswer(A, "dead", "no such host", by_server=False)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("[x](https://a.example/wiki/Foo_(bar)) and (https://a.example/y).", ["https://a.example/wiki/Foo_(bar)", "https://a.example/y"]),
        ('[x](<https://a.example/z> "title") <https://b.example>', ["https://a.example/z", "https://b.example"]),
        ("[x]: https://a.example/ref\n\n[^k-1]: [k](../../raw/k.md): \"see https://a.example/quoted\\_name\"", ["https://a.example/ref", "https://a.example/quoted_name"]),
        ("https://a.example/?a=1&amp;b=2#part https://a.example/?a=1&b=2#other", ["https://a.example/?a=1&b=2"]),
        ("**https://a.example/bold** | https://a.example/cell|", ["https://a.example/bold", "https://a.example/cell"]),
        ("`https://a.example/code`\n\n```\nhttps://a.example/fence\n```\n<!-- https://a.example/hidden -->", []),
        ("mailto:ada@example.org ftp://a.example www.a.example", []),
    ],
)  # fmt: skip
def test_addresses_end_where_a_reader_says(body, found):
    assert addresses_on_page(body) == found


@pytest.mark.parametrize(
    "address",
    ["https://ada:pw@a.example/", "https://token@a.example/", "ftp://a.example/", "https:///x", "https://a.example:x/",
     "http://[bad/", "https://a.example\\@b.example/", "https://a%2eexample/", f"https://a.example/{'x' * 2_000}",
     "https://a.example/\u202ex", "https://github.com/acme/wiki", "https://github.com/Acme/Wiki/blob/main/x.md"],
)  # fmt: skip
def test_what_holds_a_login_or_can_be_read_two_ways_is_not_tried(address):
    assert not may_be_tried(address, "https://github.com/acme/wiki")


def test_what_only_begins_like_the_own_repository_is_tried():
    assert may_be_tried("https://github.com/acme/wiki-two", "https://github.com/acme/wiki")


def test_addresses_are_collected_with_their_pages():
    pages = [("wiki/a.md", f"{A} {B}"), ("wiki/b.md", f"{A}#x https://me@a.example")]
    assert collect_addresses(pages) == {A: ("wiki/a.md", "wiki/b.md"), B: ("wiki/a.md",)}


def after(*runs, there=(A, B)):
    known = Remembered()
    for day, *answers in runs:
        known = remember_failures(known, answers, there, day)
    return known


def test_one_failure_is_not_told_nor_are_two_on_one_day():
    assert find_unreachable(after(("2026-05-01", DEAD)), {A: ("p",)}) == ()
    assert find_unreachable(after(("2026-05-01", DEAD), ("2026-05-01", DEAD)), {A: ("p",)}) == ()


def test_what_fails_on_two_days_is_told_with_the_first():
    [told] = find_unreachable(
        after(("2026-05-01", DEAD, FINE), ("2026-05-08", DEAD, FINE)), {A: ("p", "q"), B: ("p",)}
    )
    assert (told.address, told.pages, told.since, told.said) == (
        A,
        ("p", "q"),
        "2026-05-01",
        "404 Not Found",
    )


def test_success_forgets():
    assert after(("2026-05-01", DEAD), ("2026-05-02", AddressAnswer(A, "alive"))) == Remembered()
    known = after(
        ("2026-05-01", DEAD), ("2026-05-02", AddressAnswer(A, "alive")), ("2026-05-03", DEAD)
    )
    assert find_unreachable(known, {A: ("p",)}) == ()


def test_what_was_not_tried_stays_as_it_was():
    known = after(
        ("2026-05-01", DEAD), ("2026-05-02", DEAD), ("2026-05-03", AddressAnswer(A, "unknown"))
    )
    assert known == Remembered((Failing(A, "2026-05-01", "2026-05-02", "404 Not Found"),))


def test_what_no_page_holds_any_more_is_forgotten():
    known = after(("2026-05-01", DEAD))
    assert remember_failures(known, [], [B], "2026-05-02") == Remembered()


def test_a_clock_that_went_back_tells_nothing_early():
    assert find_unreachable(after(("2026-05-09", DEAD), ("2026-05-01", DEAD)), {A: ("p",)}) == ()


@pytest.mark.parametrize(
    ("answers", "fault"),
    [([SILENT], True), ([SILENT, AddressAnswer(B, "dead", "502 Bad Gateway", by_server=False)], True), ([SILENT, FINE], False),
     ([SILENT, AddressAnswer(B, "dead", "404 Not Found")], False), ([], False), ([AddressAnswer(A, "unknown")], False)],
)  # fmt: skip
def test_where_everything_fails_the_network_is_at_fault(answers, fault):
    assert is_network_down(answers) is fault
    if fault:
        assert remember_failures(Remembered(), answers, [A, B], "2026-05-01") == Remembered()


def test_those_in_doubt_are_tried_first_and_the_others_get_their_turn():
    many = [f"https://{n:02}.example/" for n in range(10)]
    known = Remembered(
        (
            Failing(many[7], "2026-05-01", "2026-05-01", ""),
            Failing("https://gone.example/", "", "", ""),
        )
    )
    days = [order_addresses(many, known, f"2026-05-{d:02}", 4) for d in range(1, 10)]
    assert all(asked[0] == many[7] and len(asked) == 4 for asked in days)
    assert {a for asked in days for a in asked} == set(many)
    assert order_addresses([], Remembered(), "2026-05-01", 4) == []
