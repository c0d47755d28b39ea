"""How the code is laid out and written, as figures: `python -m bench.house [REVISION ...]`.

Without a revision the working tree is measured. The figures are those by which other codebases of
this size were compared with ours: lengths, comments, names that mean several things, tests.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median, quantiles

LONG = 100  # characters of a line
MANY = 4  # parameters of a function


def table(revisions: Iterable[str] = ()) -> str:
    """Return the figures as a Markdown table, one column for each revision, or for this tree."""
    columns = {"this tree": figures(Path())}
    for revision in revisions:
        with _checked_out(revision) as folder:
            columns = {revision: figures(Path(folder)), **columns}
    rows = [f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for row in next(iter(columns.values())):
        rows.append(f"| {row} | {' | '.join(found[row] for found in columns.values())} |")
    return "\n".join(rows)


def _checked_out(revision: str) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="wiki-house-")
    made = subprocess.run(
        ["git", "archive", revision, "pipeline", "tests"], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(made)) as archive:
        archive.extractall(folder.name, filter="data")
    return folder


def figures(root: Path) -> dict[str, str]:
    """Return the figures of the package below `root`, by name, as words."""
    files = {f: f.read_text("utf-8") for f in sorted((root / "pipeline").rglob("*.py"))}
    trees = {f: ast.parse(text) for f, text in files.items()}
    lines = [line for text in files.values() for line in text.splitlines()]
    code = {f: _code_lines(text) for f, text in files.items()}
    functions = [n for tree in trees.values() for n in ast.walk(tree) if isinstance(n, _FUNCTIONS)]
    docs = [len(doc.splitlines()) for n in functions if (doc := ast.get_docstring(n))]
    total = sum(code.values())
    classes = Counter(
        n.name for tree in trees.values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)
    )
    names = Counter(f.stem for f in files if f.stem != "__init__")
    tests = {f.stem for f in (root / "tests").rglob("test_*.py")}
    own = [f for f in files if f.stem != "__init__" and "rules" not in f.parts]
    long = sum(len(line) > LONG for line in lines if line.strip())
    comments = sum(map(_comments, files.values()))
    circles = _circles(root / "pipeline", trees)
    return {
        "modules": f"{len(files):,}",
        "code lines": f"{total:,}",
        "module: median / p90 / longest": _spread(len(t.splitlines()) for t in files.values()),
        "function: median / p90 / longest": _spread(_length(n) for n in functions),
        "comments per 100 lines of code": f"{100 * comments / total:.1f}",
        "functions with a docstring; its lines: median / p90": f"{len(docs) / len(functions):.0%}; "
        f"{median(docs):.0f} / {quantiles(docs, n=10)[-1]:.0f}",
        "characters of a line: median / p90": _spread(
            len(x) for x in lines if x.strip()
        ).rpartition(" / ")[0],
        f"lines over {LONG} characters": f"{long:,} ({long / len(lines):.1%})",
        f"functions with more than {MANY} parameters, of 1,000": _share(
            sum(_parameters(n) > MANY for n in functions), len(functions)
        ),
        "`type: ignore` / `Any` / private imports, of 1,000 lines of code": " / ".join(
            f"{1000 * n / total:.1f}"
            for n in (
                sum("type: ignore" in line for line in lines),
                sum(len(re.findall(r"\bAny\b", line)) for line in lines if "import" not in line),
                sum(_private_imports(tree) for tree in trees.values()),
            )
        ),
        "class names defined in several modules": _of(
            sum(n > 1 for n in classes.values()), len(classes)
        ),
        "modules whose base name another has": _of(
            sum(n for n in names.values() if n > 1), sum(names.values())
        ),
        "modules with a test of their name": _of(
            sum(f"test_{f.stem}" in tests for f in own), len(own)
        ),
        "modules that import one another in a circle": f"{circles}",
        "entries of `ls pipeline`, of them modules": _listing(root / "pipeline"),
    }


def _of(some: int, all_: int) -> str:
    return f"{some} of {all_}"


def _share(some: int, all_: int) -> str:
    return f"{1000 * some / all_:.0f}"


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring and its decorators."""
    doc = node.body[0] if ast.get_docstring(node) else None
    return (
        (node.end_lineno or 0)
        - node.lineno
        + 1
        - ((doc.end_lineno or 0) - doc.lineno + 1 if doc else 0)
    )


def _spread(numbers: Iterable[int]) -> str:
    found = [*numbers]
    return f"{median(found):.0f} / {quantiles(found, n=10)[-1]:.0f} / {max(found)}"


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(text).readline)


def _code_lines(text: str) -> int:
    """Return how many lines hold code: no blank ones, no comments, no docstrings."""
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    held = {n for t in _tokens(text) if t.type not in idle for n in range(t.start[0], t.end[0] + 1)}
    docs = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return len(held - {n for d in docs for n in range(d.lineno, (d.end_lineno or 0) + 1)})


def _comments(text: str) -> int:
    return sum(t.type == tokenize.COMMENT for t in _tokens(text))


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([a for a in given if a.arg not in ("self", "cls")])


def _private_imports(tree: ast.Module) -> int:
    return sum(
        alias.name.startswith("_") and not alias.name.startswith("__")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline")
        for alias in node.names
    )


def _listing(folder: Path) -> str:
    found = [p for p in folder.iterdir() if p.name != "__pycache__"]
    return f"{len(found)}, {sum(p.suffix == '.py' for p in found)}"


def _circles(root: Path, trees: dict[Path, ast.Module]) -> int:
    """Return how many modules stand in a circle of imports, whatever the depth of the import."""
    files = {".".join(f.relative_to(root.parent).with_suffix("").parts): f for f in trees}
    modules = {name.removesuffix(".__init__"): name for name in files}
    graph = {
        name: {
            modules[target]
            for node in ast.walk(trees[file])
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
            for target in [f"{node.module}.{alias.name}"]
            if target in modules
        }
        | {
            modules[node.module]
            for node in ast.walk(trees[file])
            if isinstance(node, ast.ImportFrom) and node.module in modules
            if any(f"{node.module}.{alias.name}" not in modules for alias in node.names)
        }
        for name, file in files.items()
    }
    reached = {name: _reach(graph, name) for name in graph}
    return sum(name in reached[name] for name in graph)


def _reach(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    open_ = [*graph[start]]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += graph[name]
    return found


if __name__ == "__main__":
    print(table(sys.argv[1:]))
