"""Pictures that Markdown shows, as files beside it or in it: read where they stand, or told."""

from __future__ import annotations

import base64
import json
import re

from pipeline.adapters.git.tree_rows import Blob
from pipeline.adapters.processes import ocr
from pipeline.cli import main
from pipeline.operations.repository.shown_pictures import find_picture_files
from pipeline.readers import MAX_BYTES, read_source
from tests.helpers.pictures import png
from tests.helpers.repos import source, team
from tests.operations.compile.test_read_pictures import (
    LOOKS,
    asked_for_pictures,
    compiled,
    proposal,
    served,
)

__all__ = ["served"]
SATURN, JUPITER = png("Saturn has 274 known moons."), png("Jupiter has 97 known moons.")
INSIDE = f"data:image/png;base64,{base64.b64encode(JUPITER).decode()}"
BODY = f"""# Moons

Titan is the largest moon of Saturn.

![Moons by planet](assets/moons.png)

Figure 1: moons by planet, counted in 2025.

![Jupiter][one]

[one]: <{INSIDE}>

![badge](https://img.shields.io/x.svg) ![far](https://example.org/a.png)
![dot](assets/dot.png) ![no](assets/no.png) ![up](../../etc/up.png) ![lfs](assets/lfs.png)
"""
FILES = {
    "moons.md": source("Moons", BODY),
    "assets/moons.png": SATURN,
    "assets/dot.png": png(size=(16, 16)),
    "assets/lfs.png": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
}


def test_pictures_of_a_markdown_source_are_read_where_they_stand(tmp_path, served, capsys):
    made = team(tmp_path / "w", FILES, LOOKS)
    assert compiled(made) == 0
    assert len(asked_for_pictures(served)) == 2
    (branch,) = made.branches()
    kept = made.at(branch, "wiki/texts/moons.md.md")
    assert re.search(r"\npictures:\n- 1 raw/assets/moons.png [0-9a-f]{64}\n---\n", kept)
    assert (
        "&#x21;[Moons by planet](assets/moons.png)\n\n<!-- picture 1 -->\n<!-- words -->\n"
        "Saturn has 274 known moons.\n\n<!-- description -->\nWhat the picture shows:\n\n"
        "A planet is drawn. A ring lies around Saturn.\n\n<!-- text -->\n"
        "Figure 1: moons by planet, counted in 2025.\n\n&#x21;[Jupiter][one]\n\n<!-- picture 2 -->"
    ) in kept
    assert "base64,…" in kept
    assert len(kept) < 2_000
    told = proposal(made)
    assert "`wiki/texts/moons.md.md` with `raw/moons.md`, `raw/assets/moons.png` before" in told
    assert "1 picture that it shows is on the web, and is not fetched" in told
    assert (
        "3 pictures that it shows are not read: not there under raw/ (assets/no.png); outside"
        " raw/, by its path (../../etc/up.png); a Git LFS pointer, and not the picture itself"
        " (assets/lfs.png)"
    ) in told
    assert "dot.png" not in told
    made.merge(branch)
    capsys.readouterr()
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 0
    assert main(["-C", str(made.root), "lint"]) == 0
    assert main(["-C", str(made.root), "compile", "--reread", "raw/moons.md"]) == 0
    (page,) = [path.read_text("utf-8") for path in (made.root / "wiki/sources").glob("*.md")]
    assert re.search(r"texts/moons.md.md\?plain=1#L\d+\) .*from a description of an image\)", page)


def test_a_picture_that_changed_is_read_anew_and_the_others_are_not(tmp_path, served):
    made = team(tmp_path / "w", FILES, LOOKS)
    compiled(made)
    (branch,) = made.branches()
    made.merge(branch)
    made.git("branch", "-qD", branch)
    asked = len(asked_for_pictures(served))
    assert compiled(made, "--force", "raw/moons.md") == 0
    assert len(asked_for_pictures(served)) == asked
    made.add("raw/assets/moons.png", png("Saturn has 275 known moons."), "Count again")
    assert compiled(made, "--force", "raw/moons.md") == 0
    assert len(asked_for_pictures(served)) == asked + 1


