"""How well a model finds planted distortions among sound statements: `python -m tests.project.support_plants OUT [--batch]`.

Asks whatever server ANTHROPIC_BASE_URL names (ANTHROPIC_API_KEY must be set), and writes OUT/verdicts.json and OUT/table.txt, which it prints too.

The statements are in `tests/runs/support/plants.items.json`, each as a judge is shown it, with the kind of its fault where one was planted. They were written by
hand, as a wiki might word them, from five pages of the documentation of the Obsidian plugin Tasks (MIT) and five Python Enhancement Proposals (public domain),
of which nothing but the quotes and what stands around them is kept. Code checks take no part: every statement is asked about.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.adapters.messages.batches import Batches
from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.core.support.item import CitedQuote, CitedSource, SupportItem, SupportVerdict
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.examiner import ModelExaminer
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.repos import ROOT

ITEMS = ROOT / "tests" / "runs" / "support" / "plants.items.json"
PATIENCE = 6 * 3_600.0  # seconds: whoever answers may be slow


@dataclass(frozen=True)
class Row:
    """A statement as it is asked about, and the kind of its fault, empty where it is sound."""

    planted: str
    item: SupportItem


def rows(file: Path = ITEMS) -> list[Row]:
    """Return the statements in the order of their pages."""
    return [Row(row["planted"], _item(row["item"])) for row in json.loads(file.read_text("utf-8"))]


def _item(values: dict) -> SupportItem:
    quotes = tuple(CitedQuote(**quote) for quote in values["quotes"])
    sources = tuple(CitedSource(**source) for source in values["sources"])
    labels = tuple(values["labels"])
    return SupportItem(**{**values, "quotes": quotes, "sources": sources, "labels": labels})


def ask(
    items: list[SupportItem], batch: bool = False
) -> tuple[list[SupportVerdict | None], tuple[str, ...]]:
    """Let the model judge, and return its verdicts and what there is to note."""
    schema = Schema.parse((ROOT / "schema.md").read_text("utf-8"))
    chat = Chat(
        budget=Budget(schema.rules.budget.dollars_per_source),
        deadline_seconds=PATIENCE,
        read_seconds=PATIENCE,
        concurrency=30,  # so that all requests lie ready at once,
    )
    with TemporaryDirectory() as folder:
        asking = Batches(chat, Path(folder), PATIENCE) if batch else chat
        examiner = ModelExaminer(chat, asking, prompt_texts(), schema.rules.models.support)
        return examiner.examine(items), (*examiner.notes, *chat.notes)


def is_alarm(verdict: SupportVerdict | None) -> bool:
    """Tell whether a person would be asked to look."""
    return verdict is not None and verdict.kind != "wholly"


def recall_and_false_alarms(
    asked: list[Row], verdicts: list[SupportVerdict | None]
) -> tuple[float, float]:
    """Return the share of plants that were found, and of sound statements that were doubted."""
    told = [is_alarm(verdict) for verdict in verdicts]
    planted = [alarm for row, alarm in zip(asked, told, strict=True) if row.planted]
    sound = [alarm for row, alarm in zip(asked, told, strict=True) if not row.planted]
    return sum(planted) / len(planted), sum(sound) / len(sound)


def table(asked: list[Row], verdicts: list[SupportVerdict | None]) -> str:
    """Return how the verdicts stand to what was planted, as text."""
    pairs = list(zip(asked, verdicts, strict=True))
    found = [v for row, v in pairs if row.planted and is_alarm(v)]
    sound = [v for row, v in pairs if not row.planted]
    recall, false = recall_and_false_alarms(asked, verdicts)
    lines = [
        f"found: {len(found)} of {sum(bool(row.planted) for row in asked)} ({recall:.1%})",
        f"false alarms: {sum(map(is_alarm, sound))} of {len(sound)} ({false:.1%})",
        f"not judged: {sum(v is None for v in verdicts)}",
    ]
    for row, v in pairs:
        if row.planted and not is_alarm(v):
            lines.append(f"missed: {row.item.slug}: {row.item.plain}")
        if not row.planted and v is not None and is_alarm(v):
            lines.append(f"false: {row.item.slug}: {row.item.plain} | {v.words} | {v.why}")
    return "\n".join(lines) + "\n"


def main(args: list[str]) -> None:
    """Judge, and write what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--batch", action="store_true", help="ask through the Message Batches API")
    given = parser.parse_args(args)
    asked = rows()
    given.out.mkdir(parents=True, exist_ok=True)
    verdicts, notes = ask([row.item for row in asked], given.batch)
    said = [v and asdict(v) for v in verdicts]
    (given.out / "verdicts.json").write_text(
        json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    text = table(asked, verdicts) + "".join(f"note: {note}\n" for note in notes)
    (given.out / "table.txt").write_text(text, "utf-8")
    print(text, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
