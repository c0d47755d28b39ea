"""`schema.md`, the team's rules: front matter for the code, prose for each step of the model."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal

import yaml

from pipeline.core.declared_settings import ValidationError, read_declared, setting
from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import DEVICE_NAMES, file_key
from pipeline.core.text import digest, nearest
from pipeline.core.wiki.path_patterns import PathPatterns, explain_bad_pattern
from pipeline.core.wiki.search_settings import EndpointStyle, SearchEngine

SUMMARY_TYPE = "source-summary"
COMPARISON_TYPE = "comparison"
ANSWER_TYPE = "answer"
REPORT_TYPE = "report"
REPEATING_TYPES = (ANSWER_TYPE, REPORT_TYPE)  # pages that say what other pages say, as they do
FILED_TYPES = (ANSWER_TYPE, COMPARISON_TYPE)  # pages that keep an answer
NOT_KNOWN_HEADING = "Not known"  # on these and on reports: what no page says
BASIS_KEY = "rests_on"  # front matter of a page made from others: those, with digests of them
MADE_KEY = "made"  # front matter of a report: what kind of output it is
MOST_PAGES = 60  # that one source may touch, whatever schema.md or a person says
# A vault that existed before may have blanks and capitals in the names of its folders.
FOLDER_PATTERN = r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,38}[A-Za-z0-9_-])?"
_NAME = r"^[a-z][a-z0-9-]{0,39}$"


@dataclass(frozen=True)
class PageType:
    """One kind of page: where it lives, what it must have, and when to make one."""

    name: str = setting(pattern=_NAME, about="what stands in a page's `type`")
    folder: str = setting(pattern=f"^{FOLDER_PATTERN}$", about="folder below `wiki/`")
    about: str = setting(default="", about="when a page of this type is made; the model reads it")
    sections: tuple[str, ...] = setting(default=(), about="headings every such page must have")
    tldr: bool = setting(
        default=True, about="whether the page opens with a summary of two or three sentences"
    )
    cues: tuple[str, ...] = setting(
        default=(),
        about="words by which the embedded librarian knows a statement for such a page",
    )


def _range(value: Any) -> Any:
    """Read `10-15` as a pair."""
    if isinstance(value, str) and (m := re.fullmatch(r"\s*(\d+)\s*(?:-|–|to)\s*(\d+)\s*", value)):
        return (int(m[1]), int(m[2]))
    return (value, value) if isinstance(value, int) else value


@dataclass(frozen=True)
class PagesPerSource:
    """How many pages one source may touch."""

    target: tuple[int, int] = setting(
        default=(10, 15), before=_range, about="what the plan aims at for a full-length source"
    )
    most: int = setting(
        default=20,
        ge=1,
        le=MOST_PAGES,
        about="the plan is cut here; a long source that would make more waits for a person's yes",
    )


@dataclass(frozen=True)
class Models:
    """The model of each step."""

    transcribe: str = setting(
        default="claude-sonnet-5-5",
        min_length=1,
        about="reads pictures and scanned pages",
    )
    extract: str = setting(default="claude-sonnet-5-5", min_length=1, about="reads a source")
    plan: str = setting(
        default="claude-sonnet-5-5", min_length=1, about="decides which pages change"
    )
    write_page: str = setting(default="claude-sonnet-5-5", min_length=1, about="writes pages")
    judge: str = setting(
        default="claude-opus-5-5",
        min_length=1,
        about="judges whether two claims contradict each other",
    )
    support: str = setting(
        default="claude-haiku-5-5",
        min_length=1,
        about="judges whether a sentence's quotes support it",
    )
    route: str = setting(
        default="claude-haiku-5-5",
        min_length=1,
        about="finds the pages that a question is about",
    )
    answer: str = setting(
        default="claude-sonnet-5-5",
        min_length=1,
        about="answers a question from the statements of these pages",
    )
    report: str = setting(
        default="claude-sonnet-5-5",
        min_length=1,
        about="words a report, and chooses what it or a chart is made of",
    )


@dataclass(frozen=True)
class BudgetRules:
    """Hard limits; what is finished when one is reached is kept."""

    dollars_per_source: float = setting(default=3.0, gt=0, about="US dollars one source may cost")
    ask_above: float = setting(
        default=1.0,
        ge=0,
        about="US dollars: a source that is estimated to cost more waits for a person's yes",
    )
    dollars_per_run: float = setting(default=20.0, gt=0, about="US dollars one run may cost")
    dollars_per_lint: float = setting(
        default=5.0, gt=0, about="US dollars one lint may cost for judging claims"
    )
    dollars_per_question: float = setting(
        default=0.5, gt=0, about="US dollars one question may cost"
    )
    dollars_per_report: float = setting(default=1.0, gt=0, about="US dollars one report may cost")
    dollars_per_eval: float = setting(
        default=1.0, gt=0, about="US dollars one run of the golden questions may cost"
    )
    tokens_per_source: int = setting(
        default=1_000_000, gt=0, about="tokens in and out that one source may use"
    )
    seconds_per_source: int = setting(
        default=1_800, gt=0, le=604_800, about="an answer later than this is not waited for"
    )


@dataclass(frozen=True)
class VectorRules:
    """An endpoint that makes vectors for `search: hybrid`; the wiki's text is sent there."""

    address: str = setting(
        default="",
        pattern=r"^$|^https://|^http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)",
        about="of the endpoint, such as `https://api.example.org/v1/embeddings`; by default"
        " a small English model of the extra `vectors` makes them",
    )
    model: str = setting(default="", about="the model that the endpoint is asked for")
    style: EndpointStyle = setting(
        default="openai", about="whose API it speaks; the key is read from `WIKI_VECTORS_KEY`"
    )


