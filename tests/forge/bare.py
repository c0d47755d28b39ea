"""The bare repository: refs are read from disk, everything else is git's, in as few processes as will do."""

import os
import subprocess

from tests.helpers.git_settings import GIT_SETTINGS

ZERO = "0" * 40
SETTINGS = """
[core]
	repositoryformatversion = 0
	bare = true
	logAllRefUpdates = false
	fsync = none
	hooksPath = {hooks}
[gc]
	auto = 0
[receive]
	autogc = false
	fsckObjects = true
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
"""


def start(path, settings):
    """Write what makes a folder a bare repository; git takes two processes for it and its settings."""
    for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (path / folder).mkdir(parents=True)
    (path / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (path / "config").write_text(settings, "utf-8")


class Bare:
    """A bare repository at `path`. Objects that `shared` has, another's folder of them, are not written again."""

    def __init__(self, path, hooks, shared=None):
        self.path = path
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environ = environ | {
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(GIT_SETTINGS),
            "LC_ALL": "C",
        }
        start(path, SETTINGS.format(hooks=hooks))
        if shared:
            (path / "objects/info/alternates").write_text(f"{shared}\n", "utf-8")

    def git(self, *arguments, data=b"", fails=()):
        """Run git and return its output as bytes; b"" where it ends with a status in `fails`."""
        done = subprocess.run(
            ["git", "-c", f"core.hooksPath={os.devnull}", *arguments],
            cwd=self.path,
            env=self.environ,
            input=data,
            capture_output=True,
            timeout=60,
        )
        if done.returncode in fails:
            return b""
        if done.returncode:
            raise RuntimeError(
                f"git {' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace')}"
            )
        return done.stdout

    def ref(self, name):
        """Return the commit that a full ref name points to; None where there is no such ref."""
        try:
            return (self.path / name).read_text("ascii").strip() or None
        except (OSError, ValueError):
            return self._packed(name)

    def _packed(self, name):
        try:
            lines = (self.path / "packed-refs").read_text("utf-8").splitlines()
        except OSError:
            return None
        return next(
            (line[:40] for line in lines if line[41:] == name and line[0] not in "#^"), None
        )

    def branch(self, name):
        return self.ref(f"refs/heads/{name}")

    def resolve(self, name):
        """Return the commit of a branch, a tag, a full ref or a commit id; None where there is none."""
        found = self.git(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{name}^{{commit}}",
            fails=(1, 128),
        )
        return found.decode().strip() or None

    def unmerged(self, heads, base):
        """Return which of these commits are not in the history of base."""
        if not (heads := set(heads)):
            return set()
        listed = self.git("rev-list", "--stdin", data="\n".join([*heads, f"^{base}", ""]).encode())
        return heads & set(listed.decode().split())

    def merge_base(self, one, other):
        return self.git("merge-base", one, other, fails=(1,)).decode().strip()

    def merge_trees(self, pairs):
        """Merge pairs of commits; return each one's tree, "" where they conflict."""
        if not pairs:
            return []
        lines = "".join(f"{base} {head}\n" for base, head in pairs).encode()
        told = self.git(
            "merge-tree", "--stdin", "-z", "--name-only", "--no-messages", data=lines
        ).decode("utf-8", "replace")
        trees, rest = [], told.split("\0")
        while len(trees) < len(pairs):
            clean, tree, *rest = rest
            trees.append(tree if clean == "1" else "")
            # the names of the files in conflict end with an empty one
            rest = rest[rest.index("") + 1 :]
        return trees

    def load(self, *commands, force=False):
        """Give commands to git fast-import; it moves refs, and without `force` refuses to lose commits."""
        self.git(
            "fast-import",
            "--quiet",
            "--date-format=raw",
            *(["--force"] if force else []),
            data=b"".join(commands),
        )

    def read(self, revision, path):
        """Return a file's bytes as of a revision; None where it is not there."""
        listed = self.git("ls-tree", "-z", revision, "--", path)
        return self.git("cat-file", "blob", listed.split()[2].decode()) if listed else None

    def files(self, revision, folder):
        """Return path → bytes of the files directly in a folder."""
        listed = (
            self.git("ls-tree", "-z", revision, "--", folder.rstrip("/") + "/", fails=(128,))
            .decode()
            .split("\0")
        )
        blobs = {
            line.partition("\t")[2]: line.split()[2]
            for line in listed
            if line and line.split()[1] == "blob"
        }
        if not blobs:
            return {}
        told = self.git(
            "cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs.values()).encode()
        )
        texts = {}
        for path in blobs:
            head, _, rest = told.partition(b"\n")
            size = int(head.split()[2])
            texts[path], told = rest[:size], rest[size + 1 :]
        return texts


def reset(ref, sha):
    """Return the command that points a ref at a commit, or with ZERO deletes it."""
    return f"reset {ref}\nfrom {sha}\n\n".encode()


def commit(ref, login, when, message, parents=(), changes=None, tree=""):
    """Return the command that commits. `changes`: path → text, bytes, (mode, text) or None; `tree` replaces all."""
    who = f"{login or 'ghost'} <{(login or 'ghost').replace('[bot]', '')}@users.noreply.github.com> {when} +0000"
    lines = [f"commit {ref}\nauthor {who}\ncommitter {who}\n".encode(), _data(message)]
    for word, parent in zip(("from", *["merge"] * len(parents)), parents, strict=False):
        lines.append(f"{word} {parent}\n".encode())
    if tree:
        lines.append(f"M 040000 {tree} \n".encode())
    lines.extend(_change(path, value) for path, value in (changes or {}).items())
    return b"".join(lines) + b"\n"


def _change(path, value):
    quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if value is None:
        return f"D {quoted}\n".encode()
    mode, content = value if isinstance(value, tuple) else ("100644", value)
    return f"M {mode} inline {quoted}\n".encode() + _data(content)


def _data(content):
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return b"data %d\n%s\n" % (len(raw), raw)
