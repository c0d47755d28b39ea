"""`wiki lint --fix`: mend what rules can mend without a judgement, all of it as one upkeep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline import rules
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.errors import NothingNew
from pipeline.core.findings.as_text import show_on_one_line
from pipeline.core.findings.view import View
from pipeline.core.github.inert import make_code
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.text import counted
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Finding
from pipeline.operations.lint.lint import view_whole_wiki
from pipeline.operations.repository.snapshot import Snapshot

RuleTable = Mapping[str, rules.Rule]
_MOST_TOLD = 100


def make_upkeep(
    snapshot: Snapshot, findings: Iterable[Finding], today: str, table: RuleTable = rules.RULES
) -> Upkeep:
    """Return the upkeep that mends the findings that can be; `NothingNew` where there is none.

    Rules mend by the `fix` of the given table.
    """
    wanted = [f for f in findings if f.fixable and not is_garbled(_text_of_file(snapshot, f.path))]
    texts = fix_files(snapshot, wanted, today, table)
    if not texts:
        raise NothingNew(
            "No rule has a safe fix for what was found.",
            "`docs/rules.md` says which rules have one.",
        )
    mended = [f for f in wanted if f.path in texts]
    number = Counter(f.rule for f in mended)
    names = ", ".join(f"{make_code(name)} ({count})" for name, count in number.most_common())
    told = [show_on_one_line(f"{f.rule}: {f.path}:{f.line}: {f.message}") for f in mended]
    if len(told) > _MOST_TOLD:
        told = [*told[:_MOST_TOLD], f"and {len(told) - _MOST_TOLD} more of the same rules"]
    only = f" of {next(iter(number))}" if len(number) == 1 else ""
    return Upkeep(
        "fix",
        next(iter(number)) if len(number) == 1 else "safe-fixes",
        f"Safe fixes{only} on {counted(len(texts), 'file')}",
        f"Rules found what can be mended without a judgement: {names}. No statement and no citation"
        " is changed.",
        texts,
        told=tuple(told),
    )


def fix_files(
    snapshot: Snapshot, findings: Iterable[Finding], today: str, table: RuleTable = rules.RULES
) -> Mapping[str, str]:
    """Return the new texts of the files that rules mend, each rule on what the one before left."""
    paths: dict[str, set[str]] = {}
    for found in findings:
        paths.setdefault(found.rule, set()).add(found.path)
    view = view_whole_wiki(snapshot, today, snapshot.repo.tree(snapshot.commit))
    texts: dict[str, str] = {}
    for name, rule in table.items():
        fix = getattr(rule, "fix", None)
        if fix and name in paths:
            new = fix(view, paths[name])
            texts |= new
            view = _view_with_texts(view, new)
    return {path: text for path, text in texts.items() if text != _text_of_file(snapshot, path)}


def _text_of_file(snapshot: Snapshot, path: str) -> str | None:
    wiki = snapshot.wiki
    if wiki.at(path):
        return wiki.text_at(path)
    return snapshot.log if path == LOG_PATH else snapshot.index.get(path)


def _view_with_texts(view: View, texts: Mapping[str, str]) -> View:
    index = {**view.index, **{path: text for path, text in texts.items() if is_index(path)}}
    return replace(
        view, wiki=view.wiki.with_texts(texts), index=index, log=texts.get(LOG_PATH, view.log)
    )
