"""The analyst's loop at a terminal: begin, put sources in, compile, accept all, check; nothing is left over."""

import shutil

import pytest

from pipeline.cli import main
from tests.helpers.repos import ROOT, Team, example_or_skip

BEGUN = ("schema.md", "log.md", "wiki", "raw", "pipeline/example.json", "pipeline/product.json")


@pytest.fixture
def wiki(tmp_path):
    """A clone of the template, with as much of it as the loop looks at."""
    example_or_skip()
    root = tmp_path / "wiki"
    for name in BEGUN:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, root / name)
    made = Team(root)
    made.git("init", "-q", "-b", "main")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "The template")
    return made


def test_from_init_to_a_green_check(wiki, capsys):
    def run(*args):
        capsys.readouterr()
        code = main(["-C", str(wiki.root), *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    template = wiki.git("rev-parse", "HEAD").strip()
    assert run("init", "--librarian", "extractive")[0] == 0
    assert not [p for p in (wiki.root / "raw").iterdir() if p.name != ".gitkeep"]
    wiki.git("add", "-A")
    wiki.git("commit", "-q", "-m", "Start our wiki")
    base = wiki.git("rev-parse", "HEAD").strip()
    sources = sorted(p.name for p in (ROOT / "raw").glob("20*"))
    for name in sources:
        shutil.copy(ROOT / "raw" / name, wiki.root / "raw" / name)
    wiki.git("add", "-A")
    wiki.git("commit", "-q", "-m", "Add sources")

    assert run("compile")[0] == 0
    code, out, err = run("accept", "--all")
    assert (code, err) == (0, "")
    assert f"{len(sources)} of {len(sources)} proposals accepted." in out
    code, out, err = run("check", "--base", base)
    assert (code, err) == (0, "")
    assert out.rstrip().endswith("changed files: nothing to say.")
    # As in a clone of the template that is not pushed yet: the example is what it starts from.
    code, out, err = run("check", "--base", template)
    assert (code, err) == (0, "")
    assert wiki.branches() == []
    assert "Nothing to do" in run("compile")[1]

    # What is edited and not committed is said not to be judged, and is not.
    page = next((wiki.root / "wiki/entities").glob("*.md"))
    page.write_text(page.read_text("utf-8") + "\nIt has 99 doors.\n", "utf-8")
    code, out, err = run("check", "--base", base)
    assert (code, "nothing to say" in out) == (0, True)
    name = page.relative_to(wiki.root).as_posix()
    assert err == f"note: what is not committed was not judged: {name}\n"
    assert run("check", "--base", base, "--json")[2] == ""
