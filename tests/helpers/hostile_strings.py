"""Strings that act somewhere, a wiki that has each as title, author, status, quote and alternative text, and what may not act."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import lxml.html

from tests.helpers.charting import hostile_page
from tests.helpers.exporting import contents_of

STRINGS = (
    *("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "tab\there", "%PDF"),
    *("<svg onload=alert(1)>", "<script>alert(1)</script>", "&lt;script&gt;", "]]>", "{=html}<b>"),
    *("\\write18{id}", "\\input{/etc/passwd}", '#eval("1")', '#read("/etc/passwd")', "'; DROP"),
    *(
        "```{=html}",
        "```mermaid",
        "--- ",
        "::: notes",
        "<!-- _class: lead -->",
        "<!-- theme: x -->",
    ),
    *("[x](JaVaScRiPt:alert(1))", "![x](data:text/html;base64,AAAA)", "{{constructor}}"),
    *("$(id) `id`", "${{ github.token }}", "::set-output name=x::y", "@octocat #12"),
    *("\u202eevil\u202c RTL", "\x07bell"),
)


def files_of_wiki() -> dict[str, str]:
    """The pages: a thing and a source for each string, with citations as our own code writes them."""
    from pipeline.core.values import Quote
    from pipeline.core.wiki import citations

    files = {}
    for n, evil in enumerate(STRINGS):
        quote = Quote(f"The Thing{n} draws {n + 3} watts {evil}".replace("\t", " "), 1, 1)
        cited = citations.Citation(f"s{n}-1", f"raw/s{n}.md", "line", (quote,))
        said = f"The Thing{n} draws {n + 3} watts.[^s{n}-1] See [[thing{(n + 1) % len(STRINGS)}]]."
        note = citations.render(cited, "wiki/entities/x.md")
        title, author = json.dumps(f"Thing{n} {evil}"), json.dumps(evil)
        files[f"wiki/entities/thing{n}.md"] = (
            f"---\ntitle: {title}\ntype: entity\naliases: [Thing{n}]\n---\n\n{said}\n\n{note}\n"
        )
        files[f"wiki/sources/s{n}-summary.md"] = (
            f"---\ntitle: {title}\ntype: source-summary\nsource: raw/s{n}.md\nlabel: s{n}\n"
            f"author: {author}\npublished: '20{10 + n % 14}-01-02'\nstatus: {author}\n---\n\n"
            f"It says: the Thing{n} draws {n + 3} watts.[^s{n}-1]\n\n{note}\n"
        )
    return files


def hostile_contents():
    """What an export holds of that wiki."""
    return contents_of(files_of_wiki())


def hostile_output():
    """A page that shows each string as a quote, an author and an alternative text, and a chart of them all."""
    from pipeline.core.charts.spec import ChartData
    from pipeline.core.reports.output_page import read_output_page
    from pipeline.core.wiki.page import Page

    contents, plain = hostile_contents(), hostile_page()
    spec = plain.charts["evil"]
    rows = tuple(replace(spec.values[0], name=evil, series="", source=evil) for evil in STRINGS)
    said, pictures, notes = [], [], []
    for n, evil in enumerate(STRINGS):
        said.append(f"## Thing{n}\n\nThe Thing{n} draws {n + 3} watts.[^s{n}-1]\n")
        pictures.append(f"![{evil.strip()}](charts/evil.svg)\n")
        text = files_of_wiki()[f"wiki/entities/thing{n}.md"]
        notes.append(text[text.index(f"[^s{n}-1]: ") :].strip())
    front = f"---\ntitle: {json.dumps(STRINGS[0])}\ntype: report\nmade: report\nasked: x\n---\n\n"

    def page_with(parts):
        return Page.parse(
            "wiki/outputs/evil.md", "\n".join([f"{front}Values.\n", *parts, *notes, ""])
        )

    read = read_output_page(page_with(said), contents.wiki, lambda _: None)
    shown = page_with(one for pair in zip(said, pictures, strict=True) for one in pair)
    few = replace(
        spec, title=STRINGS[7], data=ChartData(rows[7:9])
    )  # it is drawn and held 32 times
    return replace(read, page=shown, charts={"evil": few}), replace(few, data=ChartData(rows))


def html_faults(text):
    """What in a web page could act, or fetch something."""
    for node in lxml.html.document_fromstring(text).iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in ("script", "iframe", "object", "embed", "form", "base", "link"):
            yield node.tag
        for name, value in node.attrib.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                yield f"{name}={value}"
            if name == "src" and not value.startswith("data:image/png;base64,"):
                yield f"{name}={value}"


def parts_of(data):
    """The files in a package, by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def outside_targets(parts):
    """The addresses outside of a package that its parts lead to."""
    for name, data in parts.items():
        if name.endswith(".rels"):
            for node in ElementTree.fromstring(data):
                if node.get("TargetMode") == "External":
                    yield node.get("Target")
