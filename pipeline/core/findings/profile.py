"""What is judged of a wiki that existed before ours: its structure, until a page cites a source.

A page of people's own has no type, no citation and no list of ours, and owes none. What it says by
links is broken or not all the same. Once a page has a mark of a compiled source, code keeps its
books, and all rules are about it. What a librarian wrote is always judged by all of them.
"""

from __future__ import annotations

from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.schema import Rules
from pipeline.core.wiki.wiki import Wiki

# Rules that judge a page of whomever. Those of changes are among them: nothing is lost unsaid.
STRUCTURE = frozenset(
    {
        "dead-link",
        "ambiguous-link",
        "orphan-page",
        "duplicate-page",
        "hidden-character",
        "bad-ignore",
        "name-clash",
        "forbidden-path",
        "log-rewritten",
        "lost-claim",
    }
)
# Rules about files that are no pages, of which a wiki of people's own may have any.
_OF_OUR_FILES = frozenset({"own-index", "uncompiled-source", "copied-source"})


def judges_all(wiki: Wiki, rules: Rules) -> bool:
    """Tell whether every finding counts, whatever it is about."""
    return not wiki.ignored and rules.profile == "full"


def is_judged(rule: str, path: str, wiki: Wiki, rules: Rules) -> bool:
    """Tell whether a rule's finding about a file counts under the profile of the team's rules.

    A file that the team ignores is no page; only what nobody can see in it is reported.
    """
    if wiki.ignored and any(facts.path == path for facts in wiki.ignored):
        return rule == "hidden-character"
    if rules.profile == "full" or rule in STRUCTURE:
        return True
    if not is_page(path):
        return rule not in _OF_OUR_FILES and bool(wiki.records)
    found = wiki.at(path) or next((f for f in wiki.shadowed if f.path == path), None)
    return found is not None and wiki.is_compiled(found)