@dataclass(frozen=True)
class LintRules:
    """What the scheduled job looks for, and how severe it is."""

    rules: dict[str, Literal["off", "note", "warning", "error"]] = setting(
        default={},
        about="severity by rule that replaces the rule's own; `off`: the rule is not run",
    )
    missing_page_after: int = setting(
        default=3,
        ge=2,
        about="pages that must name a thing before a page of its own is missed",
    )
    new_issues: int = setting(
        default=5,
        ge=1,
        le=50,
        about="issues that one run may open, and close on a judge's word; the others wait",
    )
    after_sources: int = setting(
        default=10,
        ge=0,
        le=1_000,
        about="merged sources after which the lint on GitHub runs before its day; 0: it runs"
        " once a week and no sooner",
    )
    candidates: int = setting(
        default=10, ge=1, le=50, about="claims that each new claim is compared with at most"
    )
    addresses: bool = setting(
        default=False, about="whether addresses on the web are tried, with `lychee`"
    )
    never_merge: tuple[tuple[str, str], ...] = setting(
        default=(), about="pairs of pages that look like one and are two, by name"
    )


@dataclass(frozen=True)
class AskRules:
    """Who may ask the wiki on GitHub, and how often. Every question may cost money."""

    who: Literal["write", "triage", "anyone"] = setting(
        default="write",
        about="the access to the repository that whoever asks needs; `anyone`: none, so that"
        " strangers may ask in a public repository",
    )
    per_person_and_day: int = setting(
        default=20, ge=1, le=1_000, about="questions of one person that are answered in a day"
    )
    per_day: int = setting(
        default=100, ge=1, le=1_000, about="questions that are answered in a day, in all"
    )


@dataclass(frozen=True)
class OutputRule:
    """An output that is made anew once a week, where what it rests on has changed."""

    make: Literal["report", "chart"] = setting(about="the kind of output")
    of: str = setting(
        min_length=3,
        max_length=200,
        about="what it is about, as `wiki make` takes it: a question, or a quantity of things",
    )


@dataclass(frozen=True)
class PriceRule:
    """US dollars per million tokens."""

    input: float = setting(ge=0)
    output: float = setting(ge=0)
    cache_read: float | None = setting(default=None, ge=0)
    cache_write: float | None = setting(default=None, ge=0)


def _months(value: Any) -> Any:
    """Read `6 months`, `1 year`, `90 days` as days."""
    if isinstance(value, str) and (
        m := re.fullmatch(r"\s*(\d+)\s*(day|week|month|year)s?\s*", value)
    ):
        return int(m[1]) * {"day": 1, "week": 7, "month": 30, "year": 365}[m[2]]
    if isinstance(value, str):
        raise ValueError("write a number of days, or such as `6 months`, `90 days`, `1 year`")
    return value


