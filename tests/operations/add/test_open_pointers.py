"""Lists of addresses under `raw/` are opened, and what stands at their addresses is stored beside them, once."""

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from pipeline.operations.add.addition import Addition
from pipeline.operations.add.fetch_address import fetch_address
from pipeline.operations.add.gather_addresses import gather_addresses
from pipeline.operations.add.gather_files import gather_files
from pipeline.operations.add.open_pointers import open_pointers, pointers_of
from pipeline.operations.add.plan_additions import AdditionPlanner
from pipeline.operations.add.write_additions import (
    stage_additions,
    write_additions,
)
from pipeline.operations.repository.status import statuses
from pipeline.operations.repository.working_tree import read_working_tree
from tests.helpers.repos import team
from tests.helpers.sites import ARTICLE, Sites, html

AT = "https://site.test/kettles"
SHORTCUT = f"[InternetShortcut]\nURL={AT}\n"


@pytest.fixture
def sites():
    with Sites() as found:
        found.page(AT, html(ARTICLE, "Kettles"))
        found.page("https://site.test/pots", html(ARTICLE.replace("Kettle", "Pot"), "Pots"))
        yield found


def pointers(wiki):
    with open_repository(wiki.root) as repo:
        return pointers_of(read_working_tree(repo, "raw", "schema.md").snapshot)


def store(wiki, sites, opened):
    with open_repository(wiki.root) as repo:
        tree = read_working_tree(repo, "raw", "schema.md")
        found = []
        for one in opened:
            found += gather_addresses(
                one.addresses,
                tree.snapshot,
                lambda a: fetch_address(a, "2026-11-30", sites.access()),
                one.folder,
            )
        planned = AdditionPlanner(tree).plan([x for x in found if not isinstance(x, Addition)])
        done = write_additions(
            [*(x for x in found if isinstance(x, Addition)), *planned], wiki.root
        )
        stage_additions(done, wiki.root)
        wiki.git("commit", "-qm", "Add")
        return [(a.state, a.path or a.note) for a in done]


def test_what_stands_at_an_address_is_stored_beside_the_list_once(tmp_path, sites):
    raw = {
        "Web Pages/k.url": SHORTCUT,
        "links.txt": f"# ours\n{AT}\nhttps://site.test/pots\nhttps://site.test/none\n",
    }
    wiki = team(tmp_path / "wiki", raw)
    before = pointers(wiki)
    assert [(p.path, p.folder, len(p.addresses)) for p in before] == [
        ("raw/Web Pages/k.url", "Web Pages", 1),
        ("raw/links.txt", "", 3),
    ]
    assert store(wiki, sites, before[:1]) == [("added", "raw/Web Pages/kettles.html")]
    (left,) = pointers(wiki)
    assert left.addresses == ("https://site.test/pots", "https://site.test/none")
    said = dict(sorted(store(wiki, sites, [left])))
    assert said["added"] == "raw/pots.html"
    assert "no such page" in said["refused"]
    with open_repository(wiki.root) as repo:
        found = {
            s.path: s.state for s in statuses(read_working_tree(repo, "raw", "schema.md").snapshot)
        }
    assert found == {
        "raw/Web Pages/kettles.html": "pending",
        "raw/pots.html": "pending",
        "raw/links.txt": "no reader",
    }


def test_lists_that_are_given_are_opened_wherever_they_lie(tmp_path):
    wiki = team(tmp_path / "wiki", {"a/x.url": SHORTCUT})
    desk = tmp_path / "desk"
    desk.mkdir()
    for name, text in {"y.url": SHORTCUT, "bad.webloc": "x", "note.md": "# Pots\n"}.items():
        (desk / name).write_text(text)
    root = wiki.root.resolve()
    gathered = gather_files([str(wiki.root / "raw/a/x.url"), str(desk)], desk, root)
    others, opened, refused = open_pointers(gathered.files, root)
    assert [g.name for g in others] == ["note.md"]
    assert [(p.folder, p.addresses) for p in opened] == [("a", (AT,)), ("desk", (AT,))]
    assert [a.note for a in refused] == ["it cannot be read as a .webloc file."]


def test_a_list_that_is_not_there_is_no_list(tmp_path):
    wiki = team(tmp_path / "wiki", {})
    (tmp_path / "links.txt").symlink_to(tmp_path / "none")
    with pytest.raises(UserError):
        raise gather_files(["links.txt"], tmp_path, wiki.root.resolve()).not_found[0][1]
