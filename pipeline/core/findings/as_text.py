"""Show findings to people: as lines of text, annotations in a diff, and a table in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import quote

from pipeline.core.github.inert import make_inert
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import counted, shorten
from pipeline.core.values import SEVERITIES, Finding

MOST_ANNOTATIONS = 10  # of each severity in one step; GitHub leaves out the rest
LONGEST_SUMMARY = 900_000  # bytes; the runner drops a summary of more than 1 MiB
_RULES_LAST = {"not-derived"}


def show_on_one_line(text: str) -> str:
    """Return foreign text as one line with nothing hidden in it.

    Bytes that are no text are spelt out.
    """
    return " ".join(strip_hidden(text.encode("utf-8", "backslashreplace").decode()).split())


def format_line(found: Finding) -> str:
    """Return a finding as one line, in the form in which compilers write theirs."""
    hint = f" {found.suggestion}" if found.suggestion else ""
    place = f"{found.path}:{found.line}"
    return show_on_one_line(
        f"{place}: {found.severity}: {_sentence(found.message)}{hint} [{found.rule}]"
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def split_place(path: str, said: str) -> tuple[int, str]:
    """Return line number and words of a message such as `schema.md:12: unknown key`."""
    rest = said.removeprefix(f"{path}:")
    number, _, message = rest.partition(": ")
    return (int(number), message) if rest != said and number.isdecimal() else (1, said)


def describe_counts(findings: Iterable[Finding]) -> str:
    """Return `1 error, 2 warnings`; `nothing to say` where there is none."""
    number = Counter(f.severity for f in findings)
    parts = [counted(number[s], s) for s in SEVERITIES if number[s]]
    return ", ".join(parts) or "nothing to say"


def select_annotations(findings: Sequence[Finding], in_diff: Collection[Finding]) -> list[Finding]:
    """Return the findings to show in the diff: of each severity as many as GitHub shows.

    Those on changed lines go first, and one of every file before a second of any, because ten dead
    links of one page are mended together. What one command mends comes last.
    """
    chosen: list[Finding] = []
    for severity in SEVERITIES:
        seen: Counter[str] = Counter()
        ranked = []
        for f in sorted(
            (f for f in findings if f.severity == severity), key=lambda f: f not in in_diff
        ):
            ranked.append((f.rule in _RULES_LAST, f not in in_diff, seen[f.path], f))
            seen[f.path] += 1
        ranked.sort(key=lambda row: row[:3])
        chosen += [row[-1] for row in ranked[:MOST_ANNOTATIONS]]
    return chosen


def select_new(findings: Iterable[Finding], earlier: Iterable[Finding]) -> list[Finding]:
    """Return the findings that were not there before.

    Of several alike, as many are returned as there are more of them now.
    """
    known = Counter(f.fingerprint for f in earlier)
    new = []
    for f in findings:
        if known[f.fingerprint]:
            known[f.fingerprint] -= 1
        else:
            new.append(f)
    return new


def annotation_text(found: Finding) -> str:
    """Return the text of an annotation."""
    return show_on_one_line(f"{_sentence(found.message)} {found.suggestion}")


def write_summary(
    findings: Sequence[Finding],
    address: str,
    base: str,
    head: str,
    gone: Collection[str],
    title: str = "Check of the wiki",
    well: str = "Sources only come in, pages and quotes hold, derived files are as code makes them.",  # noqa: E501
) -> str:
    """Return the findings as Markdown, worst first; the sentence `well` where there is none.

    `address` is the repository's, or empty. Every word of a finding may be foreign: nothing in the
    text takes effect, and it is cut where GitHub would drop a longer one.
    """
    ranked = [f for severity in SEVERITIES for f in findings if f.severity == severity]
    head_line = f"## {title}: {describe_counts(findings)}\n"
    if not ranked:
        return f"{head_line}\n{well}\n"
    rows = ["", "| | Where | What | Rule |", "| --- | --- | --- | --- |"]
    room = LONGEST_SUMMARY
    for number, f in enumerate(ranked):
        row = (
            f"| {f.severity} | {_place(f, address, base if f.path in gone else head)} | {_what(f)}"
            f" | {f.rule} |"
        )
        room -= len(row.encode("utf-8", "replace")) + 1
        if room < 0:
            rows += ["", f"{len(ranked) - number} more are in the log of this step."]
            break
        rows.append(row)
    return head_line + "\n".join(rows) + "\n"


def _place(found: Finding, address: str, commit: str) -> str:
    name = f"{make_inert(shorten(show_on_one_line(found.path), 200))}:{found.line}"
    if not address:
        return name
    path = quote(found.path, safe="/", errors="surrogateescape")
    return f"[{name}]({address}/blob/{commit}/{path}?plain=1#L{found.line})"


def _what(found: Finding) -> str:
    return f"{make_inert(shorten(_sentence(show_on_one_line(found.message)), 600))} {make_inert(found.suggestion)}".strip()  # noqa: E501