def _patterns_that_can_be_meant(patterns: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := next(filter(None, map(explain_bad_pattern, patterns)), ""):
        raise ValueError(wrong)
    return patterns


_TYPES = (
    PageType(name="concept", folder="concepts"),
    PageType(name="entity", folder="entities"),
    PageType(name=SUMMARY_TYPE, folder="sources"),
    PageType(name=COMPARISON_TYPE, folder="comparisons"),
    PageType(name=ANSWER_TYPE, folder="answers"),
    PageType(name=REPORT_TYPE, folder="outputs"),
)


@dataclass(frozen=True)
class Rules:
    """The front matter of `schema.md`."""

    language: str = setting(
        default="en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$",
        about="pages are written in it",
    )
    links: Literal["wikilink", "markdown"] = setting(
        default="markdown",
        about="how links between pages are written: `markdown`: as GitHub shows them;"
        " `wikilink`: as Obsidian writes them",
    )
    profile: Literal["full", "structure"] = setting(
        default="full",
        about="what is judged of pages that cite no compiled source: `full`: all that a page"
        " should be; `structure`, for a wiki that existed before: dead and ambiguous links, pages"
        " that none links to, doubles and hidden characters; a page may have any type or none",
    )
    ignore: tuple[str, ...] = setting(
        default=(),
        after=_patterns_that_can_be_meant,
        about="files below `wiki/` that are no pages, such as logs, templates and readmes:"
        " patterns as in `.gitignore`, without `!`",
    )
    librarian: Literal["auto", "model", "extractive"] = setting(
        default="auto",
        about="`auto`: the model where a credential is found, else the embedded one",
    )
    support: Literal["off", "changed", "all"] = setting(
        default="changed",
        about="of which cited sentences on the pages that a compile writes the model is asked"
        " whether their quotes support them: `changed`: new and reworded ones; `all`: every one;"
        " `off`: none",
    )
    pictures: Literal["auto", "model", "ocr", "off"] = setting(
        default="auto",
        about="who reads pictures and scanned pages: `auto`: the model of `librarian`, where"
        " its server is known to look at pictures, else the extra `ocr`, up to ten pages; `model`:"
        " the model, also on a server of your own; `ocr`: that extra, however many pages; `off`:"
        " nobody, and a picture is no source",
    )
    stale_after: int = setting(
        before=_months,
        default=180,
        gt=0,
        le=36_500,
        about="days, or `6 months`: older sources make no page highly confident",
    )
    dated_names: bool = setting(
        default=False,
        about="whether `wiki add` begins the name of a file with the day on which it was"
        " published, where the file says one",
    )
    search: SearchEngine = setting(
        default="lexical",
        about="how `wiki search` finds pages: `lexical`: by words and links; `hybrid`: by"
        " meaning as well, with the extra `vectors`; `qmd`: by that program",
    )
    vectors: VectorRules = VectorRules()
    pages_per_source: PagesPerSource = PagesPerSource()
    open_pull_requests: int = setting(
        default=10,
        ge=1,
        le=100,
        about="on GitHub: further sources wait until one of these is merged or closed",
    )
    types: tuple[PageType, ...] = setting(default=_TYPES, about="the page types")
    models: Models = Models()
    budget: BudgetRules = BudgetRules()
    lint: LintRules = LintRules()
    ask: AskRules = AskRules()
    outputs: tuple[OutputRule, ...] = setting(
        default=(),
        max_length=20,
        about="what is made of the wiki and kept as pages: on GitHub it is made anew once a"
        " week in one pull request, where what it rests on has changed",
    )
    prices: dict[str, PriceRule] = setting(
        default={}, about="prices by model that replace or add to the built-in table"
    )

    def check_together(self) -> None:
        """Raise `ValueError` where page types do not fit together."""
        for what in ("name", "folder"):
            values = [getattr(t, what) for t in self.types]
            keys = [file_key(value) for value in values]
            for value in values:
                if keys.count(file_key(value)) > 1:
                    raise ValueError(f"two page types share the {what} `{value}`")
        for needed in (SUMMARY_TYPE, COMPARISON_TYPE):
            if needed not in {t.name for t in self.types}:
                raise ValueError(
                    f"the page type `{needed}` is needed; it is the record of what is compiled"
                )
        folders = {t.folder: file_key(t.folder) for t in self.types}
        for folder in (x for x, key in folders.items() if key.split(".")[0] in DEVICE_NAMES):
            raise ValueError(
                f"the folder `{folder}` has the name of a device on Windows, and could not be there"
            )
        if "index" in folders.values():
            raise ValueError("the folder `index` is taken by the derived index")
        if "texts" in folders.values():
            raise ValueError("the folder `texts` is taken by the texts that sources were read as")


class Schema:
    """`schema.md` as values: `rules` for the code, `text` for the model."""

    def __init__(self, rules: Rules, text: str) -> None:
        self.rules = rules
        self.text = text
        self.types = {t.name: t for t in rules.types}
        self.hash = digest(text)

    @classmethod
    def parse(cls, text: str, where: str = "schema.md") -> Schema:
        """Read the file's text; raises `UserError` where it is wrong.

        The error names each wrong key with its line and the nearest right one.
        """
        block, body = frontmatter.split(text)
        if not block:
            raise UserError(
                f"{where} has no front matter.",
                "Begin it with `---`, the team's settings, and `---`.",
            )
        try:
            return cls(
                read_declared(Rules, frontmatter.load_block(block, where)), body.strip() + "\n"
            )
        except ValidationError as error:
            said = sorted(
                (_explain(block, where, e) for e in error.errors()),
                key=lambda s: int(s[len(where) + 1 :].split(":")[0]),
            )
            raise UserError("\n".join(said), "") from error

    @cached_property
    def _ignored(self) -> PathPatterns:
        return PathPatterns(self.rules.ignore)

    def ignores(self, path: str) -> bool:
        """Tell whether a file below `wiki/` is no page, for the team says so."""
        return bool(self.rules.ignore) and self._ignored.match(path.removeprefix("wiki/"))

    def allows_type(self, page_type: str, is_there: bool) -> bool:
        """Tell whether a page may be of a type: a declared one, or as people have it already."""
        return page_type in self.types or (is_there and self.rules.profile == "structure")

    def folder(self, page_type: str) -> str:
        return self.types[page_type].folder

    def path(self, page_type: str, slug: str) -> str:
        return f"wiki/{self.folder(page_type)}/{slug}.md"


def _explain(block: str, where: str, error: Any) -> str:
    loc = [part for part in error["loc"] if part != "function-before"]
    # An error without a key is about all page types together.
    line = _line_of(block, loc or ["types"])
    name = ".".join(str(x) for x in loc)
    if error["type"] == "extra_forbidden":
        near = nearest(str(loc[-1]), _keys_at(loc[:-1]), 0.5)
        known = (
            f"did you mean `{near}`?" if near else f"known here: {', '.join(_keys_at(loc[:-1]))}."
        )
        return f"{where}:{line}: unknown key `{name}`; {known}"
    message = error["msg"].removeprefix("Value error, ")
    return (
        f"{where}:{line}: `{name}`: {message[:1].lower()}{message[1:]}."
        if name
        else f"{where}:{line}: {message}."
    )


def _keys_at(loc: list[Any]) -> list[str]:
    """Return the keys allowed at a place of the front matter."""
    model: Any = Rules
    for part in loc:
        nested = {
            "pages_per_source": PagesPerSource,
            "types": PageType,
            "models": Models,
            "budget": BudgetRules,
            "lint": LintRules,
            "ask": AskRules,
            "vectors": VectorRules,
            "outputs": OutputRule,
        }
        model = {**nested, "prices": PriceRule}.get(part, model)
    return [one.name for one in fields(model)]


def _line_of(block: str, loc: list[Any]) -> int:
    """Return the line of `schema.md` on which a key stands, or that of its nearest parent."""
    node = frontmatter.compose_nodes("\n" + "\n".join(block.splitlines()[1:-1]))
    line = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if k.value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
