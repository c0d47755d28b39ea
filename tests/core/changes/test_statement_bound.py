"""Where a bound left statements out, the first screen of the proposal says how many."""

from pipeline.cli import main
from tests.helpers.repos import source, team


def test_the_proposal_says_of_how_many_statements_it_took_some(tmp_path, capsys):
    text = "\n\n".join(
        f"The kiln number {i} of Tamsin holds {i} bricks of clay." for i in range(131)
    )
    team(tmp_path / "wiki", {"kilns.md": source("Kilns", text, "2024-01-01")})
    where = ["-C", str(tmp_path / "wiki")]
    main([*where, "compile", "--date", "2026-01-02"])
    capsys.readouterr()
    main([*where, "show", "raw/kilns.md"])
    said = capsys.readouterr().out
    assert (
        "**Read in part:** 80 of 131 statements of the source were taken, each as a claim."
        in said.split("\n### More")[0]
    )


def test_a_source_within_the_bound_says_nothing_of_it(tmp_path, capsys):
    team(
        tmp_path / "wiki",
        {"kiln.md": source("Kiln", "The kiln of Tamsin holds 9 bricks.", "2024-01-01")},
    )
    where = ["-C", str(tmp_path / "wiki")]
    main([*where, "compile", "--date", "2026-01-02"])
    capsys.readouterr()
    main([*where, "show", "raw/kiln.md"])
    assert "Read in part" not in capsys.readouterr().out
