"""Put the words that describe a picture in its place, and a sign where somebody is to read it."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.readers.html.inline import formula_of_image
from pipeline.readers.html.tree import Node, Text
from pipeline.readers.shared.document_pictures import leave_out_false_signs
from pipeline.readers.shared.picture_words import describes_picture, write_description

_SMALL = 64  # pixels by which a page shows a sign or a face, and no picture


def describe_pictures(page: Node, sign_of: Callable[[str], str] | None = None) -> int:
    """Put descriptions in the place of pictures; return how many pictures have none.

    `sign_of` returns the sign of a picture that is to be read, by its address, or "": such a
    picture is not counted. This comes before the elements are weighed, since it adds to their text.
    """
    bare = 0
    waiting = [page]
    while waiting:
        node = waiting.pop()
        for at, child in enumerate(node.children):
            if not isinstance(child, Node):
                if sign_of:
                    child.value = leave_out_false_signs(child.value)
                continue
            if child.tag != "img":
                waiting.append(child)
                continue
            sign = sign_of(child.attrs.get("src", "")) if sign_of else ""
            if describes_picture(words := child.attrs.get("alt", "")):
                node.children[at] = Text(f" {write_description(words)}{sign} ", child.line)
            elif sign:
                node.children[at] = Text(sign, child.line)
            else:
                bare += 1
    return bare


def mark_pictures(page: Node, sign_of: Callable[[str], str]) -> None:
    """Say of each picture of a page what stands for it: its description, and the sign of its file.

    Of signs and ornaments, as far as the page tells their size, nothing does.
    """
    for node in page.descendants():
        if node.tag != "img" or formula_of_image(node) or _is_small(node):
            continue
        sign = sign_of(_address_of(node))
        words = node.attrs.get("alt", "")
        told = describes_picture(words) and len(words.strip()) > 2 and not _is_caption(words, node)
        node.shown = f" {write_description(words)}{sign} " if told else sign


def _is_caption(words: str, node: Node) -> bool:
    """Tell whether a description only repeats what stands below the picture."""
    outer = node.parent
    while outer is not None and outer.tag not in ("figure", "body"):
        outer = outer.parent
    said = " ".join(words.split()).rstrip(".").lower()
    return outer is not None and outer.tag == "figure" and said in outer.text().lower()


def _is_small(node: Node) -> bool:
    sizes = (node.attrs.get(name, "").strip().removesuffix("px") for name in ("width", "height"))
    return any(size.isascii() and size.isdigit() and int(size[:9]) < _SMALL for size in sizes)


def _address_of(node: Node) -> str:
    """Return the address of a picture; pages that load late put it elsewhere than in `src`."""
    said = node.attrs.get("src", "").strip()
    late = node.attrs.get("data-src", "").strip()
    return late if late and (not said or said.startswith("data:")) else said
