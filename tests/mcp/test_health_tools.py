"""`lint`, as other programs call it."""

from pipeline.mcp.answer_call import answer_call
from tests.helpers.searching import page
from tests.helpers.serving import refusal, serve, told, wiki_of


def test_findings_are_given_worst_first_with_how_many_there_are(wiki):
    found = told(wiki, "lint", rules=["orphan-page", "dead-end"])
    assert {row["rule"] for row in found["findings"]} == {"orphan-page", "dead-end"}
    assert sum(found["counts"].values()) == len(found["findings"])


def test_one_page_can_be_asked_for(wiki):
    found = told(wiki, "lint", path="wiki/concepts/alone.md")
    assert {row["path"] for row in found["findings"]} == {"wiki/concepts/alone.md"}


def test_nothing_found_is_said(wiki):
    text = answer_call(wiki, "lint", {"rules": ["dead-link"]}).text
    assert (
        text == "Nothing is found (0 of severity error, 0 of severity warning, 0 of severity note)."
    )


def test_a_rule_that_there_is_not_is_refused(wiki):
    assert "Did you mean dead-link?" in refusal(wiki, "lint", rules=["dead-lnk"])


def test_many_findings_come_in_pieces(tmp_path):
    body = "\n\n".join(f"See [[nowhere-{n}]]." for n in range(120))
    wiki = serve(wiki_of(tmp_path / "w", {"wiki/concepts/x.md": page("X", body)}))
    lines, cursor = [], ""
    while True:
        some = told(wiki, "lint", rules=["dead-link"], cursor=cursor)
        lines += [row["line"] for row in some["findings"]]
        cursor = some["next"]
        if not cursor:
            break
    assert len(lines) == 120
    assert lines == sorted(lines)
