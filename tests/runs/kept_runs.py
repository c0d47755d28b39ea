"""Which runs are kept: their sources in the order of compiling, and the team that compiles them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli import main
from tests.helpers.corpora import corpus
from tests.helpers.repos import SCHEMA as TEMPLATE
from tests.helpers.repos import Team, team

HERE = Path(__file__).parent
DAY = "2026-11-22"
# The runs were recorded when this style was the default, and a later prompt shows the pages of earlier ones.
SCHEMA = TEMPLATE.replace("links: markdown ", "links: wikilink ")


@dataclass(frozen=True)
class KeptRun:
    """One run: the folder beside this file that keeps it, and its sources, the first one first."""

    name: str
    sources: tuple[str, ...]
    corpus: str = ""  # that holds the sources; they stand in the run's own folder where it is empty

    @property
    def folder(self) -> Path:
        return HERE / self.name

    def team(self, folder: Path, schema: str = SCHEMA) -> Team:
        """Make the team's repository with all sources and an empty wiki."""
        raw = (corpus(self.corpus) if self.corpus else self.folder) / "raw"
        return team(folder, {name: (raw / name).read_bytes() for name in self.sources}, schema)

    def merged(self, folder: Path) -> Team:
        """Make the team's repository with all sources and the pages that came out of the run."""
        made = self.team(folder)
        shutil.copytree(self.folder / "wiki", made.root / "wiki", dirs_exist_ok=True)
        made.git("add", "-A")
        made.git("commit", "-qm", "The wiki of the run")
        return made


ETHEREUM = KeptRun(
    "ethereum",
    tuple(f"eip-{n}.md" for n in (150, 1884, 2929, 4758, 6049, 6780)),
    corpus="ethereum-gas",
)
# Questions are asked of all sources, and of a wiki of them that was not made by one run: README.md says how.
ANSWERS = KeptRun(
    "answers",
    tuple(
        f"eip-{n}.md"
        for n in (
            *(150, 158, 170, 649, 1234, 1283, 1559, 1706, 1884, 2028, 2200, 2929, 3529, 3860),
            *(4345, 4758, 4844, 5133, 6049, 6780, 7623, 7691, 7825, 7892, 7907, 7918, 7935),
        )
    ),
    corpus="ethereum-gas",
)
PICTURES = KeptRun(
    "pictures",
    ("2025-06-02-whiteboard.jpg", "2025-07-02-water-chart.png", "2025-07-03-alarm-settings.png"),
)
LOOKS_AT_PICTURES = SCHEMA.replace(
    "librarian: auto ", "pictures: model\nsupport: off\nlibrarian: auto "
).replace("target: 10-15", "target: 2-3")
PYTHON_RELEASES = KeptRun(
    "python-releases", tuple(f"pep-{n}.rst" for n in ("0006", "0407", "0537", "0602", "0619"))
)


def compile_each(run: KeptRun, made: Team) -> list[int]:
    """Compile the sources of a run with the model, each merged before the next; return the codes.

    The model is asked where `ANTHROPIC_BASE_URL` points.
    """
    codes = []
    for name in run.sources:
        command = ["compile", f"raw/{name}", "--date", DAY, "--librarian", "model"]
        codes.append(main(["-C", str(made.root), *command]))
        for branch in made.branches():
            made.merge(branch)
            made.git("branch", "-qD", branch)
    return codes
