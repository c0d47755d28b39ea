"""The step `plan`: ask which pages to create or update with the new claims, and what conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.changes.change_set import (
    Claim,
    Comparison,
    Conflict,
    Dropped,
    LeftOut,
    PagePlan,
    Plan,
)
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.hidden_characters import is_name
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.name_keys import slug_of, thing_key, unique_slug
from pipeline.core.search.page_search import PageSearch
from pipeline.core.text import normalise
from pipeline.core.wiki.schema import REPORT_TYPE, SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.model.steps import feedback, json_lines
from pipeline.librarian.model.steps.near_statements import (
    SEARCHED_PAGES,
    NearStatements,
    gather_near_statements,
)
from pipeline.librarian.model.steps.one_plan import part_pages
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import PageReply, PlanReply, ReviewedPlanReply
from pipeline.librarian.model.steps.schema_prose import prose_for_step

_NOT_PLANNED = (SUMMARY_TYPE, REPORT_TYPE)  # the program makes the first, `wiki make` the second
INDEX_LINES = 80  # pages that the plan is told of
LINES_WITH_WORDS = 10  # of these, pages of which it sees more than the names
PAGES_SHOWN = 10  # pages whose text it sees, to find conflicts
PAGE_CHARACTERS = 12_000  # of one page
# Characters of all these pages: three times those of the source, within these bounds. Of what is
# not shown, the statements nearest to the new claims are.
LEAST_PAGES_CHARACTERS, MOST_PAGES_CHARACTERS = 6_000, 36_000
MAX_TOKENS = 16_000
MOST_CLAIMS = 400  # that one reply has room to place; further ones are planned in their turn


@dataclass(frozen=True)
class PlanView:
    """What a plan sees of the wiki: names, nearest pages, and statements of the other pages."""

    near: tuple[str, ...]  # slugs, nearest first
    pages: tuple[str, ...]  # lines, one for each page that is shown
    statements: NearStatements
    sources: tuple[str, ...]  # lines, one for each source of what is shown


def look_at_wiki(
    reading: ReadSource, claims: Sequence[Claim], near: Sequence[str], wiki: Wiki, schema: Schema
) -> PlanView:
    """Gather what a plan for these claims sees; `near` are the nearest pages, nearest first."""
    lines, whole = _pages(near[:PAGES_SHOWN], len(reading.source.text), wiki)
    statements = gather_near_statements(reading, claims, whole, near, wiki, schema)
    labels = {label for slug in lines for label in wiki.facts[slug].labels} | statements.labels
    bases = {label.rsplit("-", 1)[0] for label in labels}
    sources = (json_lines.record_line(f) for b, f in sorted(wiki.by_label.items()) if b in bases)
    return PlanView(tuple(near[:INDEX_LINES]), tuple(lines.values()), statements, tuple(sources))


def request(
    reading: ReadSource,
    claims: Sequence[Claim],
    view: PlanView,
    wiki: Wiki,
    prompts: Mapping[str, Prompt],
    schema: Schema,
    planned: Sequence[PagePlan] = (),
) -> Request:
    """Ask where these claims belong; `planned` are pages that earlier claims of it will make."""
    prompt = prompts["plan"]
    low, high = schema.rules.pages_per_source.target
    types = "; ".join(
        f"`{t.name}`: {t.about or t.name}" for t in schema.rules.types if t.name not in _NOT_PLANNED
    )
    system = prompt.fill(
        "system",
        schema=prose_for_step(schema, "plan"),
        types=types,
        target=f"{low} to {high}",
        limit=str(schema.rules.pages_per_source.most),
    )
    bounds = f"({view.statements.not_compared})" if view.statements.not_compared else ""
    user = prompt.fill(
        "user",
        index="\n".join([_index(view.near, wiki), *map(_line_of_plan, _new_pages(planned))]),
        pages="\n".join(view.pages) or "There is none.",
        statements="\n".join(x for x in (*view.statements.lines, bounds) if x) or "There is none.",
        sources="\n".join(view.sources) or "There is none.",
        source=json_lines.source_line(reading.extraction, reading.summary.slug),
        claims=json_lines.claim_lines(claims),
    )
    wishes = feedback.wishes_for_plan(reading, wiki)
    return Request(
        "plan",
        schema.rules.models.plan,
        (PromptBlock(system, cache=True),),
        (
            PromptBlock(user),
            *([feedback.plan_block(wishes, prompts["feedback"])] if wishes else []),
        ),
        schema_of(ReviewedPlanReply if wishes else PlanReply),
        MAX_TOKENS,
    )


def nearest_pages(reading: ReadSource, claims: Iterable[Claim], wiki: Wiki) -> list[str]:
    """Return the pages nearest to a source, at most `SEARCHED_PAGES`, nearest first.

    Those come first that one of the source's concepts names, then those that a BM25 search finds
    for its title, summary and concepts, and summaries of other sources last. A plan is told of the
    first `INDEX_LINES`, so that the size of the question does not grow with the wiki; a wiki of no
    more pages is shown in full.
    """
    names = [*reading.extraction.concepts, *(x for c in claims for x in c.concepts)]
    named = (wiki.resolve(name) or wiki.slug_of_thing(thing_key(name)) for name in names)
    query = " ".join([reading.extraction.title, reading.extraction.summary, *names])
    top = PageSearch(wiki.facts.values()).top(query, SEARCHED_PAGES)
    found = [*(s for s in named if s), *top[:INDEX_LINES]]
    concepts = [s for s in dict.fromkeys(found) if s != reading.summary.slug]
    subjects = [s for s in concepts if wiki.facts[s].type != SUMMARY_TYPE]
    rest = [s for s in concepts if wiki.facts[s].type == SUMMARY_TYPE]
    if len(wiki.facts) <= INDEX_LINES:
        rest += [s for s in wiki.facts if s not in set(concepts) and s != reading.summary.slug]
    told = [*subjects, *rest][:INDEX_LINES]
    further = (s for s in top if s != reading.summary.slug)
    return list(dict.fromkeys([*told, *further]))[:SEARCHED_PAGES]


def _index(near: Sequence[str], wiki: Wiki) -> str:
    if not near:
        return "It has no page yet." if not wiki.facts else "No page of it is near to this source."
    lines = [json_lines.index_line(wiki.facts[s]) for s in near[:LINES_WITH_WORDS]]
    lines += [json_lines.name_line(wiki.facts[s]) for s in near[LINES_WITH_WORDS:]]
    if (more := len(wiki.facts) - len(near)) > 0:
        lines.append(f"({more} more pages, further from this source, are not listed.)")
    return "\n".join(lines)


def _new_pages(planned: Iterable[PagePlan]) -> list[PagePlan]:
    return [p for p in planned if p.action == "create" and p.type != SUMMARY_TYPE]


def _line_of_plan(page: PagePlan) -> str:
    return json_lines.json_line(slug=page.slug, title=page.title)


def _pages(near: Iterable[str], length: int, wiki: Wiki) -> tuple[dict[str, str], set[str]]:
    """Return the lines of the pages that are shown, and which of them are shown whole."""
    room = min(MOST_PAGES_CHARACTERS, max(LEAST_PAGES_CHARACTERS, 3 * length))
    rows: dict[str, str] = {}
    whole = set()
    for slug in near:
        if wiki.facts[slug].type != SUMMARY_TYPE and room > 0:
            page = wiki.page(slug)
            text = json_lines.page_text(page, min(PAGE_CHARACTERS, room))
            if len(text) >= len(page.body.strip()):
                whole.add(slug)
            room -= len(text)
            rows[slug] = json_lines.json_line(slug=slug, title=wiki.facts[slug].title, text=text)
    return rows, whole


def read(
    text: str,
    reading: ReadSource,
    claims: Sequence[Claim],
    wiki: Wiki,
    schema: Schema,
    planned: Sequence[PagePlan] = (),
) -> tuple[Plan | None, list[str]]:
    """Read a reply, and return the plan with the errors that are worth asking again for.

    With errors left, the plan may still be usable.
    """
    wishes = feedback.wishes_for_plan(reading, wiki)
    reply, errors = parse_reply(text, ReviewedPlanReply if wishes else PlanReply)
    if reply is None:
        return None, errors
    checker = _Checker(reading, claims, wiki, schema, planned)
    plan = checker.plan(reply)
    unmet, wrong = feedback.read_unmet(
        reply.unmet if isinstance(reply, ReviewedPlanReply) else (), wishes
    )
    return replace(plan, unmet=unmet), checker.errors + wrong


class _Checker:
    """Turns a reply into a plan in which every name is resolved and every claim accounted for.

    It believes nothing: ids that are no claims are taken out, a title that names an existing page
    becomes an update of it, the page of a source's summary is the program's to make, pages beyond
    the schema's limit are dropped and listed, claims that the reply forgot are left out and listed,
    and a page that a conflict concerns is added. Whatever it had to change is one sentence in
    `errors`, for the model.
    """

    def __init__(
        self,
        reading: ReadSource,
        claims: Sequence[Claim],
        wiki: Wiki,
        schema: Schema,
        planned: Sequence[PagePlan],
    ) -> None:
        self._planned = {page.slug: page for page in _new_pages(planned)}
        self._reading, self._claims, self._wiki, self._schema = reading, claims, wiki, schema
        self._ids = {c.id for c in claims}
        self.errors: list[str] = []
        self._pages: dict[str, PagePlan] = {}
        self._dropped: list[Dropped] = []

    def plan(self, reply: PlanReply) -> Plan:
        """Return the plan; what was wrong with the reply stands in `errors`."""
        key_points = self._known(reply.summary_claims, "summary_claims")
        for page in reply.pages:
            self._page(page)
        self._cut()
        conflicts = tuple(c for row in reply.conflicts if (c := self._conflict(row)))
        left = tuple(
            LeftOut(self._known(row.claims, "left_out"), normalise(row.reason))
            for row in reply.left_out
        )
        placed = {
            *key_points,
            *(x for p in self._pages.values() for x in p.claims),
            *(x for row in left for x in row.claims),
        }
        forgotten = tuple(c.id for c in self._claims if c.id not in placed)
        if forgotten:
            self.errors.append(
                f"these claims are neither on a page nor in left_out: {', '.join(forgotten)}"
            )
            left = (*left, LeftOut(forgotten, "the plan did not place it"))
        if not key_points:
            best = sorted(self._claims, key=lambda c: -c.importance)[:8]
            self.errors.append("summary_claims is empty; name the claims that the summary rests on")
            key_points = tuple(c.id for c in best)
        summary = replace(
            self._reading.summary, claims=key_points, aliases=_names(reply.summary_aliases)
        )
        return Plan((summary, *self._pages.values()), conflicts, left, tuple(self._dropped))

    def _known(self, ids: Iterable[str], where: str, wiki: Wiki | None = None) -> tuple[str, ...]:
        """Return the ids that are new claims, or statements of the wiki if `wiki` is given.

        Other ids are errors.
        """
        wanted = list(dict.fromkeys(ids))
        unknown = [x for x in wanted if x not in self._ids and not (wiki and wiki.pages_citing(x))]
        if unknown:
            self.errors.append(
                f"{where}: there is no claim {', '.join(x[:60] for x in unknown[:8])}"
            )
        return tuple(x for x in wanted if x not in unknown)

    def _page(self, row: PageReply) -> None:
        claims = self._known(row.claims, f"pages, {row.title!r}", self._wiki)
        title = normalise(row.title)[:200]
        slug = self._wiki.resolve(row.page) if row.page else None
        slug = row.page if slug is None and row.page in self._planned else slug
        if row.page and slug is None:
            self.errors.append(
                f"pages: there is no page {row.page[:80]!r}; for a new one `page` is empty"
            )
        slug = slug or self._known_thing(title)
        if slug == self._reading.summary.slug or row.type == SUMMARY_TYPE or self._is_record(slug):
            self.errors.append(
                f"pages: {title!r}: the program makes the summary page itself; use summary_claims"
            )
            return
        if slug is None and not is_name(title):
            self.errors.append(f"pages: {title!r} is no title: a letter or digit of one must show")
            return
        if slug is None and (row.type not in self._schema.types or row.type == REPORT_TYPE):
            self.errors.append(f"pages: {title!r}: there is no page type {row.type!r}")
            return
        if not claims:
            self.errors.append(f"pages: {title!r} has no claim")
            return
        self._add(slug, title, row, claims)

    def _is_record(self, slug: str | None) -> bool:
        """Tell whether a page is the summary of a source, which only that source may edit."""
        return (
            slug is not None and slug in self._wiki and self._wiki.facts[slug].type == SUMMARY_TYPE
        )

    def _known_thing(self, title: str) -> str | None:
        """Return the page that is about a thing of this name already, planned or existing."""
        plans, key = {**self._planned, **self._pages}, thing_key(title)
        planned = next((s for s, p in plans.items() if thing_key(p.title) == key), None)
        return planned or self._wiki.resolve(title) or self._wiki.slug_of_thing(key)

    def _add(self, slug: str | None, title: str, row: PageReply, claims: tuple[str, ...]) -> None:
        aliases = _names(row.aliases)
        why, about = normalise(row.why)[:300], normalise(row.about)[:300]
        if slug in self._pages:
            old = self._pages[slug]
            both = tuple(dict.fromkeys([*old.claims, *claims]))
            self._pages[slug] = replace(
                old, claims=both, aliases=tuple(dict.fromkeys([*old.aliases, *aliases]))
            )
        elif slug in self._planned:
            self._pages[slug] = replace(self._planned[slug], claims=claims)
        elif slug is not None:
            facts = self._wiki.facts[slug]
            self._pages[slug] = PagePlan(
                slug, facts.title, facts.type, "update", claims, why, aliases, about
            )
        else:
            new = self._new_slug(title)
            self._pages[new] = PagePlan(new, title, row.type, "create", claims, why, aliases, about)

    def _new_slug(self, title: str) -> str:
        stem = self._reading.source.path.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
        base = slug_of(title)
        mine = {*self._planned, *self._pages, self._reading.summary.slug}
        return unique_slug(f"{base}-page" if base == stem else base, self._wiki.taken_names, mine)

    def _cut(self) -> None:
        pages, dropped = part_pages(self._pages.values(), self._schema)
        self._pages = {page.slug: page for page in pages}
        self._dropped += dropped

    def _conflict(self, row: object) -> Conflict | None:
        from pipeline.librarian.model.steps.replies import ConflictReply

        assert isinstance(row, ConflictReply)
        current, other = self._sides(row.current, row.topic), self._sides(row.other, row.topic)
        if not current or (not other and row.relation != "contradicts"):
            self.errors.append(
                f"conflicts, {row.topic[:80]!r}: both `current` and `other` need claims"
            )
            return None
        slugs = [self._conflict_page(title, row.topic, (*current, *other)) for title in row.pages]
        pages = tuple(dict.fromkeys(s for s in slugs if s))
        return Conflict(
            normalise(row.topic)[:200],
            row.relation,
            current,
            other,
            normalise(row.since)[:160],
            normalise(row.note)[:500],
            pages,
        )

    def _sides(self, ids: Iterable[str], topic: str) -> tuple[str, ...]:
        wanted = list(dict.fromkeys(ids))
        known = [x for x in wanted if x in self._ids or self._wiki.pages_citing(x)]
        if len(known) < len(wanted):
            self.errors.append(
                f"conflicts, {topic[:80]!r}: unknown ids among {', '.join(x[:60] for x in wanted)}"
            )
        return tuple(known)

    def _conflict_page(self, title: str, topic: str, ids: tuple[str, ...]) -> str | None:
        """Return the page that must tell a conflict, after adding it if the plan forgot it."""
        slug = self._known_thing(title)
        if slug is None or slug == self._reading.summary.slug or self._is_record(slug):
            return slug
        if (
            slug not in {**self._planned, **self._pages}
            and len(self._pages) < self._schema.rules.pages_per_source.most - 1
        ):
            facts = self._wiki.facts[slug]
            mine = tuple(x for x in ids if x in self._ids)
            self._pages[slug] = PagePlan(
                slug, facts.title, facts.type, "update", mine, f"{topic}: what holds has changed"
            )
        return slug


def _names(aliases: Iterable[str]) -> tuple[str, ...]:
    """Return a reply's aliases, without those that show no letter or digit.

    Such an alias names nothing, so nothing is lost.
    """
    return tuple(dict.fromkeys(name for each in aliases if is_name(name := normalise(each)[:120])))


def tell_comparison(claims: Sequence[Claim], view: PlanView) -> Comparison:
    """Return what a plan compared: each claim it was asked about, with what it was shown."""
    unseen = view.statements.not_compared
    return Comparison(
        tuple(c.id for c in claims),
        statements=len(view.statements.lines),
        pages=len(view.pages),
        unseen=(unseen,) if unseen else (),
    )
