"""Who may import whom, as docs/architecture.md says it; read from the sources, so that no exception slips in unseen."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
PURE = {
    "__future__", "abc", "array", "bisect", "collections", "contextlib", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions",
    "functools", "hashlib", "heapq", "html", "itertools", "json", "math", "operator", "re", "statistics", "string", "struct", "types", "typing",
    "unicodedata", "urllib.parse", "zlib",
}  # fmt: skip
LIBRARIES = {"yaml", "pydantic", "slugify", "Stemmer", "sentencex", "markdown_it"}
WORLD = {
    "git",
    "github",
    "anthropic",
    "httpx",
    "sqlite3",
    "socket",
    "subprocess",
    "requests",
    "urllib.request",
    "http",
}
MAY_IMPORT = {
    "core": {"core"},
    "rules": {"core", "rules"},
    "readers": {"core", "readers"},
    "librarian": {"core", "librarian"},
    "outputs": {"core", "outputs"},
    "adapters": {"core", "adapters"},
}
CLOCKS = {"today", "now", "utcnow", "fromtimestamp"}
OUTSIDE = {
    "os",
    "pathlib",
    "subprocess",
    "socket",
    "time",
    "random",
    "secrets",
    "uuid",
    "tempfile",
    "shutil",
    "sys",
    "io",
}


def name_of(file):
    return file.relative_to(ROOT).with_suffix("").as_posix()


def layer_of(name):
    return name.split("/")[0] if "/" in name else "top"


def imports(tree):
    """Every module that a file imports, at whatever depth, as dotted names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (
                    inner
                    if (ROOT.parent / inner.replace(".", "/")).with_suffix(".py").exists()
                    or is_package(inner)
                    else node.module
                )


def is_package(dotted):
    return (ROOT.parent / dotted.replace(".", "/") / "__init__.py").exists()


def ours(dotted):
    """The module's name below `pipeline`; a package is its `__init__`."""
    inner = dotted.removeprefix("pipeline").lstrip(".").replace(".", "/")
    return f"{inner}/__init__" if is_package(dotted) else inner


FILES = {name_of(f): ast.parse(f.read_text("utf-8")) for f in MODULES}
IMPORTS = {name: sorted(set(imports(tree))) for name, tree in FILES.items()}


@pytest.mark.parametrize("name", [n for n in FILES if layer_of(n) in MAY_IMPORT])
def test_a_module_imports_only_what_its_layer_may(name):
    allowed = MAY_IMPORT[layer_of(name)]
    inner = {ours(x) for x in IMPORTS[name] if x.split(".")[0] == "pipeline"} - {"__init__"}
    wrong = {x for x in inner if layer_of(x) not in allowed and x not in allowed}
    assert not wrong


@pytest.mark.parametrize("name", [n for n in FILES if layer_of(n) == "core"])
def test_the_core_imports_only_itself_and_pure_libraries(name):
    outer = {x for x in IMPORTS[name] if x.split(".")[0] != "pipeline"}
    assert not {x for x in outer if x not in PURE and x.split(".")[0] not in PURE | LIBRARIES}


@pytest.mark.parametrize(
    "name",
    [n for n in FILES if layer_of(n) in ("core", "rules", "readers", "librarian", "outputs")],
)
def test_nothing_but_operations_and_adapters_reaches_the_world(name):
    roots = {x.split(".")[0] for x in IMPORTS[name]}
    files_in_memory = {"io"} if layer_of(name) == "readers" else set()
    assert not roots & (OUTSIDE | WORLD) - files_in_memory
    assert not roots & {"urllib"} or "urllib.parse" in IMPORTS[name]
    calls = [n.func for n in ast.walk(FILES[name]) if isinstance(n, ast.Call)]
    assert not {f.attr for f in calls if isinstance(f, ast.Attribute)} & CLOCKS
    assert not {f.id for f in calls if isinstance(f, ast.Name)} & {
        "open",
        "input",
        "exec",
        "eval",
        "__import__",
        "print",
    }


