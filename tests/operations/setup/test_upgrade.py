"""`wiki upgrade` on real repositories: a small template in two versions, and teams that changed this and that."""

import json
import os
import shutil
import signal
import subprocess
from dataclasses import replace

import pytest

from pipeline import __version__
from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.operations.setup.product import MANIFEST, Product, make_product
from pipeline.operations.setup.upgrade import (
    UpgradeChoice,
    apply_upgrade,
    prepare_upgrade,
    release_notes,
)
from tests.helpers.repos import ROOT, Team, example_or_skip
from tests.project import product

OLD = {
    "pyproject.toml": '[project]\nname = "git-llm-wiki"\n',
    "README.md": "one\n",
    "Makefile": "all:\n",
    "docs/releases.md": "# Releases\n\n## 0.1.0\n\nFirst.\n",
    "docs/old/page.md": "goes\n",
    "pipeline/__init__.py": '__version__ = "0.1.0"\n',
    "pipeline/gone.py": "goes\n",
    ".github/workflows/compile.yml": "on: push\n",
    ".ci/run": "#!/bin/sh\n",
}
NEW = {
    **{
        path: text
        for path, text in OLD.items()
        if path not in ("docs/old/page.md", "pipeline/gone.py")
    },
    "README.md": "two\n",
    "docs/releases.md": "# Releases\n\n## 0.3.0\n\nThird.\n\n## 0.2.0\n\nSecond.\n\n::error::x\n\n## 0.1.0\n\nFirst.\n",
    "pipeline/__init__.py": '__version__ = "0.3.0"\n',
    "pipeline/fresh/new.py": "new\n",
    ".ci/run": "#!/bin/sh\nexit\n",
}
TEAMS = {
    "raw/a.md": "a source\n",
    "wiki/index.md": "# Index\n",
    "schema.md": "---\nlanguage: de\n---\n",
    "log.md": "# Log\n",
}


def template(folder, files, version):
    """Write a template with its list, and with an example in the team's half."""
    for path, text in {**files, **dict.fromkeys(TEAMS, "the template's\n")}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (folder / ".ci/run").chmod(0o755)
    (folder / MANIFEST).write_text(make_product(folder, [*files, *TEAMS], version).text(), "utf-8")
    return folder


@pytest.fixture
def checkout(tmp_path):
    return template(tmp_path / "template", NEW, "0.3.0")


@pytest.fixture
def wiki(tmp_path):
    """A team's repository, made from the old template, with a wiki of its own."""
    made = Team(template(tmp_path / "wiki", OLD, "0.1.0"))
    made.git("init", "-qb", "main")
    made.git("config", "core.fileMode", "true")
    for path, text in TEAMS.items():
        (made.root / path).write_text(text, "utf-8")
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    return made


@pytest.fixture
def upgrade(wiki, checkout, capsys):
    def run(*options, code=0, source=checkout):
        before = wiki.state()
        assert main(["-C", str(wiki.root), "upgrade", str(source), *options]) == code
        said = capsys.readouterr()
        if code:
            assert wiki.state() == before
            return said.err
        return said.out

    return run


def files(root):
    found = (p for p in root.rglob("*") if p.is_file() and ".git" not in p.relative_to(root).parts)
    return {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in found}


def test_the_products_half_becomes_the_new_one_and_the_teams_stays(wiki, checkout, upgrade):
    said = upgrade()
    assert files(wiki.root) == {**NEW, **TEAMS, MANIFEST: (checkout / MANIFEST).read_text("utf-8")}
    assert (wiki.root / ".ci/run").stat().st_mode & 0o100
    assert not (wiki.root / "docs/old").exists()
    assert "0.1.0 → 0.3.0: 1 new, 5 replaced, 2 deleted" in said
    assert said.index("Third.") < said.index("Second.")
    assert "First." not in said
    assert "\n::" not in said
    assert "git restore . && git clean -fd" in said
    assert wiki.git("diff", "--cached", "--name-only") == ""


