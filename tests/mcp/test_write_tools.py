"""`propose_source` and `file_answer`: proposals, and nothing else."""

import pytest

from pipeline.mcp.answer_call import offered_tools
from pipeline.mcp.tools import TOOLS
from tests.helpers.repos import source
from tests.helpers.serving import refusal, serve, told, wiki_of

TEXT = source(
    "Kettles",
    "A kettle is a vessel that boils water. The Kettle King 3 boils 1.5 litres in 180 seconds.",
)
PATH = "raw/2026-04-kettles.md"


@pytest.fixture
def made(tmp_path):
    return wiki_of(tmp_path / "w")


def unmoved(made):
    """What a proposal leaves as it is: the branch that is checked out, the index, the files."""
    return (
        made.git("rev-parse", "HEAD"),
        made.git("symbolic-ref", "HEAD"),
        made.git("status", "--porcelain"),
    )


def test_without_write_nothing_that_writes_is_offered_or_done(made):
    wiki, before = serve(made), made.state()
    assert not any(tool.hints.writes for tool in offered_tools(wiki))
    for tool in TOOLS:
        if tool.hints.writes:
            said = refusal(wiki, tool.name, path=PATH, text=TEXT)
            assert said.endswith("Start it with `wiki mcp --write`.")
    assert made.state() == before


def test_a_source_becomes_a_branch_with_the_file_and_its_pages(made):
    before = unmoved(made)
    done = told(serve(made, writes=True), "propose_source", path=PATH, text=TEXT)
    assert unmoved(made) == before
    assert made.branches() == [done["branch"]]
    assert done["moved"]
    assert done["dollars"] == 0
    assert made.at(done["branch"], PATH) == TEXT
    assert "wiki/sources/kettles.md" in done["pages"] or done["pages"]
    changed = made.git("diff", "--name-only", f"main...{done['branch']}").split()
    assert PATH in changed
    assert {path.split("/")[0] for path in changed} == {"raw", "wiki", "log.md"}


def test_merged_it_counts_as_compiled(made):
    done = told(serve(made, writes=True), "propose_source", path=PATH, text=TEXT)
    made.merge(done["branch"])
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.repository.snapshot import take_snapshot
    from pipeline.operations.repository.status import statuses

    with open_repository(made.root) as repo:
        states = {s.path: s.state for s in statuses(take_snapshot(repo, repo.head()))}
    assert states[PATH] == "compiled"


def test_proposed_again_the_branch_stays(made):
    wiki = serve(made, writes=True)
    first = told(wiki, "propose_source", path=PATH, text=TEXT)
    again = told(wiki, "propose_source", path=PATH, text=TEXT)
    assert (again["commit"], again["moved"]) == (first["commit"], False)
    other = told(wiki, "propose_source", path=PATH, text=TEXT.replace("180", "200"))
    assert other["moved"]
    assert made.branches() == [first["branch"]]
    assert "200 seconds" in made.at(other["branch"], PATH)


def test_a_branch_on_which_a_person_works_is_never_overwritten(made):
    wiki = serve(made, writes=True)
    done = told(wiki, "propose_source", path=PATH, text=TEXT)
    made.git("checkout", "-q", done["branch"])
    made.add("wiki/concepts/mine.md", "Mine.", "A page by a person")
    made.git("checkout", "-q", "main")
    before = made.state()
    said = refusal(wiki, "propose_source", path=PATH, text=TEXT.replace("180", "200"))
    assert "holds commits by people" in said
    assert made.state() == before


@pytest.mark.parametrize(
    "path",
    ["../../.env", "/etc/cron.d/x.md", "raw/../../x.md", "raw/../wiki/index.md", "wiki/concepts/x.md", "schema.md", "raw/x.pdf", "raw/x", "raw/.hidden.md", "raw/a/.git/x.md", "raw/con.md", "raw/a\\b.md", "raw/a\0b.md", "raw/a\nb.md", "raw//x.md", "raw/x.md/", "raw/\u202egpj.md", "raw/ x.md", ".git/hooks/post-merge.md", "raw/" + "x" * 200 + ".md"],
)  # fmt: skip
def test_what_is_no_path_of_a_source_is_refused(made, path):
    before = made.state()
    said = refusal(serve(made, writes=True), "propose_source", path=path, text=TEXT)
    assert "raw/2026-04-kettles.md" in said or "at most 200 characters" in said
    assert made.state() == before


def test_a_source_that_is_there_is_never_changed(made):
    wiki, before = serve(made, writes=True), made.state()
    assert "is there already" in refusal(wiki, "propose_source", path="raw/primer.md", text=TEXT)
    assert "is one file with" in refusal(wiki, "propose_source", path="raw/Primer.md", text=TEXT)
    copy = made.at("main", "raw/primer.md")
    made.state()
    refusal(wiki, "propose_source", path="raw/other.md", text=copy)
    assert made.state() == before


@pytest.mark.parametrize(
    "text", ["", " \n", "a\0b", "x" * 1_000_001], ids=["none", "blank", "nul", "long"]
)
def test_what_is_no_text_is_refused(made, text):
    before = made.state()
    assert len(refusal(serve(made, writes=True), "propose_source", path=PATH, text=text)) < 500
    assert made.state() == before


def test_an_answer_becomes_a_page_by_its_handle(made):
    wiki = serve(made, writes=True)
    asked = told(wiki, "ask", question="What lies beneath the crust of Europa, and what is Europa?")
    before = unmoved(made)
    done = told(wiki, "file_answer", handle=asked["handle"])
    assert unmoved(made) == before
    assert done["moved"]
    page = made.at(done["branch"], next(p for p in done["pages"] if "/answers/" in p))
    assert "[^primer-2]" in page
    assert "type: answer" in page
    again = told(wiki, "file_answer", handle=asked["handle"])
    assert (again["branch"], again["moved"]) == (done["branch"], False)


def test_a_handle_that_nobody_gave_is_refused(made):
    wiki, before = serve(made, writes=True), made.state()
    for handle in ("", "x", "../../answers/last", "0" * 16):
        assert "No answer has the handle" in refusal(wiki, "file_answer", handle=handle)
    assert made.state() == before


def test_only_the_last_answers_are_remembered(made):
    wiki = serve(made)
    handles = [wiki.keep({"n": n}) for n in range(60)]
    assert wiki.kept(handles[-1]) == {"n": 59}
    assert wiki.kept(handles[10]) == {"n": 10}
    assert "No answer has the handle" in refusal(
        serve(made, writes=True), "file_answer", handle=handles[0]
    )
