"""People, workflows and faults in any order: what must hold after each step, and that everything comes right in the end.

`make test` runs the same few sequences each time. To search for longer, `make soak`, or by hand, in other places each time:

    HYPOTHESIS_PROFILE=soak python -m pytest tests/whole/test_state_machine.py --hypothesis-seed=7
"""

import hashlib
import re
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.core.github.state import CONFLICT_LABEL, FAILED_LABEL, read_marker
from pipeline.operations.github.plan_queue import MOST_TRIES
from tests.conftest import SEARCH
from tests.forge import Forge
from tests.forge.state import Refusal
from tests.helpers.flows import KETTLE, SAMOVAR, TEAPOT, Flows, repository
from tests.helpers.repos import EMPTY_LOG, source
from tests.helpers.share import few

MOST_OPEN = 3
TEXTS = [
    source("About kettles", KETTLE.format(n=31)),
    source("About kettles", KETTLE.format(n=32) + "\n\n" + TEAPOT.format(n=44)),
    source("Of teapots", TEAPOT.format(n=45), "2024-02-01"),
    source("Of teapots", TEAPOT.format(n=46) + "\n\n" + SAMOVAR.format(n=57), "2024-02-01"),
    source("Samovars", SAMOVAR.format(n=58), "2023-05-01"),
    source("Samovars", SAMOVAR.format(n=58) + "\n\n" + KETTLE.format(n=33), "2023-05-01"),
    "",  # nothing can be read from it: it fails
]
NAMES = ["raw/a.md", "raw/b.md", "raw/c.md", "raw/d.md"]
FAULTS = {
    "refused": {"status": 403, "headers": {"Retry-After": "1"}},
    "limited": {"status": 403},
    "broken": {"status": 502},
    "broken after": {"status": 502, "after": True},
    "dropped": {"drop": True},
    "dropped after": {"drop": True, "after": True},
}
picks = st.integers(0, 11)
names = st.sampled_from(NAMES)
texts = st.sampled_from(TEXTS)


def is_bot(login):
    return login.endswith("[bot]")


