"""What a file of code exports, by the grammars of tree-sitter: names, signatures and comments.

The text is parsed and never run. The parsers are in C, so `run_in_time` runs this in a process of
its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from pipeline.core.extras import imported_for
from pipeline.core.sources.code_api import (
    ApiEntry,
    Language,
    describe_code,
    find_indexes,
    is_secret,
    reachable_files,
    shorten_signature,
    write_comment,
)

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_COMMENTS = ("comment", "line_comment", "block_comment", "doc_comment")
_MOST_NODES = 20_000  # of one level of a file
_BODIES = ("body", "value")


def describe_code_packages(
    packages: Mapping[str, tuple[Language, Mapping[str, str]]],
) -> dict[str, tuple[str, list[str]]]:
    """Return the document about each package, and what is to be told of it."""
    return {name: _describe(name, *package) for name, package in packages.items()}


def _describe(name: str, language: Language, files: Mapping[str, str]) -> tuple[str, list[str]]:
    parse = _parser_of(language)
    trees = {path: parse(path, text) for path, text in files.items()}
    odd = [path for path, tree in trees.items() if tree.has_error]
    more = f" and {len(odd) - 1} more files" if len(odd) > 1 else ""
    problems = [f"of {odd[0]}{more} not all could be parsed"] if odd else []
    entries = {path: list(_EXPORTS[language](tree)) for path, tree in trees.items()}
    if language in ("TypeScript", "JavaScript"):
        entries = _only_reachable(entries, trees)
    tops = {path: _words_of_file(trees[path], language) for path in entries}
    text, left = describe_code(name, entries, tops)
    return text, [*problems, *left]


def _parser_of(language: Language) -> Callable[[str, str], Node]:
    with imported_for("The API of code is read with tree-sitter", "code"):
        import tree_sitter
        import tree_sitter_c
        import tree_sitter_go
        import tree_sitter_java
        import tree_sitter_javascript
        import tree_sitter_rust
        import tree_sitter_typescript
    grammars = {
        "JavaScript": tree_sitter_javascript.language,
        "TypeScript": tree_sitter_typescript.language_typescript,
        "Go": tree_sitter_go.language,
        "Rust": tree_sitter_rust.language,
        "Java": tree_sitter_java.language,
        "C": tree_sitter_c.language,
    }
    plain: Parser = tree_sitter.Parser(tree_sitter.Language(grammars[language]()))
    tsx: Parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_typescript.language_tsx()))

    def parse(path: str, text: str) -> Node:
        chosen = tsx if path.endswith(".tsx") else plain
        return chosen.parse(text.encode("utf-8", "replace")).root_node

    return parse


# --- what all languages share ---


def _children(node: Node | None) -> list[Node]:
    return node.named_children[:_MOST_NODES] if node is not None else []


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _name(node: Node) -> str:
    return _text(node.child_by_field_name("name"))


def _comment_before(node: Node) -> str:
    """Return the comments that stand right before a node, without a blank line between."""
    parts: list[str] = []
    below = node.start_point[0]
    one = node.prev_named_sibling
    while one is not None and one.type in (*_COMMENTS, "attribute_item", "decorator"):
        text = _text(one).rstrip()
        end = one.start_point[0] + text.count("\n")
        if below - end > 1 or (parts and text.startswith("/*")):
            break
        if one.type in _COMMENTS and not text.startswith(("//!", "/*!", "//go:", "#!")):
            if (
                end == below
                and one.prev_named_sibling is not None
                and (one.prev_named_sibling.end_point[0] == one.start_point[0])
            ):
                break  # it stands behind something else on the line
            parts.insert(0, text)
        below = one.start_point[0]
        if text.startswith("/*"):
            break
        one = one.prev_named_sibling
    return "\n".join(parts)


def _signature(node: Node, start: Node | None = None, until: Node | None = None) -> str:
    """Return the text of a node up to its body."""
    body = until
    for field in _BODIES if until is None else ():
        body = body or node.child_by_field_name(field)
    first = (start or node).start_byte - node.start_byte
    whole = node.text or b""
    cut = whole[first : body.start_byte - node.start_byte] if body is not None else whole[first:]
    head = cut.decode("utf-8", "replace").strip().rstrip("{;").strip()
    return shorten_signature(head.removesuffix("=>").rstrip(" ="))


def _entry(
    node: Node, name: str, signature: str, comment: str, members: tuple[ApiEntry, ...] = ()
) -> Iterator[ApiEntry]:
    if name and not is_secret(comment):
        yield ApiEntry(name, signature, write_comment(comment), members)


def _words_of_file(root: Node, language: Language) -> str:
    """Return what a file says of itself: `//!` of Rust, and the comment before a Go package."""
    for node in _children(root)[:40]:
        if language == "Go" and node.type == "package_clause":
            return write_comment(_comment_before(node))
    if language != "Rust":
        return ""
    inner = [_text(n).strip() for n in _children(root) if n.type in _COMMENTS]
    return write_comment("\n".join(text for text in inner if text.startswith(("//!", "/*!"))))


# --- JavaScript and TypeScript ---

_CLASSES = ("class_declaration", "abstract_class_declaration", "interface_declaration", "class")


def _exports_of_script(root: Node) -> Iterator[ApiEntry]:
    local = _declared(root)
    for node in _children(root):
        if node.type == "export_statement":
            yield from _exported_here(node, local)
        elif node.type == "expression_statement":
            yield from _assigned_export(node)


def _declared(root: Node) -> dict[str, tuple[Node, Node]]:
    """Return what a file declares: name → the declaration, and the node that has its comment."""
    found: dict[str, tuple[Node, Node]] = {}
    for node in _children(root):
        for name, one in _declarations(node):
            found.setdefault(name, (one, node))
    return found


def _declarations(node: Node) -> Iterator[tuple[str, Node]]:
    if node.type in ("lexical_declaration", "variable_declaration"):
        for one in _children(node):
            if one.type == "variable_declarator":
                yield _name(one), one
    elif node.type == "ambient_declaration":
        for one in _children(node):
            yield from _declarations(one)
    elif node.type.endswith(("_declaration", "_signature")) and _name(node):
        yield _name(node), node


def _exported_here(node: Node, local: Mapping[str, tuple[Node, Node]]) -> Iterator[ApiEntry]:
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        for name, one in _declarations(declaration):
            yield from _script_entry(name, one, node)
        return
    if node.child_by_field_name("source") is not None:
        return  # it hands on what another file exports
    value = node.child_by_field_name("value")
    if value is not None and value.type == "identifier" and _text(value) in local:
        yield from _script_entry(_text(value), *local[_text(value)])
    elif value is not None:
        yield from _script_entry("default", value, node)
    for clause in _children(node):
        for one in _children(clause) if clause.type == "export_clause" else ():
            if (name := _name(one)) in local:
                yield from _script_entry(name, *local[name])


def _assigned_export(node: Node) -> Iterator[ApiEntry]:
    """Yield what `exports.name = …` and `module.exports.name = …` export."""
    one = next(iter(_children(node)), None)
    left = one.child_by_field_name("left") if one is not None else None
    if one is None or one.type != "assignment_expression" or left is None:
        return
    owner, _, name = _text(left).rpartition(".")
    right = one.child_by_field_name("right")
    if owner in ("exports", "module.exports") and right is not None:
        parameters = right.child_by_field_name("parameters")
        yield from _entry(node, name, f"{name}{_text(parameters)}", _comment_before(node))


def _script_entry(name: str, one: Node, holder: Node) -> Iterator[ApiEntry]:
    comment = _comment_before(holder)
    value = one.child_by_field_name("value")
    if one.type in _CLASSES:
        signature = _signature(one)
        yield from _entry(one, name, signature, comment, tuple(_script_members(one)))
    elif value is not None and value.type in ("arrow_function", "function_expression"):
        body = value.child_by_field_name("body")
        signature = _signature(one, until=body).removesuffix("=")
        yield from _entry(one, name, signature, comment)
    elif one.type in ("type_alias_declaration", "enum_declaration"):
        yield from _entry(one, name, shorten_signature(_text(one).rstrip(";")), comment)
    else:
        yield from _entry(one, name, _signature(one), comment)


def _script_members(node: Node) -> Iterator[ApiEntry]:
    for one in _children(node.child_by_field_name("body")):
        name = _name(one)
        begins = _text(one)[:40]
        if not name or name.startswith(("_", "#")) or begins.startswith(("private", "protected")):
            continue
        yield from _entry(one, name, _signature(one), _comment_before(one))


def _only_reachable(
    entries: Mapping[str, list[ApiEntry]], trees: Mapping[str, Node]
) -> dict[str, list[ApiEntry]]:
    """Return what the index of a package hands on; all, where none of its files is an index."""
    tops = find_indexes(list(trees))
    if not tops:
        return dict(entries)
    links = {path: list(_handed_on(tree)) for path, tree in trees.items()}
    found = reachable_files(tops, links, trees)
    return {
        path: [e for e in entries[path] if names is None or {e.name, "default"} & names]
        for path, names in found.items()
    }


def _handed_on(root: Node) -> Iterator[tuple[str, str]]:
    """Yield the relative paths that a file exports from, with the names of it or "*"."""
    imported: dict[str, tuple[str, str]] = {}
    for node in _children(root):
        source = _text(node.child_by_field_name("source")).strip("'\"")
        if node.type == "import_statement" and source.startswith("."):
            imported |= {name: (source, there) for name, there in _imported_names(node)}
        elif node.type == "export_statement" and source.startswith("."):
            clauses = [c for c in _children(node) if c.type == "export_clause"]
            names = [_name(one) for clause in clauses for one in _children(clause)]
            yield from ((source, name) for name in names or ["*"])
        elif node.type == "export_statement":
            value = _text(node.child_by_field_name("value"))
            clauses = [c for c in _children(node) if c.type == "export_clause"]
            names = [value, *(_name(one) for clause in clauses for one in _children(clause))]
            yield from (imported[name] for name in names if name in imported)


def _imported_names(node: Node) -> Iterator[tuple[str, str]]:
    """Yield each name by which a file calls what it imports, and what that is called there."""
    for clause in _children(node):
        for one in _children(clause) if clause.type == "import_clause" else ():
            if one.type == "identifier":
                yield _text(one), "default"
            elif one.type == "namespace_import":
                yield _text(one).rpartition(" ")[2], "*"
            for each in _children(one) if one.type == "named_imports" else ():
                alias = each.child_by_field_name("alias")
                yield _text(alias) or _name(each), _name(each)


# --- Go, Rust, Java and C ---


def _exports_of_go(root: Node) -> Iterator[ApiEntry]:
    for node in _children(root):
        if node.type in ("function_declaration", "method_declaration"):
            receiver = _text(node.child_by_field_name("receiver")).strip("()").split()
            owner = receiver[-1].lstrip("*") if receiver else ""
            if _name(node)[:1].isupper() and (not owner or owner[:1].isupper()):
                yield from _entry(node, _name(node), _signature(node), _comment_before(node))
        elif node.type in ("type_declaration", "const_declaration", "var_declaration"):
            for one in _go_specs(node):
                if _name(one)[:1].isupper():
                    comment = _comment_before(one) or (
                        _comment_before(node) if len(_go_specs(node)) == 1 else ""
                    )
                    word = node.type.partition("_")[0]
                    kind = one.child_by_field_name("type")
                    body = kind if kind is not None and kind.type.endswith("_type") else None
                    head = f"{word} {_signature(one, until=body)}"
                    head += f" {kind.type.partition('_')[0]}" if body is not None and kind else ""
                    yield from _entry(one, _name(one), head, comment)


def _go_specs(node: Node) -> list[Node]:
    found = []
    for one in _children(node):
        found += _children(one) if one.type.endswith("_spec_list") else [one]
    return [one for one in found if one.type.endswith(("_spec", "type_alias"))]


_RUST = ("function_item", "function_signature_item", "struct_item", "enum_item", "trait_item",
         "type_item", "const_item", "static_item", "union_item")  # fmt: skip


def _exports_of_rust(root: Node, owner: str = "", depth: int = 0) -> Iterator[ApiEntry]:
    for node in _children(root):
        if node.type in _RUST and _is_pub(node):
            is_trait = node.type == "trait_item"
            inner = tuple(
                entry
                for one in (_children(node.child_by_field_name("body")) if is_trait else ())
                if one.type in _RUST
                for entry in _entry(one, _name(one), _signature(one), _comment_before(one))
            )
            head = _signature(node)
            name, comment = _name(node), _comment_before(node)
            if owner:  # a function of an `impl`
                head = head.removeprefix("pub ").replace(f" {name}", f" {owner}::{name}", 1)
            # What has no comment may be visible in its crate alone: private modules hide much.
            if comment or any(one.doc for one in inner):
                yield from _entry(node, name, head, comment, inner)
        elif node.type == "macro_definition" and "macro_export" in _text(node.prev_named_sibling):
            name = _name(node)
            yield from _entry(node, name, f"macro_rules! {name}", _comment_before(node))
        elif node.type == "impl_item" and node.child_by_field_name("trait") is None:
            kind = _text(node.child_by_field_name("type")).partition("<")[0]
            yield from _exports_of_rust_body(node, kind)
        elif node.type == "mod_item" and _is_pub(node) and depth < 5:
            body = node.child_by_field_name("body")
            if body is not None:
                yield from _exports_of_rust(body, owner, depth + 1)


def _exports_of_rust_body(node: Node, kind: str) -> Iterator[ApiEntry]:
    body = node.child_by_field_name("body")
    if body is not None:
        yield from _exports_of_rust(body, kind, 5)


def _is_pub(node: Node) -> bool:
    first = next(iter(_children(node)), None)
    return first is not None and first.type == "visibility_modifier" and _text(first) == "pub"


_JAVA = ("class_declaration", "interface_declaration", "enum_declaration", "record_declaration",
         "annotation_type_declaration")  # fmt: skip


def _exports_of_java(root: Node) -> Iterator[ApiEntry]:
    for node in _children(root):
        if node.type not in _JAVA or not _is_public(node):
            continue
        always = node.type == "interface_declaration"
        members: list[ApiEntry] = []
        for one in _children(node.child_by_field_name("body")):
            kinds = ("method_declaration", "constructor_declaration", *_JAVA)
            if one.type in kinds and (_is_public(one) or always):
                members += _entry(one, _name(one), _java_signature(one), _comment_before(one))
        comment = _comment_before(node)
        yield from _entry(node, _name(node), _java_signature(node), comment, tuple(members))


def _java_signature(node: Node) -> str:
    """Return a signature without annotations."""
    modifiers = next((c for c in _children(node) if c.type == "modifiers"), None)
    words = _text(modifiers).split() if modifiers is not None else []
    plain = " ".join(w for w in words if w.isalpha())
    body = node.child_by_field_name("body")
    start = modifiers.end_byte - node.start_byte if modifiers is not None else 0
    end = body.start_byte - node.start_byte if body is not None else None
    rest = (node.text or b"")[start:end].decode("utf-8", "replace").strip().rstrip(";{")
    return shorten_signature(f"{plain} {rest}")


def _is_public(node: Node) -> bool:
    modifiers = next((c for c in _children(node) if c.type == "modifiers"), None)
    return "public" in _text(modifiers).split()


def _exports_of_c(root: Node) -> Iterator[ApiEntry]:
    waiting = _children(root)[::-1]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if node.type.startswith(("preproc_if", "preproc_else", "preproc_elif")) or node.type in (
            "linkage_specification",
            "declaration_list",
        ):
            waiting += _children(node)[::-1]
        elif node.type in ("declaration", "type_definition"):
            name = _declared_in_c(node)
            is_type = node.type == "type_definition"
            # A name in capitals is a macro that the grammar took for a function.
            known = is_type or ("(" in _text(node) and not name.isupper())
            if name and not name.startswith("_") and known and not node.has_error:
                body = _struct_body(node)
                head = _signature(node, until=body) if body is not None else _text(node)
                signature = shorten_signature(head.rstrip("; \n"))
                signature += f" {name}" if body is not None else ""
                if " " in signature.partition("(")[0]:  # it has a type, so it is no macro
                    yield from _entry(node, name, signature, _comment_before(node))


def _declared_in_c(node: Node) -> str:
    """Return the name that a declaration of a function or a type gives."""
    one = node.child_by_field_name("declarator")
    for _ in range(20):
        if one is None or one.type in ("identifier", "type_identifier"):
            break
        inner = one.child_by_field_name("declarator")
        one = inner if inner is not None else next(iter(_children(one)), None)
    return _text(one)


def _struct_body(node: Node) -> Node | None:
    kind = node.child_by_field_name("type")
    return kind.child_by_field_name("body") if kind is not None else None


_EXPORTS: Mapping[Language, Callable[[Node], Iterator[ApiEntry]]] = {
    "JavaScript": _exports_of_script,
    "TypeScript": _exports_of_script,
    "Go": _exports_of_go,
    "Rust": _exports_of_rust,
    "Java": _exports_of_java,
    "C": _exports_of_c,
}
