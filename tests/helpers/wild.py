"""Sources, wikis and plans as chance makes them, names that break things among them: what a team may really have, and worse."""

import json

from pipeline.core.changes.change_set import (
    AddAlias,
    AddSection,
    AppendToSection,
    CreatePage,
    PageEdits,
    Section,
)
from pipeline.core.hidden_characters import is_name
from pipeline.librarian.model.steps import plan as step
from tests.helpers.line_by_line import LineByLine
from tests.helpers.repos import EMPTY_LOG, SCHEMA
from tests.helpers.trees import EXECUTABLE, LINK, MODULE

THINGS = [
    "Kettle",
    "Teapot",
    "Samovar",
    "C++",
    "Éclair",
    "COM0",
    "Nul",
    "Straße",
    "Window",
    "Urn of Ada",
]
UNSEEN = [
    "\u200b\u200b",
    "\u202e\u2066",
    "\ufe0f\ufe0f",
    "\u0301\u0308",
    "\u3164",
    "\u2800",
    "\u2003\u3000",
    "---",
    "?!",
    "‼️",
    "",
]
FILES = [
    *(
        "kettle",
        "Kettle",
        "KETTLE",
        "con",
        "aux.x",
        "c",
        "C",
        "nul",
        "log",
        "index",
        "teapot.",
        "e\u0301clair",
        "éclair",
    ),
    *(
        "Strasse",
        "STRASSE",
        "a note",
        "kettle report",
        "kettle-2",
        "\u3164",
        "window",
        "com0",
        "README",
        "_draft",
    ),
]
FOLDERS = [
    "wiki/concepts",
    "wiki/entities",
    "wiki/sources",
    "wiki/Concepts",
    "wiki/notes",
    "wiki",
    "wiki/comparisons",
]
VERBS = [
    "holds {n} litres of water",
    "was made in 19{n} by Ada",
    "weighs {n} grams",
    "is a device that boils tea",
    "costs {n} euros",
]


def sentence(rng, about=""):
    return f"The {about or rng.choice(THINGS)} {rng.choice(VERBS).format(n=rng.randint(10, 99))}."


def title(rng):
    name = rng.choice(THINGS)
    return rng.choice(
        [
            name,
            f"{name} report",
            f"About {name}s",
            rng.choice(UNSEEN),
            f"{name}\u200b",
            name.upper(),
            f"{name}: a [[b|c]] `d`",
        ]
    )


def source(rng):
    """Return a Markdown source; some have a title that nobody can read."""
    named = json.dumps(title(rng), ensure_ascii=False)
    head = rng.choice(
        [
            f"title: {named}\npublished: 2024-0{rng.randint(1, 9)}-11",
            "author: Ada",
            f"title: {named}",
        ]
    )
    about = rng.choice(THINGS)
    rows = [sentence(rng, about if rng.random() < 0.5 else "") for _ in range(rng.randint(3, 14))]
    heading = rng.choice(["", f"# {title(rng)}\n\n", "## \u200b\n\n"])
    return f"---\n{head}\n---\n\n{heading}" + "\n\n".join(rows) + "\n"


def page(rng, kind="concept"):
    """Return a page as a person may write it: well, badly, too long, without front matter, or not as text."""
    names = [
        rng.choice(THINGS),
        rng.choice(UNSEEN),
        f"{rng.choice(THINGS)}s",
        rng.choice(THINGS).lower(),
    ]
    links = " ".join(f"[[{rng.choice(THINGS)}]]" for _ in range(rng.randint(0, 3)))
    body = f"{sentence(rng)} {links}\n\n## Key points\n\n- {sentence(rng)}\n"
    if rng.random() < 0.15:
        body += "Words and words. " * rng.choice([5_800, 5_865, 5_873, 5_876, 5_880, 7_000])
    aliases = json.dumps([rng.choice(names) for _ in range(rng.randint(0, 2))])
    days = "created: 2026-01-01\nupdated: 2026-01-01\nconfidence: medium\n"
    front = f"title: {json.dumps(rng.choice(names))}\ntype: {kind}\naliases: {aliases}\nsources: []\nrelated: []\n{days}"
    made = rng.choice(
        [f"---\n{front}---\n\n{body}"] * 16
        + [body, f"---\ntitle: [\n---\n\n{body}", f"---\ntitle: {rng.choice(THINGS)}\n---\n{body}"]
    )
    return rng.choice([made] * 9 + [made.encode() + b"\n\xff\xfe not text\n"])


