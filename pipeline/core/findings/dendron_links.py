"""Links as Dendron writes them, the label first: `[[How to link|dendron.topic.links#wiki]]`.

There a note is found by the name of its file alone, a path in dots, and titles repeat: many notes
are called *Setup*. A target may begin with the name of a vault, and an embed may end in a range.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.core.markup.link_refs import ref_of
from pipeline.core.markup.links import Link

SETTINGS_FILE = "dendron.yml"
_VAULT = re.compile(r"dendron://[^/]*/")
_RANGE = re.compile(r"(?:,\d+)?(?::#.*)?$")  # how many lines to take, and up to which heading


@lru_cache(maxsize=2)
def is_dendron(files: frozenset[str]) -> bool:
    """Tell whether the files are those of a workspace of Dendron, by its settings."""
    return any(path.rpartition("/")[2] == SETTINGS_FILE for path in files)


def read_dendron_ref(link: Link, text: str, path: str) -> str:
    """Return what a link of a page points at by Dendron's rules; "" for what is not judged.

    That is another kind of link, one that names a vault, which may not be this one, and one to a
    file beside the notes.
    """
    if link.kind != "wiki":
        return ref_of(link, path)
    written = text[link.start : link.end].lstrip("!").strip("[]").rpartition("|")[2].strip()
    name, _, fragment = written.partition("#")
    if _VAULT.match(name) or "/" in name:
        return ""
    target = replace(link, target=name.strip(), fragment=_RANGE.sub("", fragment))
    return ref_of(target, path)
