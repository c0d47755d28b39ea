"""Wikis that existed before, in four shapes: `wiki init --existing`, the first lint, and the first source beside their pages.

`tests/wikis/existing/` holds them, made for this: an Obsidian vault, a wiki that an assistant kept, the documents of a project, and a
slip box of Logseq. Beside each stands what is said of it, `<name>.txt`; `--update-golden` rewrites that, to be read as a person would.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.core.markup import frontmatter
from pipeline.operations.setup.existing_wiki import BRANCH
from pipeline.operations.setup.product import MANIFEST, make_product
from tests.conftest import SCHEMA_FILE
from tests.helpers import scripted
from tests.helpers.repos import Team, source
from tests.helpers.server import MessagesServer, ok

HERE = Path(__file__).parents[1] / "wikis" / "existing"
VAULTS = ("obsidian", "compiled-before", "project-docs", "zettelkasten")
PRODUCT = {
    "pyproject.toml": '[project]\nname = "git-llm-wiki"\n',
    "README.md": "ours\n",
    ".gitignore": "ours\n",
    "docs/releases.md": "# Releases\n",
    "pipeline/__init__.py": "",
    "tests/test_x.py": "",
    "pipeline/run": "#!/bin/sh\n",
}
SOURCES = {
    "obsidian": (
        "Broad beans in 2026",
        "Broad bean is a legume that is sown from November to March in mild regions. The broad bean needs 14 weeks to its harvest.",
    ),
    "compiled-before": (
        "Lenses",
        "Fresnel lens is a lens of rings that was first lit in a lighthouse in 1823. Automation of the lighthouse began in 1980.",
    ),
    "project-docs": (
        "Retry policy",
        "Troubleshooting begins with the time-out, which is 30 seconds by default. Configuration of ferry is a file with 2 tables.",
    ),
    "zettelkasten": (
        "On slip boxes",
        "Luhmann is the sociologist who kept 90,000 slips between 1952 and 1997. A zettel is a slip of paper with one idea.",
    ),
}


MODELS_PAGE = {
    "obsidian": ("Broad bean", "Broad bean"),
    "compiled-before": ("fresnel-lens", "Fresnel lens"),
    "project-docs": ("troubleshooting", "Troubleshooting"),
    "zettelkasten": ("Luhmann", "Luhmann"),
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A small template, with the very schema.md."""
    root = tmp_path_factory.mktemp("template")
    for path, text in PRODUCT.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    (root / "pipeline/run").chmod(0o755)
    shutil.copy(SCHEMA_FILE, root / "schema.md")
    (root / MANIFEST).write_text(make_product(root, PRODUCT, "0.3.0").text(), "utf-8")
    team = Team(root)
    team.git("init", "-qb", "main")
    team.git("add", "-A")
    team.git("commit", "-qm", "Template")
    return root


def vault(folder, name):
    shutil.copytree(HERE / name, folder)
    made = Team(folder)
    made.git("init", "-qb", "main")
    made.git("add", "-A", "--force")
    made.git("commit", "-qm", "Our notes")
    return made


def begin(checkout, team, capsys, *options, code=0, folder=""):
    """Run the command; on a refusal nothing may have changed."""
    before = team.state() if (team.root / ".git").exists() else ""
    run = ["-C", str(checkout), "init", "--existing", str(team.root / folder), *options]
    assert main(run) == code
    said = capsys.readouterr()
    if code:
        assert not before or team.state() == before
        return said.err
    return said.out.replace(str(team.root), "DIR")


def kept(name):
    there = [path for path in ("README.md", ".gitignore") if (HERE / name / path).exists()]
    return [option for path in there for option in ("--keep", path)]


def taken(checkout, tmp_path, name, capsys):
    """A vault with the branch merged."""
    team = vault(tmp_path / name, name)
    begin(checkout, team, capsys, *kept(name))
    team.git("merge", "-q", BRANCH)
    return team


