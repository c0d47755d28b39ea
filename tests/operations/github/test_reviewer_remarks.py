"""What `gather_feedback` hears on a pull request: the command, the open threads, people who may write; and the pages they saw."""

import time
from dataclasses import dataclass, field

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.changes.feedback import EarlierPage
from pipeline.core.errors import UserError
from pipeline.core.github.state import Comment, PullRequest, Remark, ReviewThread
from pipeline.operations.github.reviewer_remarks import (
    FEEDBACK_LIMIT,
    HUNK_LINES,
    REMARK_LIMIT,
    gather_feedback,
)
from tests.forge import Forge
from tests.helpers.repos import SCHEMA, Team, source, team

SATURN = "---\ntitle: Saturn\n---\n\nSaturn is a planet.[^one-1]\n\n## Moons\n\nIt has 82.[^one-2]\n\n[^one-1]: x\n"
ONE = source("One", "Saturn has 82 moons.")


@dataclass
class Hub:
    """Answers as GitHub does, of values; `asked` is every login whose permission was looked up."""

    people: dict
    said: list = field(default_factory=list)
    threads: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    bots: frozenset = frozenset({"github-actions[bot]"})

    def permission(self, login):
        self.asked.append(login)
        return self.people.get(login, "none")

    def comment(self, id):
        return next(c for c in self.said if c.id == id)

    def review_threads(self, number):
        return self.threads


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    """A team's repository with one proposal branch, checked out at main; the pull request of it."""
    made = team(tmp_path_factory.mktemp("feedback") / "w", {"one.md": ONE})
    made.add(
        "wiki/entities/jupiter.md",
        "---\ntitle: Jupiter\nrelated: []\n---\n\nA planet.\n\n## Size\n\nLarge.\n",
    )
    made.add(
        "wiki/entities/titan.md", "---\ntitle: Titan\n---\n\nA moon.\n\n## What\n\nOf Saturn.\n"
    )
    made.git("checkout", "-qb", "wiki/compile/one-1")
    made.add("wiki/entities/saturn.md", SATURN)
    made.add(
        "wiki/entities/jupiter.md",
        made.at("main", "wiki/entities/jupiter.md").replace("[]", "[saturn]"),
    )
    made.add(
        "wiki/entities/titan.md",
        "---\n: broken: [\n---\n\nThe largest moon.\n\n## What\n\nOf Saturn.\n",
    )
    made.add("wiki/index.md", "# Index\n")
    head = made.git("rev-parse", "HEAD").strip()
    made.git("checkout", "-q", "main")
    made.add(
        "wiki/entities/titan.md",
        "---\ntitle: Titan\n---\n\nMain went on.\n\n## What\n\nOf Saturn.\n",
    )
    pull = PullRequest(
        7,
        "Add One",
        "",
        "github-actions[bot]",
        "wiki/compile/one-1",
        head,
        True,
        "main",
        "open",
        False,
        (),
        "u",
    )
    return made, pull


def heard(proposal, hub, comment_id=0):
    made, pull = proposal
    with open_repository(made.root) as repo:
        return gather_feedback(hub, pull, comment_id, repo)


def command(body, author="ada", number=7):
    return Hub(
        {"ada": "write", "max": "maintain", "rea": "read", "tri": "triage"},
        [Comment(5, author, body, "u", number)],
    )


def thread(*remarks, path="wiki/entities/saturn.md", line=3, resolved=False):
    return ReviewThread(
        path,
        line,
        resolved,
        tuple(Remark(who, text, "@@ -0,0 +1,9 @@\n+a\n+b") for who, text in remarks),
    )


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        ("/recompile shorten it", "shorten it"),
        ("/recompile\r\nshorten\r\nit", "shorten\nit"),
        ("/recompile  shorten it\n\n> quoted\n\nand more  ", "shorten it\n\n> quoted\n\nand more"),
        ("/recompile --force shorten", "shorten"),
        ("/recompile <!-- nobody sees this --> shorten", "shorten"),
        ("/recompile shorten\n<!-- nobody sees\n\nthis", "shorten"),
        ("/recompile shorten\n  <!-- nobody sees -->\nit", "shorten\n  \nit"),
        ("/recompile shorten" + "<!-- a -->" * 300 + " it", "shorten it"),
        ("/recompile shorten it" + " " * 20_000 + "no more is looked at", "shorten it"),
        ("/recompile write `<!--` there", "write `<!--` there"),
        ("/recompile a\u202eb\u200bc", "abc"),
    ],
)
def test_what_stands_after_the_command_is_the_wish(proposal, body, wish):
    (remark,) = heard(proposal, command(body), 5).remarks
    assert (remark.author, remark.text, remark.path, remark.slug) == ("ada", wish, "", "")


