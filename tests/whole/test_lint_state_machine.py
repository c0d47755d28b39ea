"""Findings that come and go, people who close and edit issues, faults, two runs at once: what must hold of the lint's issues.

`make test` runs the same few sequences each time. To search for longer, `make soak`, or by hand, in other places each time:

    HYPOTHESIS_PROFILE=soak python -m pytest tests/whole/test_lint_state_machine.py --hypothesis-seed=7
"""

import re
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.claims.judgement import Pair, Statement, Verdict, VerdictRow
from pipeline.core.errors import UserError
from pipeline.core.issues.issue import memory_of, part_of
from pipeline.core.issues.judging_report import LintReport
from pipeline.core.issues.text.dashboard import read_past
from pipeline.core.values import Finding
from pipeline.operations.github.report import is_trouble
from pipeline.operations.github.triage import ClaimWording, TriageContext, triage_findings
from pipeline.operations.repository.snapshot import take_snapshot
from tests.conftest import SEARCH
from tests.forge import Forge
from tests.helpers.repos import EMPTY_LOG, SCHEMA
from tests.helpers.share import few
from tests.whole.test_state_machine import FAULTS

MOST_NEW = 2
BOT = "github-actions[bot]"
FILES = {
    "schema.md": SCHEMA.replace("\n---\n", f"\nlint:\n  new_issues: {MOST_NEW}\n---\n", 1),
    "log.md": EMPTY_LOG,
}
SLUGS = ["kettle", "teapot", "samovar", "urn"]
CLAIMS = [f"c{n}" for n in range(1, 8)]  # more than a run closes on a judge's word
slugs, claims = st.sampled_from(SLUGS), st.sampled_from(CLAIMS)
picks = st.integers(0, 11)
EDITS = {
    "a word more": lambda body: f"{body}\n\nI look at it on Monday.",
    "no foot": lambda body: body[: body.rindex("<!--")],
    "no head": lambda body: body[body.index("-->") + 3 :],
    "a broken foot": lambda body: body.replace('"essence"', '"essenc'),
    "nothing": lambda body: "",
}


def page(title, links, markup, aliases):
    text = " ".join([f"[[{name}]]" for name in links]) + (" <b>bold</b>" if markup else "")
    return f"---\ntitle: {title}\ntype: concept\naliases: [{', '.join(aliases)}]\n---\n# {title}\n\nText {text}\n"


def dead(path, name):
    return Finding("dead-link", "error", path, 7, name, f"{name} leads nowhere")


def facts(snapshot, day):
    """Two rules of our own, so that what is found is known here whatever the real ones do."""
    found = []
    for slug, one in snapshot.wiki.facts.items():
        text = snapshot.wiki.text(slug)
        names = re.findall(r"\[\[(Gone \d+)", text)
        found += [dead(one.path, name) for name in names]
        found += (
            [Finding("raw-html", "warning", one.path, 7, "<b>", "raw HTML: <b>")]
            if "<b>" in text
            else []
        )
    return found


def identity(pair):
    return pair.a.text.split()[0]