def wiki(rng):
    """Return the files of a wiki that people wrote: path → text, bytes or (mode, data)."""
    made = {}
    for _ in range(rng.randint(0, 8)):
        folder = rng.choice(FOLDERS if rng.random() < 0.5 else FOLDERS[:3])
        path = f"{folder}/{rng.choice(FILES)}{rng.choice(['.md'] * 8 + ['.MD', '.png', '/x.md'])}"
        text = page(rng, _type(rng, folder))
        odd = rng.choice([text] * 8 + [(EXECUTABLE, text), (LINK, "../../log.md"), (MODULE, b"")])
        made[path] = (
            odd if not isinstance(odd, tuple) or isinstance(odd[1], bytes) else (odd[0], odd[1])
        )
    made |= rng.choice(
        [{}] * 30
        + [
            {"wiki/concepts": (LINK, "notes")},
            {"wiki/sources": "a file"},
            {"wiki/concepts": (MODULE, b"")},
        ]
    )
    made |= rng.choice(
        [{}] * 60 + [{"wiki/index.md": (LINK, "../log.md")}, {"wiki/index.md/x.md": "a page"}]
    )
    log = rng.choice([EMPTY_LOG] * 60 + [(LINK, "raw/a.md"), (EXECUTABLE, EMPTY_LOG), "words"])
    return _as_a_tree({"schema.md": SCHEMA, "log.md": log, **made})


def _type(rng, folder):
    right = {"concepts": "concept", "entities": "entity", "sources": "source-summary"}.get(
        folder.rpartition("/")[2], "concept"
    )
    return right if rng.random() < 0.85 else "idea"


def _as_a_tree(files):
    """Leave out what a tree cannot hold: a file below a file."""
    kept = {}
    for path, value in files.items():
        parents = {path[:at] for at in range(len(path)) if path[at] == "/"}
        if not parents & kept.keys() and not any(other.startswith(f"{path}/") for other in kept):
            kept[path] = value
    return kept


def sources(rng):
    """Return sources by path, a link among them now and then."""
    made = {
        f"raw/{rng.choice(FILES)}{rng.choice(['.md', '.txt'])}": source(rng)
        for _ in range(rng.randint(1, 3))
    }
    return made | rng.choice([{}] * 6 + [{"raw/link.md": (LINK, "../log.md")}])


class Wild(LineByLine):
    """A librarian that plans by chance, and whose replies pass the same reading as a model's."""

    def __init__(self, rng):
        self.rng = rng

    def plan(self, reading, wiki, schema):
        rng, claims = self.rng, reading.extraction.claims
        rows = [self._page_row(claims, wiki) for _ in range(rng.randint(1, 5))]
        reply = {
            "summary_claims": [c.id for c in claims],
            "summary_aliases": self._aliases(wiki),
            "pages": rows,
            "conflicts": [],
            "left_out": [],
        }
        plan, _ = step.read(json.dumps(reply), reading, claims, wiki, schema)
        return plan

    def _page_row(self, claims, wiki):
        rng = self.rng
        known = rng.choice([*wiki.facts, ""]) if rng.random() < 0.4 else ""
        ids = sorted({rng.choice(claims).id for _ in range(rng.randint(1, 4))})
        row = {
            "page": known,
            "title": title(rng),
            "type": rng.choice(["concept", "entity"]),
            "about": "x",
            "why": "y",
        }
        return row | {"aliases": self._aliases(wiki), "claims": ids}

    def _aliases(self, wiki):
        others = [
            name
            for facts in wiki.facts.values()
            for name in (facts.title, facts.slug, *facts.aliases)
        ]
        pool = [*others, *THINGS, *UNSEEN, *(name.upper() for name in others)]
        return [self.rng.choice(pool) for _ in range(self.rng.randint(0, 3))]

    def _page(self, plan, claims, wiki):
        rng = self.rng
        rows = "\n".join(f"- {c.text}[^{c.id}]" for c in claims) or "- Nothing."
        more = "Words and words. " * rng.choice([0] * 20 + [3_000, 5_850])
        text = f"{rows}\n\n{more}".rstrip()
        given = [AddAlias(name) for name in self._aliases(wiki) if is_name(name)]
        if plan.slug not in wiki:
            return PageEdits(
                plan,
                (
                    CreatePage(
                        rows[2:], (Section(rng.choice(["Key points"] * 9 + ["What"]), text),)
                    ),
                    *given,
                ),
            )
        heads = [part.heading for part in wiki.page(plan.slug).parts]
        edit = AppendToSection(rng.choice(heads), text) if heads else AddSection("Key points", text)
        return PageEdits(plan, (edit, *given))
