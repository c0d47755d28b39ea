"""Write the sources of a wiki as CSL-JSON, for citation programs; labels begin with the ids."""

from __future__ import annotations

import json

from pipeline.core.export.contents import WikiContents
from pipeline.core.sources.csl_items import make_csl_item
from pipeline.outputs.exports import ExportedFiles


def write(contents: WikiContents) -> ExportedFiles:
    """Return `sources.csl.json`; the form is that of CSL 1.0.2, which has its own schema."""
    items = [
        make_csl_item(s.label, s.path, s.title, s.author, s.published, s.captured, s.address)
        for s in contents.sources
    ]
    return ExportedFiles(
        {"sources.csl.json": json.dumps(items, ensure_ascii=False, indent=1) + "\n"}
    )
