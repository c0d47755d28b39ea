"""Hostile sources: documents about what the wiki knows, in every format with words, with attacks in every place a reader takes text from."""

from __future__ import annotations

import html
import json

from pipeline.operations.repository.snapshot import is_source
from tests.fuzz.fragments import NAMES, SPECIAL, fragment, inline, mutated

PATHS = ("raw/evil.md",) * 10 + (
    "raw/2024-03-evil.md",
    "raw/Evil twin (1) [x] #2.md",
    "raw/evil`code`.md",
    "raw/e$v$il.md",
    "raw/a & b <c>.md",
    "raw/Ünïcode — 茶.md",
    "raw/sub/kettle.md",
    "raw/evil.txt",
    "raw/evil.html",
    "raw/evil.html",
    "raw/evil.rst",
    "raw/@everyone.md",
    "raw/%41%2e.md",
    "raw/2024-01-kettle.md",  # a source that the wiki has compiled, changed
    "raw/2024-01-kettle.md",
    "raw/2024-02-moons.txt",
)

SENTENCES = (
    "The {n} is a vessel of {x} that boils {y} in {d} minutes.",
    "The {n} holds {d} litres of water{x}.",
    "{x} The {n} weighs {d} grams when it is empty.",
    "The {n} was introduced in {d}{x} by the museum.",
    "{n} was measured by Cassini in {d} with a radar {x}.",
    "{n} has {d} moons according to {x}.",
    "The {n} boils at {d} degrees.",
    "The {n} is no longer sold since {d}, {x} says.",
    "In {d}, the {n} replaced the old vessel {x} and cost {d} euros.",
    "The {n} is a {x}.",
    "“{x}”, says Ada of the {n} in this report of {d}.",
    "The Grand {x} Union (GXU) owns the {n} and {d} others.",
    "The {x} Engine drives the {n} at {d} turns.",
)


def source(rng):
    """Return a path under raw/ and the bytes of the file."""
    path = _name(rng) if rng.random() < 0.12 else rng.choice(PATHS)
    suffix = path.rsplit(".", 1)[-1].lower()
    text = {"md": _markdown, "txt": _plain, "html": _html, "rst": _rst}[suffix](rng)
    if rng.random() < 0.25:
        text = mutated(rng, text)
    if rng.random() < 0.02:
        text = _huge(rng, text)
    data = text.encode("utf-8", "replace")
    way = rng.random()
    if way < 0.02:
        data = data.replace(b"\n", b"\r\n")
    elif way < 0.03:
        data = data.replace(b"\n", b"\r")
    elif way < 0.04:
        data = b"\xef\xbb\xbf" + data
    elif way < 0.05:
        data = text.encode("utf-16")
    elif way < 0.06:
        data = text.encode("latin-1", "replace")
    return path, data


def _name(rng):
    """A name that attacks, as far as the file of a source can have it."""
    while True:
        name = inline(rng)[:60].replace("/", rng.choice(("", "-"))).strip()
        path = f"raw/{name}{rng.choice(('.md', '.md', '.txt', '.html', '.MD'))}"
        if "\x00" not in path and is_source(path):
            return path


def sentence(rng, piece=inline):
    """A sentence that a librarian takes for a statement, with an attack in it mostly."""
    text = rng.choice(SENTENCES)
    slot = piece(rng) if rng.random() < 0.7 else rng.choice(("steel", "the team", "water"))
    values = {
        "n": rng.choice(NAMES),
        "x": slot,
        "y": rng.choice(("water", "tea")),
        "d": rng.choice((3, 40, 1.7, 1891, 2005, "1,000", 145)),
    }
    return (
        text.replace("{x}", slot).format_map(values)
        if "{" not in slot and "}" not in slot
        else _filled(text, values)
    )


def _filled(text, values):
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def _paragraph(rng):
    return " ".join(sentence(rng) for _ in range(rng.randint(1, 3)))


def _block(rng):
    way = rng.random()
    if way < 0.35:
        return _paragraph(rng)
    if way < 0.5:
        return fragment(rng)
    if way < 0.6:
        return "\n".join(f"{rng.choice('-*+')} {sentence(rng)}" for _ in range(rng.randint(1, 4)))
    if way < 0.68:
        rows = "\n".join(
            f"| {rng.choice(NAMES)} | {inline(rng)} | {sentence(rng)} |"
            for _ in range(rng.randint(1, 3))
        )
        return f"| Vessel | {inline(rng)} | What |\n| --- | --- | --- |\n{rows}"
    if way < 0.76:
        return f"{'#' * rng.randint(1, 4)} {_heading(rng)}\n\n{_paragraph(rng)}"
    if way < 0.82:
        return "\n".join(
            f"> {line}"
            for line in f"{rng.choice(('', '[!note] ', '[!warning]- '))}{_paragraph(rng)}".split(
                "\n"
            )
        )
    if way < 0.86:
        fence = rng.choice(("```", "~~~", "````"))
        return f"{fence}{rng.choice(('', 'py', 'dataview', ' x`y'))}\n{fragment(rng)}\n{rng.choice((fence, '', '```'))}"
    if way < 0.92:
        return f"{sentence(rng)}\n{fragment(rng)}\n{sentence(rng)}"
    return f"{fragment(rng)}\n\n{sentence(rng)}"


