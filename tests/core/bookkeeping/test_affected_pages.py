"""Which pages a change can move, held against looking at every page of random wikis."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.bookkeeping.affected_pages import find_affected_pages, find_stale_pages
from tests.helpers.making import wiki_of

NAMES = ("Kettle", "Teapot", "Pot")
PATHS = tuple(f"wiki/concepts/{name}.md" for name in ("kettle", "teapot", "litre", "pot"))


def text_of(title, aliases, links, related):
    head = {"title": title, "type": "concept", "aliases": aliases, "related": related}
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
    return f"---\n{front}---\n\n{' '.join(f'See [[{name}]].' for name in links)}\n"


texts = st.builds(
    text_of,
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), max_size=1),
    st.lists(st.sampled_from((*NAMES, "litre")), max_size=2),
    st.lists(st.sampled_from(("kettle", "litre", "teapot")), max_size=2, unique=True),
)
repositories = st.dictionaries(st.sampled_from(PATHS), texts, max_size=4)
changes = st.dictionaries(st.sampled_from(PATHS), st.one_of(st.none(), texts), max_size=2)


def stale(wiki):
    return {x for x, facts in wiki.facts.items() if facts.related != tuple(wiki.related(x))}


@given(repositories, changes)
def test_every_page_whose_links_the_change_moves_is_found(start, step):
    before = wiki_of(start)
    after = before.with_texts(step)
    relinked = {x for x in after.facts if x not in before or before.related(x) != after.related(x)}
    changed = {slug for slug, facts in after.facts.items() if facts.path in step}
    found = find_affected_pages(before, after, step.keys())
    assert (relinked & stale(after)) | changed <= found


@given(repositories)
def test_the_stale_pages_are_those_whose_related_is_not_what_links_give(start):
    wiki = wiki_of(start)
    assert find_stale_pages(wiki) == stale(wiki)


def test_a_page_that_takes_a_name_over_moves_those_that_link_to_it_and_the_page_that_had_it():
    start = {
        "wiki/concepts/pot.md": text_of("Pot", ["Kettle"], [], ["teapot"]),
        "wiki/concepts/teapot.md": text_of("Teapot", [], ["Kettle"], ["pot"]),
        "wiki/concepts/litre.md": text_of("Litre", [], [], ["teapot"]),  # it was wrong before
    }
    before = wiki_of(start)
    step = {"wiki/concepts/kettle.md": text_of("Kettle", [], [], ["teapot"])}
    after = before.with_texts(step)
    assert find_affected_pages(before, after, step) == {"kettle", "pot", "teapot"}
    assert find_stale_pages(after) == {"pot", "teapot", "litre"}
