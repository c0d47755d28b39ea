"""Read a picture: PNG, JPEG, WebP or GIF. It holds no text; a model or text recognition reads it.

What is read here is whether the file is whole and what it says it is, so that a broken one is
refused at once. `readers/shared/pictures.py` makes of it what a model is shown.
"""

from __future__ import annotations

from pipeline.readers.shared import missing_title
from pipeline.readers.shared.pictures import load_picture
from pipeline.readers.shared.reading import Meta, Reading


def read(path: str, data: bytes) -> Reading:
    """Return an empty text, and that the file is a picture.

    `UserError` where it is broken, cut off, too large, or another kind of picture than its name
    says.
    """
    picture = load_picture(path, data)
    moving = picture.frames > 1
    notes = ("it is animated; only its first frame is read",) if moving else ()
    meta = Meta(missing_title.title_from_path(path))
    return Reading("", (1,), "line", meta, notes, bare=(0,))
