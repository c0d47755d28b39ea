"""Sources that an issue or a list asks for, from the form to the pull request: who may, what is stored, and what is believed."""

import hashlib
import json
from contextlib import contextmanager

import pytest

from pipeline.core.github.state import read_marker
from pipeline.core.sources.origin import read_origin
from pipeline.core.sources.source_request import FORM_HEADING, addresses_of_issue
from pipeline.operations.github.comment import parse_command, read_event
from tests.helpers.flows import BOT, DAY
from tests.helpers.questions import kettles, news
from tests.helpers.sites import ARTICLE, Sites, html

AT = "https://site.test/kettles"
PDF = b"%PDF-1.7\n"
REST = "\n\n### What the wiki would learn from it\n\nhttps://site.test/no\n"
BODY = f"{FORM_HEADING}\n\n{{}}{REST}"


@contextmanager
def world(tmp_path, files=None):
    """Yield the forge, its flows and the sites they reach."""
    with Sites() as sites, kettles(tmp_path, files=files) as (forge, flows):
        sites.page(AT, html(ARTICLE, "Kettles of 2026"))
        sites.page("https://site.test/pots", html(ARTICLE.replace("Kettle", "Pot"), "Pots"))
        flows.access = sites.access()
        yield forge, flows, sites


def wish(forge, flows, login, text):
    """Open an issue by the form, run what it starts, and return its number."""
    number = forge.open_issue(login, "A source", BODY.format(text))
    flows.read("issues", login, number=number)
    flows.settle()
    return number


def offers(forge):
    return {
        n: p for n, p in forge.pulls.items() if p.state == "open" and p.head.startswith("wiki/add/")
    }


def stored(forge, branch, folder="raw"):
    """All files of a branch below a folder."""
    listed = forge.git.git("ls-tree", "-r", "-z", "--name-only", branch, "--", folder)
    return [name for name in listed.decode().split("\0") if name]


# --- the issue ---


def test_an_address_in_the_form_becomes_a_file_on_the_branch_of_a_pull_request(tmp_path):
    with world(tmp_path) as (forge, flows, sites):
        number = wish(forge, flows, "bob", f"See [this]({AT}), please.")
        ((pull_number, pull),) = offers(forge).items()
        assert (pull.author, pull.head, pull.title) == (
            BOT,
            f"wiki/add/issue-{number}",
            "Add raw/kettles-of-2026.html",
        )
        assert {*stored(forge, pull.head)} == {
            "raw/kettle.md",
            "raw/kettles-of-2026.html",
            "raw/kettles-of-2026.html.origin.yml",
        }
        origin = read_origin(forge.file("raw/kettles-of-2026.html.origin.yml", pull.head))
        assert (origin.address, origin.fetched) == (AT, DAY)
        data = html(ARTICLE, "Kettles of 2026")
        assert forge.file("raw/kettles-of-2026.html", pull.head) == data
        assert origin.sha256 == hashlib.sha256(data.encode()).hexdigest()
        assert f"Closes #{number}" in pull.body
        assert f"#{pull_number} adds it" in news(forge, number)
        assert {(w.workflow, w.job) for w in forge.writes if w.path.endswith("/pulls")} == {
            ("add", "offer")
        }
        assert sites.pages_asked() == [AT]
        assert {headers.get("Authorization") for _, headers in sites.asked} == {None}
        before = len(forge.writes)
        flows.read("issues", "bob", number=number, action="edited")
        flows.settle()
        assert sites.pages_asked() == [AT]  # it is offered, so it is not fetched again
        assert len(offers(forge)) == 1
        assert "open pull request offers it" in news(forge, number)
        assert len(forge.writes) > before


def test_an_attached_file_is_stored_under_its_name(tmp_path):
    attached = "https://github.com/user-attachments/files/12/Kettle.notes.md"
    with world(tmp_path) as (forge, flows, sites):
        sites.moved(attached, "https://files.test/a?X-Amz-Signature=abcabc")
        sites.page("https://files.test/a?X-Amz-Signature=abcabc", "# Kettle notes\n\nThe Kettle holds 3 litres.\n", kind="text/markdown",
                   Content_Disposition="attachment; filename=Kettle.notes.md")  # fmt: skip
        wish(forge, flows, "bob", f"[Kettle.notes.md]({attached})")
        (pull,) = offers(forge).values()
        assert pull.title == "Add raw/kettle-notes.md"
        assert "abcabc" not in pull.body + forge.file("raw/kettle-notes.md.origin.yml", pull.head)