def _heading(rng):
    return rng.choice(
        (
            f"The {rng.choice(NAMES)} {inline(rng)}",
            inline(rng),
            rng.choice(NAMES),
            f"{inline(rng)} {rng.choice(NAMES)}",
        )
    )


def _front(rng):
    rows = []
    for key in (
        "title",
        "author",
        "published",
        "status",
        "tags",
        "source",
        "description",
        "created",
    ):
        if rng.random() < (0.7 if key == "title" else 0.3):
            value = _value(rng, key)
            rows.append(
                f"{key}: {json.dumps(value, ensure_ascii=rng.random() < 0.3) if rng.random() < 0.85 else value}"
            )
    if not rows:
        return ""
    return (
        "---\n"
        + "\n".join(rows)
        + rng.choice(("\n---\n\n",) * 12 + ("\n---", "\n...\n", "\n--- \n"))
    )


def _value(rng, key):
    if key in ("published", "created"):
        return rng.choice(("2024-03-01", "2024-03", "yesterday", inline(rng)))
    if key == "source":
        return rng.choice(
            ("https://vessels.example/x", inline(rng), f"https://ok.example/{inline(rng)}")
        )
    if key == "tags":
        return [inline(rng), "kettle"]
    return rng.choice(
        (
            inline(rng),
            f"About the {rng.choice(NAMES)} {inline(rng)}",
            f"{rng.choice(NAMES)}",
            fragment(rng),
        )
    )


def _markdown(rng):
    blocks = [_block(rng) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.8:
        blocks.insert(
            rng.randrange(len(blocks) + 1),
            "The Kettle boils 2 litres of water in 180 seconds. The Teapot was made of porcelain in 1706.",
        )
    return _front(rng) + rng.choice(("\n\n", "\n\n", "\n\n", "\n")).join(blocks) + "\n"


def _plain(rng):
    return "\n\n".join(_block(rng) for _ in range(rng.randint(1, 4)))


def _html(rng):
    def said(text):
        return html.escape(text) if rng.random() < 0.7 else text

    rows = [f"<title>{said(_heading(rng))}</title>"]
    if rng.random() < 0.5:
        rows.append(f"<meta name='author' content=\"{html.escape(inline(rng))}\">")
    body = [
        f"<h1>{said(_heading(rng))}</h1>",
        "<p>The Kettle boils 2 litres of water in 180 seconds and is used by the museum every day.</p>",
    ]
    for _ in range(rng.randint(1, 4)):
        tag = rng.choice(("p", "p", "p", "li", "h2", "pre", "code", "blockquote", "td"))
        text = said(sentence(rng) if rng.random() < 0.8 else fragment(rng))
        body.append(
            {
                "li": f"<ul><li>{text}</li></ul>",
                "td": f"<table><tr><td>{text}</td><td>{said(inline(rng))}</td></tr></table>",
            }.get(tag, f"<{tag}>{text}</{tag}>")
        )
    return (
        f"<html><head>{''.join(rows)}</head><body><article>{''.join(body)}</article></body></html>"
    )


def _rst(rng):
    title = inline(rng) or "x"
    line = "=" * (len(title) + 2)
    blocks = [f"{line}\n {title}\n{line}"]
    for _ in range(rng.randint(1, 4)):
        way = rng.random()
        if way < 0.5:
            blocks.append(_paragraph(rng))
        elif way < 0.6:
            blocks.append(f"- {sentence(rng)}")
        elif way < 0.7:
            blocks.append(f"{rng.choice(NAMES)}\n---------------")
        elif way < 0.8:
            blocks.append(f".. raw:: html\n\n   {inline(rng)}")
        elif way < 0.9:
            blocks.append(
                f"``{inline(rng)}`` is said. `link <{inline(rng)}>`_ of the Kettle holds 3 litres."
            )
        else:
            blocks.append(f"::\n\n    {inline(rng)}")
    return "\n\n".join(blocks) + "\n"


def _huge(rng, text):
    """Long runs and deep nesting, as far as a run of a fraction of a second takes them."""
    many = rng.choice((300, 1_000, 3_000))
    way = rng.randrange(6)
    if way == 0:
        return text + "\n\n" + rng.choice(SPECIAL) * many + "\n\n" + sentence(rng)
    if way == 1:
        return text + "\n\n" + "> " * min(many, 1_000) + sentence(rng)
    if way == 2:
        return (
            text
            + "\n\n"
            + "\n".join("  " * i + "- " + rng.choice(NAMES) for i in range(min(60, many)))
        )
    if way == 3:
        return text + "\n\n" + inline(rng) * min(many, 300)
    if way == 4:
        return text + "\n\nThe Kettle is " + "very " * many + "hot."
    return text + "\n\n" + " ".join(sentence(rng) for _ in range(60))
