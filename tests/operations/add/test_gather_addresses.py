"""An address that a person names is fetched and stored once, with a file that says from where."""

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.sources.origin import read_origin
from pipeline.operations.add.addition import Addition
from pipeline.operations.add.fetch_address import fetch_address
from pipeline.operations.add.gather_addresses import gather_addresses
from pipeline.operations.add.plan_additions import AdditionPlanner
from pipeline.operations.add.write_additions import stage_additions, write_additions
from pipeline.operations.repository.working_tree import read_working_tree
from tests.helpers.repos import source, team
from tests.helpers.sites import ARTICLE, Sites, html

AT = "https://site.test/kettles"


@pytest.fixture
def sites():
    with Sites() as found:
        yield found


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"one.md": source("One", "One is 1.")})


def add(wiki, sites, *addresses, again=False, day="2026-11-30"):
    with open_repository(wiki.root) as repo:
        tree = read_working_tree(repo, "raw", "schema.md")
        found = gather_addresses(
            addresses,
            tree.snapshot,
            lambda address: fetch_address(address, day, sites.access()),
            again=again,
        )
        found = list(found)
        settled = [x for x in found if isinstance(x, Addition)]
        planned = AdditionPlanner(tree).plan([x for x in found if x not in settled])
        done = write_additions([*settled, *planned], wiki.root)
        stage_additions(done, wiki.root)
        return done


def test_a_page_is_stored_with_where_it_came_from_and_not_fetched_again(wiki, sites):
    sites.page(AT, html(ARTICLE, "Kettles of 2026"))
    (done,) = add(wiki, sites, AT)
    assert (done.state, done.path) == ("added", "raw/kettles-of-2026.html")
    assert wiki.git("diff", "--cached", "--name-only").split() == [
        "raw/kettles-of-2026.html",
        "raw/kettles-of-2026.html.origin.yml",
    ]
    said = read_origin((wiki.root / "raw/kettles-of-2026.html.origin.yml").read_text())
    assert said.address == AT
    asked = len(sites.asked)
    (again,) = add(wiki, sites, "http://www.site.test/kettles/")
    assert (again.state, again.path) == ("there", done.path)
    assert "2026-11-30" in again.note
    assert len(sites.asked) == asked


def test_a_page_that_changed_meanwhile_is_offered_as_another_version(wiki, sites):
    sites.page(AT, html(ARTICLE, "Kettles of 2026"))
    add(wiki, sites, AT)
    (same,) = add(wiki, sites, AT, again=True)
    assert same.state == "there"
    sites.page(AT, html(ARTICLE.replace("spring", "autumn"), "Kettles of 2027"))
    (new,) = add(wiki, sites, AT, again=True, day="2026-12-24")
    assert (new.path, new.old) == ("raw/kettles-of-2027.html", "raw/kettles-of-2026.html")
    (last,) = add(wiki, sites, AT)
    assert last.path == new.path


def test_one_address_that_fails_does_not_keep_the_others_out(wiki, sites):
    sites.page(AT, html(ARTICLE, "Kettles of 2026"))
    states = {
        done.given.told: done.state
        for done in add(wiki, sites, "https://site.test/none", "http://127.0.0.1/", AT, AT)
    }
    assert states == {
        "https://site.test/none": "refused",
        "http://127.0.0.1/": "refused",
        AT: "added",
    }
