"""One run: a hostile input taken all the way to a proposal, its check, and the documents that the oracle is to judge."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.places import Places
from pipeline.core.github.state import GITHUB_ACTIONS, PullRequest
from pipeline.core.paths import is_kept_path, kept_path
from pipeline.core.text import normalise
from pipeline.core.wiki.citations import Citation
from pipeline.librarian.extractive import Extractive
from pipeline.librarian.model.librarian import ModelLibrarian
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.propose import write_text
from pipeline.operations.github import check
from tests.fuzz import changes
from tests.fuzz.faults import Fault, of_exception
from tests.fuzz.kept import KeptWords
from tests.fuzz.listing import Listing, plain_of
from tests.fuzz.oracle import PageText, squeezed
from tests.fuzz.requests import PlainWords, RequestText
from tests.fuzz.wiki import DAY, start, with_source

HOME = "https://github.example/acme/wiki"
SLOW = 5.0  # seconds of CPU that no run takes


@dataclass
class Done:
    """What became of one run: proposed, refused or nothing; its faults so far, and what is still to be judged."""

    outcome: str
    faults: list = field(default_factory=list)
    documents: list = field(default_factory=list)
    said: str = ""  # the words of a refusal


def compiled(links, path, data, librarian=None):
    """Compile one source into the wiki, by the embedded librarian where none is given."""
    began = time.process_time()
    done = Done("traceback")
    try:
        begin = start(links)
        snapshot = with_source(begin, path, data)
        proposal = compile_source(
            snapshot.source(path), snapshot, librarian or Extractive(), CompileRun(DAY)
        )
        done.outcome = "proposed"
        finish(done, begin, snapshot, proposal)
    except NothingNew:
        done.outcome = "nothing"
    except UserError as error:
        done.outcome, done.said = "refused", str(error)
    except Exception as error:
        done.faults.append(of_exception(error))
    if (took := time.process_time() - began) > SLOW:
        done.faults.append(Fault("slow", f"more than {SLOW:g} seconds", "", f"{took:.1f} s"))
    return done


def finish(done, begin, snapshot, proposal):
    """Check a proposal as the bot's pull request, and note what of it is to be judged."""
    files = {f.path: f.after for f in proposal.files}
    head = snapshot.repo.commit(snapshot.commit, files, proposal.message)
    places = Places(HOME, snapshot.commit, proposal.branch, "7", "results")
    text = write_text([proposal.part], places)
    done.documents = [
        *_documents(begin, snapshot, proposal, head),
        *_words(proposal, text, snapshot, head),
    ]
    done.faults += [*_paths(proposal), *_record(begin, snapshot, proposal)]
    request = PullRequest(
        1,
        text.title,
        text.body,
        GITHUB_ACTIONS,
        proposal.branch,
        head,
        True,
        "main",
        "open",
        False,
        text.labels,
        "",
    )
    report = check.check_change(snapshot.repo, snapshot.commit, head, request)
    for found in report.findings:
        if found.severity == "error":
            done.faults.append(Fault("refused-by-check", found.rule, found.path, found.message))


def _paths(proposal):
    for f in proposal.files:
        known = f.before is not None or f.path in ("log.md", "wiki/index.md")
        known = known or f.path == kept_path(proposal.change.source.path)
        if not known and not re.fullmatch(
            r"wiki/(?:concepts|entities|sources|comparisons|answers)/[a-z0-9-]+\.md", f.path
        ):
            yield Fault("broken", "a file that no page has", f.path)
        if f.after is None:
            yield Fault("broken", "a file is gone", f.path)


def _record(begin, snapshot, proposal):
    """What a proposal says of its source otherwise than the file does."""
    change = proposal.change
    source = snapshot.source(change.source.path)
    record = proposal.part.done.after.records.get(source.path)
    if record is None:  # the model wrote no summary that could be used: the source stays open
        return
    for name in ("author", "published", "status"):
        said, known = record.record.get(name, ""), normalise(getattr(source, name))
        if known and said != known:
            yield Fault(
                "forged",
                f"a record that says another {name} than the file",
                record.path,
                f"{said!r} ≠ {known!r}",
            )
    for label in change.gone:
        quotes = begin.cited[label].quotes if label in begin.cited else ()
        if quotes and all(squeezed(q.text) in squeezed(source.text) for q in quotes):
            yield Fault(
                "forged", "a claim that is called gone and still stands in its source", "", label
            )


def _documents(begin, snapshot, proposal, head):
    there = frozenset(blob.path for blob in snapshot.repo.tree(head))
    wiki = proposal.part.done.after
    names = frozenset(
        n.casefold()
        for f in wiki.facts.values()
        for n in (f.slug, f.path, f.path.removesuffix(".md"), f.title, *f.aliases)
    )
    change = proposal.change
    new = {
        c.id: Citation(c.id, change.source.path, change.source.unit, c.quotes)
        for c in (*change.kept, *change.extraction.claims)
    }
    cited = {**begin.cited, **new}
    sources = [snapshot.source_or_none(path) for path in snapshot.source_paths]
    said = plain_of([s for s in sources if s])
    for f in proposal.files:
        if f.after is None:
            continue
        if is_kept_path(f.path):
            yield KeptWords(f.path, f.after)
        elif f.path.startswith("wiki/") and not f.path.startswith("wiki/index"):
            yield PageText(
                f.path,
                f.after,
                f.before,
                there,
                cited,
                begin.own.get(f.path, {}),
                snapshot.source_or_none,
                names,
            )
        else:
            yield Listing(f.path, f.after, f.before or "", there, said)


def _words(proposal, text, snapshot, head):
    files = frozenset(blob.path for blob in snapshot.repo.tree(head))
    marker = next(
        (line for line in text.body.split("\n")[::-1] if line.startswith("<!-- wiki:proposal ")), ""
    )
    yield RequestText(text.body, HOME, files, marker)
    yield RequestText(proposal.body, "", files)
    # as of several sources
    yield RequestText(write_text([proposal.part, proposal.part]).body, "", files)
    yield PlainWords("title", text.title)
    yield PlainWords("message", proposal.message)


def answered(links, path, data, chat):
    """Compile one source by the model librarian, which talks to `chat`."""
    return compiled(links, path, data, ModelLibrarian(chat, changes.prompts()))


def handed_over(links, path, text, value):
    """Lay one hostile change set as the job that writes does."""
    began = time.process_time()
    done = Done("traceback")
    try:
        snapshot, proposal, done.said = changes.laid(links, path, text, value)
        done.outcome = "proposed" if proposal else "refused"
        if proposal:
            finish(done, start(links), snapshot, proposal)
    except UserError as error:
        done.outcome, done.said = "refused", str(error)
    except Exception as error:
        done.faults.append(of_exception(error))
    if (took := time.process_time() - began) > SLOW:
        done.faults.append(Fault("slow", f"more than {SLOW:g} seconds", "", f"{took:.1f} s"))
    return done