def test_what_a_stranger_says_is_not_looked_at(proposal):
    class Body(str):
        def __getattribute__(self, name):
            raise AssertionError("a stranger's words were read")

    hub = command(Body("/recompile x"), "rea")
    hub.threads = [thread(("stranger", Body("x")), ("ada", "shorten"))]
    assert [r.text for r in heard(proposal, hub, 5).remarks] == ["shorten"]
    assert hub.asked == ["rea", "stranger", "ada"]


def test_comments_that_never_close_take_no_time(proposal):
    started = time.process_time()
    body = "/recompile " + "\n<!--" * 500_000
    assert heard(proposal, command(body), 5).remarks == ()
    assert (
        heard(proposal, command("/recompile x " + "<!-- " * 500_000), 5)
        .remarks[0]
        .text.startswith("x <!--")
    )
    assert time.process_time() - started < 20


@pytest.mark.parametrize("body", ["/recompile", "/recompile --force", "/recompile \r\n "])
def test_a_bare_command_wishes_nothing(proposal, body):
    assert heard(proposal, command(body), 5).remarks == ()


@pytest.mark.parametrize("body", ["/recompiled x", "please /recompile x", "/recompile-all x"])
def test_a_comment_that_is_no_command_any_more_is_left_out_and_said(proposal, body):
    found = heard(proposal, command(body), 5)
    assert found.remarks == ()
    assert "no longer begins" in found.notes[0]


@pytest.mark.parametrize("who", ["rea", "tri", "stranger", "github-actions[bot]", ""])
def test_a_command_by_somebody_who_may_not_write_is_not_heard(proposal, who):
    assert heard(proposal, command("/recompile say that I am great", who), 5).remarks == ()


def test_a_comment_of_another_pull_request_is_refused(proposal):
    with pytest.raises(UserError, match="does not stand on pull request 7"):
        heard(proposal, command("/recompile x", number=8), 5)


def test_unresolved_threads_count_where_writers_speak_and_each_login_is_asked_once(proposal):
    hub = command("/recompile also this")
    hub.threads = [
        thread(
            ("ada", "TLDR is long"),
            ("rea", "I disagree"),
            ("max", "and dry"),
            ("rea", "no"),
            ("max", "  "),
        ),
        thread(("ada", "done"), resolved=True),
        thread(
            ("github-actions[bot]", "look here"),
            ("ada", "outdated, still open"),
            path="log.md",
            line=0,
        ),
    ]
    found = heard(proposal, hub, 5)
    assert [(r.author, r.text, r.slug, r.line) for r in found.remarks] == [
        ("ada", "also this", "", 0),
        ("ada", "TLDR is long", "saturn", 3),
        ("max", "and dry", "saturn", 3),
        ("ada", "outdated, still open", "", 0),
    ]
    assert found.remarks[1].hunk == "+a\n+b"
    assert found.notes == ("2 remarks by people without write permission were left out.",)
    assert sorted(hub.asked) == ["ada", "max", "rea"]


def test_long_remarks_are_cut_and_what_finds_no_room_is_left_out_both_said(proposal):
    hub = Hub({"ada": "admin"}, threads=[thread(("ada", f"{n} " + "x" * 5_000)) for n in range(8)])
    found = heard(proposal, hub)
    assert max(len(r.text) for r in found.remarks) == REMARK_LIMIT
    assert sum(len(r.text) + len(r.hunk) for r in found.remarks) <= FEEDBACK_LIMIT
    assert [r.text[0] for r in found.remarks] == ["0", "1", "2", "3", "4"]
    assert [n.split(" of reviewers were ")[0] for n in found.notes] == ["5 remarks", "3 remarks"]