def test_a_text_whose_picture_is_another_one_by_now_is_refused(tmp_path, served, capsys):
    made = team(tmp_path / "w", FILES, LOOKS)
    compiled(made)
    (branch,) = made.branches()
    made.git("checkout", "-q", branch)
    made.add("raw/assets/moons.png", JUPITER, "Put another picture in its place")
    assert main(["-C", str(made.root), "check", "--base", "main"]) == 1
    said = capsys.readouterr()
    assert "this is not what the reader makes of raw/moons.md" in said.out + said.err


def test_without_a_model_the_pictures_are_told_with_names_and_sizes(tmp_path):
    made = team(tmp_path / "w", FILES)
    assert compiled(made, "--librarian", "extractive") == 0
    told = proposal(made)
    if ocr.is_installed():
        assert "read by rapidocr" in told
        return
    assert (
        "2 pictures in it, which nobody read (raw/assets/moons.png, 900 × 500 pixels): the embedded"
        " librarian does not look at pictures"
    ) in told
    assert "texts/moons.md.md" not in made.git("ls-tree", "-r", "--name-only", *made.branches())


def test_a_picture_behind_a_link_of_git_is_not_followed(tmp_path, served):
    made = team(tmp_path / "w", {"moons.md": source("Moons", BODY)}, LOOKS)
    (made.root / "raw/assets").mkdir()
    (made.root / "raw/assets/moons.png").symlink_to("/etc/passwd")
    made.git("add", "-A")
    made.git("commit", "-qm", "Add a link")
    assert compiled(made) == 0
    assert "a link, which is not followed (assets/moons.png)" in proposal(made)
    assert len(asked_for_pictures(served)) == 1


def test_a_picture_beside_the_document_that_shows_it_is_no_source_of_its_own(tmp_path, capsys):
    beside = {
        "a/moons.md": source("Moons", "Titan is the largest moon of Saturn.\n\n![x](img/m.png)"),
        "a/img/m.png": SATURN,
    }
    made = team(tmp_path / "w", beside | {"a/other.png": JUPITER})
    main(["-C", str(made.root), "status"])
    said = capsys.readouterr().out
    assert "raw/a/img/m.png  kept, but not compiled: a picture belongs to the document" in said
    assert "raw/a/other.png  kept" not in said
    compiled(made, "--librarian", "extractive", "raw/a/moons.md")
    if not ocr.is_installed():
        assert "(raw/a/img/m.png, 900 × 500 pixels)" in proposal(made)


def test_the_lint_names_only_pictures_that_no_document_shows(tmp_path, capsys):
    shows = "Titan is a moon of Saturn.\n\n![x](assets/m.png) ![y](img/n.png)"
    made = team(
        tmp_path / "w",
        {
            "moons.md": source("Moons", shows),
            "assets/m.png": SATURN,
            "img/n.png": SATURN,
            "assets/lost.png": JUPITER,
            "table.xyz": "1",
        },
    )
    main(["-C", str(made.root), "lint", "--rule", "uncompiled-source", "--format", "json"])
    told = json.loads(capsys.readouterr().out)["findings"]
    assert [(f["path"], f["suggestion"]) for f in told] == [
        (
            "raw/assets/lost.png",
            "Show it in a source, or move it out of `assets` to be read by itself.",
        ),
        ("raw/moons.md", "Run `wiki compile raw/moons.md`, or take the file out of raw/."),
        (
            "raw/table.xyz",
            "Convert what it says to Markdown, HTML, text or PDF, if it is to be compiled.",
        ),
    ]