@pytest.mark.parametrize("login", ["mallory", "rita", "trent"])
def test_nothing_is_fetched_for_who_may_not_write_until_somebody_who_may_says_so(tmp_path, login):
    with world(tmp_path) as (forge, flows, sites):
        number = wish(forge, flows, login, AT)
        assert not sites.asked
        assert not forge.comments
        flows.comment(login, number, "/add")
        assert not forge.dispatched
        flows.add(number)  # somebody with rights over workflows starts it by hand
        assert not sites.asked
        assert f"{login} may not add sources" in news(forge, number)
        made = forge.comment("bob", number, "/add")
        flows.read("issue_comment", "bob", comment=made)
        flows.settle()
        assert len(offers(forge)) == 1


def test_what_cannot_be_stored_is_said_on_the_issue(tmp_path):
    with world(tmp_path) as (forge, flows, sites):
        sites.numbers["evil.test"] = ["169.254.169.254"]
        sites.page(
            "https://site.test/login", html("<h1>Sign in</h1><form><input type=password></form>")
        )
        number = wish(
            forge,
            flows,
            "bob",
            "https://evil.test/a\nhttps://site.test/login\nhttp://10.0.0.1/\n@bob https://site.test/none",
        )
        said = news(forge, number)
        assert not offers(forge)
        for words in ("not on the public web", "login", "no such page"):
            assert words in said
        assert sites.pages_asked() == ["https://site.test/login", "https://site.test/none"]
        other = wish(forge, flows, "bob", f"{AT}\nhttps://site.test/none")
        (pull,) = offers(forge).values()
        assert "Not added:" in pull.body
        assert "no such page" in news(forge, other)


def test_what_is_there_already_is_not_stored_twice(tmp_path):
    with world(tmp_path) as (forge, flows, sites):
        wish(forge, flows, "bob", AT)
        forge.merge_pull(next(iter(offers(forge))))
        number = wish(forge, flows, "alice", "http://www.site.test/kettles/")
        assert "stored under `raw/` already" in news(forge, number)
        sites.page("https://other.test/copy", html(ARTICLE, "Kettles of 2026"))
        number = wish(forge, flows, "alice", "https://other.test/copy")
        assert "there already, as raw/kettles-of-2026.html" in news(forge, number)
        assert not offers(forge)


def test_commits_of_people_on_the_branch_are_never_overwritten(tmp_path):
    with world(tmp_path) as (forge, flows, _):
        number = wish(forge, flows, "bob", AT)
        (pull,) = offers(forge).values()
        forge.commit("alice", pull.head, {"raw/mine.md": "# Mine\n"})
        forge.issues[number].body = BODY.format("https://site.test/pots")
        flows.read("issues", "bob", number=number, action="edited")
        flows.settle()
        assert "commits by people" in news(forge, number)
        assert "raw/mine.md" in stored(forge, pull.head)


def test_an_issue_without_an_address_asks_for_nothing(tmp_path):
    with world(tmp_path) as (forge, flows, sites):
        number = wish(forge, flows, "bob", "Ann has the file.")
        assert not forge.dispatched
        assert not forge.comments
        flows.comment("bob", number, "/add")
        assert "whose first field has an address" in news(forge, number)
        many = "\n".join(f"https://site.test/{n}" for n in range(11))
        number = wish(forge, flows, "bob", many)
        assert "more than 10 addresses" in news(forge, number)
        assert not sites.asked


# --- lists ---


def test_what_lists_under_raw_name_is_offered_once_and_not_again_when_it_was_refused(tmp_path):
    shortcut = "[InternetShortcut]\nURL=https://site.test/pots\n"
    with world(tmp_path, {"raw/links.txt": f"{AT}\n", "raw/web/p.url": shortcut}) as (
        forge,
        flows,
        sites,
    ):
        assert flows.add() == 0
        ((number, pull),) = offers(forge).items()
        assert {"raw/kettles-of-2026.html", "raw/web/pots.html"} < {*stored(forge, pull.head)}
        assert pull.head.startswith("wiki/add/links-")
        assert "Closes" not in pull.body
        asked = len(sites.asked)
        assert flows.add() == 0
        forge.close_pull(number)
        assert flows.add() == 0
        assert len(sites.asked) == asked
        assert len(forge.pulls) == 1


