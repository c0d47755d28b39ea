"""Take marks out of a text with the statements that stand on them, such that whole sentences stay.

What is left reads as before: the head of a table goes with its last row, the words that lead to a
list with its last item, what hung below a removed item moves out to its place, and no two blank
lines are left where a block went. A sentence of which one clause stands on the marks loses the
clause; where that would leave a fragment, or the rest would say what only the marks that go
support, the sentence goes, and its other sources speak in their own words. All else stays byte for
byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.core.markup import footnotes, text_mask
from pipeline.core.markup.sentence_spans import find_run_in
from pipeline.core.markup.text_blocks import TextBlock, group_tables
from pipeline.core.upkeep.clauses import cut_clauses
from pipeline.core.upkeep.cut_text import (
    cut_cell,
    join_block,
    plain_words,
    rebuild_text,
    without_marks,
)
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.passages import Passage, split_passages
from pipeline.core.upkeep.tables import thin_table
from pipeline.core.upkeep.thinned import Taken, Thinned, UncutPassage
from pipeline.core.wiki.leftovers import (
    announces,
    followers,
    is_pointer,
    leads_in,
    number_announced,
    points_back,
)

_SUBJECT = re.compile(
    r"(\[\[[^\[\]\n]{1,200}\]\]|\[[^\[\]\n]{1,200}\]\([^()\s]{1,300}\)"
    r"|`[^`\n]{1,100}`|\*\*[^*\n]{1,100}\*\*)(?= [a-z]| \(|,)"
)


def take_out_marks(
    text: str,
    leaving: Leaving,
    also: Callable[[str], bool] | None = None,
    lead_ins: bool = True,
) -> Thinned:
    """Return a text without some marks, and without what stands on them alone.

    `also` names statements that go although they have no mark. What leads to a list or table that
    goes stays where `lead_ins` is false.
    """
    return _TakingOut(text, leaving, also or _no).run(lead_ins)


def _no(statement: str) -> bool:
    return False


class _TakingOut:
    """The work on one text: what is left of each block that changes, and what is to be told."""

    def __init__(self, text: str, leaving: Leaving, also: Callable[[str], bool]) -> None:
        self._text, self._leaving, self._also = text, leaving, also
        self._found: dict[TextBlock, list[Passage]] = {}
        for passage in split_passages(text):
            self._found.setdefault(passage.block, []).append(passage)
        self._order = list(self._found)
        self._new: dict[TextBlock, str] = {}
        self._gone: set[Passage] = set()  # the sentences of which nothing is left
        self._left: dict[Passage, str] = {}  # what is left of each sentence of prose
        self._uncut: list[tuple[Passage, UncutPassage]] = []
        self._done = Thinned()

    def run(self, lead_ins: bool) -> Thinned:
        before: str | None = None
        above: TextBlock | None = None
        for block, found in self._found.items():
            if block.kind in ("prose", "item", "title"):
                self._take_out_of_prose(block, found, before, above in self._new)
            is_gone = block.kind == "prose" and self._new.get(block) == ""
            before = self._subject_of(found[0].text) if is_gone else None
            above = block
        for table in group_tables(self._order):
            self._take_out_of_table(table)
        self._keep_titles()
        if lead_ins:
            self._drop_lead_ins()
        self._tell_names()
        taken = {each.words for each in self._done.taken}
        self._done.unmarked = [x for x in self._done.unmarked if x not in taken]
        self._done.kept = [x for x in self._done.kept if x not in taken]
        self._done.text = rebuild_text(self._text, self._order, self._new)
        self._done.uncut = [self._uncut_between(*row) for row in self._uncut]
        return self._done

    # --- what still names the source ---

    def _names_it_alone(self, text: str, labels: Sequence[str]) -> bool:
        """Tell whether a statement names the source, and no quote on which it rests does."""
        names = self._leaving.names_source
        return names(text) and not any(names(q) for x in labels for q in self._quotes_left(x))

    def _quotes_left(self, label: str) -> Sequence[str]:
        return () if self._leaving.gone(label) else self._leaving.quotes.get(label, ())

    def _tell_names(self) -> None:
        """Tell what stays and names the source, where that has nothing to rest on any more."""
        told = "\n".join(self._done.needs)
        for p in (p for found in self._found.values() for p in found):
            said = self._said_of(p)
            is_row = p.block.kind == "row"
            if not said or is_pointer(said) or (said != p.text and not is_row):
                continue
            if plain_words(said) in told or not self._names_it_alone(
                said, footnotes.find_marks(said)
            ):
                continue
            what = "and none of its quotes does" if p.labels else "and has no citation"
            self._needs(f"“{plain_words(said)}” names the source, {what}.")
            self._done.kept = [x for x in self._done.kept if x != p.text]
            self._done.unmarked = [x for x in self._done.unmarked if x != p.text]
            if p.labels and not is_row:
                self._uncut.append((p, UncutPassage("sentence", p.text)))

    # --- what could be worded anew ---

    def _uncut_between(self, p: Passage, uncut: UncutPassage) -> UncutPassage:
        """Return it with what is left before and behind it."""
        if uncut.kind == "cell":
            heads = [
                self._new.get(b, self._found[b][0].text).strip()
                for b in self._order
                if b.kind == "table head" and b.start < p.start
            ]
            head = next((x for x in reversed(heads) if re.search(r"\w", x)), "")
            return replace(uncut, before=head, following=self._new.get(p.block, "").strip())
        said = [(q, self._said_of(q)) for found in self._found.values() for q in found]
        at = next(i for i, (q, _) in enumerate(said) if q is p)
        before = next((text for _, text in reversed(said[:at]) if text), "")
        following = next((text for _, text in said[at + 1 :] if text), "")
        below = followers(self._order, self._order.index(p.block))
        leads = leads_in(p.text) and any(
            b.kind != "table head" and self._new.get(b) != "" for b in below
        )
        return replace(uncut, before=before, following=following, leads=leads)

    def _said_of(self, p: Passage) -> str:
        if not p.block.states or self._new.get(p.block) == "":
            return ""
        if p.block.kind == "row":
            return self._new.get(p.block, p.text).strip()
        return self._left.get(p, p.text).strip()

    def _words_anew(self, p: Passage) -> str | None:
        """Return the new words of a sentence, and note them; None where nobody has given any."""
        new = self._leaving.worded(p.text, "")
        if new is not None:
            self._done.taken.append(Taken(p.text, "worded" if new else "unsaid"))
            self._done.worded += [(p.text, new)] if new else []
        return new

    # --- prose ---

    def _take_out_of_prose(
        self, block: TextBlock, found: Sequence[Passage], before: str | None, is_below: bool
    ) -> None:
        """Take out of a paragraph or item.

        `before` is the subject of the sentence before it, where that went; "" for one unknown.
        `is_below` says that the block above has lost something.
        """
        left: list[str] = []
        taken = len(self._done.taken)
        speaks = False  # whether the sentence before speaks of the source that goes
        about = self._about_what_goes(block, found)
        for p in found:
            words = self._text[p.start : p.end]
            now = self._left_of(p, words, speaks or before is not None or is_below, p in about)
            back = points_back(words)
            if now == words and before is not None and back:
                now = self._named_again(p, words, before, back)
            speaks = self._leaving.names_source(words) or (speaks and bool(back))
            if now == words or self._goes_on(p, now):
                before = None
            elif not (before and back in ("It", "it")):
                before = self._subject_of(words)
            is_below = False
            left.append(now)
            self._left[p] = now
            if not now.strip():
                self._gone.add(p)
        if "".join(left) == self._text[found[0].start : found[-1].end]:
            return
        if len(self._done.taken) > taken:
            self._done.unmarked += [
                p.text
                for p, now in zip(found, left, strict=True)
                if now.strip() and not p.labels and not is_pointer(p.text)
            ]
        self._new[block] = join_block(self._text, block, self._with_run_in(found[0], left))

    def _goes_on(self, p: Passage, now: str) -> bool:
        """Tell whether what is left of a sentence is still about what it was about."""
        return bool(now.strip()) and self._done.taken[-1:] != [Taken(p.text, "person")]

    def _about_what_goes(self, block: TextBlock, found: Sequence[Passage]) -> set[Passage]:
        """Return the sentences without a mark that only lead to, or speak of, what goes.

        These are the first of an item whose marked sentences all go, and, where all of a block go,
        those that name their source or point back to such.
        """
        gone = self._leaving.gone
        marked = [i for i, p in enumerate(found) if p.labels]
        if not marked or not all(map(gone, (x for i in marked for x in found[i].labels))):
            return set()
        about = set(found[: marked[0]]) if block.kind == "item" else set()
        speaks = False
        for p in found:
            names = self._leaving.names_source(p.text)
            speaks = names or (speaks and bool(points_back(p.text)))
            leads_away = block.kind == "item" and is_pointer(p.text)
            if (speaks or leads_away) and not p.labels:
                about.add(p)
        return about

    def _left_of(self, p: Passage, words: str, speaks: bool, about: bool) -> str:
        """Return what is left of a sentence."""
        gone = self._leaving.gone
        if about:
            self._done.taken.append(Taken(p.text, "about"))
            return ""
        dead = [x for x in p.labels if gone(x)]
        if (dead and len(dead) == len(p.labels)) or self._also(p.text):
            self._done.taken.append(Taken(p.text, "alone"))
            return ""
        if not dead:
            if self._names_it_alone(p.text, p.labels) and self._leaving.worded(p.text, ""):
                return f"{self._words_anew(p)}{words[len(words.rstrip()) :]}"
            return words
        cut = cut_clauses(words, gone)
        if cut and not self._leans(cut[0], speaks):
            made, out = cut
            self._done.taken += [Taken(f"{clause}” of “{p.text}", "clause") for clause in out]
            if not out:
                self._done.kept.append(p.text)
            return without_marks(made, gone).rstrip() + words[len(words.rstrip()) :]
        return self._in_other_words(p, words)

    def _leans(self, made: str, speaks: bool) -> bool:
        labels = footnotes.find_marks(made)
        if not any(map(self._leaving.gone, labels)):
            return False
        return self._leaving.leans_on_it(made, labels) or (speaks and bool(points_back(made)))

    def _in_other_words(self, p: Passage, words: str) -> str:
        """Return what the sources that stay say, in the place of a sentence that goes."""
        end = words[len(words.rstrip()) :]
        if (new := self._words_anew(p)) is not None:
            return f"{new}{end}" if new else ""
        self._uncut.append((p, UncutPassage("sentence", p.text)))
        instead = self._leaving.in_words_of([x for x in p.labels if not self._leaving.gone(x)])
        self._done.taken.append(Taken(p.text, "person"))
        said = (
            f"In its place stands: {plain_words(instead)}"
            if instead
            else "It went, for what its other sources say stands elsewhere or cannot be quoted."
        )
        self._needs(f"“{plain_words(p.text)}” rested on several sources. {said}")
        return f"{instead}{end}" if instead else ""

    def _named_again(self, p: Passage, words: str, subject: str, back: str) -> str:
        """Return a sentence with the subject that it pointed to, or tell that it has lost it."""
        if p.labels and self._leaving.worded(p.text, ""):
            return f"{self._words_anew(p)}{words[len(words.rstrip()) :]}"
        if subject and back in ("It", "it") and not self._leaving.names_source(subject):
            self._done.taken.append(Taken(words.strip(), "subject"))
            if back == "it" and " " in subject and subject[1:].islower():
                subject = subject[0].lower() + subject[1:]
            words = re.sub(rf"\b{back}\b", lambda _: subject, words, count=1)
            back = points_back(words)
        if back:
            self._needs_sentence(words, back)
            self._uncut += [(p, UncutPassage("pointer", p.text, lost=back))] if p.labels else []
        return words

    def _needs_sentence(self, words: str, back: str) -> None:
        self._needs(
            f"“{plain_words(words)}” has lost the sentence before it, to which “{back}” pointed."
        )

    def _subject_of(self, sentence: str) -> str:
        """Return what a sentence begins with, if that is a name."""
        if found := _SUBJECT.match(sentence):
            return found[1]
        names = (name for name in self._leaving.subjects if sentence.startswith(f"{name} "))
        return max(names, key=len, default="")

    def _with_run_in(self, first: Passage, left: list[str]) -> list[str]:
        """Return what is left of a block with the words that led it, if its first sentence went."""
        if left[0].strip() or not "".join(left).strip():
            return left
        words = self._text[first.start : first.end]
        lead = words[: find_run_in(text_mask.show_words(words))]
        # A link or the name of the source says whose words these are, and they go.
        if not lead or "[" in lead or self._leaving.names_source(lead):
            return left
        return [f"{lead} ", *left[1:]]

    # --- tables ---

    def _take_out_of_table(self, table: Sequence[TextBlock]) -> None:
        gone = self._leaving.gone
        labels = {block: self._found[block][0].labels for block in table}
        if not any(gone(x) for row in labels.values() for x in row):
            return
        heads = [b for b in table if b.kind == "table head"]
        rows: list[TextBlock] = []
        for block in table:
            if block.kind == "row" and labels[block] and all(map(gone, labels[block])):
                self._done.taken.append(Taken(self._found[block][0].text, "alone"))
                self._new[block] = ""
            elif block.kind == "row":
                rows.append(block)
        lines = [[self._text[b.inner : b.end] for b in group] for group in (heads, rows)]
        made = thin_table([without_marks(x, gone) for x in lines[0]], lines[1], self._left_of_cell)
        for block, row in zip((*heads, *rows), made.rows, strict=True):
            old = self._text[block.inner : block.end]
            if row is not None and row == without_marks(old, gone) != old:
                self._done.kept.append(self._found[block][0].text)
            if row != old:
                self._new[block] = (
                    "" if row is None else self._text[block.start : block.inner] + row
                )
        if heads and made.rows[0] is None:
            self._done.taken.append(Taken(self._found[heads[0]][0].text, "table"))
        self._tell_of_table(made.columns, made.keyless, lines[0][:1])

    def _tell_of_table(
        self, columns: Sequence[str], keyless: Sequence[str], head: Sequence[str]
    ) -> None:
        self._done.taken += [Taken(name, "column") for name in columns if name]
        self._done.taken += [Taken(row, "keyless") for row in keyless]
        self._done.needs += [
            f"the row “{plain_words(row)}” has lost its first cell, and went." for row in keyless
        ]
        stays = "".join(head)
        for name in columns:
            stays = stays.replace(name, "") if name else stays
        if stays and self._leaving.names_source(stays):
            self._needs(f"the head of a table still names the source: “{plain_words(stays)}”.")

    def _left_of_cell(self, cell: str, row: str) -> str:
        """Return what is left of a cell of a row."""
        gone = self._leaving.gone
        labels = footnotes.find_marks(cell)
        dead = [x for x in labels if gone(x)]
        if not dead:
            return cell
        if len(dead) == len(labels):
            self._done.taken.append(Taken(f"{cell.strip()}” of “{row.strip()}", "alone"))
            return "  "
        cut = cut_cell(cell, gone)
        if cut and not self._leans(cut[0], speaks=False):
            self._done.taken += [Taken(f"{words}” of “{row.strip()}", "clause") for words in cut[1]]
            return without_marks(cut[0], gone)
        words = f"{cell.strip()}” of “{row.strip()}"
        new = self._leaving.worded(cell.strip(), row.strip())
        if new is not None:
            self._done.taken.append(Taken(words, "worded" if new else "unsaid"))
            self._done.worded += [(cell.strip(), new)] if new else []
            return f" {new} " if new else "  "
        self._uncut += [
            (found[0], UncutPassage("cell", cell.strip(), found[0].text))
            for block, found in self._found.items()
            if block.kind == "row" and found[0].text == row.strip()
        ][:1]
        self._done.taken.append(Taken(words, "person"))
        self._needs(f"the cell “{plain_words(cell)}” rested on several sources, and went.")
        return "  "

    # --- what leads to what goes ---

    def _keep_titles(self) -> None:
        """Keep the sign of a callout whose title went, where the callout still says something."""
        for i, block in enumerate(self._order):
            if block.kind != "title" or self._new.get(block) != "":
                continue
            body: list[TextBlock] = []
            for other in self._order[i + 1 :]:
                if (
                    not other.quote
                    or other.kind == "title"
                    or other.start != (body or [block])[-1].end
                ):
                    break
                body.append(other)
            if any(self._new.get(other) != "" for other in body):
                self._new[block] = self._text[block.start : block.inner].rstrip() + "\n"

    def _drop_lead_ins(self) -> None:
        """Take out what led to a list or table that is gone; tell what leads to less, or is gone.

        It goes from the end to the beginning, for an item may lead to items below it.
        """
        for i in range(len(self._order) - 1, -1, -1):
            block = self._order[i]
            last = self._last_said(block)
            if block.kind not in ("prose", "item") or not announces(last.text):
                continue
            below = followers(self._order, i)
            rows = [b for b in below if b.kind != "table head" and b.indent == below[0].indent]
            left = [b for b in rows if self._new.get(b) != ""]
            if not rows:
                continue
            if last in self._gone:
                if left and not self._new[block].strip():
                    self._needs(f"“{plain_words(last.text)}” went, and what it led to stays.")
            elif not left and not self._is_said_otherwise(last):
                self._drop_lead_in(block, last)
            elif len(left) < len(rows) == number_announced(last.text):
                self._needs(f"“{plain_words(last.text)}” leads to {len(left)} of {len(rows)} now.")
            elif not last.labels and self._leaving.names_source(last.text):
                self._needs(
                    f"“{plain_words(last.text)}” names the source, and leads to what stays."
                )

    def _is_said_otherwise(self, p: Passage) -> bool:
        """Tell whether other words stand in the place of a sentence, which lead to nothing."""
        return self._left.get(p, p.text).strip() != p.text and not announces(self._left[p])

    def _last_said(self, block: TextBlock) -> Passage:
        """Return the last sentence of a block, but for one that sends its reader elsewhere."""
        found = self._found[block]
        return next((p for p in reversed(found) if not is_pointer(p.text)), found[-1])

    def _drop_lead_in(self, block: TextBlock, last: Passage) -> None:
        """Take out a sentence that led to what goes; its sources may speak in its place."""
        now = self._new.get(block, self._text[block.start : block.end])
        words = without_marks(last.text, self._leaving.gone)
        at = now.rfind(words)
        if at < 0:
            self._needs(f"“{plain_words(last.text)}” leads to nothing any more.")
            return
        instead = self._in_other_words(last, "") if last.labels else ""
        if not last.labels:
            self._done.taken.append(Taken(last.text, "lead-in"))
        rest = now[at + len(words) :] if instead else now[at + len(words) :].lstrip(" ")
        kept = now[block.inner - block.start : at] + instead + rest
        self._new[block] = join_block(self._text, block, [kept])

    def _needs(self, what: str) -> None:
        self._done.needs.append(what)
