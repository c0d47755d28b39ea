import contextlib
import time

import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match, located


def tex(text):
    return read_source("raw/a.tex", text.encode())


@pytest.fixture(scope="module")
def locks():
    return read_source("raw/locks.tex", (FILES / "locks.tex").read_bytes())


def test_title_authors_and_date_are_metadata(locks):
    assert locks.title == "On the Tide Gateway and its Locks"
    assert (locks.author, locks.published) == ("Ida Kaland, Bo Lind", "2024-05-03")


@pytest.mark.parametrize(
    "kept",
    [
        "# On the Tide Gateway and its Locks\n\n## Abstract\n\nThe Tide Gateway closes two gates — the",
        "\n\n## Levels\n\nThe lock holds $10^{6}$ litres [reed2020, lind1999, p. 3], see Section",
        "It costs 5 % of $4,200, as Käthe Øhm and René said: “no more”.\n\n",
        "\n\n$$h = \\frac{v}{2a}$$\n\n",
        "\n\nTable: Gates and their levels\n\n| Gate | Metres | Year |\n| --- | --- | --- |\n",
        "\n| South & rest | South & rest | 1980 |\n\n",
        "\n\n- The keeper needs eleven minutes.\n- Two pumps:\n\n  1. the **northern** pump,\n  2. the",
        "\n\n> Nobody closes a gate alone.\n\nFigure: The plan of 1974\n\n",
        "\n\n```\ngate --close north  # {not a group\n```\n\n",
        "See [the plan](https://harbour.example/plan) or `plan{1}`. \\unknown{Words stay.}",
        "\n\n[^1]: Not in 2020, when it held *half* of that.",
    ],
)
def test_structure_becomes_markdown(locks, kept):
    assert kept in locks.text


@pytest.mark.parametrize(
    "gone", ["tests", "remark", "usepackage", "hline", "Nothing here", "label"]
)
def test_comments_preamble_and_layout_stay_out(locks, gone):
    assert gone not in locks.text


def test_what_is_not_read_is_said(locks):
    assert set(locks.notes) == {
        "commands that the file defines and that are not expanded: \\both",
        "files that are named and not read (commit each as a source): chapters/costs",
        "commands that are not known and stay as they are: \\unknown",
        "lines behind the end of the document, which LaTeX does not read: 60",
    }
    assert [file.path for file in locks.picture_files] == ["plan.png"]


def test_lines_have_their_lines_of_the_file(locks):
    assert_lines_and_locators_match(locks)
    raw = (FILES / "locks.tex").read_text().split("\n")
    for line, number in located(locks):
        if line.startswith(("| North", "The lock")):
            assert line[2:7] in raw[number - 1]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A {\\bf bold} move.", "A bold move."),
        ("On \\(x_1\\) and \\[y = 2\\] it is.", "On $x_1$ and\n\n$$y = 2$$\n\nit is."),
        ("It costs \\$5 and $5.", "It costs $5 and $5."),
        ("Half % of it\nis 50\\%.", "Half is 50%."),
        ("Erd\\H{o}s, \\c{C}a, na\\\"{\\i}ve, \\v{s}.", "Erdős, Ça, naïve, š."),
        ("\\section*{One \\emph{two}}\nThree.", "## One *two*\n\nThree."),
        ("\\newcommand\\x{y\\x z}A \\x{} b.", "A y\\x z b."),
        ("\\def\\a{\\b}\\def\\b{\\a}A \\a.", "A \\a."),
        ("\\begin{tabular}{ll}a & b\\\\c|d & {e}\\end{tabular}", "| a | b |\n| --- | --- |\n| c\\|d | e |"),
        ("\\begin{description}\\item[Gate] It shuts.\\end{description}", "- **Gate**: It shuts."),
        ("\\begin{lemma}[Reed] It holds.\\end{lemma}", "**Lemma (Reed).** It holds."),
        ("10\\textsuperscript{6} and H\\textsubscript{2}O.", "10^6 and H_2O."),
        ("Words \\emph{never} {closed.", "Words *never* closed."),
        ("Words } \\end{quote} stay.", "Words stay."),
        ("\\begin{quote}Never ended.", "> Never ended."),
        ("A\\footnote{B \\begin{itemize}\\item C} D.", "A[^1] D.\n\n[^1]: B - C"),
    ],
)  # fmt: skip
def test_markup_is_read_as_it_is_meant(written, read):
    assert tex(written).text == read


