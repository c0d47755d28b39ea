"""The git remote, against real bare repositories: on disk, and behind HTTP with a token, failures and lost answers."""

import base64
import os
import shutil
import stat

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.git.remote import Remote
from pipeline.core.errors import UserError
from tests.helpers.git_http import GitServer
from tests.helpers.hub import TOKEN
from tests.helpers.repos import team

BRANCH = "refs/heads/wiki/compile/a"
KEPT = "refs/wiki/proposals/a"
HEADER = "Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()


@pytest.fixture
def made(tmp_path):
    """A team's clone, whose origin is a bare repository that has its main."""
    made = team(tmp_path / "clone", {"a.md": "A."})
    made.git("init", "-q", "--bare", "-b", "main", str(tmp_path / "forge/acme/wiki"))
    made.git("-C", str(tmp_path / "forge/acme/wiki"), "config", "http.receivepack", "true")
    made.git("remote", "add", "origin", "https://github.com/acme/wiki")
    (made.root / ".git/FETCH_HEAD").write_text("as it was\n")
    return made


@pytest.fixture
def bare(made):
    return made.root.parent / "forge/acme/wiki"


@pytest.fixture
def offline(made, bare):
    """The environment of a job whose origin is redirected to disk, as tests of whole workflows have it."""
    environ = {
        "GITHUB_TOKEN": TOKEN,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{bare.parent.parent}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
    }
    with open_repository(made.root) as repo:
        remote = Remote(repo, environ, sleep=lambda seconds: None)
        remote.push({"refs/heads/main": (repo.head(), None)})
        yield remote


@pytest.fixture
def online(made, bare, monkeypatch):
    """The same behind HTTP: a remote, its server, and what was waited."""
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "http")
    with GitServer(bare.parent.parent) as server, open_repository(made.root) as repo:
        made.git("remote", "set-url", "origin", f"{server.url}/acme/wiki")
        server.waits = []
        environ = {"GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": server.url}
        yield Remote(repo, environ, sleep=server.waits.append), server


def commit(made, name="b.md"):
    """A commit that is on no branch."""
    made.add(f"raw/{name}", name)
    sha = made.git("rev-parse", "HEAD").strip()
    made.git("reset", "-q", "--hard", "HEAD~")
    return sha


def tips(made, bare):
    out = made.git("-C", str(bare), "for-each-ref", "--format=%(refname) %(objectname)")
    return dict(line.split() for line in out.splitlines())


# --- what is there ---


def test_refs_are_listed_by_the_beginning_of_their_names(made, offline):
    one, two = commit(made), commit(made, "c.md")
    offline.push(
        {
            BRANCH: (one, None),
            KEPT: (two, None),
            "refs/heads/x/refs/heads/wiki/compile/b": (one, None),
        }
    )
    assert offline.heads("refs/heads/wiki/compile/") == {BRANCH: one}
    assert offline.heads("refs/wiki/") == {KEPT: two}
    assert offline.heads("refs/heads/none/") == {}


def test_objects_are_fetched_and_nothing_else_changes(made, bare, offline, tmp_path):
    other = tmp_path / "other"
    made.git("clone", "-q", f"file://{bare}", str(other))
    (other / "new.md").write_text("new")
    for act in (
        ["add", "."],
        ["commit", "-qm", "New"],
        ["tag", "v1"],
        ["push", "-q", "origin", "HEAD:main", "v1"],
    ):
        made.git("-C", str(other), *act)
    made.git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    before = made.state(), (made.root / ".git/FETCH_HEAD").read_text()
    found = offline.fetch("refs/heads/main", "refs/heads/gone", KEPT)
    assert found == {"refs/heads/main": made.git("-C", str(other), "rev-parse", "HEAD").strip()}
    assert made.at(found["refs/heads/main"], "new.md") == "new"
    assert (made.state(), (made.root / ".git/FETCH_HEAD").read_text()) == before


def test_nothing_to_fetch_is_fetched_fast(offline):
    assert offline.fetch() == {}
    assert offline.fetch("refs/heads/gone") == {}