def test_a_second_time_there_is_nothing_to_do(wiki, upgrade):
    upgrade()
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Upgrade")
    assert "Nothing to do" in upgrade()
    assert wiki.git("status", "--porcelain") == ""


def test_a_dry_run_says_the_same_and_changes_nothing(wiki, upgrade):
    assert "1 new, " in upgrade("--dry-run")
    assert wiki.git("status", "--porcelain") == ""


def test_what_the_team_changed_is_refused_until_it_is_settled(wiki, upgrade):
    wiki.add("README.md", "ours\n")
    wiki.add("pipeline/__init__.py", "ours\n")
    said = upgrade(code=1)
    assert "  README.md\n" in said
    assert "  pipeline/__init__.py\n" in said
    assert "Makefile" not in said
    assert "  README.md\n" not in upgrade("--keep", "README.md", code=1)
    said = upgrade("--keep", "README.md", "--force-over", "pipeline/__init__.py")
    assert "kept as you changed it: README.md" in said
    assert files(wiki.root)["README.md"] == "ours\n"
    assert files(wiki.root)["pipeline/__init__.py"] == NEW["pipeline/__init__.py"]


def test_what_was_kept_is_known_as_changed_the_next_time(wiki, checkout, upgrade, tmp_path):
    wiki.add("README.md", "ours\n")
    upgrade("--keep", "README.md")
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Upgrade")
    assert "README.md" in upgrade(
        source=template(tmp_path / "4", {**NEW, "README.md": "three\n"}, "0.4.0"), code=1
    )


def test_what_only_the_team_changed_stays_without_asking(wiki, upgrade):
    wiki.add("Makefile", "ours:\n")
    wiki.add("pipeline/gone.py", "ours\n")
    said = upgrade()
    assert "kept as you changed it: Makefile" in said
    assert files(wiki.root)["Makefile"] == "ours:\n"
    assert files(wiki.root)["pipeline/gone.py"] == "ours\n"


def test_what_the_team_deleted_stays_deleted_unless_the_product_changed_it(wiki, upgrade):
    for path in ("Makefile", "pipeline/gone.py", "README.md"):
        wiki.git("rm", "-q", path)
    wiki.git("commit", "-qm", "Fewer files")
    said = upgrade(code=1)
    assert "  README.md\n" in said
    assert "Makefile" not in said
    upgrade("--keep", "README.md")
    assert not {"Makefile", "README.md", "pipeline/gone.py"} & files(wiki.root).keys()


def test_a_file_of_the_teams_where_the_product_now_has_one_is_refused(wiki, upgrade):
    wiki.add("pipeline/fresh/new.py", "ours\n")
    assert "pipeline/fresh/new.py" in upgrade(code=1)
    upgrade("--force-over", "pipeline/fresh/new.py")
    assert files(wiki.root)["pipeline/fresh/new.py"] == "new\n"


def test_what_the_team_has_added_stays_and_is_listed(wiki, upgrade):
    for path in (
        ".github/workflows/ours.yml",
        ".github/CODEOWNERS",
        "docs/old/ours.md",
        "elsewhere/x.md",
    ):
        wiki.add(path, "ours\n")
    said = upgrade()
    assert "yours, not touched: .github/workflows/ours.yml" in said
    assert "yours, not touched: docs/old/ours.md" in said
    assert "elsewhere" not in said
    assert files(wiki.root)["docs/old/ours.md"] == "ours\n"


@pytest.mark.parametrize("beside", [None, "notes.txt"])
def test_a_folder_goes_with_what_python_compiled_in_it_and_with_nothing_else(wiki, upgrade, beside):
    wiki.add(".gitignore", "__pycache__/\n")
    cache = wiki.root / "docs/old/__pycache__"
    cache.mkdir()
    (cache / "page.cpython-311.pyc").write_bytes(b"compiled")
    if beside:
        (cache / beside).write_text("mine\n")
    upgrade()
    assert (wiki.root / "docs/old").exists() == bool(beside)
    assert not beside or (cache / beside).read_text() == "mine\n"


