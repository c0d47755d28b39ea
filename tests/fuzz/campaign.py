"""Many runs one after another, judged in batches, and their figures: how many of what, and every failure by its kind."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz.inputs import ran
from tests.fuzz.oracle import judge

AT_ONCE = 400  # documents that are rendered together
GROUPS = ("forged", "live", "hidden", "traceback", "refused-by-check", "broken", "slow")


@dataclass
class FailureKind:
    """One kind of failure: in how many runs, and the first of them with what was said of it."""

    count: int
    first: tuple  # kind of input, seed, number
    fault: object


@dataclass
class Figures:
    """What came of runs. `outcomes` and `runs` by kind of input, `failed` by group: in how many runs something of it was wrong."""

    outcomes: Counter = field(default_factory=Counter)
    failed: Counter = field(default_factory=Counter)
    found: dict = field(default_factory=dict)
    seconds: float = 0.0  # of CPU

    @property
    def runs(self):
        return sum(self.outcomes.values())

    def add(self, kind, seed, number, faults):
        """Note what is wrong with one run."""
        for group in {f.group for f in faults}:
            self.failed[group] += 1
        for signature in dict.fromkeys(f.signature for f in faults):
            fault = next(f for f in faults if f.signature == signature)
            known = self.found.setdefault(signature, FailureKind(0, (kind, seed, number), fault))
            known.count += 1

    def merge(self, other):
        """Add what another worker counted."""
        self.outcomes += other.outcomes
        self.failed += other.failed
        self.seconds += other.seconds
        for signature, new in other.found.items():
            known = self.found.setdefault(signature, FailureKind(0, new.first, new.fault))
            known.count += new.count

    def table(self):
        """The figures as text."""
        rows = [
            f"{'input':8} {'runs':>7} {'proposed':>9} {'refused':>8} {'nothing':>8} {'broke':>6}"
        ]
        for kind in ("source", "reply", "change"):
            of = {
                outcome: self.outcomes[kind, outcome]
                for outcome in ("proposed", "refused", "nothing", "traceback")
            }
            if total := sum(of.values()):
                rows.append(
                    f"{kind:8} {total:7} {of['proposed']:9} {of['refused']:8} {of['nothing']:8} {of['traceback']:6}"
                )
        rows.append(
            "runs in which something was wrong: "
            + ", ".join(f"{group} {self.failed[group]}" for group in GROUPS)
        )
        if self.seconds:
            rows.append(
                f"{self.runs} runs in {self.seconds:.0f} CPU seconds, {self.runs / self.seconds:.1f} a second"
            )
        return "\n".join(rows)

    def listed(self):
        """The kinds of failures, the most frequent first."""
        return sorted(self.found.items(), key=lambda item: -item[1].count)


def campaign(kind, seed, numbers, renderer, until=None, say=lambda number: None):
    """Run the inputs of these numbers; stop at the time `until` (monotonic)."""
    figures, waiting, documents = Figures(), {}, []
    began = time.process_time()

    def flush():
        judged = judge(documents, renderer)
        for number, faults in waiting.items():
            figures.add(kind, seed, number, [*faults, *judged.get(number, [])])
        waiting.clear()
        documents.clear()

    for number in numbers:
        if until is not None and time.monotonic() > until:
            break
        say(number)
        _, done = ran(kind, seed, number)
        figures.outcomes[kind, done.outcome] += 1
        waiting[number] = done.faults
        documents += [(number, document) for document in done.documents]
        if len(documents) > AT_ONCE:
            flush()
    flush()
    figures.seconds = time.process_time() - began
    return figures
