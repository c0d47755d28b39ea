"""Prompt files as checked data: sections such as `# system`, with `$names` that are filled in."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.text import digest


@dataclass(frozen=True)
class Prompt:
    """One prompt file: its sections by name."""

    step: str
    sections: Mapping[str, string.Template]

    @classmethod
    def parse(cls, step: str, text: str) -> Prompt:
        """Cut a prompt file at its `# name` lines."""
        pieces = re.split(r"^# ([a-z][a-z ]*)\n", text, flags=re.MULTILINE)
        names, bodies = pieces[1::2], pieces[2::2]
        return cls(
            step,
            {name: string.Template(body.strip()) for name, body in zip(names, bodies, strict=True)},
        )

    def fill(self, section: str, **values: str) -> str:
        """Return a section with its names filled in.

        A missing or an unused name is our own mistake and raises `KeyError`.
        """
        template = self.sections[section]
        unused = set(values) - set(template.get_identifiers())
        if unused:
            raise KeyError(
                f"{self.step}: the section {section!r} has no {', '.join(sorted(unused))}"
            )
        return template.substitute(values)


def fence_code(*texts: str) -> str:
    """Return a code for the markers around foreign texts, such that no text can hold the code.

    The closing marker is made with the code, so a text cannot end its own fence.
    """
    joined = "\0".join(texts)
    code = digest(joined)
    while code in joined:
        code = digest(code + joined)
    return code
