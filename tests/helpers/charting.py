"""A wiki whose claims give values: of a pump and a valve, by four rules, one of them a draft."""

from __future__ import annotations

from tests.helpers.making import wiki_of
from tests.helpers.repos import SCHEMA, team

QUOTES = {
    "rule-1-1": "Increase the power draw of the Pump to 200 watts (from 50).",
    "rule-1-2": "The Pump costs 300 euros.",
    "rule-1-3": "The Valve leaks 3 litres.",
    "rule-2-1": "The `Pump` power draw changes from `200` to `800` watts, and that of the `Valve` to 90 watts.",
    "rule-2-2": "The Pump was changed by rule-1, from 50 to 200 watts.",
    "rule-2-3": "The Pump would draw about 5000 watts.",
    "rule-2-4": "The Pump costs 400 dollars.",
    "rule-2-5": "The Valve leaks 5 litres.",
    "rule-3-1": "Increase the power draw of the Pump to 2100 watts.",
    "rule-4-1": "The Pump weighs 2 tonnes.",
    "rule-4-2": "The Pump and the Valve are tested for 48 hours.",
}
RULES = {
    "rule-1": ("2016-02-03", "Final"),
    "rule-2": ("2019-03-28", "Final"),
    "rule-3": ("2022-05-01", "Draft"),
    "rule-4": ("2023-06-01", "Final"),
}


def note(label: str, folder: str = "../../raw") -> str:
    """The definition of one claim of `QUOTES`."""
    base = label.rpartition("-")[0]
    line = [*QUOTES].index(label) + 1
    return f'[^{label}]: [{base}]({folder}/{base}.md?plain=1#L{line}): "{QUOTES[label]}"'


def page(title: str, kind: str, *labels: str, more: str = "", front: str = "") -> str:
    """A page that says each of these claims word for word."""
    said = "\n\n".join(f"{QUOTES[label]}[^{label}]" for label in labels)
    notes = "\n".join(map(note, labels))
    return f"---\ntitle: {title}\ntype: {kind}\n{front}---\n\n{said}\n{more}\n{notes}\n"


def record(label: str) -> str:
    """The summary page of a rule."""
    published, status = RULES[label]
    mine = [one for one in QUOTES if one.startswith(f"{label}-")]
    front = (
        f"aliases: [{label.title()}]\nsource: raw/{label}.md\nsha256: {'0' * 64}\nlabel: {label}\n"
        f"author: Ada Brass\npublished: '{published}'\nstatus: {status}\n"
    )
    return page(f"The text of {label}", "source-summary", *mine, front=front)


def texts() -> dict[str, str]:
    """All pages of the wiki, by path."""
    pump = [one for one in QUOTES if "Pump" in QUOTES[one]]
    valve = ["rule-1-3", "rule-2-1", "rule-2-5", "rule-4-2"]
    return {
        "wiki/entities/pump.md": page("Pump", "entity", *pump, more="\nSee [[valve]].\n"),
        "wiki/entities/valve.md": page("Valve", "entity", *valve, more="\nSee [[pump]].\n"),
        **{f"wiki/sources/text-of-{label}.md": record(label) for label in RULES},
    }


def pump_wiki(**more: str):
    """The wiki as a value; `more` are other pages of entities, by slug."""
    return wiki_of({**texts(), **{f"wiki/entities/{k}.md": v for k, v in more.items()}})


def raw_files() -> dict[str, str]:
    """The sources: every quote stands on the line that its citation names."""
    return {
        f"{label}.md": "\n".join(
            QUOTES[one] if one.startswith(f"{label}-") else "" for one in QUOTES
        )
        + "\n"
        for label in RULES
    }


def pump_team(folder):
    """A team's repository with this wiki and its sources, committed."""
    made = team(folder, raw_files(), SCHEMA)
    for path, text in texts().items():
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_text(text)
    made.git("add", "-A")
    made.git("commit", "-qm", "Pages")
    return made


EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
HOSTILE = f"""---
title: '=cmd|calc {EVIL} -->'
type: report
made: report
asked: x
---

The Pump {EVIL} draws 800 watts --> now.[^rule-2-1] See [a page](javascript:alert(1)) and [[pump|{EVIL}]] or [the web](https://example.org/a?b=1).[^rule-1-1]

![{EVIL}](https://evil.example/x.png) ![x](javascript:alert(1)) <b onclick="alert(1)">bold</b>

## A {EVIL} heading

| =1+1 | {EVIL} |
| --- | --- |
| @SUM(A1) | `{EVIL}`[^rule-9-1] |

- class: lead
- \\[^rule-2-1\\] is no mark

```html
{EVIL}
```

[^rule-1-1]: [rule-1](../../raw/rule-1.md?plain=1#L1): "Increase --> {EVIL} 200"
[^rule-2-1]: [rule-2](../../raw/rule-2.md?plain=1#L4): "The `Pump` power draw changes from `200` to `800` watts"
[^rule-9-1]: [rule-9](../../raw/rule-9.md?plain=1#L1): "=HYPERLINK(1)"
"""


def hostile_page():
    """A page that tries everything, as outputs are made of it, with a chart that does."""
    from dataclasses import replace

    from pipeline.core.charts.spec import ChartData
    from pipeline.core.reports.output_page import read_output_page
    from pipeline.core.wiki.page import Page
    from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values
    from pipeline.operations.make.make_chart import make_chart

    wiki = pump_wiki()
    page = Page.parse("wiki/outputs/evil.md", HOSTILE)
    read = read_output_page(page, wiki, lambda _: None)
    spec, _, _ = make_chart("power draw of Pump and Valve", "bar", wiki, choose_chart_values)
    rows = tuple(replace(one, name=EVIL, source=f"={EVIL}") for one in spec.values)
    spec = replace(spec, title=EVIL, data=ChartData(rows))
    sources = tuple(replace(s, title=EVIL, author=EVIL) for s in read.sources)
    text = f"{HOSTILE}\n![{EVIL}](charts/evil.svg)\n"
    shown = Page.parse(
        "wiki/outputs/evil.md",
        text.replace("\n[^rule-1-1]:", "\n![x](charts/evil.svg)\n\n[^rule-1-1]:", 1),
    )
    return replace(read, page=shown, charts={"evil": spec}, sources=sources)
