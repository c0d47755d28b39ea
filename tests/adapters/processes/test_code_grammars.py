"""The public API of code that is not Python: what is exported, its signatures and what is said of it."""

import pytest

from pipeline.adapters.processes.code_grammars import describe_code_packages
from pipeline.core.sources.code_api import group_code

TYPESCRIPT = {
    "src/index.ts": "export {boil, Kettle} from './boil.js';\nimport {lid} from './lid';\nexport {lid};\n",
    "src/boil.ts": """
/**
 * Boil so many {@link Litre litres}.
 *
 * # Example
 *
 * ```ts
 * # boil(1)
 * ```
 * @param litres - how many, at most 2
 * @returns the seconds it took
 */
export async function boil(litres: number): Promise<number> { return 90; }

/** Not for others. @internal */
export const secret = 1;
/** @internal */
export function hidden(): void {}

// A kettle.
export class Kettle extends Pot {
  /** Open the lid. */
  open(wide = true): this { return this; }
  /** Its own matter. */
  private leak(): void {}
}
/** Nobody hands this on. */
export function cool(): void {}
""",
    "src/lid.ts": "/** The lid is of steel. */\nexport const lid = (open: boolean): string => { return 'x'; };\n",
    "src/boil.test.ts": "/** A test. */ export function no() {}",
}


def described(package, language, files):
    text, problems = describe_code_packages({package: (language, files)})[package]
    assert not problems
    return text


def test_scripts_give_what_their_index_hands_on():
    (name, (language, paths)), *rest = group_code(sorted(TYPESCRIPT), "kettle").items()
    assert (name, language, rest) == ("kettle (TypeScript)", "TypeScript", [])
    assert paths == ["src/boil.ts", "src/index.ts", "src/lid.ts"]
    assert (
        described(name, language, {path: TYPESCRIPT[path] for path in paths})
        == """\
# The public API of `kettle (TypeScript)`

## `src/boil.ts`

### `async function boil(litres: number): Promise<number>`

Boil so many `litres`.

**Example**

```ts
# boil(1)
```
- `litres`: how many, at most 2

Returns the seconds it took

### `class Kettle extends Pot`

A kettle.

#### `Kettle: open(wide = true): this`

Open the lid.

## `src/lid.ts`

### `lid = (open: boolean): string`

The lid is of steel.
"""
    )


@pytest.mark.parametrize(
    ("language", "path", "text", "shown", "not_shown"),
    [
        (
            "JavaScript",
            "lib/a.js",
            "/** Fill it. */\nexports.fill = function (litres) {};\nfunction own() {}\n",
            ["### `fill(litres)`\n\nFill it."],
            ["own"],
        ),
        (
            "Go",
            "kettle/boil.go",
            "// Package kettle boils.\npackage kettle\n\n// Boil takes litres.\nfunc (k *Kettle) Boil(n int) error {\n}\n\n"
            "// own is ours.\nfunc own() {}\n\n// Kettle holds water.\ntype Kettle struct {\n\tn int\n}\n\nfunc Bare() {}\n",
            [
                "Package kettle boils.",
                "### `func (k *Kettle) Boil(n int) error`\n\nBoil takes litres.",
                "### `type Kettle struct`\n\nKettle holds water.",
                "```text\nfunc Bare()\n```",
            ],
            ["ours", "n int\n"],
        ),
        (
            "Rust",
            "src/lib.rs",
            "//! Kettles for all.\n\n/// Holds water.\n#[derive(Debug)]\npub struct Kettle { n: u8 }\n\nimpl Kettle {\n"
            "    /// Boil it.\n    pub fn boil(&self) -> u8 { 1 }\n    /// Ours.\n    fn own(&self) {}\n}\n\n"
            "/// In the crate alone.\npub(crate) fn near() {}\n\n/// What heats.\npub trait Heats {\n    /// Heat it.\n    fn heat(&self);\n}\n",
            [
                "Kettles for all.",
                "### `pub struct Kettle`\n\nHolds water.",
                "### `fn Kettle::boil(&self) -> u8`\n\nBoil it.",
                "### `pub trait Heats`\n\nWhat heats.\n\n#### `Heats: fn heat(&self)`\n\nHeat it.",
            ],
            ["Ours", "crate alone"],
        ),
        (
            "Java",
            "src/main/java/org/a/Kettle.java",
            "package org.a;\n/** A kettle.<p>It is {@code steel}. */\n@Deprecated\npublic final class Kettle<T> extends Pot {\n"
            "  /** Boil it.\n   * @param n litres */\n  @Override\n  public int boil(int n) throws X { return n; }\n"
            "  /** Ours. */\n  int own() { return 1; }\n}\n",
            [
                "### `public final class Kettle<T> extends Pot`\n\nA kettle.It is `steel`.",
                "#### `Kettle: public int boil(int n) throws X`\n\nBoil it.\n- `n`: litres",
            ],
            ["Ours"],
        ),
        (
            "C",
            "include/kettle.h",
            "#ifndef K\n#define K\n/* Boil so many litres.\n * It blocks. */\nint kettle_boil(struct kettle *k, int n);\n\n"
            "// A size.\ntypedef unsigned long litres;\n\nvoid kettle_bare(void);\nextern int count;\n#endif\n",
            [
                "### `int kettle_boil(struct kettle *k, int n)`\n\nBoil so many litres.\nIt blocks.",
                "### `typedef unsigned long litres`\n\nA size.",
                "```text\nvoid kettle_bare(void)\n```",
            ],
            ["count"],
        ),
    ],
)
def test_each_language_gives_what_it_exports(language, path, text, shown, not_shown):
    made = described("p", language, {path: text})
    assert [one for one in shown if one not in made] == [], made
    assert [one for one in not_shown if one in made] == [], made


def test_text_that_is_no_code_of_its_language_is_told_and_takes_no_longer():
    text, problems = describe_code_packages({"p": ("Rust", {"a.rs": "pub fn (((" * 20_000})})["p"]
    assert text == ""
    assert problems == ["of a.rs not all could be parsed"]
