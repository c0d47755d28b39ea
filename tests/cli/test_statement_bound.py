"""A source with more statements than are taken: the terminal, the proposal and the summary page say how many were."""

import re

import pytest

from pipeline.cli import main
from tests.helpers.repos import team

TOWNS = ("Senn", "Alba", "Tofte", "Rud", "Halden", "Vesk", "Dovre", "Torp")
PAGE = "wiki/sources/works-of-the-coast.md"


def source(count):
    """Return a text of so many statements, each in a paragraph."""
    said = [
        f"The {noun} of {town} holds {n * 17} litres and was built in {1800 + n} by workers of the {noun} company."
        for n, (noun, town) in enumerate(((noun, town) for noun in ("valve", "boiler", "lock", "gate", "mill") * 9 for town in TOWNS), 1)
    ][:count]  # fmt: skip
    return "# Works of the coast\n\n" + "\n\n".join(said)


@pytest.fixture
def compiled(tmp_path, capsys):
    made = team(tmp_path / "team", {"works.md": source(130)})

    def compile_it():
        capsys.readouterr()
        assert (
            main(
                [
                    "-C",
                    str(made.root),
                    "compile",
                    "--librarian",
                    "extractive",
                    "--date",
                    "2026-04-11",
                ]
            )
            == 0
        )
        said = capsys.readouterr().out
        assert main(["-C", str(made.root), "show", "raw/works.md"]) == 0
        proposal = capsys.readouterr().out
        (branch,) = made.branches()
        made.merge(branch)
        made.git("branch", "-qD", branch)
        return said, proposal

    compile_it.wiki = made
    return compile_it


def count_on_page(made):
    return re.findall(
        r"^- (\d+ of \d+) statements of the source were taken\.$",
        made.at("HEAD", PAGE),
        re.MULTILINE,
    )


def test_a_long_source_says_in_all_places_how_many_of_its_statements_were_taken(compiled):
    said, proposal = compiled()
    assert "80 of 130 statements" in said
    assert (
        "- **Read in part:** 80 of 130 statements of the source were taken, each as a claim."
        in proposal.split("\n### More")[0]
    )
    assert count_on_page(compiled.wiki) == ["80 of 130"]


def test_the_count_follows_when_the_source_is_read_again(compiled):
    compiled()
    compiled.wiki.add("raw/works.md", source(122), "Shorter")
    assert "80 of 122 statements" in compiled()[0]
    assert count_on_page(compiled.wiki) == ["80 of 122"]


def test_a_source_of_which_all_was_taken_says_nothing_of_a_bound(tmp_path, capsys):
    made = team(tmp_path / "team", {"works.md": source(20)})
    assert (
        main(["-C", str(made.root), "compile", "--librarian", "extractive", "--date", "2026-04-11"])
        == 0
    )
    assert ", 20 claims\n" in capsys.readouterr().out
    made.merge(made.branches()[0])
    assert count_on_page(made) == []