# --- moving ---


def test_refs_are_made_moved_and_deleted(made, bare, offline):
    one, two = commit(made), commit(made, "c.md")
    offline.push({BRANCH: (one, None), KEPT: (one, None)})
    offline.push({BRANCH: (two, one), KEPT: (None, one)})
    assert tips(made, bare)[BRANCH] == two
    assert KEPT not in tips(made, bare)
    offline.push({})


@pytest.mark.parametrize(
    "seen", [None, "0123456789" * 4], ids=["seen as missing", "seen elsewhere"]
)
def test_a_branch_that_moved_meanwhile_is_left_and_so_are_the_others(made, bare, offline, seen):
    one, two = commit(made), commit(made, "c.md")
    offline.push({BRANCH: (one, None)})
    before = tips(made, bare)
    with pytest.raises(UserError, match="wiki/compile/a changed meanwhile") as raised:
        offline.push({"refs/heads/wiki/compile/b": (two, None), BRANCH: (two, seen)})
    assert raised.value.hint == "Run it again."
    assert tips(made, bare) == before


def test_a_branch_that_is_gone_already_is_deleted(made, offline):
    offline.push({BRANCH: (None, commit(made))})


def test_a_refusal_is_told_in_the_server_s_words(made, bare, offline):
    hook = bare / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho 'GH013: Repository rule violations {TOKEN}' >&2\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(UserError, match="GH013: Repository rule violations") as raised:
        offline.push({BRANCH: (commit(made), None)})
    assert "hook declined" in raised.value.message
    assert "rules for branches" in raised.value.hint
    assert TOKEN not in str(raised.value)


def test_a_hook_of_the_team_is_not_run(made, offline):
    hook = made.root / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    offline.push({BRANCH: (commit(made), None)})


@pytest.mark.parametrize(
    "name",
    ["--upload-pack=touch /tmp/x", "main", "refs/heads/a:refs/heads/main", "refs/heads/a b", "refs/heads/../x", "+refs/heads/a",
     "refs/heads/*", "refs/heads/a.lock", "refs/heads/.a", "refs/heads/a\n", "refs/heads/a@{1}", "refs/", "^refs/heads/a"],
)  # fmt: skip
def test_what_is_no_name_of_a_ref_never_reaches_git(made, offline, name):
    for act in (
        offline.heads,
        offline.fetch,
        lambda name: offline.push({name: (commit(made), None)}),
    ):
        if act == offline.heads and name == "refs/":
            continue
        with pytest.raises(ValueError, match="not the full name"):
            act(name)


@pytest.mark.parametrize("sha", ["HEAD", "--all", "a" * 39, "A" * 40, "a" * 40 + "\n", ""])
def test_what_is_no_object_id_never_reaches_git(offline, sha):
    with pytest.raises(ValueError, match="not an object id"):
        offline.push({BRANCH: (sha, None)})
    with pytest.raises(ValueError, match="not an object id"):
        offline.push({BRANCH: (None, sha)})


def test_the_name_of_a_remote_is_no_option(made):
    with open_repository(made.root) as repo, pytest.raises(ValueError, match="name of a remote"):
        Remote(repo, {}, "--upload-pack=x")


def test_the_program_that_a_team_s_config_names_for_ext_is_not_run(made, offline, tmp_path):
    made.git("remote", "set-url", "origin", f"ext::touch {tmp_path}/ran")
    with pytest.raises(UserError, match="origin"):
        offline.heads("refs/heads/")
    assert not (tmp_path / "ran").exists()


# --- the token, and what breaks on the way ---


def test_the_token_goes_to_its_server_once(made, online):
    remote, server = online
    made.git(
        "config", f"http.{server.url}/.extraheader", "Authorization: Basic bGVmdC1ieS1jaGVja291dA=="
    )
    remote.push({BRANCH: (commit(made), None)})
    assert remote.fetch(BRANCH)
    assert {tuple(given) for _, given in server.seen} == {(HEADER,)}