def test_only_the_end_of_a_hunk_is_kept(proposal):
    hub = Hub({"ada": "write"})
    rows = "\n".join(f"+line {n}" for n in range(50))
    hub.threads = [
        ReviewThread(
            "wiki/entities/saturn.md", 50, False, (Remark("ada", "here", f"@@ -0,0 @@\n{rows}"),)
        )
    ]
    (remark,) = heard(proposal, hub).remarks
    assert remark.hunk.split("\n") == [f"+line {n}" for n in range(50 - HUNK_LINES, 50)]


def test_the_pages_are_those_whose_words_the_proposal_changes_as_they_are_at_its_head(proposal):
    pages = {p.slug: p for p in heard(proposal, Hub({})).pages}
    assert sorted(pages) == ["saturn", "titan"]
    assert pages["saturn"].text == SATURN
    assert pages["titan"].body.strip().startswith("The largest moon.")


def test_a_head_that_was_not_fetched_is_said(proposal):
    made, pull = proposal
    with open_repository(made.root) as repo, pytest.raises(UserError, match="is not here") as error:
        gather_feedback(Hub({}), PullRequest(**{**vars(pull), "head_sha": "0" * 40}), 0, repo)
    assert "git fetch" in error.value.hint


def test_marks_follow_their_quotes_and_others_are_taken_out():
    text = (
        "A.[^one-1] B.[^one-2][^one-3] C.[^mine]\n\n"
        '[^one-1]: [one](../../raw/one.md?plain=1#L3): "first  words"\n'
        '[^one-2]: [one](../../raw/one.md?plain=1#L4): "second"\n'
        '[^one-3]: [one](../../raw/one.md?plain=1#L5): "third"\n'
        "[^mine]: a note of my own\n"
    )
    page = EarlierPage("wiki/entities/x.md", text)
    now = {("first words",): "one-2", ("third",): "one-9"}
    assert page.with_labels_of_now(now).strip() == "A.[^one-2] B.[^one-9] C."


# --- over HTTP, with GitHub's client and git's ---


def test_it_is_heard_on_github_through_the_client(tmp_path):
    with Forge(
        tmp_path / "forge", {"schema.md": SCHEMA, "log.md": "# Log\n", "raw/one.md": ONE}
    ) as forge:
        forge.commit(
            "github-actions[bot]",
            "wiki/compile/one-1",
            {"wiki/entities/saturn.md": SATURN},
            "Compile One",
        )
        number = forge.open_pull("github-actions[bot]", "wiki/compile/one-1", "Add One")
        on_page = forge.review("bob", number, "wiki/entities/saturn.md", 9, "Which year?")
        forge.reply("rita", on_page, "Ignore him.")
        forge.reply("alice", on_page, "2019, I think.")
        forge.review("bob", number, "wiki/entities/saturn.md", 5, "Settled.", resolved=True)
        asked = forge.comment(
            "alice", number, "/recompile Name the year.\r\n\r\nOnly where the source has it."
        )
        forge.permissions["compile", "compile"] = {
            "contents": "read",
            "issues": "read",
            "pull-requests": "read",
        }
        environ = {
            "GITHUB_TOKEN": "job-token",
            "GITHUB_REPOSITORY": forge.repository,
            "GITHUB_API_URL": forge.url,
        }
        hub = GitHub.connect({**environ, "GITHUB_WORKFLOW": "compile", "GITHUB_JOB": "compile"})
        Team(tmp_path).git("clone", "-q", f"file://{forge.bare}", "clone")
        with open_repository(tmp_path / "clone") as repo:
            found = gather_feedback(hub, hub.pull(number), asked, repo)
        hub.close()
    assert [(r.author, r.text, r.slug, r.line) for r in found.remarks] == [
        ("alice", "Name the year.\n\nOnly where the source has it.", "", 0),
        ("bob", "Which year?", "saturn", 9),
        ("alice", "2019, I think.", "saturn", 9),
    ]
    assert found.remarks[1].hunk.endswith("+It has 82.[^one-2]")
    assert [p.text for p in found.pages] == [SATURN]
    assert found.notes == ("1 remark by people without write permission was left out.",)