@pytest.mark.parametrize("name", VAULTS)
def test_what_is_said_of_a_vault_and_found_in_it(name, checkout, tmp_path, capsys, update_golden):
    team = vault(tmp_path / name, name)
    before = team.state()
    said = begin(checkout, team, capsys, *kept(name))
    schema = team.at(BRANCH, "schema.md").split("\n---\n")[0]
    told = re.findall(r"(?ms)^links: \S+|^types:$.*?(?=^models)|^profile.*", schema)
    shown = said + "\n--- schema.md\n" + "\n".join(told) + "\n"
    expected = HERE / f"{name}.txt"
    if update_golden:
        expected.write_text(shown, "utf-8")
    assert shown == expected.read_text("utf-8")
    assert team.state().replace(team.git("for-each-ref"), "") == before.replace(
        before.splitlines(keepends=True)[0], ""
    )


@pytest.mark.parametrize("name", VAULTS)
def test_the_embedded_librarian_compiles_beside_the_pages(name, checkout, tmp_path, capsys):
    team = taken(checkout, tmp_path, name, capsys)
    team.add("raw/new.md", source(*SOURCES[name]))
    assert main(["-C", str(team.root), "compile", "--date", "2026-04-12", "raw/new.md"]) == 0
    assert main(["-C", str(team.root), "accept", "raw/new.md"]) == 0
    assert _is_whole(team, capsys) >= 1


@pytest.mark.parametrize("name", VAULTS)
def test_a_model_adds_to_untyped_pages(name, checkout, tmp_path, capsys, monkeypatch):
    team = taken(checkout, tmp_path, name, capsys)
    team.add("raw/new.md", source(*SOURCES[name]))
    with MessagesServer(_answer_about(name)) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789abcdef")
        assert main(["-C", str(team.root), "compile", "--date", "2026-04-12", "raw/new.md"]) == 0
        assert main(["-C", str(team.root), "accept", "raw/new.md"]) == 0
    assert _is_whole(team, capsys) >= 2


def _answer_about(name):
    """As the scripted model, which puts the first claim on a page that is there, in a section of its own."""
    page, title = MODELS_PAGE[name]

    def answer(body):
        reply = scripted.reply(body)
        if scripted.step_of(body) == "plan":
            row = {"page": page, "title": title, "type": "concept", "about": "x", "aliases": []}
            claims = reply["summary_claims"]
            reply["pages"] = [{**row, "claims": claims[:1], "why": "it is about that"}]
        for row in [reply, *reply.get("changed", [])]:
            for edit in row.get("edits", []):
                edit.update(op="add_section", heading="From the sources", after="")
        return ok(json.dumps(reply, ensure_ascii=False))

    return answer


def _is_whole(team, capsys):
    """Check what a compile left: nothing of people's is lost, and the rules agree. Return how many pages cite the source."""
    capsys.readouterr()
    assert main(["-C", str(team.root), "check", "--base", "HEAD^"]) == 0
    assert "error" not in capsys.readouterr().out
    changed = team.git("diff", "--name-only", "-z", BRANCH, "HEAD", "--", "wiki").split("\0")
    pages = [path for path in changed if path.endswith(".md") and path != "wiki/index.md"]
    for path in pages:
        if path in team.git("ls-tree", "-r", "-z", "--name-only", BRANCH).split("\0"):
            before, after = (frontmatter.split(team.at(x, path)) for x in (BRANCH, "HEAD"))
            assert all(line.strip() in after[1] for line in before[1].split("\n")), path
            assert {*_keys(before[0])} <= {*_keys(after[0])}
            text = after[1]
            assert not re.search(r"(?m)^\S.*\S # ", text)
    return len(pages)


def _keys(front):
    return frontmatter.load_block(front)


# --- the move ---


def test_git_follows_each_file_and_links_hold(checkout, tmp_path, capsys):
    team = vault(tmp_path / "v", "obsidian")
    begin(checkout, team, capsys, "--keep", "README.md", "--keep", ".gitignore", "--lean")
    team.git("merge", "-q", BRANCH)
    told = team.git("log", "--follow", "--format=%s", "--", "wiki/Notes/Plants/Broad bean.md")
    assert told.split("\n")[:2] == ["Move 20 files to wiki/", "Our notes"]
    assert "(wiki/Notes/Home.md)" in team.at("HEAD", "README.md")
    assert team.git("ls-files", "-s", "pipeline/run").startswith("100755")
    assert not (team.root / "tests").exists()
    assert (team.root / "wiki/.obsidian/app.json").exists()
    assert team.git("ls-files", "Notes", "Daily") == ""
    listed = json.loads((team.root / MANIFEST).read_text("utf-8"))["files"]
    assert {"README.md", ".gitignore", "tests/test_x.py"}.isdisjoint(listed)
    assert main(["-C", str(team.root), "doctor"]) in (0, 1)


