"""See what a page shows of itself, in a process with bounded time and memory, as files are read."""

from __future__ import annotations

import atexit
import json

from pipeline.adapters.processes.bounded_reading import BoundedReading
from pipeline.core.errors import UserError
from pipeline.core.sources.page_signs import PageSigns
from pipeline.core.strict_json import dump, load
from pipeline.readers.html.signs import see_page

SEE_SECONDS = 60.0
_PATH = "page.html"


def see_to_json(path: str, data: bytes) -> str:
    """Return the signs of a page as JSON; this runs in that process."""
    try:
        return dump(see_page(path, data))
    except UserError as error:
        return json.dumps({"error": [error.message, error.hint]})


def see_in_bounds(data: bytes, shown: str) -> PageSigns:
    """Return the signs of a page; `UserError`, which calls it `shown`, where it cannot be seen."""
    try:
        return load(PageSigns, _SEEING.answer(_PATH, data, SEE_SECONDS))
    except UserError as error:
        raise UserError(error.message.replace(_PATH, shown, 1), error.hint) from None
    except ValueError as error:
        raise UserError(
            f"{shown}: the page cannot be read.", "Save the part that matters, and add that file."
        ) from error


_SEEING = BoundedReading(f"{__name__}:see_to_json")
atexit.register(_SEEING.close)
