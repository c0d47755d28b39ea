"""Read what office files say of themselves: title, author, dates, key words."""

from __future__ import annotations

import re

from pipeline.readers.shared import missing_title
from pipeline.readers.shared.packages import Package
from pipeline.readers.shared.reading import Meta
from pipeline.readers.shared.said_by_programs import author_said, title_said
from pipeline.readers.shared.xml_parts import local_name, parse_part, text_of

# Days on which the empty files were made that libraries write into.
_OF_TEMPLATES = ("2013-12-23T23:1", "2013-01-27T09:1")


def read_properties(package: Package, part: str, *titles: str) -> Meta:
    """Return the metadata of an office file, which stands in `part`.

    `titles` are other titles that the file has, the best one first. The file's name comes last.
    """
    said: dict[str, list[str]] = {}
    if part in package:
        for element in parse_part(package, part).iter():
            said.setdefault(local_name(element), []).append(text_of(element))

    def first(*names: str) -> str:
        found = (text for name in names for text in said.get(name, ()) if text)
        return next(found, "")

    made, changed = first("created", "creation-date"), first("modified", "date")
    tags = ",".join(said.get("keywords", [])) + ",".join(said.get("keyword", []))
    return Meta(
        title=missing_title.first_title(
            title_said(first("title")), *titles, missing_title.title_from_path(package.path)
        ),
        author=author_said(first("initial-creator", "creator")),
        published="" if made.startswith(_OF_TEMPLATES) else made,
        modified="" if changed.startswith(_OF_TEMPLATES) else changed,
        tags=tuple(dict.fromkeys(tag.strip() for tag in re.split("[,;]", tags) if tag.strip())),
        language=first("language"),
    )
