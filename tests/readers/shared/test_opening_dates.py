"""Dates in the opening lines of a source, and what they are dates of."""

import pytest

from pipeline.readers import read_source
from pipeline.readers.shared.opening_dates import OpeningDates, date_that_begins, find_opening_dates


@pytest.mark.parametrize(
    ("text", "published", "modified"),
    [
        ("# The lock\n\n4 April 1931\n\nIt opened.", "1931-04-04", ""),
        ("Published: April 4, 1931\n**Last updated:** 2 May 1950", "1931-04-04", "1950-05-02"),
        ("Posted on Friday, 4 April 1931 by Iben", "1931-04-04", ""),
        ("Date: 1931-04-04T10:00:00Z", "1931-04-04", ""),
        ("April 4th, 1931", "1931-04-04", ""),
        ("Posted on April 22nd 1931", "1931-04-22", ""),
        ("By Ida Kaland, 4 April 1931", "1931-04-04", ""),
        ("*Posted by Ida Kaland on April 4, 1931*", "1931-04-04", ""),
        ("Updated by Ida Kaland | May 2nd, 1950", "", "1950-05-02"),
        ("Von Ida Kaland · 4. April 1931", "1931-04-04", ""),
        ("4 April 1931 was a day of rain.", "", ""),
        ("By the lock, 4 April 1931 was a day of rain.", "", ""),
        ("This page was last updated on 4 April 1931.", "", "1931-04-04"),
        ("*Stand: 4. April 1931*", "", "1931-04-04"),
        ("Zuletzt geändert am 4. Mai 1931 von Iben", "", "1931-05-04"),
        ("Veröffentlicht: Mai 1931", "1931-05", ""),
        ("Dernière mise à jour : 4 avril 1931", "", "1931-04-04"),
        ("Publicado el 4 de abril de 1931", "1931-04-04", ""),
        ("Ultimo aggiornamento: 4 aprile 1931", "", "1931-04-04"),
        ("最終更新日：1931年4月4日", "", "1931-04-04"),
        ("发布日期：1931年4月4日", "1931-04-04", ""),
        ("1931年4月4日", "1931-04-04", ""),
        ("Posted on 13/05/1931", "1931-05-13", ""),
        ("In 1931 the lock was opened.", "", ""),
        ("April 1931 was cold.", "", ""),
        ("1931", "", ""),
        ("## 1931-04-04\n\n- first change\n\n## 1930-01-01", "", ""),
        ("The lock is old.\n" * 30 + "4 April 1931", "", ""),
    ],
)
def test_a_date_counts_alone_on_its_line_or_behind_a_label(text, published, modified):
    assert find_opening_dates(text) == OpeningDates(published, modified)


def test_a_date_that_can_be_read_two_ways_is_told_and_left_out():
    assert find_opening_dates("Posted on 02/03/1931").unclear == ("Posted on 02/03/1931",)
    source = read_source("raw/a.md", b"# Lock\n\nPosted on 02/03/1931\n\nIt opened.\n")
    assert (source.published, source.modified) == ("", "")
    assert any("can be read two ways" in note for note in source.notes)


@pytest.mark.parametrize(
    ("said", "language", "day"),
    [
        ("3. März 2024", "de", "2024-03-03"),
        ("02/03/2024", "fr", "2024-03-02"),
        ("02/03/2024", "en", ""),
        ("le 3 mars 2024", "fr", ""),
        ("3 de mayo de 2024", "es", "2024-05-03"),
    ],
)
def test_a_date_is_read_in_its_language(said, language, day):
    assert date_that_begins(said, language) == day


def test_front_matter_goes_before_opening_lines_and_says_what_its_dates_are():
    text = "---\npublished: 1931-04-04\nupdated: 3. Mai 1950\nlang: de\n---\nStand: 1. Juli 1960\n"
    source = read_source("raw/a.md", text.encode())
    assert (source.published, source.modified) == ("1931-04-04", "1950-05-03")


def test_a_source_that_only_says_when_it_was_changed_was_published_nobody_knows_when():
    source = read_source("raw/a.md", b"# Lock\n\nLast updated: 4 April 1931\n\nIt has 2 gates.\n")
    assert (source.published, source.modified) == ("", "1931-04-04")
