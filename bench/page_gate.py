"""How the gate of the embedded librarian's pages was learned: `python -m bench.page_gate`.

`page_gate.jsonl` holds one line for each title that a reader judged: the folder of its source, the
signs of the title, whether it is right, and for each statement its signs and a letter. `o` opens
the page well (it says what the thing is, or its main fact, to somebody who sees nothing else), `b`
has a place further down, `x` has none. Behind it stands 1 where the statement has the form of a
definition that stands by itself (`names/whole_definition.py`). The signs are those of
`names/title_signs.py` and `names/statement_signs.py`; no text of others is kept.

Three logistic regressions are fitted, with a penalty on large weights, which standardised signs
share alike. `--write` puts them into `names/learned_weights.py`. Without it a table is printed of
what the gate would do on folders that it has not seen: each folder is judged by weights that were
fitted to the others.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROWS = Path(__file__).with_name("page_gate.jsonl")
WEIGHTS = Path("pipeline/librarian/extractive/names/learned_weights.py")
PENALTY = 15.0
_FOLDS = 12
_STEPS = 12  # of Newton's method, of which six are enough
_DIGITS = 3
_LEAST_SPREAD = 0.15

Signs = dict[str, float]
Said = tuple[float, float, str, bool]  # the chances that it opens and stays, its letter, and form
Model = dict[str, float]  # the weight of each sign; that of "" is for all


@dataclass(frozen=True)
class Judged:
    """One title that was judged, with the statements about its thing."""

    folder: str
    english: bool
    right: bool
    signs: Signs
    statements: tuple[tuple[Signs, str, bool], ...]  # with its letter, and whether it is whole

    @property
    def could_be_made(self) -> bool:
        """Whether a page of it could be worth merging."""
        return self.right and any(letter == "o" for _, letter, _ in self.statements)


def read_rows(file: Path = ROWS) -> list[Judged]:
    """Return the titles that were judged."""
    found = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    return [
        Judged(
            row["folder"],
            row["english"],
            row["right"],
            row["signs"],
            tuple((signs, letter, bool(whole)) for signs, letter, whole in row["statements"]),
        )
        for row in found
    ]


def examples_of(rows: Iterable[Judged]) -> dict[str, list[tuple[Signs, bool]]]:
    """Return what each of the three regressions is fitted to, under the name of its table."""
    rows = list(rows)
    said = [pair for row in rows for pair in row.statements]
    return {
        "OPENING": [(signs, letter == "o") for signs, letter, _ in said],
        "STATEMENT": [(signs, letter in "ob") for signs, letter, _ in said],
        "TITLE": [(row.signs, row.right) for row in rows],
    }


def chance(signs: Signs, model: Model) -> float:
    """Return how likely a thing with these signs is what a regression tells."""
    weight = model[""] + sum(model.get(name, 0.0) * value for name, value in signs.items())
    return 1 / (1 + math.exp(-max(min(weight, 30), -30)))


def slopes_at(model: Model, examples: Sequence[tuple[Signs, bool]]) -> Model:
    """Return how steep the loss is at these weights; nowhere, where they fit best.

    The slopes are those of standardised signs, a sign's weight times its deviation.
    """
    spread = _deviations(examples)
    slopes = {name: PENALTY * model.get(name, 0.0) * spread[name] for name in spread} | {"": 0.0}
    for signs, true in examples:
        off = chance(signs, model) - true
        slopes[""] += off
        for name, value in signs.items():
            slopes[name] += off * value / spread[name]
    return slopes


def fit(examples: Sequence[tuple[Signs, bool]]) -> Model:
    """Return the weights that fit the examples best, by Newton's method."""
    spread = _deviations(examples)
    names = ["", *sorted(spread)]
    at = {name: n for n, name in enumerate(names)}
    rows = [
        [(0, 1.0), *((at[name], value / spread[name]) for name, value in signs.items())]
        for signs, _ in examples
    ]
    weights = [0.0] * len(names)
    for _ in range(_STEPS):
        slope = [0.0, *(PENALTY * w for w in weights[1:])]
        bend = [[0.0] * len(names) for _ in names]
        for n in range(1, len(names)):
            bend[n][n] = PENALTY
        for row, (_, true) in zip(rows, examples, strict=True):
            p = 1 / (1 + math.exp(-sum(weights[n] * value for n, value in row)))
            for n, value in row:
                slope[n] += (p - true) * value
                line, share = bend[n], p * (1 - p) * value
                for m, other in row:
                    line[m] += share * other
        weights = [w - d for w, d in zip(weights, _solve(bend, slope), strict=True)]
    return {
        name: round(weights[n] / (spread[name] if name else 1), _DIGITS) for name, n in at.items()
    }


