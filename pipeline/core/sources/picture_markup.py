"""Where reStructuredText, LaTeX and SVG name the files of their pictures.

Each pattern reads a line or a tag at most, so the time is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

# What LaTeX and Sphinx try where a name has no suffix, or `.*`: the first that is there.
_TRIED = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".pdf", ".eps", ".ps")
_KNOWN = re.compile(r"\.(?:png|jpe?g|webp|gif|svgz?|pdf|eps|ps|bmp|tiff?)", re.IGNORECASE)
_MOST_FOLDERS = 20
_DIRECTIVE = re.compile(
    r"(?:^|(?<=[ \t|]))\.\.[ \t]{1,20}(?:\|[^|\n]{1,200}\|[ \t]{1,20})?"
    r"(?:image|figure)::[ \t]{0,20}(\S[^\n]{0,500}?)[ \t\r]*$",
    re.MULTILINE,
)
_INCLUDE = re.compile(
    r"\\includegraphics\*?[ \t]*(?:\[[^\[\]]{0,500}\][ \t]*){0,2}\{([^{}\n]{1,500})\}"
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_FOLDERS = re.compile(r"\\graphicspath[ \t]*\{((?:[ \t\n]{0,20}\{[^{}\n]{0,300}\}){1,50})")
_FOLDER = re.compile(r"\{([^{}\n]{1,300})\}")
_IMAGE = re.compile(
    r"<(?:[a-z]+:)?(?:image|img)\b[^<>]{0,2000}?\s(?:xlink:)?(?:href|src)[ \t]*=[ \t]*"
    r"(?:\"([^\"<>\n]{1,2000})\"|'([^'<>\n]{1,2000})')",
    re.IGNORECASE,
)

VECTORS = (".pdf", ".eps", ".ps")  # the figures of LaTeX that are no pictures of points

Place = tuple[str, int, int]
"""A path as it is meant, and where it stands in the text as it is written."""


def find_in_rst(text: str) -> Iterator[Place]:
    """Yield what `image` and `figure` directives show, and definitions of substitutions."""
    for found in _DIRECTIVE.finditer(text):
        yield "".join(found[1].split()), *found.span(1)


def find_in_latex(text: str) -> Iterator[Place]:
    r"""Yield what `\includegraphics` shows, outside of comments."""
    shown = _COMMENT.sub(lambda found: " " * len(found[0]), text)
    for found in _INCLUDE.finditer(shown):
        yield clean_latex_name(found[1]), *found.span(1)


def find_in_svg(text: str) -> Iterator[Place]:
    """Yield what `image` elements show, and `img` elements of HTML inside a drawing."""
    for found in _IMAGE.finditer(text):
        start, end = found.span(1 if found[1] is not None else 2)
        yield unquote(html.unescape(text[start:end])), start, end


def clean_latex_name(written: str) -> str:
    """Return the name of a file as it is meant: without quotes, and blanks around it."""
    return " ".join(written.replace('"', "").split())


def find_graphics_folders(text: str) -> tuple[str, ...]:
    r"""Return the folders that the last `\graphicspath` of a LaTeX file names."""
    said = [*_FOLDERS.finditer(_COMMENT.sub("", text))] if "\\graphicspath" in text else []
    if not said:
        return ()
    return tuple(islice((x.strip() for x in _FOLDER.findall(said[-1][1])), _MOST_FOLDERS))


def latex_files(name: str, folders: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the paths that a name of a picture in LaTeX may mean, the likeliest first."""
    ends = ("",) if _KNOWN.fullmatch(_suffix(name)) else _TRIED
    tops = dict.fromkeys(("", *(f"{folder.rstrip('/')}/" for folder in folders if folder)))
    return tuple(f"{top}{name}{end}" for top in tops for end in ends)


def rst_files(name: str) -> tuple[str, ...]:
    """Return the paths that a name of a picture in reStructuredText may mean: Sphinx knows `.*`."""
    return tuple(name[:-2] + end for end in _TRIED) if name.endswith(".*") else (name,)


def files_of_target(target: str, form: str, folders: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the paths that a target means in a document of a form, the likeliest first."""
    if form == "latex":
        return latex_files(target, folders)
    plain = target.partition("?")[0].partition("#")[0].replace("\\", "/")
    return rst_files(plain) if form == "rst" else (plain,)


def _suffix(name: str) -> str:
    last = name.rpartition("/")[2]
    return last[last.rfind(".") :] if "." in last else ""
