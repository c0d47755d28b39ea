"""Pictures that texts and pages show: held in them, beside them, on the web, or ornaments."""

import base64
from email.message import EmailMessage

import nbformat
import pytest
from PIL import Image

from pipeline.core.values import PictureFile
from pipeline.readers import read_source
from pipeline.readers.pictures import pictures_of
from pipeline.readers.shared.document_pictures import PictureShelf
from pipeline.readers.shared.found_pictures import CUT, find_pictures_in_markdown
from tests.helpers.pictures import in_format, png

ONE, DOT = png("Saturn has 274 known moons."), png(size=(16, 16))
# a picture as large as a photograph, whose address is longer than any tag that a parser is given
TWO = in_format(Image.effect_noise((900, 300), 80))


def written(data):
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def behind(source):
    lines = source.text.split("\n")
    return [lines[at] for at in source.anchors]


def test_markdown_shows_pictures_held_in_it_and_beside_it():
    text = (
        f"# Moons\n\n![one](a/b%20c.png)\n\n![two][x]\n\n![dot]({written(DOT)})\n\n"
        f"`![code](no.png)`\n\n![[d.webp|300]]\n\n[link](e.png)\n\n[x]: <{written(TWO)}>\n"
    )
    source = read_source("raw/moons.md", text.encode())
    assert source.bare == (1, 2, 3)
    assert source.picture_files == (PictureFile(1, "a/b c.png"), PictureFile(3, "d.webp"))
    assert behind(source) == ["![one](a/b%20c.png)", "![two][x]", "![[d.webp|300]]"]
    assert source.text.endswith(f"[x]: <data:image/png;base64,{CUT}>")
    assert source.text.count("\n") == text.count("\n") - 1
    assert pictures_of("raw/moons.md", text.encode(), (2,))[0].images[0].width == 900


def test_pictures_on_the_web_are_counted_and_badges_are_not():
    shown = (
        "![a](https://example.org/a.png) ![b](//example.org/b.png) ![c](https://img.shields.io/x)"
    )
    found = find_pictures_in_markdown(f"{shown} ![d](https://example.org/d.svg)", PictureShelf())
    assert found.notes == ("2 pictures that it shows are on the web, and are not fetched",)
    assert found.places == ()


@pytest.mark.parametrize(
    "target", ["x.pdf", "file:///etc/x.png", "javascript:x.png", "data:,x.png"]
)
def test_what_is_no_path_of_a_picture_is_none(target):
    shelf = PictureShelf()
    assert find_pictures_in_markdown(f"![a]({target})", shelf).places == ()


def test_a_web_page_shows_pictures_with_their_descriptions_and_captions():
    page = f"""<title>Pumps</title><nav><img src="logo.png" alt="The logo of the works"></nav><main>
    <h1>Pumps</h1><p>The pumps move 512 litres a second, as three crews measured on two days.</p>
    <figure><img src="a%20b.png?x=1" alt="Pumps by year"><figcaption>Pumps by year.</figcaption></figure>
    <p>The north pump is the oldest of all, and was built in 1953 after the flood had gone.</p>
    <p><img src="{written(TWO)}" alt="A chart of pumps, which falls from 9 to 3"></p>
    <p><img src="https://example.org/b.jpg"><img src="face.png" width="32" alt="Ann Bo"></p></main>"""
    source = read_source("raw/pumps.html", page.encode())
    assert "Pumps by year.\n" in source.text
    assert source.text.count("Pumps by year") == 1
    assert "[Picture: A chart of pumps, which falls from 9 to 3]" in source.text
    assert "Ann Bo" not in source.text
    assert source.bare == (1, 2)
    assert source.picture_files == (PictureFile(1, "a b.png"),)
    assert behind(source)[1].startswith("[Picture: A chart")
    assert "1 picture that it shows is on the web, and is not fetched" in source.notes
    assert pictures_of("raw/pumps.html", page.encode(), (2,))[0].number == 2


def mail(plain, page, *pictures):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Ann <ann@example.org>", "b@example.org", "Pumps"
    made["Date"] = "Fri, 03 May 2024 10:00:00 +0000"
    if plain:
        made.set_content(plain)
        made.add_alternative(page, subtype="html")
    else:
        made.set_content(page, subtype="html")
    held = made.get_payload()[1] if plain else made
    for name, data in pictures:
        held.add_related(data, "image", "png", cid=f"<{name}>")
    return made.as_bytes()


def test_pictures_in_a_mail_stand_where_its_text_names_them_and_else_at_its_end():
    page = '<p>They move 512 litres.</p><p><img src="cid:a"></p><p>That is all.</p>'
    data = mail("", page, ("a", ONE), ("b", TWO), ("logo", DOT))
    source = read_source("raw/pumps.eml", data)
    assert source.bare == (1, 2)
    assert behind(source) == ["They move 512 litres.", "That is all."]
    assert [one.number for one in pictures_of("raw/pumps.eml", data, (1, 2))] == [1, 2]


def test_pictures_of_the_form_of_a_mail_that_is_not_read_are_still_read():
    plain = "The pumps move 512 litres a second, and the chart shows why that is so."
    source = read_source("raw/pumps.eml", mail(plain, '<img src="cid:a">', ("a", ONE)))
    assert source.bare == (1,)
    assert behind(source) == [plain]


