"""The process that runs GitHub's Markdown parser: texts come in, HTML goes out.

It imports nothing of ours, so that it starts at once. A message is four bytes of length and that
much UTF-8. Each text is answered by two: the HTML in safe mode with source positions, and the HTML
without safe mode where that holds something else, or nothing.
"""

from __future__ import annotations

import resource
import sys
from typing import BinaryIO

MOST_MEMORY_BYTES = 2_000_000_000  # bytes; what a page of some megabytes takes is a tenth of it


def main(folders: list[str], most_seconds: int) -> None:
    """Answer texts until the other end closes the pipe."""
    sys.path += folders
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    from cmarkgfm import cmark

    options = cmark.Options
    safe = (
        options.CMARK_OPT_FOOTNOTES
        | options.CMARK_OPT_GITHUB_PRE_LANG
        | options.CMARK_OPT_SOURCEPOS
    )
    unsafe = safe | options.CMARK_OPT_UNSAFE
    # `tagfilter` would hide what is raw HTML
    names = ["table", "autolink", "strikethrough", "tasklist"]
    here, there = sys.stdin.buffer, sys.stdout.buffer
    while head := here.read(4):
        text = here.read(int.from_bytes(head, "big")).decode("utf-8", "replace")
        found = cmark.markdown_to_html_with_extensions(text, safe, names)
        differs = any(sign in found for sign in ("<!-- raw HTML omitted -->", 'href=""', 'src=""'))
        other = cmark.markdown_to_html_with_extensions(text, unsafe, names) if differs else ""
        _send(there, found)
        _send(there, other)
        there.flush()


def _send(there: BinaryIO, text: str) -> None:
    data = text.encode("utf-8", "replace")
    there.write(len(data).to_bytes(4, "big") + data)


if __name__ == "__main__":
    main(sys.argv[2:], int(sys.argv[1]))