class Machine(RuleBasedStateMachine):
    """One repository, the people who work on it, and the workflows that answer them."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="wiki-machine-"))
        self.forge = Forge(self.folder / "forge", repository(most_open=MOST_OPEN))
        # Nobody waits: a job that meets a fault ends, and the next run has to make good.
        self.flows = Flows(self.forge, self.folder / "flows", {"WIKI_GITHUB_PATIENCE": "0"})
        self.human = []  # (pull request, branch, commit) that people made on a branch of ours
        self.pushed = 0  # pushes that were looked at
        self.log = EMPTY_LOG
        self.faulty = False  # whether something failed since the last look at exit codes
        self.coded = 0

    # --- what is there ---

    @property
    def ours(self):
        """Our open pull requests with their sources."""
        found = {}
        for number, pull in self.forge.pulls.items():
            values = read_marker("proposal", pull.body) if is_bot(pull.author) else None
            if values and pull.state == "open":
                found[number] = dict(values["sources"])
        return found

    def picked(self, pick, state="open"):
        """Return one of our pull requests in this state, or None."""
        found = [
            n
            for n, p in self.forge.pulls.items()
            if is_bot(p.author) and p.state == state and not p.merged
        ]
        return self.forge.pulls[found[pick % len(found)]] if found else None

    def sources(self, commit="main"):
        """Return path → SHA-256 of the sources on the default branch."""
        return {
            p: hashlib.sha256(t).hexdigest() for p, t in self.forge.git.files(commit, "raw").items()
        }

    def pages(self, commit):
        listed = (
            self.forge.git.git("ls-tree", "-r", "-z", "--name-only", commit, "--", "wiki")
            .decode()
            .split("\0")
        )
        return [p for p in listed if p.endswith(".md") and not p.endswith("index.md")]

    def holds(self, commit, within):
        """Whether a commit is in the history of another, or of a ref."""
        tip = self.forge.git.resolve(within)
        return bool(tip) and self.forge.git.merge_base(commit, tip) == commit

    # --- people ---

    @initialize(raw=st.dictionaries(names, texts, min_size=1), compiled=st.booleans())
    def begin(self, raw, compiled):
        self.forge.commit("alice", "main", raw)
        if compiled:
            self.flows.compile("push")

    @rule(name=names, text=texts)
    def push_a_source(self, name, text):
        if self.forge.file(name) != text:
            self.forge.commit("alice", "main", {name: text})

    @rule(pick=picks, texts=st.lists(texts, min_size=4, max_size=4), number=st.integers(1, 9))
    def change_all_sources_of_a_pull_request(self, pick, texts, number):
        """Their words, so that what is compiled of them differs; one of them may become a file that nobody can read."""
        if pull := self.picked(pick):
            there = sorted(set(self.ours.get(pull.number, {})) & set(self.sources()))
            new = {
                path: text and f"{text}\n\nThe Kettle has {number} handles.\n"
                for path, text in zip(there, texts, strict=False)
            }
            changed = {path: text for path, text in new.items() if self.forge.file(path) != text}
            if changed:
                self.forge.commit("alice", "main", changed)

    @rule(pick=picks)
    def delete_all_sources_of_a_pull_request(self, pick):
        if pull := self.picked(pick):
            there = set(self.ours.get(pull.number, {})) & set(self.sources())
            if there:
                self.forge.commit("alice", "main", dict.fromkeys(there))

    @rule(pick=picks, page=picks)
    def edit_the_same_words_on_both_sides(self, pick, page):
        pull = self.picked(pick)
        if pull and self.forge.git.branch(pull.head):
            both = sorted(set(self.pages("main")) & set(self.pages(pull.head)))
            if both:
                path = both[page % len(both)]
                self._edit("main", path, "It is so.")
                self._edit(pull.head, path, "It is not so.")
                self.human.append((pull.number, pull.head, self.forge.git.branch(pull.head)))

    @rule(pick=picks)
    def delete_a_source(self, pick):
        if there := sorted(self.sources()):
            self.forge.commit("alice", "main", {there[pick % len(there)]: None})

    @rule(pick=picks, words=st.sampled_from(["Ada says so.", "This is well known."]))
    def edit_a_page(self, pick, words):
        if there := self.pages("main"):
            self._edit("main", there[pick % len(there)], words)

    @rule(pick=picks, page=picks, words=st.sampled_from(["Bob was there.", "It is true."]))
    def commit_to_a_branch(self, pick, page, words):
        pull = self.picked(pick)
        if pull and self.forge.git.branch(pull.head):
            there = self.pages(pull.head)
            if page % 4 == 3 or not there:
                self.forge.commit(
                    "bob", pull.head, {f"wiki/notes-{page}.md": f"# A note\n\n{words}\n"}
                )
            else:
                self._edit(pull.head, there[page % len(there)], words)
            self.human.append((pull.number, pull.head, self.forge.git.branch(pull.head)))

    def _edit(self, branch, path, words):
        text = self.forge.file(path, branch)
        head, mark, rest = text.partition("\n## ")
        self.forge.commit("bob", branch, {path: f"{head.rstrip()} {words}\n{mark}{rest}"})

    @rule(pick=picks, who=st.sampled_from(["bob", "rita", "mallory"]), force=st.booleans())
    def ask_to_recompile(self, pick, who, force):
        if pull := self.picked(pick, "open" if pick % 3 else "closed"):
            self.flows.comment(
                who, pull.number, "/recompile --force" if force else "/recompile shorter, please"
            )

    @rule(pick=picks, who=st.sampled_from(["bob", "rita"]))
    def ask_to_refresh(self, pick, who):
        if pull := self.picked(pick):
            self.flows.comment(who, pull.number, "/refresh")

    @rule(pick=picks, how=st.sampled_from(["merge", "squash"]), gone=st.booleans())
    def merge(self, pick, how, gone):
        pull = self.picked(pick)
        if pull and self.forge.mergeable(pull.number):
            self.forge.deletes_merged_branches = gone
            self.forge.merge_pull(pull.number, how)

    @rule(pick=picks, gone=st.booleans())
    def close(self, pick, gone):
        if pull := self.picked(pick):
            self.forge.close_pull(pull.number)
            if gone:
                self.forge.delete_branch(pull.head)

    @rule(pick=picks)
    def reopen(self, pick):
        pull = self.picked(pick, "closed")
        mine = set(dict(read_marker("proposal", pull.body)["sources"])) if pull else set()
        if pull and not any(mine & set(known) for known in self.ours.values()):
            with suppress(Refusal):
                self.forge.reopen_pull(pull.number)

    @rule(pick=picks)
    def take_off_labels(self, pick):
        if pull := self.picked(pick):
            for label in list(pull.labels):
                self.forge.remove_label("trent", pull.number, label)

    @rule(pick=picks)
    def close_an_issue(self, pick):
        found = [n for n, issue in self.forge.issues.items() if issue.state == "open"]
        if found:
            self.forge.close_issue(found[pick % len(found)])

    # --- workflows and faults ---

    @rule()
    def night(self):
        self.flows.compile()

    @rule()
    def refresh(self):
        self.flows.refresh()

    @precondition(lambda self: self.forge.dispatched)
    @rule()
    def what_was_asked_for(self):
        self.flows.settle()

    @precondition(lambda self: self.flows.published)
    @rule()
    def publish_again(self):
        self.flows.publish()

    @rule(
        kind=st.sampled_from(sorted(FAULTS)),
        skip=st.integers(0, 25),
        times=st.integers(1, 3),
        write=st.booleans(),
    )
    def a_fault_to_come(self, kind, skip, times, write):
        method = "POST" if write else "*"
        self.forge.fail(
            method, r"^/repos", skip=skip // 4 if write else skip, times=times, **FAULTS[kind]
        )
        self.faulty = True

    @rule(after=st.booleans(), skip=st.integers(0, 3))
    def a_push_that_fails(self, after, skip):
        self.forge.fail("PUSH", "", skip=skip, after=after, message="" if after else "GH013: no")
        self.faulty = True

    # --- what holds at all times ---

    @invariant()
    def exit_codes_say_what_was(self):
        codes, self.coded = self.flows.codes[self.coded :], len(self.flows.codes)
        assert all(code in (0, 1) for *_, code in codes), codes
        if not self.faulty:
            assert not [c for c in codes if c[2] and c[0] != "compile"], codes
        self.faulty = bool(self.forge.faults)
        assert not self.forge.crashes

    @invariant()
    def no_source_has_two_pull_requests(self):
        counted = Counter(path for sources in self.ours.values() for path in sources)
        assert not [path for path, times in counted.items() if times > 1], self.ours

    @invariant()
    def a_pull_request_has_one_status_comment(self):
        for number in self.forge.pulls:
            mine = [c for c in self.forge.comments_on(number) if is_bot(c.author)]
            assert len(mine) <= 1, [c.body for c in mine]

    @invariant()
    def no_source_has_two_issues(self):
        assert max(Counter(self.failed()).values(), default=0) <= 1

    def failed(self):
        found = []
        for issue in self.forge.issues.values():
            if issue.state == "open" and FAILED_LABEL.name in issue.labels:
                found.append((read_marker("failure", issue.body) or {}).get("source"))
        return found

    @invariant()
    def what_people_committed_is_still_there(self):
        for number, branch, commit in self.human:
            assert self.holds(commit, f"refs/pull/{number}/head") or self.holds(commit, "main"), (
                branch,
                commit,
            )
            pull = self.forge.pulls[number]
            if pull.state == "open":
                assert self.holds(commit, f"refs/heads/{branch}"), (number, branch, commit)

    @invariant()
    def we_push_only_pages_and_the_log(self):
        pushes, self.pushed = self.forge.pushes[self.pushed :], len(self.forge.pushes)
        for push in pushes:
            if push.refused or not is_bot(push.login):
                continue
            assert re.match(r"refs/(heads/wiki/compile|wiki/proposals)/", push.ref), push
            if push.ref.startswith("refs/heads/"):
                base = self.forge.git.merge_base("main", push.new)
                beside = [base] + ([push.old] if set(push.old) != {"0"} else [])
                strange = set.intersection(*(self._changed(old, push.new) for old in beside))
                assert all(re.match(r"wiki/|log\.md$", path) for path in strange), (push, strange)

    def _changed(self, old, new):
        return set(
            self.forge.git.git("diff", "--name-only", "-z", old, new).decode().split("\0")
        ) - {""}

    @invariant()
    def the_log_only_grows(self):
        log = self.forge.file("log.md")
        assert log.startswith(self.log.rstrip())
        self.log = log

    # --- how it ends ---

    def teardown(self):
        try:
            self._end()
        finally:
            self.forge.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self):
        self.forge.faults.clear()
        self.exit_codes_say_what_was()
        nights = [self._night()]
        while (
            nights[-1] and len(nights) < MOST_TRIES + 4
        ):  # what was left half-done, what that made room for, and each try
            nights.append(self._night())
        assert not nights[-1], ("it never comes to rest", nights[-2:])
        for name in dir(type(self)):  # the invariants once more
            if hasattr(getattr(type(self), name), "hypothesis_stateful_invariant"):
                getattr(self, name)()
        now = self.sources()
        lost = [
            path
            for path in now
            if not self._classes(path, now[path]) and not self._is_copy(path, now)
        ]
        assert not lost, (lost, self.ours)
        self._nothing_is_stuck()
        for number in self.ours:
            self._says_what_holds(number, now)

    def _night(self):
        """Let everything run that a day brings; return what was written."""
        before = len(self.forge.writes), len(self.forge.pushes)
        self.flows.refresh()
        self.flows.settle()
        self.flows.compile()
        self.flows.settle()
        return [*self.forge.writes[before[0] :], *self.forge.pushes[before[1] :]]

    def _says_what_holds(self, number, now):
        """The status comment of a pull request says of all its sources what they wait for, and nothing else of the kind."""
        mine = self.ours[number]
        said = "".join(c.body for c in self.forge.comments_on(number) if is_bot(c.author))
        held = [
            path
            for path, sha in mine.items()
            if path in now and now[path] != sha and not self._compiled(path, now[path])
        ]
        theirs = self._theirs(number)
        assert ("to be compiled again, but" in said) == bool(held and theirs), (number, held, said)
        assert not theirs or all(f"`{path}`" in said for path in held), (number, held, said)
        gone = theirs and not set(mine) & set(now)
        assert ("no longer on the default branch" in said) == bool(gone), (number, said)
        marked = CONFLICT_LABEL.name in self.forge.pulls[number].labels
        assert ("merge the default branch by hand" in said) == (marked and theirs), (number, said)
        why = ("changed the same words of", "this would break", "has changed `")
        assert any(each in said for each in why) == marked, (number, said)
        failed = [path for path in held if path in self.failed()] if not theirs else []
        assert all(f"`{path}` has changed since this was made" in said for path in failed), (
            number,
            failed,
            said,
        )
        assert bool(failed) == ("What is offered here is of the version" in said), (
            number,
            failed,
            said,
        )

    def _theirs(self, number):
        """Whether the branch holds a commit by a person that the default branch does not."""
        head = self.forge.pulls[number].head
        return any(
            n == number
            and self.holds(commit, f"refs/heads/{head}")
            and not self.holds(commit, "main")
            for n, _, commit in self.human
        )

    def _is_copy(self, path, now):
        """Whether another source with the same bytes needs nothing now, so that this one is a copy of it."""
        return any(
            other != path and sha == now[path] and self._classes(other, sha)
            for other, sha in now.items()
        )

    def _classes(self, path, sha):
        """Return all that explains why a source needs nothing now."""
        mine = [n for n, known in self.ours.items() if path in known]
        pulls = [self.forge.pulls[n] for n in mine]
        found = []
        if self._compiled(path, sha):
            found.append("compiled")
        if any(self.ours[n][path] == sha for n in mine):
            found.append("offered")
        if any(number in mine for number, *_ in self.human):
            found.append("held")
        if path in self.failed():
            found.append("failed")
        if not pulls and len(self.ours) >= MOST_OPEN:
            found.append("waits")
        if self._rejected(path, sha):
            found.append("rejected")
        return found

    def _compiled(self, path, sha):
        for page in self.pages("main"):
            text = self.forge.file(page)
            if (
                re.search(rf"^source: {re.escape(path)}$", text, re.M)
                and sha in text
                and "\nunplaced:" not in text
            ):
                return True
        return False

    def _rejected(self, path, sha):
        for _, pull in sorted(self.forge.pulls.items(), reverse=True):
            values = read_marker("proposal", pull.body) if is_bot(pull.author) else None
            if values and path in dict(values["sources"]) and pull.state == "closed":
                return not pull.merged and dict(values["sources"])[path] == sha
        return False

    def _nothing_is_stuck(self):
        """Whatever is open merges, or people have committed to it and it says so, and only where that is so."""
        for number in self.ours:
            pull = self.forge.pulls[number]
            said = "".join(c.body for c in self.forge.comments_on(number) if is_bot(c.author))
            merges, marked = self.forge.mergeable(number), CONFLICT_LABEL.name in pull.labels
            assert merges or (self._theirs(number) and marked), (number, pull.labels)
            assert not marked or not merges or "this would break" in said, (
                number,
                pull.labels,
                said,
            )


Machine.TestCase.settings = settings(
    settings.default,
    max_examples=settings.default.max_examples if SEARCH else few(25, 5),
    stateful_step_count=30 if SEARCH else 12,
    derandomize=not SEARCH,
)
TestTheWorkflows = Machine.TestCase