@pytest.mark.parametrize("name", [n for n in FILES if layer_of(n) != "adapters"])
def test_only_adapters_import_what_talks_to_the_world(name):
    assert not {
        x for x in IMPORTS[name] if x in WORLD or x.split(".")[0] in WORLD - {"urllib"}
    } - exceptions(name)


def exceptions(name):
    """The demo makes a fresh repository of its own with git, as a newcomer would."""
    return {"subprocess"} if name == "operations/setup/demo" else set()


@pytest.mark.parametrize("name", [n for n in FILES if layer_of(n) != "cli" and n != "__main__"])
def test_only_the_command_line_prints_or_exits(name):
    for node in ast.walk(FILES[name]):
        if isinstance(node, ast.Call):
            what = ast.unparse(node.func)
            assert what not in (
                "print",
                "exit",
                "quit",
                "sys.exit",
                "os._exit",
                "sys.stdout.write",
                "sys.stderr.write",
            )
        if isinstance(node, ast.Raise) and node.exc is not None:
            assert not ast.unparse(node.exc).startswith("SystemExit")


@pytest.mark.parametrize("name", [n for n in FILES if layer_of(n) not in ("adapters", "readers")])
def test_only_the_edges_catch_everything(name):
    """Readers, for their libraries raise anything, and who calls them; facts of a page, which the rule bad-front-matter reports; and a
    compile, in which one source never stops the others: what it caught is raised when they are done."""
    wide = [
        ast.unparse(node)
        for node in ast.walk(FILES[name])
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert not wide or name in (
        "cli/__init__",
        "core/wiki/wiki",
        "operations/repository/snapshot",
        "operations/compile/compile",
    )


@pytest.mark.parametrize("name", FILES)
def test_every_module_opens_with_what_it_is_for(name):
    doc = ast.get_docstring(FILES[name])
    empty = not FILES[name].body
    assert empty or (doc and doc.splitlines()[0].strip())


def test_operations_import_of_each_other_only_what_every_change_needs():
    """The one door, what a commit holds, what became of each source, what is wrong, what crosses between jobs and is reported."""
    operations = {n for n in FILES if layer_of(n) == "operations"}
    doors = {
        "operations/compile/propose",
        "operations/compile/replay",
        "operations/repository/snapshot",
        "operations/repository/status",
        "operations/github/open_proposals",
        "operations/github/results",
        "operations/github/queue",
        "operations/compile/choose_librarian",
        "operations/compile/compile",
        "operations/repository/merge_branches",
        "operations/github/report",
        "operations/github/failure_issues",
        "operations/setup/product",
        "operations/repository/difference",
        "operations/repository/working_tree",
        "operations/upkeep/upkeep",
        "operations/lint/page_pass",
        "operations/lint/page_worker",
        "operations/github/comment",
        "operations/lint/lint",
        "operations/github/fix",
        "operations/lint/safe_fixes",
        "operations/github/renew_upkeep",
        "operations/github/conditions",
    }
    for name in operations - {"operations/setup/demo"}:
        inner = {ours(x) for x in IMPORTS[name] if x.split(".")[0] == "pipeline"}
        assert inner & operations <= doors, name


def test_a_lint_imports_nothing_that_only_compiles():
    """Half of the time of a lint of a few changed pages goes into imports."""
    loaded = "import sys, pipeline.operations.lint.lint, pipeline.operations.repository.working_tree, pipeline.outputs.findings.terminal; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT.parent, capture_output=True, text=True, check=True
    )
    needless = {
        f"pipeline.core.{x}"
        for x in (
            "changes.change_set",
            "changes.edits",
            "claims.judgement",
            "claims.judging_report",
            "findings.rule_docs",
        )
    }
    assert not {*needless, "multiprocessing", "markdown_it", "anthropic"} & {*done.stdout.split()}


def test_the_command_line_starts_without_the_libraries_that_take_long():
    """`wiki --help` answers at once; PyGithub alone takes most of a second."""
    loaded = "import sys, pipeline.cli; print(*sorted({'github', 'requests', 'anthropic', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
