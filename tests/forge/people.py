"""What people do on GitHub's pages and with git, for tests: they follow the same rules as everybody."""

import re

from tests.forge import acts, bare
from tests.forge.follow import follow
from tests.forge.state import Remark, Thread

HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


class People:
    def commit(self, login, branch, files, message="Change by hand"):
        """Commit to a branch (a new one starts at the default branch): path → text, bytes, (mode, text) or None."""
        with self.lock:
            ref = f"refs/heads/{branch}"
            parent = self.git.ref(ref) or self.git.branch(self.default_branch)
            self.tick()
            self.git.load(bare.commit(ref, login, self.seconds, message, [parent], files))
            self.last_pusher = login
            follow(self)
            return self.git.ref(ref)

    def file(self, path, branch="main"):
        """Return a file's text on a branch (or any revision); None where it is not there."""
        data = self.git.read(branch, path)
        return None if data is None else data.decode("utf-8")

    def delete_branch(self, name):
        with self.lock:
            self.git.load(bare.reset(f"refs/heads/{name}", bare.ZERO), force=True)
            follow(self)

    def open_pull(self, login, head, title, body="", base="main", draft=False):
        return self._act(acts.create_pull, login, title, body, head, base, draft).number

    def open_fork_pull(self, owner, title, files, body="", branch="patch-1"):
        """Open a pull request from somebody's fork, with one commit on the default branch's tip."""
        with self.lock:
            ref = "refs/forks/tip"  # only for as long as it takes to have the commit
            tip = self.git.branch(self.default_branch)
            self.git.load(bare.commit(ref, owner, self.seconds, title, [tip], files), force=True)
            pull = acts.create_fork_pull(self, owner, title, body, branch, self.git.ref(ref))
            self.git.load(bare.reset(ref, bare.ZERO), force=True)
            return pull.number

    def merge_pull(self, number, how="merge", login="alice"):
        """Merge, and return the new commit of the base branch."""
        self.sync()
        return self._act(acts.merge, login, self.pulls[number], how)

    def close_pull(self, number, login="alice"):
        self._act(acts.edit, login, self.pulls[number], state="closed")

    def reopen_pull(self, number, login="alice"):
        self._act(acts.edit, login, self.pulls[number], state="open")

    def edit(self, number, login="alice", **changes):
        """Change title, body, state or labels of an issue or a pull request."""
        self._act(acts.edit, login, self.items[number], **changes)

    def open_issue(self, login, title, body="", labels=()):
        return self._act(acts.create_issue, login, title, body, labels).number

    def close_issue(self, number, login="alice", reason="completed"):
        self._act(acts.edit, login, self.issues[number], state="closed", reason=reason)

    def transfer_issue(self, number):
        """Move an issue to another repository: its number is not used again, and no list has it any more."""
        with self.lock:
            assert number in self.issues
            del self.items[number]

    def comment(self, login, number, text):
        return self._act(acts.comment, login, self.items[number], text).id

    def edit_comment(self, login, comment, text):
        return self._act(
            lambda forge, _: acts.edit_comment(forge, forge.comments[comment], text, login), login
        )

    def add_label(self, login, number, name):
        self._act(acts.add_labels, login, self.items[number], [name])

    def remove_label(self, login, number, name):
        self._act(acts.remove_label, login, self.items[number], name)

    def lock_item(self, number, login="alice"):
        with self.lock:
            self.items[number].locked = True
            self.note(self.items[number], "locked", login)

    def review(self, login, number, path, line, text, resolved=False):
        """Open a review thread at a line of a file as it is on the head; return the thread, to which `reply` adds."""
        with self.lock:
            follow(self)
            pull = self.pulls[number]
            thread = Thread(
                path,
                line,
                pull.head_sha,
                self._hunk(pull, path, line),
                resolved,
                [Remark(login, text)],
            )
            pull.threads.append(thread)
            return thread

    def reply(self, login, thread, text):
        with self.lock:
            thread.remarks.append(Remark(login, text))

    def _act(self, act, login, *arguments, **named):
        with self.lock:
            follow(self)
            done = act(self, login, *arguments, **named)
            follow(self)
            return done

    def _hunk(self, pull, path, line):
        """Return the hunk of the diff in which a line stands, up to that line; "" where the diff does not show it."""
        told = self.git.git("diff", f"{pull.base_sha}...{pull.head_sha}", "--", path).decode(
            "utf-8", "replace"
        )
        heads = [*HUNK.finditer(told)]
        for found, following in zip(
            heads, [*(each.start() for each in heads[1:]), len(told)], strict=True
        ):
            at, shown = int(found[3]) - 1, []
            for text in told[found.start() : following].splitlines():
                shown.append(text)
                at += len(shown) > 1 and not text.startswith(("-", "\\"))
                if at == line and not text.startswith("-"):
                    return "\n".join(shown)
        return ""

    def moved_line(self, pull, thread):
        """Return where a thread's line is on today's head; None where the line was changed since."""
        if thread.commit == pull.head_sha:
            return thread.line
        told = self.git.git("diff", "-U0", thread.commit, pull.head_sha, "--", thread.path).decode(
            "utf-8", "replace"
        )
        moved = 0
        for found in HUNK.finditer(told):
            old, removed, _, added = (int(number) if number else 1 for number in found.groups())
            if removed and old <= thread.line < old + removed:
                return None
            moved += added - removed if old < thread.line else 0
        return thread.line + moved
