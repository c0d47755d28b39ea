"""A wiki grown by the embedded librarian, source after source, without git: what the operation does, in values."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.core.changes import labels, page_losses
from pipeline.core.changes.assemble import add_planned_pages, assemble, citations_of, edit_page
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.wiki.kept_text import number_kept_lines
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive import Extractive
from pipeline.readers import keeps_text, read_source
from tests.helpers.making import SCHEMA

DAY = "2026-04-11"


@dataclass
class Growth:
    """The wiki so far, and what each step planned and lost."""

    schema: object = SCHEMA
    wiki: Wiki = field(default_factory=lambda: Wiki([], {}.__getitem__))
    paths: list = field(default_factory=list)
    plans: list = field(default_factory=list)
    extractions: list = field(default_factory=list)
    lost: list = field(default_factory=list)

    def add(self, name, text):
        """Compile one more source; return its plan."""
        data = text if isinstance(text, bytes) else text.encode()
        source = read_source(f"raw/{name}", data, DAY)
        source = number_kept_lines(source) if keeps_text(source.path) else source
        self.paths.append(source.path)
        librarian = Extractive()
        found = librarian.extract(source, self.schema)
        record = labels.source_record(source, self.wiki, self.paths)
        assert record.page is None, f"{source.path} is recorded already"
        found = labels.number_claims(found, record.label, self.wiki)
        stems = {Path(p).stem for p in self.paths}
        summary = labels.plan_summary(source, found, record, self.wiki, stems)
        reading = ReadSource(source, found, summary, frozenset(c.id for c in found.claims))
        plan = librarian.plan(reading, self.wiki, self.schema)
        pages = librarian.write(plan, reading, self.wiki, self.schema, lambda _: [])
        self._note_losses(pages)
        kept = replace(source, text="", locators=())
        change = ChangeSet(
            found, kept, tuple(pages), plan.conflicts, plan.left_out, (), "extractive", date=DAY
        )
        assert citations_of(found, source).keys() == {c.id for c in found.claims}
        done = assemble(change, self.wiki, "", {}, self.schema)
        self.wiki = self.wiki.with_texts(
            {f.path: f.after for f in done.files if f.path.startswith("wiki/")}
        )
        self.plans.append(plan)
        self.extractions.append(found)
        return plan

    def _note_losses(self, pages):
        planned = add_planned_pages(self.wiki, [p.plan for p in pages], self.schema)
        for page in pages:
            if page.plan.slug in self.wiki:
                after, _ = edit_page(page, self.wiki, planned, self.schema)
                lost = page_losses.find_losses(self.wiki.page(page.plan.slug), after)
                self.lost += page_losses.find_unexplained(lost, page.removes)

    def body(self, slug):
        return self.wiki.page(slug).body


def article(title, published, *paragraphs, status=""):
    """A Markdown source with front matter."""
    front = (
        f'---\ntitle: "{title}"\npublished: {published}\n'
        + (f"status: {status}\n" if status else "")
        + "---\n"
    )
    return front + "\n\n".join(paragraphs) + "\n"