def test_documents_of_a_folder_move_alone(checkout, tmp_path, capsys):
    team = Team(tmp_path / "ferry")
    shutil.copytree(HERE / "project-docs", team.root / "notes")
    (team.root / "main.py").write_text("", "utf-8")
    (team.root / "TODO.md").write_text("See [it](notes/adr/0001-record-decisions.md#decision).")
    team.git("init", "-qb", "main")
    team.git("add", "-A")
    team.git("commit", "-qm", "Start")
    said = begin(checkout, team, capsys, folder="notes")
    assert "moves 14 files to wiki/" in said
    assert team.at(BRANCH, "TODO.md") == "See [it](wiki/adr/0001-record-decisions.md#decision)."
    assert "main.py" in team.git("ls-tree", "--name-only", BRANCH).split()


# --- what stops it ---


def test_what_stands_in_the_way_is_listed_and_nothing_is_written(checkout, tmp_path, capsys):
    team = vault(tmp_path / "v", "obsidian")
    team.add("pyproject.toml", "[project]\n")
    team.add("Pipeline", "a file\n")
    team.add("schema.md", "ours\n")
    said = begin(checkout, team, capsys, code=1)
    assert "nothing was written: .gitignore, README.md, pyproject.toml" in said
    assert "`--keep .gitignore --keep README.md`" in said
    said = begin(checkout, team, capsys, "--keep", "pyproject.toml", code=1)
    assert "the program cannot do without its own" in said
    said = begin(checkout, team, capsys, "--keep", "LICENSE", code=1)
    assert "nothing of ours is in its way" in said
    assert not (team.root / "wiki").exists()


def test_a_folder_without_git_is_said_what_to_do_or_becomes_a_repository(
    checkout, tmp_path, capsys
):
    shutil.copytree(HERE / "zettelkasten", tmp_path / "v")
    (tmp_path / "v/.gitignore").write_text("*.png\n", "utf-8")
    team = Team(tmp_path / "v")
    said = begin(checkout, team, capsys, code=1)
    assert "is not in a git repository" in said
    assert "init -b main" in said
    assert not (team.root / ".git").exists()
    begin(checkout, team, capsys, "--yes", "--keep", ".gitignore")
    assert team.git("log", "--format=%s", "main") == "Our notes, as they were\n"
    assert team.git("ls-files", "assets") == ""


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda team: (team.root / "pages/zettel.md").write_text("changed"), "Not committed yet"),
        (lambda team: team.git("branch", BRANCH), f"There is a branch {BRANCH} already"),
        (lambda team: team.add(MANIFEST, "{}"), "The program is in this repository already"),
        (lambda team: team.git("rm", "-rqf", "pages", "journals"), "Not committed yet"),
    ],
)
def test_an_unfit_vault_is_left_alone(spoil, said, checkout, tmp_path, capsys):
    team = vault(tmp_path / "v", "zettelkasten")
    spoil(team)
    assert said in begin(checkout, team, capsys, code=1)


def test_a_folder_that_is_none_or_holds_no_page_is_refused(checkout, tmp_path, capsys):
    team = Team(tmp_path / "v")
    assert "is no folder" in begin(checkout, team, capsys, code=1)
    (tmp_path / "v").mkdir()
    team.git("init", "-qb", "main")
    team.add("x.txt", "words")
    assert "holds no Markdown" in begin(checkout, team, capsys, code=1)
    assert "is in the checkout" in begin(checkout, Team(checkout), capsys, code=1)


def test_what_goes_with_it_and_what_does_not(checkout, capsys):
    for options in (["--existing", "x", "--links", "markdown"], ["--keep", "x"]):
        with pytest.raises(SystemExit) as stopped:
            main(["-C", str(checkout), "init", *options])
        assert stopped.value.code == 2
    capsys.readouterr()
