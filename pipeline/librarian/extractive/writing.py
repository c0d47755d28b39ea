"""Planned pages → edits: what stands first, under which heading a statement goes, what moves into the history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.citations import label_base
from pipeline.core.markdown import plain
from pipeline.core.model import AddAlias, Claim, Conflict, CreatePage, Edit, PageEdits, PagePlan, Plan, Section
from pipeline.core.schema import COMPARISON, SUMMARY, Schema
from pipeline.core.text import normalise
from pipeline.core.wiki import Wiki
from pipeline.librarian import Reading
from pipeline.librarian.extractive import comparing, facets
from pipeline.librarian.extractive import names as naming
from pipeline.librarian.extractive.about import about
from pipeline.librarian.extractive.conflicts import compare
from pipeline.librarian.extractive.disputes import own_voice, voice_of
from pipeline.librarian.extractive.linking import grounded, linked
from pipeline.librarian.extractive.phrases import defines
from pipeline.librarian.extractive.sheet import Said, Sheet, date_of, edits, said, without
from pipeline.librarian.extractive.summary import summary_edits
from pipeline.librarian.extractive.team import NOTHING, section_for
from pipeline.librarian.extractive.tokens import name_key

SEE_ALL = "- All values side by side: "


@dataclass(frozen=True)
class Desk:
    """Everything the writing of one source's pages needs."""

    plan: Plan
    reading: Reading
    wiki: Wiki
    schema: Schema
    claims: Mapping[str, Claim]
    names: Mapping[str, str]  # what may be linked, key → slug

    @property
    def short(self) -> str:
        """The name under which sentences of this source call it."""
        return naming.document_name(label_base(self.reading.source.path)) or self.reading.summary.title

    def marked(self, claim: Claim, own: str) -> str:
        """Return a claim as it stands on a page: every sentence of it with its mark."""
        text = claim.text if own == self.reading.summary.slug else grounded(claim.text, self.reading.summary.slug, self.short)
        mark = f"[^{claim.id}]"
        return re.sub(r"(?<=[.!?])(?= [A-Z`*\[])", mark, text) + mark if _sentences(text) > 1 else text + mark


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?= [A-Z`*\[])", re.sub(r"`[^`]*`|\b(?:e\.g|i\.e|vs|approx|a\.k\.a)\.", "x", text))) + 1


def write(plan: Plan, reading: Reading, wiki: Wiki, schema: Schema) -> list[PageEdits]:
    """Return the edits of every planned page, in the plan's order."""
    names = dict(naming.known(wiki, [reading.source.text, reading.source.title]))
    for page in plan.pages:
        if page.type != COMPARISON:
            for name in (page.title, *page.aliases):
                names.setdefault(name_key(name), page.slug)
    desk = Desk(plan, reading, wiki, schema, {c.id: c for c in reading.extraction.claims}, names)
    return [PageEdits(page, _edits(desk, page)) for page in plan.pages]


def _edits(desk: Desk, page: PagePlan) -> tuple[Edit, ...]:
    aliases = tuple(AddAlias(alias) for alias in page.aliases) if page.action == "update" else ()
    if page.type == SUMMARY:
        return (*summary_edits(desk, page), *aliases)
    if page.type == COMPARISON:
        return _comparison(desk, page)
    body = _create(desk, page) if page.action == "create" else _update(desk, page)
    return (*body, *aliases)


def _claims(desk: Desk, page: PagePlan) -> list[Claim]:
    return [desk.claims[i] for i in page.claims if i in desk.claims]


# --- a new page -----------------------------------------------------------------------------------------------


def _create(desk: Desk, page: PagePlan) -> tuple[Edit, ...]:
    kind = desk.schema.types[page.type]
    claims = _claims(desk, page)
    top = _top(claims, _names(desk, page)) if kind.tldr else []
    sheet = Sheet()
    seen: set[str] = set()
    sheet.lead = " ".join(linked(desk.marked(c, page.slug), desk.names, page.slug, seen) for c in top)
    rest = [c for c in claims if c not in top]
    if kind.sections:
        _required(desk, page, sheet, rest)
    else:
        _grouped(desk, page, sheet, rest)
    return (CreatePage(sheet.lead, tuple(Section(h, "\n".join(lines)) for h, lines in sheet.sections.items())),)


def _names(desk: Desk, page: PagePlan) -> frozenset[str]:
    return frozenset(key for key, slug in desk.names.items() if slug == page.slug) | {name_key(page.title)}


def _top(claims: list[Claim], names: frozenset[str]) -> list[Claim]:
    """Return the one to three claims that open the page: what the thing is, then its present value or main point."""
    ranked = sorted(claims, key=lambda c: -opening_weight(c, names))
    most = 1 if len(claims) < 4 else 2
    top = ranked[:1]
    for claim in ranked[1:]:
        if len(top) < most and opening_weight(claim, names) >= 5 and not _alike(claim, top):
            top.append(claim)
    return top


def _alike(claim: Claim, others: list[Claim]) -> bool:
    """Tell whether a claim repeats one that was chosen, by its words or its kind."""
    words = set(plain(claim.text).lower().split())
    kinds = {facets.facet(plain(o.text), o.heading) for o in others}
    shared = any(len(words & set(plain(o.text).lower().split())) > 0.5 * len(words) for o in others)
    return shared or facets.facet(plain(claim.text), claim.heading) == facets.WHAT in kinds


def opening_weight(claim: Claim, names: frozenset[str]) -> float:
    """Return how well a claim opens a page about the thing with these names."""
    text = plain(claim.text)
    scores = about(text, "", {n: "x" for n in names})
    weight = float(claim.importance) + 1.5 * scores.get("x", 0.0)
    weight += 5.0 if _defined(text, names) else 0.0
    kind = facets.facet(text, claim.heading)
    weight += {facets.VALUES: 1.0, facets.HISTORY: -1.0, facets.CAVEATS: -2.0, facets.WORKS: -1.0}.get(kind, 0.0)
    weight -= 2.0 if re.match(r"(?:If|When|For|In|While|Although|Note|By|To)\b", text) or ": " in text[:60] else 0.0
    return weight - (2.0 if len(text) > 320 else 0.0) - (1.0 if len(text) > 220 else 0.0)


def _defined(text: str, names: frozenset[str]) -> bool:
    words = text.split()
    starts = (" ".join(words[i:j]) for i in (0, 1) for j in range(i + 1, min(len(words), i + 6) + 1))
    return any(name_key(start.strip(",:()")) in names and defines(text, start.strip(",:()")) for start in starts)


def _grouped(desk: Desk, page: PagePlan, sheet: Sheet, claims: list[Claim]) -> None:
    """Put claims under headings that mean something; where there are few, one heading is enough."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(facets.facet(plain(claim.text), claim.heading), []).append(claim)
    if len(claims) <= 3 and len(groups) > 1:
        history = groups.pop(facets.HISTORY, [])
        groups = {facets.DETAILS: [c for c in claims if c not in history]} | ({facets.HISTORY: history} if history else {})
    for heading in sorted((h for h in groups if groups[h]), key=facets.place):
        sheet.sections[heading] = _bullets(desk, page, heading, groups[heading], set())


def _bullets(desk: Desk, page: PagePlan, heading: str, claims: list[Claim], seen: set[str]) -> list[str]:
    lines = [_bullet(desk, page, heading, claim, seen) for claim in claims]
    return _by_date(lines) if heading == facets.HISTORY else lines


def _bullet(desk: Desk, page: PagePlan, heading: str, claim: Claim, seen: set[str]) -> str:
    text = linked(desk.marked(claim, page.slug), desk.names, page.slug, seen)
    return f"- {_led(desk.reading.extraction.published, desk.reading.summary.slug, desk.short)}{text}" if heading == facets.HISTORY else f"- {text}"


def _led(published: str, slug: str, title: str) -> str:
    date = f"**{published[:7]}**, " if published else ""
    return f"{date}[[{slug}|{title}]]: " if slug else date


def _by_date(lines: list[str]) -> list[str]:
    """Sort history bullets, newest first; the pointer to the comparison stands first, undated ones last."""
    return sorted(lines, key=lambda line: "9999" if line.startswith(SEE_ALL) else date_of(line), reverse=True)


def _required(desk: Desk, page: PagePlan, sheet: Sheet, claims: list[Claim]) -> None:
    """Fill the sections that the page's type demands; what fits none of them goes under the usual headings."""
    kind = desk.schema.types[page.type]
    sheet.sections = {heading: [] for heading in kind.sections}
    others: list[Claim] = []
    seen: set[str] = set()
    for claim in claims:
        section = section_for(claim, kind.sections, kind)
        if section:
            sheet.sections[section].append(f"- {linked(desk.marked(claim, page.slug), desk.names, page.slug, seen)}")
        else:
            others.append(claim)
    for lines in sheet.sections.values():
        lines[:] = lines or [NOTHING]
    extra = Sheet()
    _grouped(desk, page, extra, others)
    for heading, lines in extra.sections.items():
        free = heading if heading not in sheet.sections else facets.DETAILS
        sheet.sections[free] = [*sheet.sections.get(free, []), *lines]


# --- an existing page -----------------------------------------------------------------------------------------


def _update(desk: Desk, page: PagePlan) -> tuple[Edit, ...]:
    before = Sheet.of(desk.wiki.page(page.slug))
    after = before.copy()
    on_page = said(before)
    known = {normalise(s.text).casefold(): s for s in on_page}
    mine = [c for c in desk.plan.conflicts if page.slug in c.pages]
    for claim in _claims(desk, page):
        twin = known.get(normalise(plain(claim.text)).casefold())
        if twin:
            _confirm(after, twin, claim)
        else:
            _insert(desk, page, after, claim, mine, on_page)
    for conflict in mine:
        _point(after, desk, page, conflict)
    return edits(before, after)


def _confirm(sheet: Sheet, twin: Said, claim: Claim) -> None:
    """Add the mark of a claim to the same sentence that another source already says."""
    more = f"{twin.raw}[^{claim.id}]"
    if twin.raw in sheet.lead:
        sheet.lead = sheet.lead.replace(twin.raw, more, 1)
    for lines in sheet.sections.values():
        lines[:] = [more if line == twin.raw else line for line in lines]


def _insert(desk: Desk, page: PagePlan, sheet: Sheet, claim: Claim, conflicts: list[Conflict], on_page: list[Said]) -> None:
    superseding = [c for c in conflicts if c.relation in ("supersedes", "proposed") and claim.id in c.current]
    outdated = [c for c in conflicts if c.relation == "supersedes" and claim.id in c.other]
    proposed = [c for c in conflicts if c.relation == "proposed" and claim.id in c.other]
    if superseding:
        _supersede(desk, page, sheet, claim, superseding, on_page)
    elif outdated:
        _add(desk, page, sheet, facets.HISTORY, claim)
    elif proposed:
        _add(desk, page, sheet, facets.CAVEATS, claim, _status(desk))
    else:
        _add(desk, page, sheet, facets.facet(plain(claim.text), claim.heading), claim)


def _status(desk: Desk) -> str:
    status = desk.reading.extraction.status.lower() or "proposed"
    return f"Not in force: [[{desk.reading.summary.slug}|{desk.short}]] is {status}. "


def _add(desk: Desk, page: PagePlan, sheet: Sheet, facet: str, claim: Claim, lead: str = "") -> None:
    heading = _section(sheet, facet)
    lines = sheet.sections[heading]
    seen = {slug for line in lines for slug in re.findall(r"\[\[([^\[\]|#]+)", line)}
    line = _bullet(desk, page, facet, claim, seen)
    if lead:
        line = f"- {lead}{line[2:]}"
    lines.append(line)
    if facet == facets.HISTORY:
        lines[:] = _by_date(lines)


def _section(sheet: Sheet, facet: str) -> str:
    """Return the section for a facet as the page calls it; a new one stands where the fixed order puts it."""
    known = sheet.heading(facet)
    if known:
        if sheet.sections[known] == [NOTHING]:
            sheet.sections[known] = []
        return known
    order = list(sheet.sections.items())
    at = next((i for i, (h, _) in enumerate(order) if facets.place(h) > facets.place(facet)), len(order))
    sheet.sections = dict([*order[:at], (facet, []), *order[at:]])
    return facet


def _supersede(
    desk: Desk, page: PagePlan, sheet: Sheet, claim: Claim, conflicts: list[Conflict], on_page: list[Said]
) -> None:
    """Put the new value where the old one stood; the old statement moves into the history with its date and source."""
    old_labels = {label for c in conflicts for label in c.other}
    in_lead = False
    for old in (s for s in on_page if set(s.labels) & old_labels):
        in_history = old.raw in sheet.sections.get(sheet.heading(facets.HISTORY) or "", [])
        in_lead = in_lead or old.raw in sheet.lead
        if not in_history:
            without(sheet, old.raw)
            _remember(desk, sheet, old)
    if in_lead or facets.facet(plain(claim.text), claim.heading) == facets.VALUES:
        text = linked(desk.marked(claim, page.slug), desk.names, page.slug, set())
        defining = [s.raw for s in said(Sheet(sheet.lead)) if _defined(s.text, _names(desk, page))]
        rest = sheet.lead.replace(defining[0], "", 1).strip() if defining else sheet.lead
        sheet.lead = " ".join(x for x in (*defining[:1], text, rest) if x)
    else:
        _add(desk, page, sheet, facets.VALUES, claim)


def _remember(desk: Desk, sheet: Sheet, old: Said) -> None:
    voice = voice_of(old.labels[0], desk.wiki)
    short = naming.document_name(old.labels[0].rsplit("-", 1)[0]) or voice.title
    text = re.sub(r"^- ", "", old.raw)
    heading = _section(sheet, facets.HISTORY)
    sheet.sections[heading] = _by_date([*sheet.sections[heading], f"- {_led(voice.published, voice.slug, short)}{text}"])


def _point(sheet: Sheet, desk: Desk, page: PagePlan, conflict: Conflict) -> None:
    """Point at the comparison page from the section where the values meet."""
    other = next((p for p in desk.plan.pages if p.type == COMPARISON and p.slug in conflict.pages), None)
    if other is None or f"[[{other.slug}" in "".join("".join(lines) for lines in sheet.sections.values()):
        return
    facet = facets.HISTORY if conflict.relation == "supersedes" else facets.CAVEATS
    heading = _section(sheet, facet)
    sheet.sections[heading] = [f"{SEE_ALL}[[{other.slug}|{other.title}]]", *sheet.sections[heading]]


# --- comparisons ----------------------------------------------------------------------------------------------


def _comparison(desk: Desk, page: PagePlan) -> tuple[Edit, ...]:
    mine = [c for c in desk.plan.conflicts if page.slug in c.pages]
    slug = next(s for s in mine[0].pages if s != page.slug)
    names = frozenset(key for key, what in desk.names.items() if what == slug)
    on_page = {label: s for s in said(Sheet.of(desk.wiki.page(slug))) for label in s.labels}
    rows: dict[str, comparing.Row] = {}
    for conflict in mine:
        new = next(x for x in (*conflict.current, *conflict.other) if x in desk.claims)
        old = next(x for x in (*conflict.current, *conflict.other) if x not in desk.claims)
        text, before = desk.claims[new].text, on_page[old]
        difference = compare(plain(text), before.text, names)
        if difference:
            words = re.sub(r"^- ", "", before.raw)
            words = re.sub(r"^(?:\*\*[^*]+\*\*, )?(?:\[\[[^\]]*\]\]: )?", "", words)
            rows[new] = comparing.row_of(new, _shown(difference.new), text, desk.reading, desk.wiki)
            rows[old] = comparing.row_of(old, _shown(difference.old), words, desk.reading, desk.wiki)
    subject = f"{slug}|{desk.wiki.facts[slug].title}"
    return comparing.edits(page, list(rows.values()), mine, desk.wiki, desk.schema, subject)


def _shown(quantity: object) -> str:
    from pipeline.core.quantities import Quantity

    assert isinstance(quantity, Quantity)
    unit = quantity.unit[0] if quantity.unit[:1] and quantity.unit[0] in ("gas", "bytes", "km", "blocks", "eth", "moons", "kilometres") else ""
    unit = {"eth": "ETH", "bytes": ""}.get(unit, unit)
    return f"{quantity.text} {unit}".strip()


__all__ = ["own_voice", "write"]
