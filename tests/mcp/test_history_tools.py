"""`changes`, as other programs call it."""

from pipeline.mcp.answer_call import answer_call
from tests.helpers.searching import page
from tests.helpers.serving import PAGES, refusal, serve, told, wiki_of


def test_what_came_and_went_is_told(tmp_path):
    made = wiki_of(tmp_path / "w")
    first = made.git("rev-parse", "HEAD").strip()
    made.add(
        "wiki/entities/io.md",
        page(
            "Io",
            "Io is a moon.[^primer-1]\n\n" + PAGES["wiki/entities/europa.md"].split("\n\n")[-1],
        ),
    )
    said = told(serve(made), "changes", since=first)
    assert said["since"].startswith(first[:12])
    assert said["groups"]["pages"]["count"] == 1
    text = answer_call(serve(made), "changes", {"since": first}).text
    assert "new: Io, wiki/entities/io.md" in text


def test_nothing_changed_is_said(wiki):
    assert told(wiki, "changes", since="HEAD")["summary"] == (
        "Nothing that a reader would see has changed."
    )


def test_what_is_no_revision_is_refused(wiki):
    for wanted in ("nothing", "--help", "HEAD:../../x", "2026-99-01", "\0"):
        said = refusal(wiki, "changes", since=wanted)
        assert said.startswith(("There is no commit", "'2026-99-01' is no date"))


def test_many_changes_are_counted_and_a_few_shown(tmp_path):
    made = wiki_of(tmp_path / "w")
    first = made.git("rev-parse", "HEAD").strip()
    for n in range(60):
        (made.root / f"wiki/concepts/n{n}.md").write_text(
            page(f"New {n} " + "x" * 900, "It is new. " * 300)
        )
    made.git("add", "-A")
    made.git("commit", "-qm", "Many")
    said = told(serve(made), "changes", since=first)["groups"]["pages"]
    assert said["count"] == 60
    assert len(said["rows"]) < 60
