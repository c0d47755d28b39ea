"""A foreign repository is read at one commit, and nothing of it takes effect."""

import subprocess
import time

import pytest

from pipeline.adapters.git.foreign_repository import open_foreign, web_address
from pipeline.core.errors import UserError
from tests.helpers.git_http import GitServer
from tests.helpers.repos import Team

FILES = {"README.md": "# Kettle\n\nA kettle boils.", "docs/a.md": "More."}


@pytest.fixture
def kettle(tmp_path):
    made = Team(tmp_path / "code" / "kettle")
    made.root.mkdir(parents=True)
    made.git("init", "-qb", "main")
    for path, text in FILES.items():
        made.add(path, text)
    made.git("tag", "v1.0")
    made.add("README.md", "# Kettle\n\nA kettle boils water.")
    return made


def opened(named, **more):
    with open_foreign(str(named), more.pop("here", named if hasattr(named, "is_dir") else None), **more) as found:  # fmt: skip
        files = found.files()
        texts = dict(
            zip([f.path for f in files], map(bytes.decode, found.read(files)), strict=True)
        )
        return found, texts


def test_a_folder_is_read_at_a_commit_and_not_as_it_lies_there(kettle, tmp_path):
    (kettle.root / "README.md").write_text("not committed")
    found, texts = opened(kettle.root)
    assert texts["README.md"] == "# Kettle\n\nA kettle boils water."
    assert (found.name, found.address, found.commit) == (
        "kettle",
        "",
        kettle.git("rev-parse", "HEAD").strip(),
    )
    assert len(found.day()) == len("2026-01-01")
    for revision in ("v1.0", kettle.git("rev-parse", "v1.0").strip()):
        _, texts = opened(f"{kettle.root}@{revision}", here=tmp_path)
        assert texts == FILES


def test_links_and_submodules_are_no_files(kettle):
    (kettle.root / "link.md").symlink_to("/etc/passwd")
    kettle.git("add", "link.md")
    head = kettle.git("rev-parse", "HEAD").strip()
    kettle.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    kettle.git("commit", "-qm", "Odd things")
    assert sorted(opened(kettle.root)[1]) == ["README.md", "docs/a.md"]


def test_nothing_that_a_repository_sets_up_runs(kettle, tmp_path):
    mark = tmp_path / "ran"
    kettle.git("config", "core.fsmonitor", f"touch {mark}")
    kettle.git("config", "log.showSignature", "true")
    kettle.git("config", "gpg.program", f"touch {mark}")
    kettle.git("config", "remote.origin.url", f"ext::touch {mark}")
    kettle.git("config", "core.pager", f"touch {mark}")
    kettle.git("config", "alias.cat-file", f"!touch {mark}")
    found, texts = opened(kettle.root)
    assert texts
    assert found.day()
    assert found.address == ""
    assert not mark.exists()


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("ext::sh -c touch% /tmp/x", "no such folder"),
        ("file:///etc", "not by file"),
        ("git://example.org/a/b", "not by git"),
        ("http://example.org/a/b", "not by http"),
        ("https://user:hunter2@example.org/a/b", "a user or a password"),
        ("https://-oProxyCommand=x/a", "no address"),
        ("https://example.org", "no address"),
        ("https://example.org/a b", "a character"),
        ("https://example.org/a?x=1", "no address"),
        ("https://example.org/a@--upload-pack=x", "names no revision"),
        ("https://example.org/a@+refs/heads/x:refs/y", "names no revision"),
        ("https://example.org/a@a..b", "names no revision"),
        ("ssh://-oProxyCommand=touch/x", "not by ssh"),
        ("git@-oProxyCommand=x:a/b", "no such folder"),
        ("nowhere", "no such folder"),
        ("--upload-pack=x", "no such folder"),
    ],
)
def test_what_may_not_be_asked_for_is_refused_before_git_sees_it(tmp_path, named, why):
    with pytest.raises(UserError, match=why) as found:
        opened(named, here=tmp_path)
    assert "hunter2" not in str(found.value)


def test_what_is_no_repository_and_what_is_no_commit_is_said(kettle, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    with pytest.raises(UserError, match="no git repository"):
        opened(tmp_path / "plain")
    with pytest.raises(UserError, match="no commit v9"):
        opened(f"{kettle.root}@v9", here=tmp_path)


@pytest.fixture
def server(kettle, tmp_path):
    subprocess.run(
        ["git", "clone", "-q", "--bare", kettle.root, tmp_path / "srv/acme/kettle.git"], check=True
    )
    with GitServer(tmp_path / "srv") as found:
        yield found


def test_an_address_is_fetched_at_one_commit_without_its_history(server, kettle, tmp_path):
    found, texts = opened(f"{server.url}/acme/kettle.git@v1.0", here=tmp_path, protocols=("http",))
    assert texts == FILES
    assert found.name == "kettle"
    assert found.commit == kettle.git("rev-parse", "v1.0").strip()
    assert not found.folder.exists()
    assert opened(f"{server.url}/acme/kettle.git", here=tmp_path, protocols=("http",))[1]


def test_a_branch_with_a_slash_is_a_revision(server, kettle, tmp_path):
    kettle.git("push", "-q", str(tmp_path / "srv/acme/kettle.git"), "v1.0^{}:refs/heads/fix/a")
    named = f"{server.url}/acme/kettle.git@fix/a"
    assert opened(named, here=tmp_path, protocols=("http",))[1] == FILES


def test_a_server_that_hangs_or_refuses_ends_with_a_sentence(server, tmp_path):
    named = f"{server.url}/acme/kettle.git"
    server.faults.append(("info/refs", "hang"))
    begun = time.monotonic()
    with pytest.raises(UserError, match="longer than 1 seconds"):
        opened(named, here=tmp_path, protocols=("http",), seconds=1.0)
    assert time.monotonic() - begun < 20
    server.faults.append(("info/refs", 403))
    with pytest.raises(UserError, match="git cannot fetch"):
        opened(named, here=tmp_path, protocols=("http",))
    with pytest.raises(UserError, match="git cannot fetch"):
        opened(f"{named}@v9", here=tmp_path, protocols=("http",))


def test_another_protocol_than_the_one_named_is_not_followed(server, tmp_path):
    with pytest.raises(UserError, match="not by http"):
        opened(f"{server.url}/acme/kettle.git", here=tmp_path)


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("git@github.com:acme/kettle.git", "https://github.com/acme/kettle"),
        ("ssh://git@github.com/acme/kettle.git", "https://github.com/acme/kettle"),
        ("https://token@github.com/acme/kettle.git", "https://github.com/acme/kettle"),
        ("/srv/git/kettle.git", ""),
        ("file:///srv/kettle", ""),
    ],
)
def test_the_address_on_the_web_holds_no_user(address, web):
    assert web_address(address) == web