def test_pictures_of_a_notebook_are_its_outputs_and_what_its_cells_show():
    code = nbformat.v4.new_code_cell("plot()")
    data = {"image/png": base64.b64encode(ONE).decode(), "text/plain": "<Figure size 900x500>"}
    code.outputs = [nbformat.v4.new_output("display_data", data)]
    cell = nbformat.v4.new_markdown_cell("Two: ![two](attachment:two.png) ![far](//x.org/a.png)")
    cell["attachments"] = {"two.png": {"image/png": base64.b64encode(TWO).decode()}}
    beside = nbformat.v4.new_markdown_cell("![three](three.png)")
    file = nbformat.writes(nbformat.v4.new_notebook(cells=[code, cell, beside])).encode()
    source = read_source("raw/levels.ipynb", file)
    assert source.bare == (1, 2, 3)
    assert source.picture_files == (PictureFile(3, "three.png"),)
    assert behind(source)[1].startswith("Two: ![two]")
    assert source.notes == ("1 picture that it shows is on the web, and is not fetched",)
    assert [one.number for one in pictures_of("raw/levels.ipynb", file, (1, 2))] == [1, 2]


@pytest.mark.parametrize(
    "part", ["![](data:image/png;base64,", "![a][b]", "<img src='data:image/png;base64,"]
)
def test_a_text_made_to_take_long_does_not(part):
    assert find_pictures_in_markdown(part * 30_000, PictureShelf()).remote == 0


def test_restructured_text_shows_pictures_and_figures_where_they_stand():
    text = (
        "Moons\n=====\n\nSaturn, see |ring|.\n\n.. |ring| image:: small/ring.png\n\n"
        ".. figure:: moons.*\n   :alt: Moons by planet\n\n   Counted in 2025.\n\n"
        f".. image:: {written(ONE)}\n.. image:: https://example.org/a.png\n"
        ".. image:: https://img.shields.io/x.svg\n"
    )
    source = read_source("raw/moons.rst", text.encode())
    assert source.text == (
        "# Moons\n\nSaturn, see ring.\n\n[Picture: Moons by planet]\n\nCounted in 2025."
    )
    assert behind(source) == ["Saturn, see ring.", "[Picture: Moons by planet]", "Counted in 2025."]
    assert [(file.number, file.path) for file in source.picture_files] == [
        (1, "small/ring.png"),
        (2, "moons.*"),
    ]
    assert source.picture_files[1].others[:2] == ("moons.png", "moons.jpg")
    assert source.notes == ("1 picture that it shows is on the web, and is not fetched",)
    assert pictures_of("raw/moons.rst", text.encode(), (3,))[0].number == 3


def test_latex_shows_pictures_by_names_without_suffix_and_folder():
    text = (
        r"\documentclass{article}\graphicspath{{fig/}}\newcommand{\late}{\includegraphics{z.jpg}}"
        "\n\\begin{document}\nBefore. % \\includegraphics{no}\n\n\\begin{figure}\n"
        r"\includegraphics[width=1cm, alt={A chart of moons}]{moons}\caption{Moons, 2025.}"
        "\n\\end{figure}\n\nAfter \\late it.\n\\subfloat[One]{\\includegraphics{a.eps}}\n"
        "\\end{document}\n"
    )
    source = read_source("raw/moons.tex", text.encode())
    shown = "Before.\n\n[Picture: A chart of moons]\n\nFigure: Moons, 2025.\n\nAfter it."
    assert source.text == f"{shown}\n\nFigure: One"
    assert behind(source) == ["[Picture: A chart of moons]", "After it.", "Figure: One"]
    assert [file.path for file in source.picture_files] == ["moons", "z.jpg", "a.eps"]
    assert source.picture_files[1].others == ("z.jpg", "fig/z.jpg")
    assert {"moons.png", "fig/moons.png", "fig/moons.pdf"} < {*source.picture_files[0].others}
    assert source.notes == ()


def test_a_drawing_shows_pictures_that_it_holds_and_that_lie_beside_it():
    half = len(written(ONE)) // 2
    text = (
        '<svg xmlns:xlink="x"><text>Upper gate</text>'
        f'<image xlink:href="{written(ONE)[:half]}\n{written(ONE)[half:]}"/>'
        '<image href="a%20b.png"/><image href="https://example.org/q.png"/>'
        f'<g display="none"><image href="no.png"/></g><image href="{written(DOT)}"/>'
        "<text>Lower gate</text></svg>"
    )
    source = read_source("raw/locks.svg", text.encode())
    assert source.text == "Upper gate\n\nLower gate"
    assert behind(source) == ["Upper gate", "Upper gate"]
    assert source.picture_files == (PictureFile(2, "a b.png"),)
    assert source.notes == ("1 picture that it shows is on the web, and is not fetched",)
    assert pictures_of("raw/locks.svg", text.encode(), (1,))[0].number == 1
    only = f'<svg><image href="{written(ONE)}"/></svg>'.encode()
    assert read_source("raw/locks.svg", only).bare == (1,)