class Machine(RuleBasedStateMachine):
    """A wiki whose findings are known, the issues about them, and the people who triage them."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="wiki-lint-"))
        self.forge = Forge(self.folder / "forge", FILES)
        self.forge.permissions["lint", "triage"] = {"contents": "read", "issues": "write"}
        self.pages = {}  # name of a page as it began → (slug today, dead links, whether it holds HTML)
        self.slugs = {name: [name] for name in SLUGS}  # all that a page was ever called
        self.claims = {}  # identity → [versions of both sides, verdict or None where it is not judged]
        self.truth = {}  # number of an issue of ours → what it is about: (kind, page as it began, rule or identity)
        self.moved = {}  # what it is about → the numbers it had before people took it out of the repository
        self.theirs = set()  # issues that people opened again
        self.faulty = False

    def teardown(self):
        try:
            self._end()
        finally:
            self.forge.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- the wiki ---

    @initialize(links=st.dictionaries(slugs, st.sets(picks, max_size=3), min_size=2))
    def begin(self, links):
        for slug in SLUGS:
            self._write(slug, slug, links.get(slug, set()), False)

    def _write(self, name, slug, links, markup):
        # as `wiki rename` leaves them
        aliases = [each for each in self.slugs[name] if each != slug]
        files = {
            f"wiki/concepts/{slug}.md": page(
                slug.title(), sorted(f"Gone {n}" for n in links), markup, aliases
            )
        }
        self.pages[name] = slug, frozenset(links), markup
        with suppress(Exception):
            self.forge.commit("alice", "main", files)

    @rule(name=slugs, links=st.sets(picks, max_size=3), markup=st.booleans())
    def edit_a_page(self, name, links, markup):
        self._write(name, self.pages[name][0], links, markup)

    @rule(name=slugs)
    def rename_a_page(self, name):
        slug, links, markup = self.pages[name]
        new = f"{name}-{len(self.forge.git.git('rev-list', 'main').split())}"
        old, text = f"wiki/concepts/{slug}.md", self.forge.file(f"wiki/concepts/{slug}.md")
        self.forge.commit("alice", "main", {old: None, f"wiki/concepts/{new}.md": text})
        self.pages[name] = new, links, markup
        self.slugs[name].append(new)

    @rule(
        id=claims, verdict=st.sampled_from(["contradicts", "supersedes", "agrees", "unsure", None])
    )
    def claims_meet(self, id, verdict):
        versions = self.claims[id][0] if id in self.claims else (0, 0)
        self.claims[id] = versions, verdict

    @rule(verdict=st.sampled_from(["contradicts", "agrees"]))
    def a_judge_says_the_same_of_everything(self, verdict):
        self.claims = {
            id: (self.claims[id][0] if id in self.claims else (0, 0), verdict) for id in CLAIMS
        }

    @rule(id=claims, side=st.integers(0, 1))
    def a_claim_changes(self, id, side):
        if id in self.claims:
            (a, b), _ = self.claims[id]
            self.claims[id] = ((a + 1, b) if side else (a, b + 1)), None

    @rule(id=claims)
    def a_claim_leaves(self, id):
        self.claims.pop(id, None)

    # --- what is wanted ---

    def wanted(self):
        """Return what issues are wanted: what each is about → the findings it stands for."""
        found = {("dead-links", name): links for name, (_, links, _) in self.pages.items() if links}
        if html := frozenset(name for name, (*_, markup) in self.pages.items() if markup):
            found["rule", "raw-html"] = html
        for id, (versions, verdict) in self.claims.items():
            if verdict in ("contradicts", "supersedes"):
                found["contradiction", id] = frozenset([versions])
        return found

    def undecided(self, key):
        return (
            key[0] == "contradiction"
            and key[1] in self.claims
            and self.claims[key[1]][1] in (None, "unsure")
        )

    def _about(self, memory):
        if memory.kind != "dead-links":
            return memory.kind, memory.id
        slug = memory.id.rsplit("/", 1)[-1].removesuffix(".md")
        return memory.kind, slug.split("-")[0]

    def wording(self, snapshot):
        sides = {
            id: [self._side(id, i, v) for i, v in enumerate(versions)]
            for id, (versions, _) in self.claims.items()
        }
        pairs = [Pair(a, b) for a, b in sides.values()]
        return ClaimWording(
            pairs, [s for both in sides.values() for s in both], identity, lambda *_: ""
        )

    def _side(self, id, side, version):
        return Statement(
            "kettle",
            "wiki/concepts/kettle.md",
            "",
            f"{id} {side} {version}",
            (f"{id}-{side}",),
            (),
            (),
        )

    def _verdict(self, kind, pair):
        current = "a" if kind == "supersedes" else ""
        return Verdict(kind, current, "", "Why.", pair.a.text, pair.b.text, "one case", "another")

    def report(self, commit):
        pairs = self.wording(None).pairs
        verdicts = [self.claims[p.a.text.split()[0]][1] for p in pairs]
        rows = [
            VerdictRow(p.a.key, p.b.key, self._verdict(v, p), "m")
            for p, v in zip(pairs, verdicts, strict=True)
            if v
        ]
        return LintReport(
            commit, "2026-04-11", tuple(rows), len(pairs) - len(rows), len(pairs), 0, 0, 0.0
        )

    # --- runs ---

    def _run(self, there=True, fresh=True):
        """Prepare a run; each step of the generator is one write."""
        tip = self.forge.git.branch("main")
        env = self.forge.environment("lint", "triage") | {"WIKI_GITHUB_PATIENCE": "0"}
        with open_repository(self.forge.bare) as repo:
            hub = GitHub.connect(env, sleep=lambda seconds: None)
            try:
                desk = TriageContext(
                    hub,
                    take_snapshot(repo, tip),
                    "2026-04-11",
                    "",
                    fresh,
                    True,
                    self.wording,
                    facts,
                )
                yield from triage_findings(
                    desk,
                    self.report(tip) if there else None,
                    "" if there else "There is no result.",
                )
            except UserError:
                assert self.faulty
            finally:
                hub.close()

    def _drive(self, *runs, turns=()):
        """Let runs take turns until all are done, and look at what they did."""
        before = {
            number: (i.state, self.truth.get(number)) for number, i in self.forge.issues.items()
        }
        rows, left, turns = [], list(runs), list(turns)
        while left:
            run = left[(turns.pop() if turns else 0) % len(left)]
            try:
                rows.append(next(run))
            except StopIteration:
                left.remove(run)
        self._look(before, rows, len(runs))
        return rows

    @rule(there=st.booleans(), fresh=st.booleans())
    def lint(self, there, fresh):
        self._drive(self._run(there, fresh))

    @rule(turns=st.lists(picks, max_size=12))
    def two_at_once(self, turns):
        self._drive(self._run(), self._run(), turns=turns)

    def _look(self, before, rows, runs):
        wanted = self.wanted()
        opened = closed = 0
        for number, issue in self.forge.issues.items():
            was, key = before.get(number, ("", None))
            if issue.author != BOT:
                continue
            if number not in before:
                self.truth[number] = key = (
                    self._about(memory_of(issue)) if memory_of(issue) else None
                )
                assert key or issue.state == "closed"
            if key is None or key[0] == "dashboard":
                continue
            if issue.state == "open" and was != "open":
                opened += 1
                self.theirs.discard(number)
            twin = issue.body.startswith("Another issue")
            if issue.state == "closed" and was != "closed" and not twin:
                there = key in wanted or self.undecided(key)
                assert not there, ("closed although it is there", key)
                closed += key[0] == "contradiction" and key[1] in self.claims
            if twin:
                self.truth[number] = None
        assert opened <= MOST_NEW * runs, "more than that are new"
        assert closed <= MOST_NEW * runs, "more than that are closed because a judge says so"
        if not self.faulty:
            assert all("There is no result." in row.said for row in rows if is_trouble([row])), rows
        assert not self.forge.crashes
        self.faulty = bool(self.forge.faults)

    @invariant()
    def never_two_open_issues_about_one_thing(self):
        if self.faulty:
            return  # a run that broke off between opening one and seeing that another run had
        mine = [
            (n, i) for n, i in self.forge.issues.items() if i.state == "open" and i.author == BOT
        ]
        # Of a dashboard without text, labels and its title nothing at all is left to know it by.
        open_ = [
            self.truth.get(n)
            for n, i in mine
            if i.body or i.labels or not i.title.startswith("For Ada")
        ]
        twice = [key for key, count in Counter(open_).items() if key and count > 1]
        assert not twice, twice

    # --- people ---

    def picked(self, pick, state="open"):
        found = [
            n
            for n, i in self.forge.issues.items()
            if i.author == BOT and self.truth.get(n) and i.state == state
        ]
        return found[pick % len(found)] if found else 0

    @rule(pick=picks, reason=st.sampled_from(["completed", "not_planned", "duplicate"]))
    def close(self, pick, reason):
        if number := self.picked(pick):
            self.forge.close_issue(number, reason=reason)

    @rule(pick=picks)
    def reopen(self, pick):
        number = self.picked(pick, "closed")
        mine = [
            n
            for n, i in self.forge.issues.items()
            if i.state == "open" and self.truth.get(n) == self.truth.get(number)
        ]
        if number and not mine:
            self.forge.edit(number, state="open")
            self.theirs.add(number)

    @rule(pick=picks, how=st.sampled_from(sorted(EDITS)), state=st.sampled_from(["open", "closed"]))
    def edit_a_body(self, pick, how, state):
        number = self.picked(pick, state)
        if number and "<!--" in (body := self.forge.issues[number].body):
            self.forge.edit(number, body=EDITS[how](body))

    @rule(pick=picks)
    def give_another_title(self, pick):
        if number := self.picked(pick):
            self.forge.edit(number, title=f"For Ada {pick}")

    @rule(pick=picks)
    def take_off_labels(self, pick):
        if number := self.picked(pick):
            self.forge.edit(number, labels=[])

    @rule(pick=picks)
    def lock(self, pick):
        if number := self.picked(pick):
            self.forge.lock_item(number)

    @rule(pick=picks)
    def transfer(self, pick):
        if number := self.picked(pick):
            self.forge.transfer_issue(number)
            self.moved.setdefault(self.truth.pop(number), set()).add(number)

    @rule(pick=picks)
    def forge_an_issue(self, pick):
        if number := self.picked(pick):
            issue = self.forge.issues[number]
            self.forge.open_issue("mallory", issue.title, issue.body, issue.labels)

    @rule(
        kind=st.sampled_from(sorted(FAULTS)),
        skip=st.integers(0, 12),
        times=st.integers(1, 3),
        write=st.booleans(),
    )
    def a_fault_to_come(self, kind, skip, times, write):
        method = ("POST", "PATCH")[skip % 2] if write else "*"
        self.forge.fail(
            method, r"^/repos", skip=skip // 3 if write else skip, times=times, **FAULTS[kind]
        )
        self.faulty = True

    # --- how it ends ---

    def _end(self):
        if not self.pages:
            return
        self.forge.faults.clear()
        for _ in range(10):  # as many runs as it takes until nothing waits
            self._drive(self._run())
        self.never_two_open_issues_about_one_thing()
        self._is_in_step()
        before = len(self.forge.writes)
        self._drive(self._run())
        assert not self.forge.writes[before:], self.forge.writes[before:]

    def _is_in_step(self):
        wanted = self.wanted()
        mine = {n: i for n, i in self.forge.issues.items() if i.author == BOT and self.truth.get(n)}
        open_ = {self.truth[n] for n, i in mine.items() if i.state == "open"}
        lost = {n for n, i in mine.items() if i.state == "open" and memory_of(i) is None}
        boards = [i for n, i in mine.items() if self.truth[n][0] == "dashboard" and memory_of(i)]
        remembered = {
            number for board in boards for number in read_past(memory_of(board).values).about
        }
        for key, parts in wanted.items():
            closed = [i for n, i in mine.items() if self.truth[n] == key and i.state == "closed"]
            left = [i for i in closed if self._left_closed(i, key)]
            held = any(self.truth[n][0] == key[0] for n in lost)
            assert key in open_ or left or self.moved.get(key, set()) & remembered or held, (
                key,
                parts,
            )
        for number, issue in mine.items():
            key = self.truth[number]
            if issue.state == "open" and key[0] != "dashboard":
                fine = (
                    key in wanted or self.undecided(key) or number in self.theirs or number in lost
                )
                damaged = key[0] == "contradiction" and not (
                    memory_of(issue) or issue
                ).__dict__.get("whole", True)
                assert fine or damaged, ("open, and nothing is found", key)

    def _left_closed(self, issue, key):
        """Whether people dismissed all that is found now, as far as anybody can tell."""
        memory = memory_of(issue)
        if memory is None or not memory.whole:
            return True
        if key[0] == "dead-links":
            slug, links, _ = self.pages[key[1]]
            now = {part_of(dead(f"wiki/concepts/{slug}.md", f"Gone {n}")) for n in links}
            assert now <= memory.parts or issue.state_reason == "completed", (
                key,
                "something new is found",
            )
        return issue.state_reason in ("not_planned", "duplicate") or memory.insisted


Machine.TestCase.settings = settings(
    settings.default,
    max_examples=settings.default.max_examples if SEARCH else few(20, 3),
    stateful_step_count=30 if SEARCH else 15,
    derandomize=not SEARCH,
)
TestTheIssues = Machine.TestCase
