"""What a lint found, in every format: golden files of a report that holds the worst that a page can be called and say."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from pipeline.cli import output
from pipeline.cli.output import make_harmless
from pipeline.core.findings.addresses import Unreachable
from pipeline.core.findings.as_text import select_new
from pipeline.core.findings.rule_docs import read_rule_docs
from pipeline.core.values import Finding
from pipeline.outputs.findings import FORMATS, LintResult, as_json, group_by_rule, write
from pipeline.outputs.findings.sarif import MOST_RESULTS, message_of
from tests.helpers.strategies import foreign_text

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE / "sarif-2.1.0.json").read_text("utf-8"))
DEAD = """A link that leads nowhere.

Links between pages, into `raw/` and to headings.

Bad:  `See [[contxt-window]].`
      or `[x](nowhere.md)`
Good: `See [[context-window]].`
"""


words = st.one_of(foreign_text, st.text(st.characters(codec=None)), st.just("a},\n   {b"))


@given(st.lists(st.builds(Finding, st.just("dead-link"), st.just("note"), words, st.integers(1, 9), words, words, words, column=st.just(2), fixable=st.booleans())))  # fmt: skip
def test_the_rows_of_findings_are_the_json_that_the_encoder_of_python_writes(found):
    text = as_json.write(replace(SAID, findings=tuple(found))).text
    keys = ("rule", "severity", "path", "line", "column", "subject", "message", "suggestion", "fingerprint", "fixable")  # fmt: skip
    rows = [{key: getattr(one, key) for key in keys} for one in found]
    plain = as_json.plain_json({"": rows}).removeprefix('{\n "": ').removesuffix("\n}")
    assert f'"findings": {plain},\n' in text
    assert len(json.loads(text)["findings"]) == len(found)


@given(st.one_of(foreign_text, st.text(st.sampled_from("::#[ \n\t\x1b\x85\u2028\u202eé\udcffa"))))
def test_what_a_log_could_take_for_a_command_is_seen_at_a_glance(text):
    plain = text.encode("utf-8", "backslashreplace").decode()
    plain = output._RUNNER_COMMAND.sub(
        lambda m: "##［" if m.group() == "##[" else f"{m[1]}：：", plain
    )
    assert make_harmless(text) == output._UNSAFE_CHARACTERS.sub("�", plain)


def rule(name, doc, severity="warning", **more):
    return read_rule_docs(
        name, SimpleNamespace(__doc__=doc, SEVERITY=severity, SCOPE="page", **more)
    )


RULES = (
    rule("dead-link", DEAD, "error", fix=lambda view, paths: {}),
    rule("orphan-page", "A page that nothing links to.\n\nBad:  none\nGood: one\n"),
    rule("unlinked-mention", "A title in prose.\n\nBad:  a\nGood: b\n", "note"),
)
FOREIGN = "\x1b[31m\u202e::error::##[group]x\n::set-output a::b [x](https://evil.example) {0} @all #1 | <img> `a`"
FINDINGS = (
    Finding("dead-link", "error", "wiki/concepts/a.md", 12, "nowhere", "the link to 'nowhere' leads nowhere", "Link to [[now]].", 5, True),
    Finding("dead-link", "error", "wiki/concepts/b c#?.md", 3, FOREIGN, f"the link to {FOREIGN} leads nowhere"),
    Finding("orphan-page", "warning", "wiki/\udcff::\x1b.md", 1, "", "nothing links here", "Link to it."),
    Finding("unlinked-mention", "note", "wiki/concepts/é.md", 40, "kettle", "kettle has a page"),
)  # fmt: skip
SAID = LintResult(
    FINDINGS,
    RULES,
    "a" * 40,
    "2026-05-01",
    unreachable=(
        Unreachable(
            "https://gone.example/a", ("wiki/concepts/a.md",), "2026-04-01", "404 Not Found"
        ),
    ),
    notes=("3 of 9 addresses were not tried.",),
    address="https://github.com/acme/wiki",
    version="1.2.3",
)
FILES = {"text": "said.txt", "markdown": "said.md"}  # of the other formats: `said.` and their name


def text(said, name="text"):
    return write(said, name).text


def log(said):
    """Return what a step of GitHub Actions is told: the text, and the commands."""
    made = write(said, "github")
    return "\n".join([made.text, *made.commands])


def test_every_format_is_as_it_was(golden):
    made = {name: make_harmless(text(SAID, name)) for name in FORMATS} | {"github": log(SAID)}
    golden(HERE / "formats", {FILES.get(n, f"said.{n}"): f"{body}\n" for n, body in made.items()})


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_nothing_foreign_acts_on_a_terminal_or_in_a_log(name):
    made = text(SAID, name)
    assert not [c for c in made if (ord(c) < 32 and c != "\n") or c in "\u202e\u200b"]
    assert "\n::" not in made


def test_only_the_module_of_the_format_that_is_asked_for_is_imported():
    code = "from pipeline.outputs.findings import *; write(LintResult((), (), '', ''), 'json')"
    loaded = f"import sys; {code}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    modules = {f"pipeline.outputs.findings.{module}" for module in FORMATS.values()}
    assert modules & {*done.stdout.split()} == {"pipeline.outputs.findings.as_json"}


def test_the_summary_of_a_step_is_the_table():
    assert write(SAID, "github").summary == text(SAID, "markdown")


def test_commands_in_a_log_are_ours_alone():
    lines = [line for line in log(SAID).split("\n") if line.lstrip().startswith("::")]
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning", "::notice"]
    assert "col=5" in lines[0]


def test_json_survives_the_log_and_gives_back_what_was_found():
    made = text(SAID, "json")
    assert make_harmless(made) == made
    rows = json.loads(made)["findings"]
    assert rows[1]["message"] == FINDINGS[1].message
    assert [r["fingerprint"] for r in rows] == [f.fingerprint for f in FINDINGS]
    assert rows[2]["path"] == "wiki/\\udcff::\x1b.md"
    json.dumps(rows, ensure_ascii=False).encode()  # no half characters


def test_what_is_not_committed_yet_is_mended_only_after_a_commit():
    assert text(SAID).rstrip().endswith("1 can be mended safely: wiki lint --fix.")
    assert (
        text(replace(SAID, loose=True))
        .rstrip()
        .endswith("1 can be mended safely: commit, then wiki lint --fix.")
    )


def test_many_findings_are_readable():
    many = [
        Finding("dead-link", "error", f"wiki/{n}.md", n, str(n), "the link leads nowhere")
        for n in range(1, 301)
    ]
    lines = text(LintResult((*many, *FINDINGS[2:]), RULES, "a" * 40, "2026-05-01")).splitlines()
    assert lines[0] == "300 errors: dead-link on 300 pages. A link that leads nowhere."
    assert "  … 270 more: wiki lint --rule dead-link" in lines
    assert len(lines) < 45
    assert lines[-1] == "300 errors, 1 warning, 1 note."
    assert [name for name, _ in group_by_rule([*FINDINGS[2:], *many])] == [
        "dead-link",
        "orphan-page",
        "unlinked-mention",
    ]


def test_only_what_is_more_than_before_is_fresh():
    one, other = FINDINGS[0], FINDINGS[1]
    assert select_new([one, one, one, other], [one]) == [one, one, other]
    assert select_new([one], [one, one]) == []


# --- SARIF ---


def problems(log):
    return [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
        for e in Draft4Validator(SCHEMA).iter_errors(log)
    ]


@pytest.mark.parametrize(
    "said",
    [
        SAID,
        LintResult((), (), "a" * 40, "2026-05-01"),
        LintResult((), RULES, "a" * 40, "2026-05-01"),
    ],
)
def test_sarif_is_valid(said):
    log = json.loads(text(said, "sarif"))
    assert problems(log) == []
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1


def test_the_schema_refuses_what_is_wrong():
    log = json.loads(text(SAID, "sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert problems(log)


def test_sarif_says_what_the_standard_asks_for_and_github_reads():
    """What the schema cannot hold: indexes that fit, unique ids, whole sentences, encoded names, code points as columns."""
    run = json.loads(text(SAID, "sarif"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    assert run["columnKind"] == "unicodeCodePoints"
    for result, found in zip(run["results"], FINDINGS, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == found.rule
        assert rules[result["ruleIndex"]]["help"]["text"]
        assert unquote(place["artifactLocation"]["uri"], errors="surrogateescape") == found.path
        assert place["artifactLocation"]["uri"].isascii()
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert (place["region"]["startLine"], place["region"]["startColumn"]) == (
            found.line,
            found.column,
        )
        assert result["partialFingerprints"] == {"wikiLint/v1": found.fingerprint}
    assert (
        rules[0]["helpUri"]
        == f"https://github.com/acme/wiki/blob/{'a' * 40}/docs/rules.md#dead-link"
    )
    assert run["results"][0]["message"]["text"].endswith(".")


def test_a_message_in_sarif_holds_no_link_and_no_argument():
    said = message_of(FINDINGS[1])
    assert "](" not in said
    assert "{0}" not in said.replace("{{0}}", "")
    assert "://" not in said
    assert "\n" not in said


def test_sarif_stays_within_what_github_takes_whatever_it_holds():
    long = "x" * 5_000
    many = tuple(
        Finding("dead-link", "error", f"wiki/{n}.md", n + 1, f"{n}{long}", f"{n} {long}")
        for n in range(6_000)
    )
    odd = Finding("dead-link", "error", f"wiki/{long}.md", 1, "", "too long a name")
    made = text(LintResult((odd, *many), RULES, "a" * 40, "2026-05-01"), "sarif")
    run = json.loads(made)["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith(
        "1001 findings"
    )
    assert len(gzip.compress(made.encode())) < 10_000_000


def test_a_rule_is_read_from_its_docstring():
    read = RULES[0]
    assert read.what == "A link that leads nowhere."
    assert read.more == "Links between pages, into `raw/` and to headings."
    two = rule("log-drift", "The log lacks `a.md`. It only grows.\n\nMore.\n\nBad:  a\nGood: b\n")
    assert (two.what, two.more) == ("The log lacks `a.md`.", "It only grows.\n\nMore.")
    assert read.bad == "`See [[contxt-window]].`\nor `[x](nowhere.md)`"
    assert read.good == "`See [[context-window]].`"
    assert read.fixable
    assert not RULES[1].fixable
