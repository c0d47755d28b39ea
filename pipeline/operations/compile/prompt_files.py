"""The prompt files, one for each step of the model."""

from __future__ import annotations

from importlib.resources import files


def prompt_texts() -> dict[str, str]:
    """Return the texts of the prompt files by step."""
    folder = files("pipeline") / "prompts"
    return {
        p.name.removesuffix(".md"): p.read_text("utf-8")
        for p in folder.iterdir()
        if p.name.endswith(".md")
    }