# --- between the jobs ---


def forged(change):
    """Change what the job that fetches handed over."""

    def write(folder):
        file = folder / "fetched.json"
        told = json.loads(file.read_text("utf-8"))
        change(told, folder)
        file.write_text(json.dumps(told), "utf-8")

    return write


def set_field(name, value):
    return forged(lambda told, _: told["files"][0].update({name: value}))


@pytest.mark.parametrize(
    ("before_offer", "said"),
    [(set_field("address", "https://evil.test/x"), "nothing came of it"), (set_field("sha256", "0" * 64), "not those that were fetched"),
     (forged(lambda told, folder: (folder / "0.bin").write_bytes(b"other")), "not those that were fetched"),
     (forged(lambda told, folder: (folder / "0.bin").unlink()), "not handed over"), (set_field("name", "x.exe"), "no reader for .exe"),
     (set_field("title", "a\u202eb"), "cannot be read"), (set_field("title", "x" * 5_000), "cannot be read"), (set_field("more", 1), "cannot be read"),
     (set_field("file", "javascript:alert(1)"), "no address of the web"), (forged(lambda told, _: told.update(files=told["files"] * 300)), "cannot be read"),
     (lambda folder: (folder / "fetched.json").unlink(), "ended without a result"), (lambda folder: (folder / "fetched.json").write_text("{"), "cannot be read")],
)  # fmt: skip
def test_the_job_that_writes_believes_nothing_of_what_is_handed_over(tmp_path, before_offer, said):
    with world(tmp_path) as (forge, flows, _):
        number = forge.open_issue("bob", "A source", BODY.format(AT))
        flows.add(number, before_offer=before_offer)
        assert not forge.pulls
        assert said in news(forge, number)


@pytest.mark.parametrize("name", ["../../.github/workflows/x.md", "/etc/x.md", ".git/x.md", "a\nb.md", "schema.md", "con.md", "x" * 1_000 + ".md", "<img>.md", "links.txt"])  # fmt: skip
def test_no_name_leads_out_of_raw(tmp_path, name):
    with world(tmp_path) as (forge, flows, sites):
        sites.page(AT, "# Kettles\n\nThe Kettle holds 3 litres.\n", kind="text/markdown")
        number = forge.open_issue("bob", "A source", BODY.format(AT))
        flows.add(number, before_offer=set_field("name", name))
        for pull in forge.pulls.values():
            before, after = ({*stored(forge, at, ".")} for at in ("main", pull.head))
            assert all(path.startswith("raw/") and path.isascii() for path in after - before)
            assert before <= after


# --- what is read of what people write ---


@pytest.mark.parametrize(
    ("text", "found"),
    [("https://a.test/x", ["https://a.test/x"]), ("(see https://a.test/x).", ["https://a.test/x"]), ("[a](https://a.test/x_(y)) b", ["https://a.test/x_(y)"]),
     ("<https://a.test/x>, https://a.test/x/", ["https://a.test/x"]), ('<img src="https://a.test/i.png" />', ["https://a.test/i.png"]), ("a.test/x", []),
     ("_No response_", []), ("ftp://a.test", []), ("**https://a.test/x**", ["https://a.test/x"])],
)  # fmt: skip
def test_addresses_are_found_in_the_first_field_alone(text, found):
    assert [*addresses_of_issue(BODY.format(text))] == found
    assert addresses_of_issue(text) == ()


def test_only_the_form_and_its_command_ask_for_a_source():
    assert parse_command("/add").verb == "add"
    assert all(parse_command(x) is None for x in ("/added", "/add it", " /add", "add"))
    issue = {
        "number": 7,
        "title": "x",
        "body": BODY.format(AT),
        "user": {"login": "bob", "type": "User"},
    }
    assert read_event({"action": "opened", "issue": issue}).command.verb == "add"
    assert read_event({"action": "labeled", "issue": issue}) is None
    assert read_event({"action": "opened", "issue": issue | {"pull_request": {}}}) is None
    assert read_event({"action": "opened", "issue": issue, "sender": {"type": "Bot"}}) is None


def test_the_pull_request_is_known_by_its_marker(tmp_path):
    with world(tmp_path) as (forge, flows, _):
        number = wish(forge, flows, "bob", AT)
        (pull,) = offers(forge).values()
        assert read_marker("added", pull.body) == {
            "addresses": ["//site.test/kettles"],
            "issue": number,
        }
