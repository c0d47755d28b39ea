"""`wiki search` as a person uses it: what it prints, what it refuses, and what it need not import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.helpers.repos import ROOT, team
from tests.helpers.searching import page

GOLDEN = Path(__file__).parent / "search"
PAGES = {
    "wiki/entities/europa.md": page(
        "Europa",
        "Europa is a moon of [[jupiter|Jupiter]] with an icy crust.[^primer-1]\n\n## Ocean\n\n"
        "- Beneath the crust lies an ocean of salty water.[^primer-2]\n- It may hold life.\n\n"
        '[^primer-1]: [primer](../../raw/primer.md?plain=1#L3): "a moon"\n'
        '[^primer-2]: [primer](../../raw/primer.md?plain=1#L4): "salty water"',
        kind="entity",
        updated="2026-03-01",
        confidence="high",
    ),
    "wiki/entities/jupiter.md": page("Jupiter", "Jupiter is a planet.", kind="entity"),
    "wiki/entities/juno.md": page(
        "Juno",
        "Juno flies around [[jupiter]], and has seen the crust of [[europa]].",
        kind="entity",
        updated="2026-05-01",
    ),
    "wiki/concepts/ice-giant.md": page("Ice giant", "A planet of ice. [[Jupiter]] is none."),
    "wiki/concepts/alone.md": page("Alone", "Nothing is said here of anything."),
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    made = team(tmp_path_factory.mktemp("team") / "wiki", {"primer.md": "# Primer\n"})
    for path, text in PAGES.items():
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_text(text)
    made.git("add", "-A")
    made.git("commit", "-qm", "Pages")
    return made


@pytest.fixture
def run(wiki, capsys):
    """Run `wiki …` in the team's repository; return exit code, stdout, stderr."""

    def go(*args):
        code = main(["-C", str(wiki.root), *args])
        out = capsys.readouterr()
        return code, out.out, out.err

    return go


SEARCHES = {
    "words": ("search", "icy crust of Europa"),
    "phrase": ("search", '"salty water"'),
    "limit": ("search", "-n", "1", "jupiter", "planet"),
    "mistyped": ("search", "jupitre"),
    "nothing": ("search", "volcano"),
    "near": ("search", '"ice gian"'),
    "filtered": ("search", "volcano", "--type", "entity"),
    "source": ("search", "crust", "--source", "primer"),
    "json": ("search", "salty", "--json"),
    "path": ("path", "ice giant", "europa"),
    "path-json": ("path", "europa", "juno", "--json"),
    "path-none": ("path", "europa", "alone"),
    "path-same": ("path", "europa", "Europa"),
}


def test_what_is_printed_is_as_it_was(run, golden):
    said = {}
    for name, args in SEARCHES.items():
        code, out, err = run(*args)
        assert (code, err) == (0, "")
        said[f"{name}.txt"] = out
    golden(GOLDEN, said)


def test_an_argument_with_a_space_is_a_phrase_beside_others(run):
    """A shell takes the quotes off `wiki search "salty water" ocean`."""
    assert run("search", "salty water", "ocean")[1].startswith("Europa")
    assert "No page" in run("search", "water salty", "ocean")[1]
    assert run("search", "water salty")[1].startswith("Europa")  # alone it is the whole query


def test_what_is_committed_is_found_at_once_and_what_is_not_is_not(run, wiki):
    (wiki.root / "wiki/concepts/new.md").write_text(page("Kettle", "It boils."))
    assert "No page" in run("search", "kettle")[1]
    wiki.add("wiki/concepts/new.md", page("Kettle", "It boils water."), "A page")
    assert run("search", "boiling")[1].startswith("Kettle (concept)\n  wiki/concepts/new.md:7: ")
    wiki.git("rm", "-q", "wiki/concepts/new.md")
    wiki.git("commit", "-qm", "Away")
    assert "No page" in run("search", "kettle")[1]


def test_another_language_in_the_schema_is_heeded(tmp_path, capsys):
    schema = (ROOT / "schema.md").read_text("utf-8").replace("language: en", "language: de")
    made = team(tmp_path / "wiki", {}, schema)
    made.add("wiki/concepts/haus.md", page("Haus", "Die Häuser werden gebaut."), "A page")
    assert main(["-C", str(made.root), "search", "gebaute"]) == 0
    assert "wiki/concepts/haus.md" in capsys.readouterr().out
    made.add("schema.md", "---\nlanguage: [\n---\n", "Break it")
    assert main(["-C", str(made.root), "search", "gebaut"]) == 0, "in English, then"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("search", "!!!"), "There is nothing to search for"),
        (("search", ""), "There is nothing to search for"),
        (("search", "x", "--type", "entty"), "No page is of the type 'entty'"),
        (("path", "europa", "xyz"), "No page is called 'xyz'"),
    ],
)
def test_what_is_of_no_use_is_refused_with_a_sentence(run, args, said):
    code, out, err = run(*args)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {said}")


@pytest.mark.parametrize(
    "args",
    [
        ("search",),
        ("search", "x", "-n", "0"),
        ("search", "x", "-n", "1001"),
        ("search", "x", "-n", "²"),
        ("search", "x", "--since", "yesterday"),
        ("search", "x", "--confidence", "some"),
        ("path", "europa"),
    ],
)
def test_wrong_usage_is_told_apart(run, args):
    with pytest.raises(SystemExit) as ended:
        run(*args)
    assert ended.value.code == 2


def test_foreign_words_have_no_effect_on_a_terminal(wiki, run):
    hostile = "::error::x \\x1b[31m red \\u202e"
    wiki.add("wiki/concepts/bad.md", page("\x1b]0;Bad\x07 ::error::", f"Hostile {hostile}."), "Bad")
    for args in (("search", "hostile bad"), ("search", "hostile", "--json"), ("search", "bad")):
        out = run(*args)[1]
        assert "\x1b" not in out
        assert "\n::" not in out
    wiki.git("rm", "-q", "wiki/concepts/bad.md")
    wiki.git("commit", "-qm", "Away")


def test_a_wiki_without_pages_says_so(tmp_path, capsys):
    made = team(tmp_path / "wiki", {})
    assert main(["-C", str(made.root), "search", "moon"]) == 0
    assert capsys.readouterr().out == "The wiki has no page yet.\n"


def test_a_search_imports_nothing_that_takes_long(run, wiki):
    """With the index there, a cold process is to take a quarter of a second at most."""
    run("search", "moon")
    code = (
        "import sys; from pipeline.cli import main\n"
        f"for args in (['search', 'moon'], ['path', 'europa', 'juno']):\n"
        f"    assert main(['-C', {str(wiki.root)!r}, *args]) == 0\n"
        "print(sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1].replace("'", '"')))
    needless = {"pydantic", "git", "yaml", "markdown_it", "babel", "sentencex", "github", "difflib"}
    assert not needless & loaded
