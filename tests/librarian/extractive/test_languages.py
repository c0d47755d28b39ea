"""Sources in languages other than English give whole sentences as claims."""

import pytest

from pipeline.librarian.extractive import Extractive
from pipeline.readers import read_source
from tests.helpers.making import SCHEMA

CHINESE = """# 城北水闸

城北水闸建于1931年，可容纳十二艘驳船。谁知道它的深度？据《运河志》记载：“闸深四米。”它每年检修两次。

- 每年通过约8千艘船只
- 闸门由两台电动机驱动。

| 年份 | 船只 |
| --- | --- |
| 1950 | 3200 |
"""
JAPANESE = """# 北の水門

北の水門は1931年に建てられた。「深さは四メートルだ。」と記録にある。なぜ閉まっているのか？

- 年に二回の点検が行われる。
"""
GERMAN = """# Die Nordschleuse

Die Nordschleuse wurde am 3. Oktober 1931 eröffnet. Sie ist der 2. Bau an dieser Stelle, d. h. ein
Ersatz. Das Tor wiegt ca. 90 Tonnen, siehe Abb. 3 auf S. 12. Am 7.10. (Mittwoch) wird sie geprüft.
"""
KOREAN = """# 북쪽 수문

북쪽 수문은 1931년에 지어졌으며 바지선 열두 척을 수용한다. 깊이는 4미터이고 매년 두 번 점검한다.
"""


def texts(text):
    found = Extractive().extract(read_source("raw/x.md", text.encode(), "2026-01-01"), SCHEMA)
    return [c.text for c in found.claims]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            CHINESE,
            [
                "城北水闸建于1931年，可容纳十二艘驳船。",
                "据《运河志》记载：“闸深四米。”",
                "它每年检修两次。",
                "每年通过约8千艘船只。",
                "闸门由两台电动机驱动。",
                "1950: 船只: 3200.",
            ],
        ),
        (
            JAPANESE,
            [
                "北の水門は1931年に建てられた。",
                "「深さは四メートルだ。」と記録にある。",
                "年に二回の点検が行われる。",
            ],
        ),
        (
            GERMAN,
            [
                "Die Nordschleuse wurde am 3. Oktober 1931 eröffnet.",
                "Sie ist der 2. Bau an dieser Stelle, d. h. ein Ersatz.",
                "Das Tor wiegt ca. 90 Tonnen, siehe Abb. 3 auf S. 12.",
                "Am 7.10. (Mittwoch) wird sie geprüft.",
            ],
        ),
        (
            KOREAN,
            [
                "북쪽 수문은 1931년에 지어졌으며 바지선 열두 척을 수용한다.",
                "깊이는 4미터이고 매년 두 번 점검한다.",
            ],
        ),
    ],
)
def test_each_sentence_is_one_claim_and_questions_are_none(text, claims):
    assert texts(text) == claims


def test_every_quote_of_a_source_without_blanks_stands_in_it():
    source = read_source("raw/x.md", CHINESE.encode(), "2026-01-01")
    found = Extractive().extract(source, SCHEMA)
    assert all(quote.text in source.text for claim in found.claims for quote in claim.quotes)


def concepts(text):
    source = read_source("raw/x.md", text.encode(), "2026-01-01")
    return set(Extractive().extract(source, SCHEMA).concepts)


def test_of_a_text_without_blanks_only_sure_names_can_be_pages():
    text = (
        "# 水闸\n\n新的水闸 QANET 由两台电动机驱动，已安装《运河志》。QANET 每年检修两次，详见《运河志》。\n\n"
        "## 《运河志》\n\n《运河志》出版于1950年，《运河志》记载了水闸 QANET 的历史。\n"
    )
    assert "QANET" in concepts(text)
    assert concepts(text) <= {"QANET", "运河志"}


def test_a_korean_word_with_its_particle_is_no_page():
    text = "# 수문\n\n수문은 강을 막는다. 수문은 QANET 으로 열린다. 수문은 낡았다. QANET 은 새것이다.\n"
    assert concepts(text) <= {"QANET"}


def test_the_nouns_of_a_german_table_keep_their_capitals():
    table = "| Teil | Gewicht | Baujahr |\n|---|---|---|\n| Untertor | 48 t | 1967 |\n| Obertor | 31 t | 1971 |\n"
    german = "Die Tore der Schleuse wurden vom Kanalamt gewogen und danach wieder eingebaut.\n\n"
    assert "Untertor: Gewicht 48 t, Baujahr 1967." in texts(f"---\nlang: de\n---\n{german}{table}")


def test_a_name_of_several_words_keeps_its_capitals_after_a_colon():
    found = texts(
        "The bidder must show experience in the following areas:\n\n"
        "- Continuous Delivery (CD) of several public services\n"
    )
    assert [text.split(": ")[1] for text in found] == [
        "Continuous Delivery (CD) of several public services."
    ]