def _deviations(examples: Sequence[tuple[Signs, bool]]) -> dict[str, float]:
    """Return the standard deviation of each sign; of a rare one more, so that it weighs less."""
    sums: dict[str, list[float]] = {}
    for signs, _ in examples:
        for name, value in signs.items():
            both = sums.setdefault(name, [0.0, 0.0])
            both[0] += value
            both[1] += value * value
    number = len(examples)
    found = {n: math.sqrt(max(b / number - (a / number) ** 2, 0)) for n, (a, b) in sums.items()}
    return {name: max(spread, _LEAST_SPREAD) for name, spread in found.items()}


def _solve(lines: list[list[float]], wanted: list[float]) -> list[float]:
    """Solve a positive definite system by elimination."""
    size = len(wanted)
    rows = [[*line, value] for line, value in zip(lines, wanted, strict=True)]
    for k in range(size):
        pivot = rows[k][k]
        for n in range(k + 1, size):
            share = rows[n][k] / pivot
            if share:
                rows[n] = [a - share * b for a, b in zip(rows[n], rows[k], strict=True)]
    found = [0.0] * size
    for k in reversed(range(size)):
        rest = sum(rows[k][n] * found[n] for n in range(k + 1, size))
        found[k] = (rows[k][size] - rest) / rows[k][k]
    return found


def fit_all(rows: Iterable[Judged]) -> dict[str, Model]:
    """Return the three regressions for some titles."""
    return {name: fit(examples) for name, examples in examples_of(rows).items()}


def judge_unseen(rows: list[Judged]) -> list[tuple[Judged, float, list[Said]]]:
    """Judge each title by weights that were fitted to other folders.

    With it come the chance of the title, and of each statement the chances, letter and form.
    """
    folders = sorted({row.folder for row in rows})
    found = []
    for fold in range(_FOLDS):
        out = set(folders[fold::_FOLDS])
        models = fit_all(row for row in rows if row.folder not in out)
        for row in (r for r in rows if r.folder in out):
            said = [
                (chance(signs, models["OPENING"]), chance(signs, models["STATEMENT"]), *rest)
                for signs, *rest in row.statements
            ]
            found.append((row, chance(row.signs, models["TITLE"]), said))
    return found


def table(rows: list[Judged], bounds: Sequence[float], least: float, whole: bool) -> str:
    """Return what the gate does on unseen folders at some bounds, as a Markdown table.

    Where it asks for a `whole` definition, nothing else opens a page.
    """
    found = judge_unseen(rows)
    could = sum(row.could_be_made for row in rows)
    lines = [
        "| bound | pages | titles right | pages worth merging | of good pages made | German |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for bound in bounds:
        pages = right = worth = german = 0
        for row, title, said in found:
            lead = max((x for x in said if x[3] or not whole), default=None)
            if lead is None or title * lead[0] < bound:
                continue
            rest = [
                letter for opens, stays, letter, _ in said if stays >= least and opens != lead[0]
            ]
            pages += 1
            german += not row.english
            right += row.right
            worth += row.right and lead[2] == "o" and "x" not in rest
        lines.append(
            f"| {bound:.2f} | {pages} | {right / max(pages, 1):.0%} | {worth / max(pages, 1):.0%} |"
            f" {worth / could:.0%} | {german} |"
        )
    return "\n".join(lines)


def main(say: Callable[[str], None] = print) -> None:
    """Print the table for unseen folders, or write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights")
    rows = read_rows()
    if parser.parse_args().write:
        WEIGHTS.write_text(module_of(fit_all(rows)), "utf-8")
        say(f"{WEIGHTS} is written.")
    else:
        said = sum(len(row.statements) for row in rows)
        say(f"{len(rows)} titles and {said} statements of {len({r.folder for r in rows})} folders")
        say("Opened by what the weights alone find best:\n")
        say(table(rows, (0.3, 0.45, 0.6, 0.7), 0.8, whole=False))
        say("\nOpened by a whole definition:\n")
        say(table(rows, (0.0, 0.2, 0.3, 0.45, 0.6), 0.9, whole=True))


def module_of(models: dict[str, Model]) -> str:
    """Return the source of the module that holds the weights."""
    head = (
        '"""The weights of the signs by which titles, openings and statements are judged.\n\n'
        "Written by `python -m bench.page_gate --write`, which says how they were learned; not to"
        ' be\nchanged by hand. The weight under "" is for all.\n'
        '"""\n\nfrom __future__ import annotations\n'
    )
    return head + "".join(
        f"\n{name}: dict[str, float] = {{\n"
        + "".join(f'    "{sign}": {weight},\n' for sign, weight in model.items())
        + "}\n"
        for name, model in models.items()
    )


if __name__ == "__main__":
    main()
