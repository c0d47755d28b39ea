"""Parse the XML of foreign files: nothing is fetched, and no entity is filled in."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from lxml import etree

from pipeline.core.errors import UserError
from pipeline.readers.shared.packages import MACRO_FOLDERS, Package, broken_file

_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})")
# In others a declaration could be written so that the look below does not see it.
_PLAIN = re.compile(
    rb"utf-?8|utf-?16(?:[lb]e)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE
)


def parse_part(package: Package, name: str) -> Any:
    """Return the root element of a part of a package.

    Raises `UserError` where it is missing, is no XML, or declares entities, as an attack does.
    """
    return parse_xml(package.path, name, package.read(name))


def parse_xml(path: str, name: str, data: bytes) -> Any:
    """Return the root element of some XML; raises `UserError` as `parse_part` does."""
    refuse_entities(path, name, data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_pis=True,
        remove_comments=True,
        huge_tree=False,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken_file(path, f"its part {name!r} is no XML") from error


def refuse_entities(path: str, name: str, data: bytes) -> None:
    """Raise `UserError` where XML declares entities of its own, or hides what it declares."""
    said = _ENCODING.search(data[:400])
    if b"<!ENTITY" in data.replace(b"\0", b"") or (said and not _PLAIN.fullmatch(said[1])):
        raise UserError(
            f"{path}: its part {name!r} declares what no office program writes (entities of XML),"
            " and is not read.",
            "If you did not make this file, do not open it; else save it again with its program.",
        )


def relation_targets(package: Package, part: str) -> dict[str, str]:
    """Return the parts to which another part points, by the names of the relations."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in package:
        return {}
    found = {}
    for relation in parse_part(package, rels).iter():
        if local_name(relation) == "Relationship" and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            there = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            found[relation.get("Id", "")] = posixpath.normpath(there)
    return found


def refuse_hostile_parts(package: Package) -> None:
    """Look through all XML of a package before a library parses it.

    The macros of an OpenDocument file have a document type, and nobody parses them.
    """
    for name in package.names:
        if name.startswith(MACRO_FOLDERS):
            continue
        if name.lower().endswith((".xml", ".rels", ".vml")):
            data = package.read(name)
            refuse_entities(package.path, name, data)
            if b"<!DOCTYPE" in data.replace(b"\0", b""):
                raise broken_file(package.path, f"its part {name!r} has a document type")


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute by its name without namespace, or an empty string."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def text_of(element: Any) -> str:
    """Return all text in an element with single blanks."""
    return " ".join("".join(map(str, element.itertext())).split())
