"""Run pandoc on a document tree, and Typst on what it writes for a PDF.

pandoc runs in its sandbox, where it reads nothing but what it is given: pictures come inside the
tree. It sees nothing of our environment, and is ended after a time limit. For a PDF the pictures
are files of a folder of its own, out of which Typst cannot read.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.adapters.processes.time_limited import run_in_time
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for

SECONDS = 120.0  # for one document
_OFFICE = ("docx", "pptx")
_ADDRESS = re.compile(rb'descr="([^"]*?)\s*data:image/[^"]*"')
_HINT = "Write Markdown instead: `--to md`."
# The text of a slide has 24 points in pandoc's theme, and a sentence with its reasons fills half a
# slide; at 20 points, which a room still reads, there is room for two (`outputs/slides/deck.py`).
_MASTER = "ppt/slideMasters/slideMaster1.xml"
_TEXT_SIZE = re.compile(rb'(<p:bodyStyle>.*?<a:lvl1pPr .*?<a:defRPr [^>]*?sz=")2400"', re.DOTALL)
_OPTIONS = {
    "docx": ("--citeproc",),
    "epub": ("--citeproc", "--toc"),
    "html": ("--citeproc", "--standalone", "--embed-resources"),
    "pptx": ("--citeproc", "--slide-level=1"),
    "typst": ("--citeproc", "--standalone"),
}


def write_by_pandoc(tree: str, to: str, pictures: Mapping[str, bytes], day: str) -> bytes:
    """Return a document in a format; `day` stands in it as that on which it was made.

    `UserError` where the extra is not installed, or pandoc fails or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="wiki-document-") as folder:
        if to != "pdf":
            return _run_pandoc(tree, to, Path(folder), day)
        for name, data in pictures.items():
            (Path(folder) / name).write_bytes(data)
        markup = _run_pandoc(tree, "typst", Path(folder), day)
        (Path(folder) / "document.typ").write_bytes(markup)
        with imported_for("A PDF is set with Typst", "documents"):
            import typst  # noqa: F401
        try:
            return run_in_time(_set_pdf, folder, seconds=SECONDS)
        except TimeoutError:
            raise UserError(f"Typst took longer than {SECONDS:.0f} seconds.", _HINT) from None
        except ChildProcessError:
            raise UserError("Typst ended without a document.", _HINT) from None


def _set_pdf(folder: str) -> bytes:
    import typst

    try:
        return bytes(typst.compile(str(Path(folder) / "document.typ"), root=folder))
    except Exception as error:  # the library names its error otherwise in each version
        raise UserError(f"Typst failed: {quote_on_one_line(str(error))}.", _HINT) from error


def _run_pandoc(tree: str, to: str, folder: Path, day: str) -> bytes:
    with imported_for("Documents are written by pandoc", "documents"):
        import pypandoc

    target = folder / "document.out"
    command = [
        str(pypandoc.get_pandoc_path()), "--sandbox", "--from=json", f"--to={to}",
        *_OPTIONS[to], f"--output={target}",
    ]  # fmt: skip
    environ = {"HOME": str(folder), "SOURCE_DATE_EPOCH": str(_seconds_of(day)), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            input=tree.encode("utf-8", "replace"),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"pandoc took longer than {SECONDS:.0f} seconds.", _HINT) from None
    except OSError as error:
        raise UserError(f"pandoc cannot be run: {error.strerror}.", _HINT) from error
    if done.returncode:
        said = quote_on_one_line(done.stderr.decode("utf-8", "replace")) or "without a word"
        raise UserError(f"pandoc failed: {said}.", _HINT)
    written = target.read_bytes()
    return _mend_office(written) if to in _OFFICE else written


def _mend_office(document: bytes) -> bytes:
    """Return an Office file whose pictures are not described by their data, with smaller slides.

    pandoc puts the address of a picture into its description, which a screen reader reads out, and
    ours hold the whole picture. The text of slides gets the size for which they were filled.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith(".xml"):
                data = _ADDRESS.sub(rb'descr="\1"', data)
            if part.filename == _MASTER:
                data = _TEXT_SIZE.sub(rb'\g<1>2000"', data, count=1)
            new.writestr(part, data)
    return made.getvalue()


def _seconds_of(day: str) -> int:
    from datetime import UTC, datetime

    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
