"""Open pictures that anybody may have made, and make of them what a model is shown.

A picture is turned as its camera says, laid on white where it is transparent, brought to eight bits
of red, green and blue, and scaled down. It is written anew, so nothing of what a file says of
itself leaves with it: no place, no camera, no name.
"""

from __future__ import annotations

import base64
import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import UserError
from pipeline.core.model_call import PromptImage
from pipeline.core.picture import LONGEST_EDGE, MOST_PIECES, MOST_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_MEGAPIXELS = 50  # of a file: they take 200 MB to unpack
LARGEST_PNG = 1_500_000  # bytes; a larger one is a photograph, and is sent as JPEG
_FORMATS = {
    "png": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "webp": "WEBP",
    "gif": "GIF",
}
_LONG = 2.5  # times as long as wide: from there on a picture is cut into pieces
_OVERLAP = 0.06  # of a piece, which the next one repeats


@dataclass(frozen=True)
class LoadedPicture:
    """A picture as pixels in red, green and blue, the right way up; and its number of frames."""

    image: Image
    frames: int


def load_picture(path: str, data: bytes) -> LoadedPicture:
    """Return the picture that a file holds, or its first frame.

    `UserError` where it is broken, cut off, too large, or not what its name says.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are looked at here
            image = Image.open(io.BytesIO(data), formats=sorted(set(_FORMATS.values())))
            said = _FORMATS[path.rpartition(".")[2].lower()]
            _refuse_other(path, image, said)
            frames = int(getattr(image, "n_frames", 1))
            image.seek(0)
            image.load()
            return LoadedPicture(_upright(image), frames)
    except UserError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except UnidentifiedImageError as error:
        raise UserError(
            f"{path}: this is no picture in PNG, JPEG, WebP or GIF, whatever its name says.",
            "Export it again as PNG, or delete it.",
        ) from error
    except Exception as error:  # Pillow raises whatever it meets in foreign bytes
        raise UserError(
            f"{path}: the picture is broken or cut off ({type(error).__name__}).",
            "Export it again.",
        ) from error


def _refuse_other(path: str, image: Image, said: str) -> None:
    if image.width * image.height > MOST_MEGAPIXELS * 1_000_000:
        raise _too_large(path, f" of {image.width:,} × {image.height:,} pixels")
    if image.format != said:
        raise UserError(
            f"{path}: its name says {said}, and it is a picture in {image.format}.",
            "Give it the ending of what it is.",
        )


def _too_large(path: str, size: str = "") -> UserError:
    return UserError(
        f"{path}: a picture{size} is too large; {MOST_MEGAPIXELS} megapixels are the most.",
        "Scale it down, or cut it into parts.",
    )


def _upright(image: Image) -> Image:
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    return _as_rgb(turned if turned is not None else image)


def _as_rgb(image: Image) -> Image:
    """Return a picture in eight bits of red, green and blue, on white where it is transparent."""
    from PIL import Image

    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        over = image.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _eight_bits(image: Image) -> Image:
    """Return a grey picture of sixteen bits in eight; Pillow's own way cuts at 255."""
    wide: Any = image.convert("F")
    most = 65_535.0 if wide.getextrema()[1] > 255 else 255.0
    grey: Image = wide.point(lambda value: value * (255.0 / most) + 0).convert("L")
    return grey


def images_of(image: Image, scale: float = 1.0) -> tuple[PromptImage, ...]:
    """Return a picture as the images to show, scaled down; a very long one in pieces.

    `scale` allows more: 1.5 times as long an edge.
    """
    return tuple(_encoded(_fitted(piece, scale)) for piece in _pieces(image))


def _pieces(image: Image) -> Iterator[Image]:
    """Yield the parts of a picture, from top to bottom or from left to right."""
    long, short = max(image.size), min(image.size)
    if long <= _LONG * short or long <= LONGEST_EDGE:
        yield image
        return
    count = min(MOST_PIECES, math.ceil(long / (2 * short)))
    size = math.ceil(long / count)
    over = int(size * _OVERLAP)
    for at in range(count):
        start, stop = max(0, at * size - over), min(long, (at + 1) * size)
        tall = image.height == long
        yield image.crop((0, start, image.width, stop) if tall else (start, 0, stop, image.height))


def _fitted(image: Image, scale: float) -> Image:
    from PIL import Image

    edge, pixels = LONGEST_EDGE * scale, MOST_PIXELS * scale * scale
    ratio = min(1.0, edge / max(image.size), math.sqrt(pixels / (image.width * image.height)))
    if ratio == 1.0:
        return image
    size = max(1, int(image.width * ratio)), max(1, int(image.height * ratio))
    return image.resize(size, Image.Resampling.LANCZOS)


def _encoded(image: Image) -> PromptImage:
    """Return an image written anew: as PNG, or as JPEG where that is too large."""
    plain = image.copy()
    plain.info = {}
    written = io.BytesIO()
    plain.save(written, "PNG", optimize=False)
    if written.tell() <= LARGEST_PNG:
        return PromptImage("image/png", _base64(written), *plain.size)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=88)
    return PromptImage("image/jpeg", _base64(written), *plain.size)


def _base64(written: io.BytesIO) -> str:
    return base64.b64encode(written.getvalue()).decode()