HIDDEN = "lines in \\iffalse, which LaTeX does not print"
BEHIND = "lines behind the end of the document, which LaTeX does not read"


@pytest.mark.parametrize(
    ("written", "read", "told"),
    [
        (
            "\\begin{document}\nA.\n\\end{document}\nB.\n\\date{2020-01-01}\n\\input{c}\n"
            "\\begin{document}\nD.\n\\end{document}\n",
            "A.",
            (f"{BEHIND}: 4 to 9",),
        ),
        ("A.\n\\end{document}\nB.", "A.", (f"{BEHIND}: 3",)),
        ("A.\n\\end{document}\n% B.\n\n", "A.", ()),
        ("A.\n\\endinput\nB.\nC.\n", "A.", (f"{BEHIND}: 3 to 4",)),
        ("A. \\endinput B.\nC.\n", "A. B.", (f"{BEHIND}: 2",)),
        ("\\newcommand\\stop{\\endinput}A.\n\\stop\nB.\n", "A.", (f"{BEHIND}: 3",)),
        ("A\\footnote{B.\n\\endinput\nC.} D.", "A[^1]\n\n[^1]: B.", (f"{BEHIND}: 3",)),
        ("A. % \\endinput\nB. \\verb|\\endinput| C.", "A. B. `\\endinput` C.", ()),
        (
            "\\begin{verbatim}\n\\endinput\n\\end{verbatim}\nB.",
            "```\n\\endinput\n```\n\nB.",
            (),
        ),
        ("A.\n\\iffalse B.\nC.\n\\fi\nD.", "A. D.", (f"{HIDDEN}: 2 to 4",)),
        ("A. \\iffalse B. \\else C. \\fi D.", "A. C. D.", (f"{HIDDEN}: 1",)),
        (
            "\\newif\\ifdraft\nA. \\iffalse $a \\iff b$ \\ifdraft B. \\else C. \\fi D. \\fi E.",
            "\\newif\\ifdraft A. E.",
            (f"{HIDDEN}: 2",),
        ),
    ],
    ids=range(12),
)
def test_what_latex_does_not_read_is_not_read_and_is_told(written, read, told):
    found = tex(written)
    assert found.text == read
    assert tuple(x for x in found.notes if x.startswith("lines")) == told


def test_a_condition_that_never_ends_hides_nothing():
    assert "B." in tex("A. \\iffalse B.").text


def test_a_file_of_commands_alone_is_refused():
    with pytest.raises(UserError, match="no text in this LaTeX file"):
        tex("\\documentclass{article}\n\\usepackage{x}\n\\begin{document}\\end{document}\n")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 300_000,
        "\\emph{" * 40_000 + "x" + "}" * 40_000,
        "\\footnote{" * 40_000 + "x" + "}" * 40_000,
        "\\begin{a}" * 40_000 + "x" + "\\end{a}" * 40_000,
        "\\begin{tabular}{l}" * 20_000 + "x" + "\\end{tabular}" * 20_000,
        "\\begin{itemize}\\item x " * 20_000,
        "\\begin{verbatim}" * 40_000,
        "\\verb|" * 60_000,
        "$" * 200_001,
        "[" * 200_000,
        "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}" + "\\a\\b " * 20_000,
        "\\newcommand{\\a}{" + "x" * 4_000 + "}" + "\\a " * 60_000,
        "\\begin{tabular}{l}" + "\\multicolumn{50}{c}{x}&" * 10_000,
        "%" * 300_000,
        "\\" * 300_001,
        "\\iffalse x " * 40_000,
        "\\iffalse x \\fi " * 40_000,
    ],
    ids=range(17),
)
def test_hostile_files_are_read_or_refused_in_little_time(text):
    begun = time.process_time()
    with contextlib.suppress(UserError):
        assert len(tex(text).text) < 3_000_000
    assert time.process_time() - begun < 8