def test_the_token_goes_to_no_other_server(made, bare, online):
    remote, _ = online
    with GitServer(bare.parent.parent) as other:
        made.git("remote", "set-url", "origin", f"{other.url}/acme/wiki")
        remote.heads("refs/heads/")
    assert other.seen
    assert not any(given for _, given in other.seen)


def test_git_s_own_settings_in_the_environment_stay(made, bare, monkeypatch):
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "http")
    with GitServer(bare.parent.parent) as server, open_repository(made.root) as repo:
        environ = {
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_SERVER_URL": server.url,
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{server.url}/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/",
        }
        Remote(repo, environ).heads("refs/heads/")
        assert {tuple(given) for _, given in server.seen} == {(HEADER,)}


@pytest.mark.parametrize("fault", ["drop", 500, 502, 503, 429])
def test_reading_is_tried_again(made, online, fault):
    remote, server = online
    sha = commit(made)
    remote.push({BRANCH: (sha, None)})
    server.faults = [("info/refs", fault), ("upload-pack", fault), ("git-upload-pack", fault)]
    assert remote.fetch(BRANCH) == {BRANCH: sha}
    assert server.waits[0] == 1


@pytest.mark.parametrize("fault", ["drop", "lose", 502])
@pytest.mark.parametrize("word", ["info/refs?service=git-receive-pack", "/git-receive-pack"])
def test_a_push_whose_answer_is_lost_is_looked_for(made, bare, online, word, fault):
    remote, server = online
    sha = commit(made)
    server.faults = [(word, fault)]
    remote.push({BRANCH: (sha, None), KEPT: (sha, None)})
    assert tips(made, bare) == {BRANCH: sha, KEPT: sha}
    assert server.faults == []


def test_a_server_that_stays_away_is_given_up(made, online):
    remote, server = online
    server.faults = [("", 503)] * 50
    with pytest.raises(UserError, match="after 4 tries") as raised:
        remote.heads("refs/heads/")
    assert server.waits == [1, 2, 4]
    assert "503" in raised.value.message


def test_a_server_that_says_nothing_is_not_waited_for(made, online):
    _, server = online
    server.faults = [("", "hang")] * 50
    environ = {"GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": server.url}
    with (
        open_repository(made.root) as repo,
        pytest.raises(UserError, match=r"did not complete in 0\.2 secs") as raised,
    ):
        Remote(repo, environ, sleep=server.waits.append, seconds=0.2).heads("refs/heads/")
    assert server.waits == [1, 2, 4]
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_is_not_accepted_is_said_at_once(made, online, status):
    remote, server = online
    server.faults = [("", status)] * 50
    with pytest.raises(UserError, match="git cannot reach origin") as raised:
        remote.heads("refs/heads/")
    assert server.waits == []
    assert "GITHUB_TOKEN" in raised.value.hint
    for secret in (TOKEN, HEADER.split()[1]):
        assert secret not in str(raised.value)


def test_the_token_is_in_no_file_and_no_command(made, online):
    remote, _ = online
    trace = made.root.parent / "trace"
    os.environ["GIT_TRACE"] = str(trace)
    try:
        remote.push({BRANCH: (commit(made), None)})
    finally:
        del os.environ["GIT_TRACE"]
    files = [trace, *(p for p in (made.root / ".git").rglob("*") if p.is_file())]
    assert b"--atomic" in trace.read_bytes()
    for file in files:
        assert TOKEN.encode() not in file.read_bytes()
        assert HEADER.split()[1].encode() not in file.read_bytes()


def test_a_repository_without_the_remote_is_said(made):
    made.git("remote", "remove", "origin")
    with (
        open_repository(made.root) as repo,
        pytest.raises(UserError, match="git cannot reach origin"),
    ):
        Remote(repo, {}).heads("refs/heads/")


def test_a_remote_whose_folder_is_gone_is_said(made, bare, offline):
    shutil.rmtree(bare)
    with pytest.raises(UserError, match="git cannot reach origin"):
        offline.fetch("refs/heads/main")
