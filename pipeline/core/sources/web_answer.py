"""What a server answered to one request, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.sources.web_address import WebAddress

REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True)
class WebAnswer:
    """One answer: names of headers are in lower case, and the body is unpacked.

    `whole` is false where the body was cut, which happens only to one that is no page.
    """

    address: WebAddress
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True

    @property
    def media_type(self) -> str:
        """Return the type that the server names, such as `text/html`, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """Return the encoding that the server names, in lower case; "" where it names none."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            key, _, value = part.partition("=")
            if key.strip().lower() == "charset":
                return value.strip(" \t\"'").lower()
        return ""
