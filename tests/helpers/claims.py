"""Small wikis of cited statements, for the tests of what is made of them."""

from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.wiki import Wiki

DEFINITION = '[^{label}]: [{base}](../../raw/{base}.md?plain=1#L{n}): "{quote}"'


def record(base, published, status="", title=""):
    """A summary page that records a source."""
    name = title or f"About {base}"
    front = f"title: {name}\ntype: source-summary\nsource: raw/{base}.md\nlabel: {base}\npublished: {published}\nstatus: {status}\n"
    return {f"wiki/sources/{base}-summary.md": f"---\n{front}---\n\nWhat {base} says.\n"}


def page(title, body, quotes, kind="concept", folder="concepts", slug=""):
    """A page whose marks are defined by the quotes: label → words of the source."""
    notes = "\n".join(
        DEFINITION.format(label=label, base=label.rsplit("-", 1)[0], n=n + 1, quote=quote)
        for n, (label, quote) in enumerate(quotes.items())
    )
    name = slug or title.lower().replace(" ", "-")
    return {
        f"wiki/{folder}/{name}.md": f"---\ntitle: {title}\ntype: {kind}\n---\n\n{body}\n\n{notes}\n"
    }


def wiki_of(*parts):
    files = {path: text for part in parts for path, text in part.items()}
    return Wiki([facts_of(path, text) for path, text in files.items()], files.__getitem__)
