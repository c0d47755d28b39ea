"""Pages are found by what they say, what they are called, and what they stand beside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.store.search_rows import PageFilter
from pipeline.core.errors import UserError
from pipeline.core.search.near_section import NearSection
from pipeline.operations.ask.rank_pages import MANY_PAGES, MOST_CORRECTED
from pipeline.operations.ask.rerank import rerank_pages
from pipeline.operations.ask.search import find_pages
from tests.helpers.searching import Shelf, page
from tests.helpers.strategies import any_text

PAGES = {
    "wiki/entities/europa.md": page(
        "Europa",
        "Europa is a moon of [[Jupiter]].\n\n## Shell\n\nIts icy crust covers an ocean.",
        ["Jupiter II"],
        "entity",
        updated="2026-03-01",
        confidence="high",
        sources=["raw/2021-05-primer.md"],
    ),
    "wiki/entities/europa-clipper.md": page(
        "Europa Clipper",
        "A mission that flies past a moon.",
        kind="entity",
        updated="2026-05-01",
        confidence="low",
        sources=["raw/2021-05-primer.md", "raw/missions.pdf"],
    ),
    "wiki/entities/enceladus.md": page(
        "Enceladus", "Plumes rise from it.", kind="entity", updated="2026-04-01"
    ),
    "wiki/concepts/ocean-world.md": page(
        "Ocean world", "A moon with much liquid beneath a crust of ice.", ["Water world"]
    ),
    "wiki/concepts/c.md": page("C++", "A language in which nobody says moon."),
    "wiki/concepts/deep.md": page("Deep", "Liquid is not named here, but see [[Enceladus]]. Ice."),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return Shelf(tmp_path_factory.mktemp("shelf"), PAGES)


def test_a_word_in_a_title_tells_more_than_one_in_the_text(shelf):
    assert shelf.found("europa mission")[0] == "europa-clipper"
    assert shelf.found("oceans")[0] == "ocean-world"


def test_the_page_that_is_called_as_the_query_stands_first(shelf):
    assert shelf.found("jupiter ii")[0] == "europa"
    assert shelf.found("europa")[0] == "europa"
    assert shelf.found("C++") == ["c"]


def test_a_phrase_must_stand_there_and_words_may(shelf):
    assert shelf.found('"icy crust" moon language') == ["europa"]
    assert shelf.found('"crust icy"') == []
    assert shelf.found('"icy crust" "of ice"') == []


def test_the_beginning_of_a_word_finds_it(shelf):
    assert shelf.found("encel*")[0] == "enceladus"
    assert shelf.found("languag*") == ["c"]
    assert shelf.found("missions*") == ["europa-clipper"]


def test_a_mistyped_name_finds_its_page_and_is_said(shelf):
    found = shelf.search("enceladsu")
    assert found.hits[0].page.slug == "enceladus"
    assert found.corrected == (("enceladsu", ("enceladus",)),)
    assert shelf.found("watr world")[0] == "ocean-world", "an alias, too"
    assert shelf.found("europaclipper") == ["europa-clipper"], "a name written as one word"
    assert not shelf.search("europa").corrected
    many = " ".join(f"enceladu{letter}" for letter in "abcdefghij")
    assert len(shelf.search(many).corrected) == MOST_CORRECTED


def test_snippets_have_their_lines_and_headings(shelf):
    (hit,) = shelf.search('"icy crust"').hits
    (line,) = hit.lines
    assert (line.heading, line.text) == ("Shell", "Its icy crust covers an ocean.")
    assert PAGES[hit.page.path].split("\n")[line.line - 1] == line.text


def test_a_page_found_by_its_name_alone_shows_how_it_opens(shelf):
    hit = shelf.search("clipper").hits[0]
    assert hit.lines[0].text == "A mission that flies past a moon."


def test_links_raise_a_page_beside_a_good_hit(tmp_path):
    body = {"a": "Kettle kettle kettle [[b]].", "b": "Water boils here.", "c": "Water boils here."}
    pages = {f"wiki/x/{name}.md": page(name.upper(), text) for name, text in body.items()}
    assert Shelf(tmp_path, pages).found("kettle water")[:2] == ["a", "b"]
    pages["wiki/x/a.md"] = page("A", "Kettle kettle kettle [[c]].")
    assert Shelf(tmp_path, pages).found("kettle water")[:2] == ["a", "c"]


def test_filters_leave_what_they_say(shelf):
    assert set(shelf.found("moon", type="concept")) == {"ocean-world", "c"}
    assert set(shelf.found("moon", source="raw/2021-05-primer.md")) == {"europa", "europa-clipper"}
    assert shelf.found("moon", source="missions") == ["europa-clipper"], "by its file name"
    assert shelf.found("moon", confidence="high") == ["europa"]
    assert shelf.found("moon", since="2026-04-15") == ["europa-clipper"]
    assert shelf.found("moon", until="2026-04-15") == ["europa"]
    assert shelf.found("moon plumes", since="2026-03-02", until="2026-04-30") == ["enceladus"]


@pytest.mark.parametrize(
    ("only", "said"),
    [
        ({"type": "entitty"}, "No page is of the type 'entitty'. There are: concept, entity."),
        (
            {"source": "2021-primer"},
            "No page names the source '2021-primer'. The nearest: raw/2021-05-primer.md.",
        ),
        (
            {"since": "2026-02-01", "until": "2026-01-01"},
            "No day is on or after 2026-02-01 and on or before 2026-01-01."
            " Change the two dates over.",
        ),
    ],
)
def test_a_filter_that_no_page_can_fit_is_refused(shelf, only, said):
    with pytest.raises(UserError) as refused:
        shelf.search("moon", **only)
    assert str(refused.value) == said


def test_where_nothing_is_found_the_nearest_titles_are_named(shelf):
    found = shelf.search('"ocean word"')
    assert found.hits == ()
    assert found.nearest[0] == ("Ocean world", "ocean-world")
    assert shelf.search("zzzz").nearest == ()
    assert shelf.search("zzzz").pages == len(PAGES)


def test_a_limit_is_kept_and_what_it_leaves_out_is_counted(shelf):
    found = shelf.search("moon", 2)
    assert len(found.hits) == 2
    assert (found.count, found.more) == (4, False)


def test_of_many_pages_those_that_hold_what_all_hold_alone_are_not_looked_at(tmp_path):
    many = {
        f"wiki/x/p{n}.md": page(f"P{n}", f"All say kettle. {'Seven.' if n == 7 else 'No.'}")
        for n in range(MANY_PAGES)
    }
    shelf = Shelf(tmp_path, many)
    assert shelf.found("kettle seven") == ["p7"]
    assert shelf.search("kettle").more, "but they are found where there is nothing else"
    assert shelf.search("kettle zzzz").more
    del shelf.pages["wiki/x/p1.md"]
    assert shelf.search("kettle seven").more


def test_an_empty_wiki_finds_nothing(tmp_path):
    found = Shelf(tmp_path, {}).search("moon")
    assert (found.hits, found.pages) == ((), 0)


CHINESE = {
    "tuxing": ("土星", "土星是太阳系的第二大行星。它有很多卫星,其中最大的是土卫六。"),
    "huoxing": ("火星", "火星表面有水冰和火山。"),
    "liangzi": ("量子计算机", "量子计算机利用量子比特进行计算。"),
}
JAPANESE = {
    "dosei": ("土星", "土星には多くの衛星があり、環も美しい。"),
    "kasei": ("火星探査機", "火星探査機は火山の写真を送った。"),
    "ryoshi": ("量子コンピュータ", "量子コンピューターは量子ビットで計算する。"),
}
KOREAN = {
    "toseong": ("토성", "토성의 위성은 매우 많으며 고리도 아름답다."),
    "hwaseong": ("화성", "화성에는 물과 얼음이 있고 화산도 있다."),
    "yangja": ("양자컴퓨터", "양자컴퓨터는 큐비트로 계산한다."),
}


@pytest.mark.parametrize(
    ("pages", "language", "query", "slug"),
    [
        (CHINESE, "zh", "卫星", "tuxing"),
        (CHINESE, "zh", "火星上有水吗?", "huoxing"),
        (CHINESE, "en", '"量子比特"', "liangzi"),
        (CHINESE, "zh", "冰", "huoxing"),
        (JAPANESE, "ja", "衛星", "dosei"),
        (JAPANESE, "ja", "火山の写真", "kasei"),
        (JAPANESE, "en", "ｺﾝﾋﾟｭｰﾀ", "ryoshi"),
        (JAPANESE, "ja", "環", "dosei"),
        (KOREAN, "ko", "위성", "toseong"),
        (KOREAN, "ko", "화성의 얼음", "hwaseong"),
        (KOREAN, "en", "컴퓨터", "yangja"),
    ],
)
def test_chinese_japanese_and_korean_words_of_two_letters_are_found(
    tmp_path, pages, language, query, slug
):
    texts = {f"wiki/concepts/{s}.md": page(*text) for s, text in pages.items()}
    hit = Shelf(tmp_path, texts, language).search(query).hits[0]
    assert hit.page.slug == slug
    assert hit.lines


def test_other_languages_are_stemmed_as_theirs(tmp_path):
    pages = {"wiki/concepts/haus.md": page("Häuser", "Die Häuser wurden gebaut.")}
    shelf = Shelf(tmp_path, pages, "de")
    assert shelf.found("haus bauen") == ["haus"]
    assert shelf.found("hauser") == ["haus"], "without its accent"


HOSTILE = (
    *('"', '""', '" OR "', "title: europa", "{title} : europa", "^europa", "NEAR(europa moon, 2)"),
    *("europa AND", "NOT europa", "(europa", "europa)", "-europa", "europa + moon", "a:b:c"),
    *("europa\0moon", "'; DROP TABLE pages; --", "moon' OR '1'='1", "*", "europa**", "europa*moon"),
    *("🚀 europa", "the of and", "what is it", "[[europa]]", "europa\nmoon", "\x1b[0m europa", "%"),
    *("😀", "‮europa", "europa" * 10_000, "a* " * 1_000, '"a b" ' * 1_000, "𝔼uropa", "\udcff"),
)


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_query_is_data(shelf, query):
    _ask(shelf, query)
    if "europa" in query and len(query) < 100 and '"' not in query:
        assert "europa" in shelf.found(query)


def test_a_query_of_100_000_characters_is_answered_from_its_beginning(shelf):
    assert shelf.search("europa " + "filler " * 15_000).cut
    assert "europa" in shelf.found("europa " + "filler " * 15_000)
    _ask(shelf, "".join(map(chr, range(0x4E00, 0x9000))) * 5)


queries = st.one_of(
    any_text,
    st.lists(st.sampled_from([*HOSTILE[:30], "moon", '"icy crust"', "encel*", "水"])).map(" ".join),
    st.text(alphabet='"*:^()-+{}[]\\\0 aeuropm水', max_size=40),
)


@given(queries, st.integers(1, 5))
def test_any_query_gives_an_answer_or_a_sentence(shelf, query, most):
    _ask(shelf, query, most)


def _ask(shelf, query, most=5):
    try:
        found = shelf.search(query, most)
    except UserError:
        return
    assert len(found.hits) <= min(most, found.count)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def near(rows, **nearness):
    """How near the pages lie by their meaning: a number by slug, with `_` for `-`."""
    numbers = {key.rpartition(" ")[2].replace("-", "_"): n for key, n in rows.keys().items()}
    return {
        number: NearSection(nearness.get(slug, 0.1), 14 if slug == "europa" else 7)
        for slug, number in numbers.items()
    }


def by_meaning(shelf, text, only=None, **nearness):
    only = only or PageFilter()
    found = shelf.ask(lambda rows: find_pages(rows, text, only, 3, near(rows, **nearness)))
    return [hit.page.slug for hit in found.hits], found.hits[0].lines


def test_a_page_is_found_by_its_meaning_and_shows_its_nearest_section(shelf):
    slugs, lines = by_meaning(shelf, "frozen lid", europa=0.9, enceladus=0.5)
    assert slugs[:2] == ["europa", "enceladus"]
    assert [line.text for line in lines] == ["Its icy crust covers an ocean."]


def test_meaning_and_words_count_together_and_links_raise_both(shelf):
    assert by_meaning(shelf, "plumes", europa=0.5, enceladus=0.45)[0][0] == "enceladus"
    assert by_meaning(shelf, "frozen", enceladus=0.5, deep=0.3, c=0.3)[0][:2] == [
        "enceladus",
        "deep",
    ]


def test_filters_and_phrases_hold_for_what_is_near_too(shelf):
    confident = PageFilter(confidence="high")
    assert by_meaning(shelf, "frozen", confident, enceladus=0.9)[0] == ["europa"]
    assert by_meaning(shelf, '"icy crust"', enceladus=0.9)[0] == ["europa"]


def test_the_best_pages_are_read_once_more_if_that_is_wished(shelf):
    read = []

    def compare(text, texts):
        read.extend(texts)
        return [float("beneath a crust" in one) for one in texts]

    def ask(rows):
        return rerank_pages(rows, "crust moon", PageFilter(), 2, None, compare)

    found = shelf.ask(ask)
    assert found.hits[0].page.slug == "ocean-world"
    assert len(found.hits) == 2
    assert (
        "Europa. Europa is a moon of Jupiter. Europa. Shell. Its icy crust covers an ocean." in read
    )


def test_where_nothing_is_found_nothing_is_read(shelf):
    found = shelf.ask(
        lambda rows: rerank_pages(rows, "zebra", PageFilter(), 2, None, lambda *_: [])
    )
    assert found.hits == ()
