"""`wiki check` on real repositories: everything a pull request can do to the wiki, in a good and a bad case."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess

import pytest

from pipeline.adapters.git.loose_objects import write_object
from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.errors import UserError
from pipeline.core.github.state import AMEND_RAW_LABEL, PullRequest
from pipeline.operations.compile.choose_librarian import choose_librarian
from pipeline.operations.compile.choose_sources import choose_sources, read_in_order
from pipeline.operations.compile.compile import compile_source
from pipeline.operations.compile.keep_proposal import publish_proposal
from pipeline.operations.github.check import check_change, is_our_own, why_sources_may_not_change
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.setup import demo
from pipeline.operations.setup.example import EMPTY_INDEX
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import ROOT, SCHEMA, example_or_skip, source, team

KETTLE = source(
    "Kettle report",
    "A kettle holds a litre.\nEvery kettle boils water at 100 degrees.",
    author="Ada",
)
TEAPOT = source(
    "Teapot report",
    "A teapot holds a litre of tea.\nA kettle holds 2 litres.",
    "2024-02-01",
    author="Bo",
)
PAGE = "wiki/concepts/kettle.md"
SUMMARY = "wiki/sources/kettle-report.md"
BOT = "acme-wiki[bot]"


def pull(author="ada", head="words", body="", here=True):
    return PullRequest(
        7, "Words", body, author, head, "0" * 40, here, "main", "open", False, (), ""
    )


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    made = team(
        tmp_path_factory.mktemp("check") / "team",
        {"2024-kettle.md": KETTLE, "2024-teapot.md": TEAPOT},
    )
    for path in ("raw/2024-kettle.md", "raw/2024-teapot.md"):
        made.merge(compile_one(made.root, path)[0].branch)
    made.git("branch", "-q", "base")
    return made


class Desk:
    """The compiled wiki, and changes to it as commits that never touch the working tree."""

    def __init__(self, made):
        self.made = made
        self.base = made.git("rev-parse", "base").strip()

    def text(self, path):
        return self.made.at(self.base, path)

    def commit(self, files, base=""):
        """Commit files (path → text, None: removed, (mode, data): as git keeps it) on top of the base."""
        index = self.made.root / ".git" / "index-of-a-test"
        rows = b"".join(self._row(path, value) for path, value in files.items())
        index.unlink(missing_ok=True)
        self._run("read-tree", base or self.base)
        self._run("update-index", "-z", "--index-info", data=rows)
        return self._run(
            "commit-tree", self._run("write-tree"), "-p", base or self.base, "-m", "A change"
        )

    def _row(self, path, value):
        name = os.fsencode(path)
        if value is None:
            return b"0 " + b"0" * 40 + b"\t" + name + b"\0"
        mode, data = value if isinstance(value, tuple) else ("100644", value)
        data = data if isinstance(data, bytes) else data.encode()
        objects = self.made.root / ".git" / "objects"
        sha = "1" * 40 if mode == "160000" else write_object(objects, "blob", data)
        return f"{mode} {sha}\t".encode() + name + b"\0"

    def _run(self, *args, data=b""):
        who = {
            f"GIT_{x}_{y}": "ada@example.org"
            for x in ("AUTHOR", "COMMITTER")
            for y in ("NAME", "EMAIL")
        }
        env = {
            **os.environ,
            **who,
            "GIT_INDEX_FILE": str(self.made.root / ".git" / "index-of-a-test"),
        }
        done = subprocess.run(
            ["git", *args], cwd=self.made.root, env=env, input=data, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def derived(self, files):
        """Return the files with what `wiki derive` would write beside them."""
        with open_repository(self.made.root) as repo:
            there = take_snapshot(repo, self.commit(files))
        made = derive(there.wiki, there.schema, recorded_voices(there.wiki), there.index)
        return {**files, **made}

    def report(self, files, request=None, refused="no", base="", example=None):
        with open_repository(self.made.root) as repo:
            head = self.commit(files, base)
            return check_change(
                repo, base or self.base, head, request, (BOT,), lambda: refused, example or {}
            )

    def found(self, files, **more):
        """Return the findings of a change as (severity, rule, path)."""
        return [(f.severity, f.rule, f.path) for f in self.report(files, **more).findings]

    def run(self, files, *args):
        return main(
            [
                "-C",
                str(self.made.root),
                "check",
                "--base",
                "base",
                "--head",
                self.commit(files),
                *args,
            ]
        )


@pytest.fixture
def desk(compiled):
    return Desk(compiled)


def edited(desk, old, new, path=PAGE):
    text = desk.text(path)
    assert old in text
    return {path: text.replace(old, new)}


# --- what is well is left alone ---


def test_a_change_of_nothing_says_nothing(desk):
    assert desk.found({}) == []


def test_new_sources_come_in(desk):
    assert desk.found({"raw/2025/new.md": "# New\n\nWords.\n", "raw/picture.png": b"\x89PNG"}) == []


def test_a_page_that_a_person_words_better_passes(desk):
    words = edited(desk, "## Key points", "Kettles are vessels.\n\n## Key points")
    assert desk.found(desk.derived(words)) == []


def test_every_proposal_of_the_example_passes(tmp_path):
    example_or_skip()
    copy = tmp_path / "copy"
    demo.start_copy(ROOT, copy)
    with open_repository(copy) as repo:
        first = take_snapshot(repo, repo.head())
        choice = choose_librarian(
            first.schema, "extractive", {}, "2026-11-22", repo.private, lambda *_: None
        )
        sources, _ = read_in_order(first, [s.path for s in choose_sources(first, [])])
        assert len(sources) > 3
        for one in sources:
            snapshot = take_snapshot(repo, repo.head())
            proposal = compile_source(one, snapshot, choice.librarian, choice.run_for(one))
            published = publish_proposal(proposal, repo, snapshot.commit)
            request = pull(BOT, published.branch, proposal.body)
            report = check_change(
                repo, snapshot.commit, published.commit, request, (BOT,), lambda: "no"
            )
            assert [f for f in report.findings if f.severity == "error"] == []
            assert report.files == len(proposal.files)
            repo.merge(published.branch)


# --- raw/ only grows ---

RAW = "raw/2024-kettle.md"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({RAW: KETTLE + "More.\n"}, "a source is changed"),
        ({RAW: None}, "a source is removed"),
        ({RAW: None, "raw/b.md": KETTLE}, "a source is moved to 'raw/b.md'"),
        ({RAW: ("120000", "../log.md")}, "a source is changed"),
    ],
)
def test_a_source_may_not_change(desk, files, said):
    report = desk.report(files, refused="Ask a writer.")
    found = [f for f in report.findings if f.rule == "raw-changed"]
    assert [(f.severity, f.path, f.suggestion) for f in found] == [("error", RAW, "Ask a writer.")]
    assert found[0].message.startswith(said)


def test_an_amend_that_is_allowed_is_only_told_of(desk):
    assert desk.found({RAW: KETTLE + "\nMore.\n"}, refused="") == [("note", "raw-changed", RAW)]


def test_quotes_that_an_amend_breaks_are_found_on_pages_it_did_not_touch(desk):
    found = desk.found({RAW: KETTLE.replace("a litre", "two litres")}, refused="")
    assert ("error", "quote-not-found", PAGE) in found
    assert ("error", "quote-not-found", SUMMARY) in found


def test_the_example_that_ships_may_go_and_nothing_else(desk):
    """`wiki init`, as a pull request."""
    digest = hashlib.sha256(KETTLE.encode()).hexdigest()
    example = {
        RAW: digest,
        "raw/2024-teapot.md": "0" * 64,
        LOG_PATH: hashlib.sha256(desk.text(LOG_PATH).encode()).hexdigest(),
    }
    pages = desk.made.git("ls-tree", "-r", "--name-only", desk.base, "wiki").split()
    files = {
        **dict.fromkeys(pages),
        RAW: None,
        "raw/2024-teapot.md": None,
        LOG_PATH: EMPTY_LOG,
        "wiki/index.md": EMPTY_INDEX,
    }
    report = desk.report(files, example=example)
    assert [(f.rule, f.path) for f in report.findings if f.severity == "error"] == [
        ("raw-changed", "raw/2024-teapot.md")
    ]
    grown = desk.report({**files, LOG_PATH: EMPTY_LOG + ENTRY}, example=example)
    assert LOG_PATH not in {f.path for f in grown.findings}
    prose = desk.report({**files, LOG_PATH: EMPTY_LOG + "Prose.\n" + ENTRY}, example=example)
    assert [(f.rule, f.line) for f in prose.findings if f.path == LOG_PATH] == [
        ("bad-log-entry", EMPTY_LOG.count("\n") + 1)
    ]
    assert ("log-rewritten", LOG_PATH) in {(f.rule, f.path) for f in desk.report(files).findings}
    assert ("log-rewritten", LOG_PATH) in {
        (f.rule, f.path) for f in desk.report({LOG_PATH: "x"}, example=example).findings
    }


def test_the_file_that_keeps_the_folder_may_go(desk):
    start = desk.commit({"raw/.gitkeep": ""})
    assert desk.found({"raw/.gitkeep": None}, base=start) == []


class GitHub:
    """What GitHub says of labels and people."""

    def __init__(self, login="", permission="none", down=False):
        self.login, self.may, self.down = login, permission, down

    def labelled_by(self, number, label):
        assert (number, label) == (7, AMEND_RAW_LABEL.name)
        if self.down:
            raise UserError("GitHub cannot be reached.")
        return self.login

    def permission(self, login):
        assert login == self.login
        return self.may


@pytest.mark.parametrize(
    ("github", "said"),
    [
        (GitHub("ada", "write"), ""),
        (GitHub("ada", "admin"), ""),
        (GitHub("ada", "triage"), "set by ada, who has none"),
        (GitHub(), "with the label `wiki:amend-raw`"),
        (GitHub(down=True), "GitHub cannot be reached."),
    ],
)
def test_only_a_writer_s_label_allows_an_amend(github, said):
    answer = why_sources_may_not_change(pull(), lambda: github)
    assert said in answer
    assert bool(said) == bool(answer)


def test_github_is_not_asked_where_no_source_changes(desk):
    def never():
        raise AssertionError

    with open_repository(desk.made.root) as repo:
        check_change(repo, desk.base, desk.commit({"raw/new.md": "x"}), pull(), (BOT,), never)


# --- the log ---

ENTRY = "\n## [2026-05-01] lint | Nothing found\n\n- pages: 3\n"


def test_the_log_grows_by_entries(desk):
    assert desk.found({"log.md": desk.text("log.md") + ENTRY}) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda log: log.replace("Kettle", "Kettl"),
        lambda log: log[:-20],
        lambda log: ENTRY + log,
        lambda log: "",
    ],
)
def test_the_log_keeps_its_prefix(desk, change):
    assert ("error", "log-rewritten", "log.md") in desk.found(
        {"log.md": change(desk.text("log.md"))}
    )


@pytest.mark.parametrize(
    "added",
    [
        "words\n",
        "\n## yesterday\n",
        "\n## [2026-13-01] lint | Nothing\n",
        f"{ENTRY}\nProse.\n",
        f"{ENTRY}- <img src=x>\n",
        f"{ENTRY}- a\u202eb\n",
        "\n# Log\n",
    ],
)
def test_what_is_added_to_the_log_reads_like_an_entry(desk, added):
    report = desk.report({"log.md": desk.text("log.md") + added})
    assert [(f.severity, f.rule) for f in report.findings] == [("error", "bad-log-entry")]
    assert report.findings[0] in report.in_diff


def test_the_log_may_not_go(desk):
    found = desk.found({"log.md": None})
    assert ("error", "log-rewritten", "log.md") in found
    assert ("error", "not-a-plain-file", "log.md") in found


# --- pages ---


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("## Key points", "## Key points\n\nSee [[nowhere]].", "dead-link"),
        ('A kettle holds a litre."', 'A kettle holds a gallon."', "quote-not-found"),
        ("## Key points", "## Key points\n\nIt is 5.[^kettle-99]", "undefined-mark"),
        ("## Key points", "## Key points\n\n<script>x</script>", "raw-html"),
        ("## Key points", "## Key points\n\n![x](https://evil.example/x.png)", "remote-image"),
        ("## Key points", "## Key points\n\nSee https://evil.example/x", "foreign-address"),
        ("## Key points", "## Key points\n\na\u200bb", "hidden-character"),
        ("type: concept", "type: idea", "unknown-type"),
        ("confidence: ", "confidence: very ", "bad-front-matter"),
        ("title: Kettle", "title: Kettle: x", "bad-front-matter"),
    ],
)
def test_a_page_is_judged_by_the_rules(desk, old, new, rule):
    report = desk.report(edited(desk, old, new))
    hits = [f for f in report.findings if f.rule == rule]
    assert [(f.severity, f.path) for f in hits] == [("error", PAGE)]
    assert hits[0] in report.in_diff
    assert hits[0].line > 1


def test_a_page_outside_its_folder_is_refused(desk):
    new = desk.text(PAGE).replace("title: Kettle", "title: Samovar")
    assert ("error", "unknown-type", "wiki/entities/samovar.md") in desk.found(
        {"wiki/entities/samovar.md": new}
    )
    assert ("error", "unknown-type", "wiki/samovar.md") in desk.found({"wiki/samovar.md": new})


def test_an_old_fault_does_not_block_an_innocent_change(desk):
    fault = edited(desk, "## Key points", "## Key points\n\nSee [[nowhere]]. It is 5.[^kettle-99]")
    start = desk.commit({**fault, "wiki/index.md": "# Not the index\n"})
    assert desk.found({"raw/new.md": "Words."}, base=start) == []
    assert (
        desk.found(
            {PAGE: fault[PAGE].replace("See [[", "Look at [["), "raw/new.md": "x"}, base=start
        )
        == []
    )
    worse = {PAGE: fault[PAGE].replace("See [[nowhere]]", "See [[nowhere]] and [[elsewhere]]")}
    report = desk.report(worse, base=start)
    assert [f.subject for f in report.findings if f.rule == "dead-link"] == ["elsewhere"]


def test_a_page_that_could_not_be_read_may_be_mended(desk):
    start = desk.commit(edited(desk, "title: Kettle", "title: ["))
    assert desk.found({PAGE: desk.text(PAGE)}, base=start) == []


def test_links_that_a_removed_page_leaves_behind_are_found(desk):
    linked = desk.derived(
        edited(desk, "## Key points", "## Key points\n\nSee [[teapot]] and [[litre]].")
    )
    start = desk.commit(linked)
    found = desk.found({"wiki/concepts/teapot.md": None}, base=start)
    assert ("error", "dead-link", PAGE) in found
    assert ("warning", "page-removed", "wiki/concepts/teapot.md") in found
    assert ("error", "not-derived", "wiki/index.md") in found


def test_a_renamed_page_is_one_gone_and_one_new(desk):
    start = desk.commit(
        desk.derived(edited(desk, "## Key points", "## Key points\n\nSee [[teapot]]."))
    )
    text = desk.text("wiki/concepts/teapot.md")
    found = desk.found(
        {"wiki/concepts/teapot.md": None, "wiki/concepts/tea-pot.md": text}, base=start
    )
    assert ("error", "dead-link", PAGE) not in found  # its title still answers
    assert ("warning", "lost-claim", "wiki/concepts/teapot.md") not in found
    retitled = text.replace("title: Teapot", "title: Tea pot vessel")
    found = desk.found(
        {"wiki/concepts/teapot.md": None, "wiki/concepts/tea-pot.md": retitled}, base=start
    )
    assert ("error", "dead-link", PAGE) in found


def test_a_page_type_that_goes_is_told_on_its_pages(desk):
    found = desk.found(
        {
            "schema.md": SCHEMA.replace("name: concept", "name: idea").replace(
                "folder: concepts", "folder: ideas"
            )
        }
    )
    assert ("error", "unknown-type", PAGE) in found


def test_a_schema_that_cannot_be_read_is_told_with_its_line(desk):
    report = desk.report({"schema.md": SCHEMA.replace("language: en", "langage: en")})
    (found,) = report.findings
    assert (found.rule, found.severity, found.path, found.line) == (
        "bad-schema",
        "error",
        "schema.md",
        3,
    )
    assert "did you mean `language`" in found.message
    assert found in report.in_diff


@pytest.mark.parametrize("value", [None, ("120000", "raw/x"), ("160000", "")])
def test_a_schema_that_is_gone_is_an_error(desk, value):
    assert {x[2] for x in desk.found({"schema.md": value}) if x[0] == "error"} == {"schema.md"}


def test_a_file_that_is_no_utf_8_is_told_with_its_line(desk):
    report = desk.report({PAGE: desk.text(PAGE).encode() + b"\xff\n"})
    (found,) = [f for f in report.findings if f.rule == "not-text"]
    assert found.line == desk.text(PAGE).count("\n") + 1


# --- nothing is lost ---


def test_what_a_person_takes_out_is_listed(desk):
    lines = [x for x in desk.text(PAGE).split("\n") if "100 degrees" not in x]
    report = desk.report({PAGE: "\n".join(lines)})
    told = [f for f in report.findings if f.rule == "lost-claim"]
    assert [(f.severity, f.path) for f in told] == [("warning", PAGE)]
    assert "the citation kettle-2" in told[0].message
    assert "the number 100" in told[0].message


def without_claim(desk):
    """The claim of the 100 degrees taken out of every page."""
    pages = {p: desk.text(p) for p in (PAGE, SUMMARY)}
    kept = {
        p: "\n".join(x for x in text.split("\n") if "100 degrees" not in x)
        for p, text in pages.items()
    }
    return desk.derived(kept)


def test_the_last_mark_of_a_claim_is_told_with_its_quote(desk):
    report = desk.report(without_claim(desk), pull())
    assert report.errors == 0
    gone = [f for f in report.findings if "on no page any more" in f.message]
    assert len(gone) == 1
    assert (
        "[^kettle-2] “Every kettle boils water at 100 degrees.” (raw/2024-kettle.md)"
        in gone[0].message
    )


def test_our_bot_names_the_claims_that_leave_the_wiki(desk):
    files = without_claim(desk)
    silent = desk.report(files, pull(BOT, "wiki/compile/kettle-1"))
    assert [(f.severity, f.rule) for f in silent.findings if f.severity == "error"] == [
        ("error", "lost-claim")
    ]
    body = "Taken out on purpose:\n\n- Kettle: kettle-2, because the new edition of the report withdraws it\n"
    assert desk.report(files, pull(BOT, "wiki/compile/kettle-1", body)).errors == 0
    other = desk.report(
        files, pull(BOT, "wiki/compile/kettle-1", body.replace("kettle-2", "kettle-21"))
    )
    assert other.errors == 1


# --- derived files ---


def test_a_page_whose_bookkeeping_lags_is_sent_to_derive(desk):
    files = edited(desk, "## Key points", "## Key points\n\nSee [[teapot]].")
    report = desk.report(files)
    assert {(f.rule, f.path) for f in report.findings} == {
        ("not-derived", PAGE),
        ("not-derived", "wiki/concepts/teapot.md"),
    }
    assert {f.suggestion for f in report.findings} == {
        "Run `wiki derive` and commit; on a compile's pull request `/refresh` does it."
    }
    assert desk.found(desk.derived(files)) == []


def test_an_index_edited_by_hand_is_found(desk):
    short = re.sub(r"^\d+ page", "9 page", desk.text("wiki/index.md"), flags=re.MULTILINE)
    report = desk.report({"wiki/index.md": short, "wiki/index/x.md": "# Xs\n"})
    assert [(f.rule, f.path, f.message) for f in report.findings] == [
        ("not-derived", "wiki/index.md", "this is not what code makes of the pages"),
        ("not-derived", "wiki/index/x.md", "code makes no such file"),
    ]


def test_a_forged_record_moves_the_confidence_of_pages_that_cite_it(desk):
    found = desk.found(edited(desk, "published: 2024-01-01", "published: 2026-04-01", SUMMARY))
    assert ("error", "not-derived", PAGE) in found or ("error", "not-derived", SUMMARY) in found


# --- who may touch what ---


def test_our_bot_touches_pages_and_the_log_only(desk):
    bot = pull(BOT, "wiki/compile/kettle-1")
    files = {
        ".github/workflows/x.yml": "on: push",
        "raw/new.md": "x",
        "wiki/concepts/a/b.md": "x",
        "schema.md": SCHEMA + "\n",
    }
    refused = {
        path for _, rule, path in desk.found(files, request=bot) if rule == "outside-the-wiki"
    }
    assert refused == set(files)
    good = desk.derived(edited(desk, "## Key points", "Words.\n\n## Key points")) | {
        "log.md": desk.text("log.md") + ENTRY
    }
    assert desk.found(good, request=bot) == []


def test_a_person_may_touch_anything_and_is_told_where_it_is_two_things(desk):
    files = {".github/workflows/x.yml": "on: push", "pipeline/x.py": "raise SystemExit(1)\n"}
    assert desk.found(files, request=pull()) == []
    both = desk.found({**files, "raw/new.md": "x"}, request=pull(head="wiki/compile/kettle-1"))
    assert both == [("note", "both-halves", ".github/workflows/x.yml")]


@pytest.mark.parametrize(
    ("request_", "ours"),
    [
        (pull(BOT, "wiki/compile/x-1"), True),
        (pull("ada", "wiki/compile/x-1"), False),
        (pull(BOT, "dependabot/x"), False),
        (pull(BOT, "wiki/compile/x-1", here=False), False),
    ],
)
def test_ours_is_what_our_bot_opened_from_a_branch_of_ours(request_, ours):
    assert is_our_own(request_, (BOT,)) == ours


# --- files that are no files ---


@pytest.mark.parametrize("mode", ["120000", "100755", "160000"])
@pytest.mark.parametrize(
    "path",
    [
        "wiki/concepts/new.md",
        PAGE,
        "raw/new.md",
        "log.md",
        "schema.md",
        "wiki/index.md",
        "wiki",
        "raw",
    ],
)
def test_only_plain_files(desk, mode, path):
    files = {path: (mode, "../../.git/config")}
    if path in ("wiki", "raw"):  # a file in place of the folder
        names = desk.made.git("ls-tree", "-r", "--name-only", desk.base, path).split()
        files = {**dict.fromkeys(names), **files}
    assert ("error", "not-a-plain-file", path) in desk.found(files)


def test_a_log_that_becomes_executable_is_refused_and_its_words_are_not(desk):
    assert desk.found({"log.md": ("100755", desk.text("log.md"))}) == [
        ("error", "not-a-plain-file", "log.md")
    ]


ODD = [
    "raw/con.md", "wiki/concepts/NUL.md", "raw/a\nb.md", "raw/a\x1b[31m.md", "raw/a\u202eb.md", "raw/a\\b.md", "raw/a:b.md",
    "raw/what?.md", "raw/end.", "raw/end ", "raw/ start.md", "raw/dir./x.md", "raw/aux/x.md", "raw/2024-KETTLE.md", "RAW/x.md",
    "Log.md", "wiki/Concepts/x.md", "raw/\udcff.md", "raw/\u200b.md", "wiki/concepts/\udcff.md", "wiki/concepts/a\nb.md", "wiki/concepts/con.md",
]  # fmt: skip


@pytest.mark.parametrize("path", ODD)
def test_odd_names_are_refused(desk, path):
    assert ("error", "odd-name", path) in desk.found({path: "x"})


@pytest.mark.parametrize(
    "path",
    [
        "raw/Ünïcode – 日本語 (v2).md",
        "raw/.hidden.md",
        "raw/a.b..c.md",
        "raw/console.md",
        "docs/con.md",
    ],
)
def test_usual_names_pass(desk, path):
    assert not [x for x in desk.found({path: "x"}) if x[1] == "odd-name"]


def test_two_spellings_of_one_name_are_refused(desk):
    found = desk.found({"raw/caf\u00e9.md": "x", "raw/cafe\u0301.md": "y"})
    assert {x[2] for x in found if x[1] == "odd-name"} == {"raw/caf\u00e9.md", "raw/cafe\u0301.md"}


def test_sizes_have_caps(desk):
    heavy = "wiki/concepts/heavy.md"
    assert desk.found({heavy: "x" * 600_000}) == [("error", "too-large", heavy)]
    assert desk.found({"raw/big.bin": b"\0" * 25_000_001}) == [
        ("error", "too-large", "raw/big.bin")
    ]
    assert desk.found({f"raw/{i}.bin": f"{i}" for i in range(60)}) == []


def test_a_file_in_the_wiki_that_nothing_reads_is_told_of(desk):
    assert desk.found({"wiki/x.png": b"\x89PNG"}) == [("warning", "not-a-page", "wiki/x.png")]


# --- what people see ---

HOSTILE = "title: '::error::x @everyone #1 <img src=x> | a'"


@pytest.fixture
def actions(tmp_path, monkeypatch):
    """Act as a step of a workflow run; return the file of its summary."""
    event = {
        "pull_request": {
            "number": 7, "title": "x", "body": None, "user": {"login": "ada"}, "state": "open", "labels": [],
            "head": {"ref": "words", "sha": "0" * 40, "repo": None},
            "base": {"ref": "main", "repo": {"full_name": "acme/wiki"}},
        }
    }  # fmt: skip
    (tmp_path / "event.json").write_text(json.dumps(event), "utf-8")
    values = {
        "ACTIONS": "true",
        "REPOSITORY": "acme/wiki",
        "EVENT_PATH": tmp_path / "event.json",
        "STEP_SUMMARY": tmp_path / "summary.md",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"GITHUB_{name}", str(value))
    return tmp_path / "summary.md"


def commands(text):
    return [line for line in text.splitlines() if line.lstrip().startswith("::") or "##[" in line]


def test_a_person_reads_one_line_a_finding(desk, capsys):
    code = desk.run(edited(desk, "## Key points", "## Key points\n\nSee [[nowhere]]."))
    out = capsys.readouterr().out.splitlines()
    line = desk.text(PAGE).split("\n").index("## Key points") + 3
    assert code == 1
    assert (
        out[0]
        == f"{PAGE}:{line}: error: the link to 'nowhere' leads nowhere. Link to a page that exists. [dead-link]"
    )
    assert out[-1] == "1 changed file: 1 error."


def test_a_change_without_errors_exits_with_0(desk, capsys):
    assert desk.run({"raw/new.md": "x"}) == 0
    assert capsys.readouterr().out == "1 changed file: nothing to say.\n"


def test_a_machine_reads_json(desk, capsys):
    assert desk.run({"raw/con.md": "x"}, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["base"] == desk.base
    assert [(f["rule"], f["path"], f["in_diff"]) for f in said["findings"]] == [
        ("odd-name", "raw/con.md", True)
    ]


def test_the_base_is_the_default_branch_where_none_is_named(desk, capsys):
    desk.made.git("checkout", "-q", "-B", "words", "main")
    desk.made.add("raw/con.md", "x")
    try:
        assert main(["-C", str(desk.made.root), "check"]) == 1
        assert capsys.readouterr().out.endswith("1 changed file: 1 error.\n")
        assert main(["-C", str(desk.made.root), "check", "--base", "nobody"]) == 1
        assert "There is no commit 'nobody' here." in capsys.readouterr().err
    finally:
        desk.made.git("checkout", "-q", "-f", "main")


def test_in_actions_findings_stand_in_the_diff_and_in_the_summary(desk, capsys, actions):
    files = edited(desk, "## Key points", "## Key points\n\nSee [[nowhere]].")
    line = desk.text(PAGE).split("\n").index("## Key points") + 3
    assert desk.run(files) == 1
    said = commands(capsys.readouterr().out)
    assert said == [
        f"::error file={PAGE},line={line},title=dead-link::the link to 'nowhere' leads nowhere. Link to a page that exists."
    ]
    summary = actions.read_text("utf-8")
    head = desk.commit(files)
    assert summary.startswith("## Check of the wiki: 1 error\n")
    assert f"| error | [{PAGE}:{line}](https://github.com/acme/wiki/blob/" in summary
    assert f"/{PAGE}?plain=1#L{line})" in summary
    assert len(head) == 40


def test_foreign_text_forms_no_command_and_takes_no_effect(desk, capsys, actions):
    names = [
        "raw/::error::a.md",
        "raw/x\n::error::b.md",
        "::error file=x::c.md",
        "raw/##[error]d.md",
        "raw/@everyone con|.md",
    ]
    files = {**dict.fromkeys(names, "x"), **edited(desk, "title: Kettle", HOSTILE)}
    files["wiki/concepts/evil.md"] = (
        desk.text(PAGE)
        .replace("title: Kettle", HOSTILE)
        .replace("type: concept", "type: '::x @everyone'")
    )
    assert desk.run(files) == 1
    out = capsys.readouterr().out
    ours = [
        line
        for line in commands(out)
        if line.startswith(("::error file=", "::warning file=", "::notice file="))
    ]
    assert commands(out) == ours
    assert all("\n" not in line and "%0A::" not in line.split("::")[1] for line in ours)
    assert not [line for line in ours if ",line=" not in line.split("::")[1]]
    summary = actions.read_text("utf-8")
    assert "@everyone" not in summary.replace("%40everyone", "")
    assert "<img" not in summary.replace("\\<img", "")
    rows = [x for x in summary.splitlines() if x.startswith("| ") and not x.startswith("| ---")]
    assert {x.replace("\\|", "").count("|") for x in rows} == {5}


def test_github_s_limits_are_kept_and_the_lines_of_the_diff_come_first(desk, capsys, actions):
    files = {f"raw/con.{i:02}": "x" for i in range(15)} | edited(
        desk, "## Key points", "## Key points\n\nSee [[nowhere]]."
    )
    desk.run({**files, "wiki/concepts/teapot.md": None, "log.md": desk.text("log.md") + "words\n"})
    said = commands(capsys.readouterr().out)
    errors = [line for line in said if line.startswith("::error")]
    assert len(errors) == 10
    assert not [line for line in errors if "not-derived" in line]
    summary = actions.read_text("utf-8")
    assert summary.count("| odd-name |") == 15
    assert summary.index("| error |") < summary.index("| warning |")


def test_a_summary_stays_under_the_limit(desk, actions):
    from pipeline.core.changes.touched_files import file_finding
    from pipeline.core.findings.as_text import write_summary

    many = [
        file_finding("odd-name", "error", f"raw/{i}" + "é" * 150, "m" * 500, "s")
        for i in range(3_000)
    ]
    text = write_summary(many, "https://github.com/acme/wiki", "0" * 40, "1" * 40, ())
    assert len(text.encode()) < 1_000_000
    assert "more are in the log of this step." in text


def test_without_a_token_an_amend_is_refused_with_the_reason(desk, capsys, actions):
    assert desk.run({RAW: None}) == 1
    out = capsys.readouterr().out
    assert "`wiki:amend-raw`" in out
    assert "There is no usable token for GitHub." in out
    assert desk.run({RAW: KETTLE + "\nx\n"}, "--amend-allowed") == 0


def test_two_histories_cannot_be_compared(desk):
    other = desk.made.git("commit-tree", f"{desk.base}^{{tree}}", "-m", "alone").strip()
    with (
        open_repository(desk.made.root) as repo,
        pytest.raises(UserError, match="no history in common"),
    ):
        check_change(repo, desk.base, other)


def test_what_the_base_gained_meanwhile_is_not_the_change_s(desk):
    """The head is judged against the commit where it left its base."""
    head = desk.commit({"raw/new.md": "x"})
    moved = desk.commit({"wiki/concepts/litre.md": None, "log.md": desk.text("log.md") + ENTRY})
    with open_repository(desk.made.root) as repo:
        assert check_change(repo, moved, head).findings == ()


def test_the_working_tree_is_never_read(desk):
    (desk.made.root / PAGE).write_text("---\nbroken", "utf-8")
    try:
        assert desk.found({"raw/new.md": "x"}) == []
    finally:
        desk.made.git("checkout", "-q", "--", PAGE)
