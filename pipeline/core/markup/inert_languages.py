"""List the languages of code that readers' programs only colour, and never run or draw."""

from __future__ import annotations

# Plugins decide which languages run, so this lists those that do not: highlighters know them, and
# nobody executes them.
_LANGUAGES = """
    asm awk bash bat batch bibtex c c# c++ clj clojure cmake cmd cobol cobol85 conf console cpp cs
    csharp css csv d dart diff docker dockerfile dotenv elixir elm erlang ex f90 fish fortran fsharp
    gherkin go golang graphql groovy haskell hcl hs html http ini java javascript jl js json json5
    jsonc jsonl jsx julia kotlin kt latex less lisp log lua make makefile markdown matlab md ml
    nginx nim nix none objc ocaml output pascal patch perl php plain plaintext powershell proto
    protobuf ps1 py pycon python python3 r rb rest rs rst ruby rust sass scala scheme scss sh shell
    shell-session sol solidity sql svg swift tcl terminal terraform tex text tf toml ts tsv tsx txt
    typescript vb vba verilog vhdl vim vue vyper wasm wat xml yaml yml yul zig zsh
"""
INERT_LANGUAGES = frozenset(_LANGUAGES.split())
