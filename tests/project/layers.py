"""The layer rule as one list, and what a module imports, read from the sources."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pipeline

ROOT = Path(pipeline.__file__).parent
# A folder imports from itself and from folders in lines above its own, and from no others.
# Folders on one line do not know of each other.
ORDER = """
core
core/language
core/markup
core/wiki
core/search
core/github
core/bookkeeping
core/claims
core/history
core/support
core/findings
core/changes
core/upkeep
core/issues
core/answers
core/charts
core/reports
core/sources
core/export
core/training
core/setup
rules readers librarian outputs
adapters
operations/repository
operations/compile
operations/add
operations/lint
operations/upkeep
operations/review
operations/ask
operations/export
operations/make
operations/github
operations/setup
mcp
cli
"""
LEVELS = {folder: level for level, line in enumerate(ORDER.split("\n")) for folder in line.split()}
PURE = [folder for folder in LEVELS if LEVELS[folder] < LEVELS["adapters"]]
"""Folders whose modules take values and return values: no clock, disk, network or randomness."""


def name_of(file: Path) -> str:
    """Return a module's name as a path below `pipeline`, without its ending."""
    return file.relative_to(ROOT).with_suffix("").as_posix()


FILES = {name_of(f): f for f in sorted(ROOT.rglob("*.py"))}


@cache
def tree_of(name: str) -> ast.Module:
    """Return the syntax tree of a module. To parse all of them takes seconds, so nobody does on import."""
    was_on = gc.isenabled()
    gc.disable()  # which would look again and again at all the trees: three times as long
    try:
        return ast.parse(FILES[name].read_text("utf-8"))
    finally:
        if was_on:
            gc.enable()


def statements_of(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield every statement of a module, at whatever depth.

    Imports and classes are statements, and to look through expressions too takes ten times as long.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, ())
            waiting += inner if isinstance(inner, list) else ()


def folder_of(name: str) -> str:
    """Return the folder of the list in which a module stands; "" for `pipeline` itself."""
    found = (folder for folder in LEVELS if name.startswith(f"{folder}/"))
    return max(found, key=len, default="")


def is_pure(name: str) -> bool:
    """Tell whether a module stands in a folder that is pure."""
    return folder_of(name) in PURE


@cache
def imports(name: str) -> tuple[str, ...]:
    """Return every module that a module imports, at whatever depth, as dotted names."""
    found = set()
    for node in statements_of(tree_of(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            inner = ((f"{node.module}.{alias.name}", node.module) for alias in node.names)
            found |= {full if ours(full) else module for full, module in inner}
    return tuple(sorted(found))


def ours(dotted: str) -> str:
    """Return the name below `pipeline` of a dotted module; a package is its `__init__`, "" if none."""
    inner = dotted.removeprefix("pipeline").lstrip(".").replace(".", "/")
    if dotted.split(".")[0] != "pipeline":
        return ""
    return next((x for x in (inner, f"{inner}/__init__".lstrip("/")) if x in FILES), "")


def inner_imports(name: str) -> set[str]:
    """Return the modules of ours that a module imports, itself among them if it does."""
    return {ours(x) for x in imports(name)} - {"", "__init__"}


def wrong_imports() -> list[str]:
    """Return what breaks the list, as lines to read."""
    pairs = ((a, b, folder_of(a), folder_of(b)) for a in FILES for b in inner_imports(a))
    return [
        f"{a} imports {b}"
        for a, b, here, there in pairs
        if here and here != there and (not there or LEVELS[there] >= LEVELS[here])
    ]


def circles() -> list[list[str]]:
    """Return the groups of modules that import one another, in whatever way and at whatever depth.

    Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(inner_imports(name)):
            if other not in number:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == number[name]:
            at = stack.index(name)
            group, stack[at:] = stack[at:], []
            if len(group) > 1 or name in inner_imports(name):
                found.append(sorted(group))

    for name in FILES:
        if name not in number:
            visit(name)
    return found


def class_names() -> dict[str, list[str]]:
    """Return for each name of a class the modules that define one."""
    found: dict[str, list[str]] = {}
    for name in FILES:
        for node in statements_of(tree_of(name)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(name)
    return found