def test_a_file_that_is_ignored_is_not_written_over_either(wiki, upgrade):
    wiki.add(".gitignore", "fresh/\n")
    (wiki.root / "pipeline/fresh").mkdir()
    (wiki.root / "pipeline/fresh/new.py").write_text("private\n")
    assert "pipeline/fresh/new.py" in upgrade(code=1)


@pytest.mark.parametrize("path", ["README.md", "notes.txt"])
def test_a_tree_with_changes_is_refused(wiki, upgrade, path):
    (wiki.root / path).write_text("in the middle of something\n")
    assert f"not committed: {path}" in upgrade(code=1)


def test_an_older_version_is_refused_unless_it_is_wanted(wiki, upgrade, tmp_path):
    older = template(tmp_path / "older", {**OLD, "README.md": "zero\n"}, "0.0.9")
    assert "which is newer" in upgrade(source=older, code=1)
    upgrade("--downgrade", source=older)
    assert files(wiki.root)["README.md"] == "zero\n"


def test_versions_compare_as_numbers(wiki, upgrade, tmp_path):
    ten = template(tmp_path / "ten", NEW, "0.10.0")
    upgrade(source=ten)
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Upgrade")
    assert "which is newer" in upgrade(source=template(tmp_path / "nine", NEW, "0.9.0"), code=1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda at: (at / MANIFEST).unlink(),
        lambda at: (at / "pyproject.toml").write_text('[project]\nname = "other"\n'),
        lambda at: (at / "pyproject.toml").write_text("project = 1\n"),
        lambda at: shutil.rmtree(at),
    ],
)
def test_a_folder_that_is_no_template_is_refused(checkout, upgrade, spoil):
    spoil(checkout)
    assert "is no checkout of the template" in upgrade(code=1)


def test_a_checkout_with_changes_of_its_own_is_refused(checkout, upgrade):
    (checkout / "README.md").write_text("meddled\n")
    (checkout / "Makefile").unlink()
    assert "not as it was released: Makefile, README.md." in upgrade(code=1)


def test_the_repository_itself_is_no_checkout(wiki, upgrade):
    assert "is this repository itself" in upgrade(source=wiki.root, code=1)


@pytest.mark.parametrize("path", ["README.md", "pipeline", MANIFEST])
def test_links_in_the_checkout_are_not_followed(checkout, upgrade, tmp_path, path):
    (checkout / path).rename(tmp_path / "outside")
    (checkout / path).symlink_to(tmp_path / "outside")
    assert "no plain file" in upgrade(code=1)


def test_a_link_in_the_teams_tree_leads_nowhere(wiki, upgrade, tmp_path):
    shutil.rmtree(wiki.root / "docs")
    (tmp_path / "outside").mkdir()
    (wiki.root / "docs").symlink_to(tmp_path / "outside")
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "A link")
    assert "no plain file" in upgrade(code=1)
    assert not list((tmp_path / "outside").iterdir())


@pytest.mark.parametrize(
    "path",
    [
        "../outside", "/etc/passwd", "raw/x.md", "wiki/index.md", "schema.md", "log.md", "Log.MD", ".git/hooks/x", "a/.GIT/config",
        "a//b", "a/./b", "a\\b", "C:x", "a\nb", "", "a/", MANIFEST,
    ],
)  # fmt: skip
def test_a_list_that_leads_elsewhere_is_refused(wiki, checkout, upgrade, path):
    value = json.loads((checkout / MANIFEST).read_text("utf-8"))
    value["files"][path] = "0" * 64
    (checkout / MANIFEST).write_text(json.dumps(value), "utf-8")
    assert "not the list of a product's files" in upgrade(code=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1, "files": {}, "executable": []}',
        '{"version": "1", "files": {"a": 1}, "executable": []}',
    ],
)
def test_a_list_that_is_none_is_refused(checkout, upgrade, text):
    (checkout / MANIFEST).write_text(text)
    assert "not the list of a product's files" in upgrade(code=1)


