"""`wiki upgrade` of a team's repository in which most modules stand where they stood before a move.

The list of its files is the one that shipped then. Files that are still the same are taken from
today's tree; for the others some text stands in, whose digest replaces theirs in the list.
"""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.operations.setup.product import MANIFEST, Product
from tests.helpers.repos import ROOT, Team, example_or_skip
from tests.project import product

BEFORE = Product.parse(Path(__file__).with_name("product-before-the-move.json").read_bytes())
TEAMS = {
    "raw/a.md": "a source\n",
    "wiki/concepts/pot.md": "---\ntitle: Pot\ntype: concept\n---\n\nSo.\n",
    "schema.md": "---\nlanguage: de\n---\n",
    "log.md": "# Log\n",
    ".github/CODEOWNERS": "* @ada\n",
    "pipeline/steps/ours.py": "OURS = 1\n",
}
DROPPED, RENEWED = "pipeline/compile.py", "README.md"  # files that the team has changed


def stand_in(path):
    return f"{path}, as it was\n".encode()


def put(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())


def there(root):
    """Return all files by their path, without git's own."""
    found = (p for p in root.rglob("*") if p.is_file() and ".git" not in p.relative_to(root).parts)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in found}


@pytest.fixture(scope="module")
def shipped():
    """The list of today's files."""
    example_or_skip()
    return Product.parse(product.text().encode())


@pytest.fixture(scope="module")
def template(tmp_path_factory, shipped):
    """A checkout of today's tree."""
    folder = tmp_path_factory.mktemp("template")
    put(folder, {path: (ROOT / path).read_bytes() for path in shipped.files})
    put(folder, {MANIFEST: shipped.text(), "schema.md": "the template's\n"})
    for path in shipped.runs:
        (folder / path).chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory, shipped):
    """A team's repository in the old layout, with files of its own and two of the product's changed."""
    made = Team(tmp_path_factory.mktemp("made") / "wiki")
    same = {path for path, sha in BEFORE.files.items() if shipped.files.get(path) == sha}
    files = {p: (ROOT / p).read_bytes() if p in same else stand_in(p) for p in BEFORE.files}
    listed = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    put(made.root, files | {MANIFEST: replace(BEFORE, files=listed).text()} | TEAMS)
    for path in BEFORE.runs:
        (made.root / path).chmod(0o755)
    put(made.root, {DROPPED: "ours\n", RENEWED: "ours too\n"})
    made.git("init", "-qb", "main")
    made.git("config", "core.fileMode", "true")
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    return made


@pytest.fixture
def wiki(made, tmp_path):
    return Team(shutil.copytree(made.root, tmp_path / "wiki"))


def test_the_list_is_of_a_layout_that_is_gone(shipped):
    gone = [path for path in BEFORE.files if path not in shipped.files]
    assert len([path for path in gone if path.startswith("pipeline/")]) > 200
    assert {DROPPED, "pipeline/core/derived.py", "pipeline/steps/__init__.py"} <= set(gone)
    assert RENEWED in shipped.files


def test_the_old_layout_goes_the_new_one_comes_and_what_is_the_teams_stays(
    wiki, template, shipped, capsys
):
    assert main(["-C", str(wiki.root), "upgrade", str(template), "--keep", RENEWED]) == 0
    said = capsys.readouterr().out
    now = {path: (template / path).read_bytes() for path in (*shipped.files, MANIFEST)}
    ours = {path: text.encode() for path, text in TEAMS.items()}
    assert there(wiki.root) == now | ours | {DROPPED: b"ours\n", RENEWED: b"ours too\n"}
    for path in (DROPPED, RENEWED):
        assert f"kept as you changed it: {path}\n" in said
    for path in (".github/CODEOWNERS", "pipeline/steps/ours.py"):
        assert f"yours, not touched: {path}\n" in said
    gone = {path for path in BEFORE.files if path not in shipped.files} - {DROPPED}
    new = {path for path in shipped.files if path not in BEFORE.files}
    assert f": {len(new)} new, " in said
    assert f", {len(gone)} deleted\n" in said
    folders = [p for p in wiki.root.rglob("*") if p.is_dir() and ".git" not in p.parts]
    assert [p for p in folders if not any(p.iterdir())] == []
    assert [p.name for p in (wiki.root / "pipeline/steps").iterdir()] == ["ours.py"]
    assert not (wiki.root / "pipeline/core/body").exists()


def test_what_the_team_changed_and_the_new_layout_has_too_is_asked_for(wiki, template, capsys):
    before = wiki.state(), there(wiki.root)
    assert main(["-C", str(wiki.root), "upgrade", str(template)]) == 1
    said = capsys.readouterr().err
    assert f"in their place:\n  {RENEWED}\n" in said
    assert DROPPED not in said
    assert (wiki.state(), there(wiki.root)) == before


def test_once_it_is_committed_there_is_nothing_more_to_do(wiki, template, capsys):
    assert main(["-C", str(wiki.root), "upgrade", str(template), "--keep", RENEWED]) == 0
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Upgrade")
    capsys.readouterr()
    assert main(["-C", str(wiki.root), "upgrade", str(template)]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert wiki.git("status", "--porcelain") == ""
