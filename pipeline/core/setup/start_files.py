"""Which files of the program a team may go without, and what keeps `raw/` when it is empty."""

from __future__ import annotations

PRODUCT_LIST = "pipeline/product.json"  # by which an upgrade knows what a team changed
PLACEHOLDER = "raw/.gitkeep"  # or git would not keep the empty folder
# What a lean wiki goes without: how the program is tested and measured, and Dependabot, which
# proposes newer libraries for it.
LEFT_OUT = ("tests", "bench", ".ci/run", ".github/dependabot.yml")


def is_left_out(path: str) -> bool:
    """Tell whether a lean wiki goes without a file."""
    return path in LEFT_OUT or path.split("/")[0] in LEFT_OUT