def test_a_page_may_show_a_picture_of_a_source_by_its_path(tmp_path, capsys):
    shows = "Titan is the largest moon of Saturn.\n\n![Moons](assets/moons.png)"
    made = team(tmp_path / "w", {"moons.md": source("Moons", shows), "assets/moons.png": SATURN})
    compiled(made, "--librarian", "extractive")
    made.merge(*made.branches())
    (page,) = (made.root / "wiki/sources").glob("*.md")
    before, points, rest = page.read_text("utf-8").partition("## Key points\n")
    capsys.readouterr()
    told = {}
    for name in ("moons", "suns"):
        shown = f"{before}{points}\n![Moons](../../raw/assets/{name}.png)\n{rest}"
        made.add(page.relative_to(made.root).as_posix(), shown, f"Show the {name}")
        code = main(["-C", str(made.root), "check", "--base", "HEAD~1"])
        lint = main(["-C", str(made.root), "lint"])
        told[name] = (code, lint, capsys.readouterr().out)
    assert told["moons"] == (0, 0, "1 changed file: nothing to say.\nNothing to say.\n")
    assert told["suns"][:2] == (0, 1)
    assert "the link to 'raw/assets/suns.png' leads nowhere" in told["suns"][2]


def test_pictures_that_are_too_large_are_told_and_not_read():
    wide = SATURN[:16] + (10_000).to_bytes(4, "big") * 2 + SATURN[24:]
    files = {"raw/a/heavy.png": (MAX_BYTES + 1, b""), "raw/a/wide.png": (len(wide), wide)}
    raw = {path: Blob(path, "100644", path) for path in (*files, "raw/a/moons.png")}
    files["raw/a/moons.png"] = (len(SATURN), SATURN)
    shows = b"Three: ![a](heavy.png) ![b](wide.png) ![c](moons.png)\n"
    read = find_picture_files(read_source("raw/a/x.md", shows), raw, lambda blob: files[blob.path])
    assert [file.path for file in read.picture_files] == ["raw/a/moons.png"]
    assert read.notes == (
        "2 pictures that it shows are not read: larger than 20 MB (heavy.png); larger than 50"
        " megapixels (wide.png)",
    )


def test_pictures_of_other_markup_are_found_beside_it_and_the_rest_is_told(tmp_path, served):
    """RST, LaTeX and SVG; what they show is no source of its own, also by a name without suffix."""
    figure = "\\begin{figure}\\includegraphics{%s}\\caption{Moons.}\\end{figure}\n"
    tex = "\\graphicspath{{fig/}}\nTitan is large.\n" + "".join(
        figure % name for name in ("moons", "plan.pdf", "drawn", "gone", "../../up.png")
    )
    files = {
        "a/moons.tex": tex,
        "a/fig/moons.png": SATURN,
        "a/fig/drawn.eps": "%!PS",
        "b.rst": "Rings\n=====\n\nRings are ice.\n\n.. figure:: rings.*\n\n   The rings.\n",
        "rings.png": JUPITER,
        "c.svg": '<svg><text>Rhea is small.</text><image href="assets/rhea.png"/></svg>',
        "assets/rhea.png": png("Rhea has no ring."),
    }
    made = team(tmp_path / "w", files, LOOKS)
    assert compiled(made) == 0
    assert len(asked_for_pictures(served)) == 3
    sources = {"b": "b.rst", "c": "c.svg", "moons": "a/moons.tex"}
    kept = {
        name: made.at(branch, f"wiki/texts/{name}.md")
        for branch in made.branches()
        for name in [sources[branch.rpartition("/")[2].rpartition("-")[0]]]
    }
    found = {name: re.findall(r"\n- (\d+ \S+) [0-9a-f]{64}", text) for name, text in kept.items()}
    assert found == {
        "a/moons.tex": ["1 raw/a/fig/moons.png"],
        "b.rst": ["1 raw/rings.png"],
        "c.svg": ["1 raw/assets/rhea.png"],
    }
    told = [text.read_text() for text in (made.root / ".git/wiki/proposals").glob("*.md")]
    assert [
        one for one in told if "4 pictures that it shows are not read: a figure in PDF or" in one
    ]
