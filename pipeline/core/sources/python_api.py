"""The public API of a Python package as Markdown: signatures and docstrings, nothing that runs.

The text is parsed and never imported. A name is public as Python's readers take it: it does not
begin with an underscore, and `__all__`, where a module has one, names it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

LONGEST_PACKAGE = 200_000  # characters of one document; modules beyond that are named only
_LONGEST_SIGNATURE = 400
_UNDERLINE = re.compile(r"^([ \t]*)(\S[^\n]*)\n[ \t]*(?:-{3,}|={3,}|~{3,})[ \t]*$", re.MULTILINE)
_HASH = re.compile(r"^([ \t]{0,3})(#{1,6}(?=\s))", re.MULTILINE)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def describe_package(name: str, modules: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return a document about the modules of one package, and what could not be read of them.

    `modules` maps dotted names to texts. The document is "" where nothing in it is public and has a
    docstring.
    """
    parts, problems, left, length = [], [], [], 0
    for dotted, text in sorted(modules.items()):
        try:
            part = _describe_module(dotted, text, is_package=dotted == name)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problems.append(f"{dotted} cannot be parsed ({type(error).__name__})")
            continue
        if part and length + len(part) > LONGEST_PACKAGE:
            left.append(dotted)
        elif part:
            parts.append(part)
            length += len(part)
    if left:
        problems.append(f"{name} is long, so these modules are left out: {', '.join(left)}")
    if not parts:
        return "", problems
    return "\n\n".join([f"# The public API of `{name}`", *parts]) + "\n", problems


def _describe_module(dotted: str, text: str, is_package: bool) -> str:
    tree = ast.parse(text)
    public = _names_of_all(tree)
    said = _docstring(tree)
    parts = [p for node in tree.body for p in _describe_node(node, public)]
    if not said and not parts:
        return ""
    head = [] if is_package else [f"## Module `{dotted}`"]
    return "\n\n".join([*head, *([said] if said else []), *parts])


def _names_of_all(tree: ast.Module) -> set[str] | None:
    """Return the names of `__all__`, where it is a plain list of texts; else None."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else ()
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
            assert isinstance(node, ast.Assign)
            if isinstance(node.value, ast.List | ast.Tuple):
                found = [x.value for x in node.value.elts if isinstance(x, ast.Constant)]
                return {x for x in found if isinstance(x, str)}
    return None


def _describe_node(node: ast.stmt, public: set[str] | None) -> Iterator[str]:
    if not isinstance(node, ast.ClassDef | _Function):
        return
    if node.name not in public if public is not None else node.name.startswith("_"):
        return
    said = _docstring(node)
    if isinstance(node, _Function):
        if said:
            yield f"### `{_signature(node)}`\n\n{said}"
        return
    methods = list(_describe_methods(node))
    if said or methods:
        bases = ", ".join(_short(base) for base in node.bases)
        title = f"### `class {node.name}{f'({bases})' if bases else ''}`"
        yield "\n\n".join([title, *([said] if said else []), *methods])


def _describe_methods(node: ast.ClassDef) -> Iterator[str]:
    for inner in node.body:
        if not isinstance(inner, _Function):
            continue
        said = _docstring(inner)
        if inner.name == "__init__":
            yield f"Made by `{node.name}{_signature(inner).partition('__init__')[2]}`." + (
                f"\n\n{said}" if said else ""
            )
        elif said and not inner.name.startswith("_"):
            yield f"#### `{node.name}.{_signature(inner).partition('def ')[2]}`\n\n{said}"


def _signature(node: _Function) -> str:
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {_short(node.returns)}" if node.returns else ""
    said = f"{kind} {node.name}({_short(node.args)}){returns}"
    return said if len(said) <= _LONGEST_SIGNATURE else f"{kind} {node.name}(…)"


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split()).replace("`", "'")


def _docstring(node: ast.Module | ast.ClassDef | _Function) -> str:
    """Return a docstring as a part of the document: what would be a heading there is in bold."""
    said = (ast.get_docstring(node) or "").strip()
    return _HASH.sub(r"\1\\\2", _UNDERLINE.sub(r"\1**\2**\n", said))


def group_modules(paths: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the packages of a repository: dotted name → dotted names of its modules → paths.

    A folder is a package; `src/` in front counts for nothing. Tests, examples and what sets the
    project up are no API.
    """
    packages: dict[str, dict[str, str]] = {}
    for path in paths:
        steps = path.removeprefix("src/").removeprefix("lib/").removesuffix(".py").split("/")
        if not path.endswith(".py") or not all(map(str.isidentifier, steps)) or _is_beside(steps):
            continue
        dotted = ".".join(steps[:-1] if steps[-1] == "__init__" else steps)
        package = ".".join(steps[:-1]) or steps[0]
        packages.setdefault(package, {})[dotted] = path
    return packages


_BESIDE = re.compile(
    r"_|tests?(?:_|$)|test_|examples?$|docs?$|bench(?:marks?)?$|setup$|conftest$|noxfile$|tasks$|scripts$"
)


def _is_beside(steps: Sequence[str]) -> bool:
    return any(_BESIDE.match(step) and step != "__init__" for step in steps)
