"""Material made of a few sentences, each with a mark of its own."""

from pipeline.core.answers.material import KnownSource, Material, ShownPage, ShownStatement
from pipeline.core.name_keys import slug_of
from pipeline.core.values import Quote
from pipeline.core.wiki.citations import Citation


def material(*pages, sources=()):
    """Material of pages, each a title and its statements; `sources` are titles of more records."""
    made, known = [], {}
    for title, *statements in pages:
        slug = slug_of(title)
        rows = []
        for number, plain in enumerate(statements):
            label = f"{slug}-{number + 1}"
            quote = Quote(plain, number + 1, number + 1)
            known[label] = Citation(label, f"raw/{slug}.md", "line", (quote,))
            rows.append(
                ShownStatement(slug, number, number + 9, "", f"{plain}[^{label}]", plain, (label,))
            )
        path = f"wiki/concepts/{slug}.md"
        made.append(ShownPage(slug, title, path, "concept", tuple(rows), len(rows)))
    records = tuple(
        KnownSource(f"raw/{slug_of(title)}.md", slug_of(title), slug_of(title), title)
        for title in sources
    )
    return Material(tuple(made), known, records)