def test_without_the_list_of_what_is_installed_nothing_is_guessed(wiki, upgrade):
    wiki.git("rm", "-q", MANIFEST)
    wiki.git("commit", "-qm", "No list")
    assert "by which it is known what you changed" in upgrade(code=1)


def test_a_name_that_is_no_file_of_the_product_is_refused(upgrade):
    assert "No file of the product: schema.md." in upgrade("--force-over", "schema.md", code=1)
    assert "Both kept and written over" in upgrade(
        "--force-over", "README.md", "--keep", "README.md", code=1
    )


def test_files_are_named_from_the_folder_one_stands_in(wiki, checkout, capsys, monkeypatch):
    wiki.add("docs/releases.md", "ours\n")
    monkeypatch.chdir(wiki.root / "docs")
    assert main(["upgrade", str(checkout), "--keep", "releases.md"]) == 0
    assert files(wiki.root)["docs/releases.md"] == "ours\n"


def test_where_one_file_cannot_be_written_all_are_put_back(wiki, upgrade):
    wiki.add("pipeline/fresh", "a file where the product has a folder\n")
    before = files(wiki.root)
    assert "All is as it was." in upgrade(code=1)
    assert files(wiki.root) == before
    assert (wiki.root / ".ci/run").stat().st_mode & 0o100


