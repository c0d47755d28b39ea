"""Who may import whom, as docs/architecture.md says it; read from the sources, so that no exception slips in unseen."""

import ast
import subprocess
import sys

from tests.project import layers
from tests.project.layers import FILES, ROOT, folder_of, imports, is_pure, tree_of

PURE = {
    "__future__", "abc", "array", "bisect", "collections", "contextlib", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions",
    "ast", "copy", "functools", "hashlib", "heapq", "html", "ipaddress", "itertools", "json", "math", "operator", "plistlib", "re", "statistics", "string", "struct", "types", "typing",
    "unicodedata", "urllib.parse", "xml.parsers.expat", "zlib",
}  # fmt: skip
# Libraries that take values and return values. `frontmatter` can open files as well: the core takes
# its handler class alone.
LIBRARIES = {
    "bibtexparser",
    "logging",
    "yaml",
    "frontmatter.default_handlers",
    "pydantic",
    "pydantic_core",
    "slugify",
    "Stemmer",
    "sentencex",
    "babel",
    "markdown_it",
}
WORLD = {
    "git", "github", "anthropic", "httpx", "sqlite3", "socket", "subprocess", "requests", "urllib.request", "http",
}  # fmt: skip
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


def test_a_folder_imports_only_from_those_above_it_in_the_list():
    assert layers.wrong_imports() == []


def test_every_folder_of_the_list_is_there_and_every_module_stands_in_one():
    assert [folder for folder in layers.LEVELS if not (ROOT / folder).is_dir()] == []
    assert [name for name in FILES if not folder_of(name)] == [
        "__init__",
        "__main__",
        "operations/__init__",
    ]


def test_no_modules_import_one_another():
    assert layers.circles() == []


def test_a_class_name_is_defined_once():
    assert {name: where for name, where in layers.class_names().items() if len(where) > 1} == {}


def faults(names, find):
    """Return what `find` has to say of modules: name → faults, where there are some."""
    return {name: found for name in names if (found := [*find(name)])}


def test_the_core_imports_only_itself_and_pure_libraries():
    core, allowed = [n for n in FILES if folder_of(n).startswith("core")], PURE | LIBRARIES

    def impure(name):
        outer = {x for x in imports(name) if x.split(".")[0] != "pipeline"}
        return {x for x in outer if x not in allowed and x.split(".")[0] not in allowed}

    assert faults(core, impure) == {}


def test_only_the_front_matter_module_knows_the_library_that_strips_bodies():
    users = [n for n in FILES if any(x.split(".")[0] == "frontmatter" for x in imports(n))]
    assert users == ["core/markup/frontmatter"]


def test_nothing_but_operations_and_adapters_reaches_the_world():
    assert faults([n for n in FILES if is_pure(n)], reaches_the_world) == {}


def reaches_the_world(name):
    roots = {x.split(".")[0] for x in imports(name)}
    files_in_memory = {"io", "zipfile"} if folder_of(name) in ("readers", "outputs") else set()
    yield from roots & (OUTSIDE | WORLD) - files_in_memory
    if roots & {"urllib"} and "urllib.parse" not in imports(name):
        yield "urllib"
    calls = [n.func for n in ast.walk(tree_of(name)) if isinstance(n, ast.Call)]
    yield from {f.attr for f in calls if isinstance(f, ast.Attribute)} & CLOCKS
    yield from {f.id for f in calls if isinstance(f, ast.Name)} & {
        "open",
        "input",
        "exec",
        "eval",
        "__import__",
        "print",
    }


def test_only_adapters_import_what_talks_to_the_world():
    def talks(name):
        roots = WORLD - {"urllib"}
        talking = {x for x in imports(name) if x in WORLD or x.split(".")[0] in roots}
        return talking - exceptions(name)

    assert faults([n for n in FILES if folder_of(n) != "adapters"], talks) == {}


def exceptions(name):
    """The demo makes a fresh repository of its own with git, as a newcomer would."""
    return {"subprocess"} if name == "operations/setup/demo" else set()


def test_only_the_command_line_prints_or_exits():
    # a process that was forked to parse one file ends without what the one before it would do
    forks = {"adapters/processes/bounded_child"}
    names = [n for n in FILES if folder_of(n) != "cli" and n not in {"__main__", *forks}]
    assert faults(names, prints_or_exits) == {}


def prints_or_exits(name):
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Call):
            what = ast.unparse(node.func)
            if what in (
                "print",
                "exit",
                "quit",
                "sys.exit",
                "os._exit",
                "sys.stdout.write",
                "sys.stderr.write",
            ):
                yield what
        if isinstance(node, ast.Raise) and node.exc is not None:
            said = ast.unparse(node.exc)
            if said.startswith("SystemExit"):
                yield said


def test_only_the_edges_catch_everything():
    """Readers, for their libraries raise anything, and who calls them; facts of a page, which the rule bad-front-matter reports; a
    compile, in which one source never stops the others: what it caught is raised when they are done; and a call of the server."""
    may = (
        "cli/__init__",
        "core/wiki/facts",
        "operations/repository/snapshot",
        "operations/compile/compile",
        "mcp/answer_call",
    )
    inner = [n for n in FILES if folder_of(n) not in ("adapters", "readers") and n not in may]
    assert faults(inner, catches_everything) == {}


def catches_everything(name):
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.ExceptHandler) and (
            node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
        ):
            yield ast.unparse(node)


def test_every_module_opens_with_what_it_is_for():
    def silent(name):
        doc = ast.get_docstring(tree_of(name))
        empty = not tree_of(name).body
        return [] if empty or (doc and doc.splitlines()[0].strip()) else [name]

    assert faults(FILES, silent) == {}


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
