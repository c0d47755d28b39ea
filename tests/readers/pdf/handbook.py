"""The handbook of `tests/readers/files/`, as PDF: `python -m tests.readers.pdf.handbook` draws it anew.

It holds what is hard in a PDF: two columns whose rows are drawn across, words broken at the end of a row, a column and a
page, blanks that are only gaps, ligatures, a thin blank in a number, raised and lowered digits, signs and texts of notes,
running heads that change, a ruled table with cells of two rows, a glyph that only its font knows, and a list.
"""

from tests.readers.common import FILES
from tests.readers.pdf.making import drawn, line, rule

LEFT = [
    "The ferry of Ost crosses the sound four",
    "times a day. It carries 1\\003350 tonnes of",
    "goods a week, and stops when the wind",
    "is stronger than 10 on the scale of Beau-",
    "fort. The crew was \\001fty strong in 1984.",
    "A three-",
]
RIGHT = [
    "deck ferry took its place in 1991. The of\\002ce",
    "of the ferry lies by the pier, behind the",
    "house of the pilot, and opens at 6 a.m. each",
    "day. Its roof was lifted off by the storm of",
    "the year 2003, and was found, to the great sur-",
]
HEADS = ["On ferries", "On ferries", "On ferries", "On piers", "On piers", "On piers"]


def heads(number):
    return line(72, 760, HEADS[number - 1], size=8) + line(520, 760, f"Page {number}", size=8)


def spaced(x, y, text):
    """Draw a line whose blanks are gaps between its words."""
    words = " -300 ".join(f"({word})" for word in text.split(" "))
    return f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm [{words}] TJ ET\n"


def first():
    out = heads(1) + line(72, 720, "The ferries of Ost", size=20, font="F2")
    out += line(72, 680, "The crossing", size=14, font="F2")
    for at, left in enumerate(LEFT):
        out += spaced(72, 650 - 12 * at, left)
        if at < len(RIGHT):
            out += spaced(320, 650 - 12 * at, RIGHT[at])
    return out


def second():
    out = heads(2) + line(72, 720, "prise of the pilot, on the other side of the sound.")
    out += line(72, 690, "Fuel", size=14, font="F2")
    out += line(
        72,
        670,
        "The tank holds 10",
        ("6", 6, 4),
        " litres of oil and 50 m",
        ("3", 6, 4),
        " of water. It is",
    )
    out += line(
        72,
        658,
        "watched by 31",
        ("4", 6, 4),
        " guards, who look for CO",
        ("2", 6, -2),
        " at night. It was built in",
    )
    out += line(72, 646, "1958 by the Halden yard.", ("5", 6, 4), " Nobody knows why.")
    out += line(72, 610, "What the guards carry:")
    out += "".join(
        line(72, 595 - 12 * n, f"- {what}")
        for n, what in enumerate(("a lamp that burns oil,", "a horn."))
    )
    out += line(72, 100, ("4", 5, 3), "Twelve of them at night.", size=8)
    return out + line(72, 88, ("5", 5, 3), "The yard closed in 1971.", size=8)


def third():
    out = heads(3) + line(72, 720, "Prices", size=14, font="F2")
    out += line(
        72,
        700,
        "The price of a crossing has been the same for all of these years, as the table shows.",
    )
    rows = [
        [("Ferry", "Cars", "Price")],
        [("The ferry of Ost", "90", "12"), ("from the new pier", "", "")],
        [("The boat of the mail", "4", "3"), ("in winter only", "", "")],
    ]
    y = 670
    for cells in rows:
        out += rule(72, y + 14, 320)
        for texts in cells:
            out += "".join(line(x, y, t) for x, t in zip((80, 220, 300), texts, strict=True) if t)
            y -= 12
        y -= 10
    return out + rule(72, y + 14, 320)


def later(number, text):
    return heads(number) + line(72, 720, text)


def pdf():
    return drawn(
        first(),
        second(),
        third(),
        later(4, "The pier is of oak, and older than all of the ferries."),
        later(5, "It was lengthened by 40 metres when the mail came by sea."),
        later(6, "It will be closed when the bridge over the sound is built."),
        title="The ferries of Ost",
        author="Ida Brandt",
        date="D:20240301",
        unicode="<01> <FB01>\n<02> <E000>\n<03> <2009>",
    )


if __name__ == "__main__":
    (FILES / "handbook.pdf").write_bytes(pdf())