class Cut(dict):
    """Files of which the fourth is never written, for the process is killed."""

    def items(self):
        for number, each in enumerate(super().items()):
            if number == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            yield each


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a fork dies in the middle")
def test_an_upgrade_that_is_killed_half_way_is_taken_back_by_git(wiki, checkout, upgrade):
    if not (child := os.fork()):
        with open_repository(wiki.root) as repo:
            whole = prepare_upgrade(repo, checkout, UpgradeChoice())
            apply_upgrade(repo, replace(whole, write=Cut(whole.write)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert wiki.git("status", "--porcelain")
    assert "If they are what is left of an upgrade" in upgrade(code=1)
    wiki.git("restore", ".")
    wiki.git("clean", "-fdq")
    assert files(wiki.root)["README.md"] == "one\n"
    upgrade()
    assert files(wiki.root)["README.md"] == "two\n"


def test_release_notes_are_those_in_between():
    text = "# R\n\n## 1.10.0 · today\nten\n\n### more\nx\n\n## 1.9.0\nnine\n## 1.2.0\ntwo\n## Later\nno\n"
    assert (
        release_notes(text, "1.2.0", "1.10.0")
        == "## 1.10.0 · today\nten\n\n### more\nx\n\n## 1.9.0\nnine"
    )
    assert release_notes(text, "1.10.0", "1.2.0") == ""


# --- a lean wiki ---

TESTS = {
    "tests/test_a.py": "a\n",
    "tests/old/b.py": "b\n",
    "bench/c.py": "c\n",
    ".github/dependabot.yml": "version: 2\n",
}


def test_an_upgrade_keeps_to_what_a_lean_wiki_goes_without(wiki, tmp_path, capsys):
    old = template(tmp_path / "old", OLD | TESTS, "0.1.0")
    for path in (*TESTS, MANIFEST):
        wiki.add(path, (old / path).read_text("utf-8"))
    assert main(["-C", str(wiki.root), "init", "--lean"]) == 0
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Start our wiki")
    assert not {*TESTS} & {*files(wiki.root)}
    assert not (wiki.root / "tests").exists()
    capsys.readouterr()

    new = template(tmp_path / "new", NEW | TESTS | {"tests/new.py": "n\n"}, "0.3.0")
    for _ in range(2):
        assert main(["-C", str(wiki.root), "upgrade", str(new)]) == 0
        wiki.git("add", "-A")
        wiki.git("commit", "-q", "--allow-empty", "-m", "Upgrade")
    said = capsys.readouterr().out
    assert "left out, as chosen: tests, bench, .ci/run, .github/dependabot.yml" in said
    assert "make test" not in said
    assert "Nothing to do" in said
    here = files(wiki.root)
    lean = {path: text for path, text in NEW.items() if path != ".ci/run"}
    assert lean.items() <= here.items()
    assert not [path for path in here if path.startswith(("tests/", "bench/"))]
    assert not {".github/dependabot.yml", ".ci/run"} & {*here}
    listed = Product.parse((wiki.root / MANIFEST).read_bytes())
    assert (listed.lean, set(listed.files), listed.runs) == (True, set(lean), set())

    # The way back: take the note out of the list, and upgrade.
    whole = json.loads((wiki.root / MANIFEST).read_text("utf-8"))
    del whole["lean"]
    wiki.add(MANIFEST, json.dumps(whole))
    assert main(["-C", str(wiki.root), "upgrade", str(new)]) == 0
    assert "tests/new.py" in files(wiki.root)


def test_make_says_what_is_not_here(tmp_path):
    """The files of a lean wiki as `make` meets them: nothing is installed for tests that are not there."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for target, folder in (("test", "tests"), ("bench", "bench")):
        done = subprocess.run(["make", target], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 2
        assert f"{folder}/ was left out here" in done.stderr
        assert "Python" not in done.stderr


def test_a_lean_wiki_is_no_template(wiki, checkout, upgrade):
    listed = Product.parse((checkout / MANIFEST).read_bytes())
    (checkout / MANIFEST).write_text(listed.made_lean().text(), "utf-8")
    assert "goes without the program's tests" in upgrade(code=1)


def test_files_of_the_team_among_the_tests_stay_and_a_changed_one_is_asked_about(
    wiki, tmp_path, capsys
):
    old = template(tmp_path / "old", OLD | TESTS, "0.1.0")
    for path in (*TESTS, MANIFEST):
        wiki.add(path, (old / path).read_text("utf-8"))
    wiki.add("tests/ours.py", "ours\n")
    wiki.add("tests/test_a.py", "ours\n")
    assert main(["-C", str(wiki.root), "init", "--lean"]) == 0
    assert "kept, for they were changed: tests/test_a.py" in capsys.readouterr().out
    here = files(wiki.root)
    assert {path for path in here if path.startswith("tests/")} == {
        "tests/ours.py",
        "tests/test_a.py",
    }
    assert main(["-C", str(wiki.root), "init", "--lean", "--yes"]) == 0


# --- what ships ---


def test_the_list_that_ships_is_of_the_files_that_ship():
    example_or_skip()
    assert (ROOT / MANIFEST).read_text("utf-8") == product.text(), "`make product` renews it"


def test_the_list_that_ships_can_be_read_and_leaves_out_the_teams_half():
    shipped = Product.parse((ROOT / MANIFEST).read_bytes())
    assert {
        "README.md",
        "pyproject.toml",
        "Makefile",
        ".github/workflows/doctor.yml",
        "docs/releases.md",
    } <= shipped.files.keys()
    assert not [
        path
        for path in shipped.files
        if path.split("/")[0] in ("raw", "wiki", "schema.md", "log.md")
    ]


def test_every_version_has_release_notes():
    text = (ROOT / "docs/releases.md").read_text("utf-8")
    assert release_notes(text, "0.0.0", __version__).startswith(f"## {__version__}")


def test_the_template_can_be_upgraded_from_itself(tmp_path, capsys):
    """The real product's half, all of it: a team that is at the newest version has nothing to do."""
    example_or_skip()
    shipped = Product.parse(product.text().encode())
    for folder in ("team", "template"):
        (tmp_path / folder / "pipeline").mkdir(parents=True)
        (tmp_path / folder / MANIFEST).write_text(shipped.text(), "utf-8")
        for path in [*shipped.files, "schema.md"]:
            (tmp_path / folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / folder / path)
    wiki = Team(tmp_path / "team")
    wiki.git("init", "-qb", "main")
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Start")
    assert main(["-C", str(wiki.root), "upgrade", str(tmp_path / "template")]) == 0
    assert "Nothing to do" in capsys.readouterr().out
