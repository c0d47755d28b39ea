import pytest

from pipeline.readers.pdf.hyphens import count_words, join_texts


@pytest.mark.parametrize(
    ("rows", "joined"),
    [
        (["We build soft-", "ware here, and software", "is fine."], "We build software here"),
        (["It is user-", "centered, and a user-centered one", "is."], "It is user-centered, and"),
        (["About de-", "velopment of any kind", "at all."], "About development of"),
        (["An in-", "house product owner in a", "house."], "An in-house product"),
        (["The dis-", "covery of the wreck", "took days."], "The discovery of"),
        (["A three-", "column page", "is rare."], "A three-column page"),
        (["A paper-", "based form", "is slow."], "A paper-based form"),
        (["Both short-", "and long-term plans", "fail."], "Both short- and long-term"),
        (["A 24-", "hour guard", "is there."], "A 24-hour guard"),
        (["By Jean-", "Luc and others", "alone."], "By Jean-Luc and"),
        (["It will over-", "come the wind and come", "back."], "It will overcome the"),
        (["It is state-of-the-", "art for the", "port."], "It is state-of-the-art for"),
        (["It is well-docu-", "mented and so", "on."], "It is well-documented and"),
        (["A sea\u00ad", "gull sits", "there."], "A seagull sits"),
        (["It rose -", "and fell", "again."], "It rose - and fell"),
    ],
)
def test_a_hyphen_goes_where_a_word_was_broken_and_stays_where_it_belongs(rows, joined):
    words, text = count_words(rows), rows[0]
    for row in rows[1:]:
        text = join_texts(text, row, words)
    assert text.startswith(joined)
