"""The facts of a page, computed the plain way: what the fast paths of `pipeline.core` are held against."""

import re
import unicodedata
from urllib.parse import unquote

import Stemmer
import yaml
from sentencex import segment

from pipeline.core.language.near_copies import sketch_sentences
from pipeline.core.language.proper_names import find_proper_names
from pipeline.core.markup import footnotes, frontmatter, markdown, text_mask
from pipeline.core.name_keys import _DROPPED, _SEPARATORS, thing_key
from pipeline.core.search_words import _WORD
from pipeline.core.text import WHITE_SPACE
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import NAME_WEIGHT, RECORD_KEYS, PageFacts, is_page, strings_of_value
from pipeline.core.wiki.page_frame import cut_title, is_backlinks

MARK = re.compile(r"(?<!\\)\[\^(?:(?<=[^\s>]\[\^)|(?=[^\]\s]+\](?!:)))([^\]\s]+)\]")
WIKILINK = re.compile(
    r"(?<!\\)(!?)\[\[([^\[\]|#^\n]*)((?:#[^\[\]|\n]*)?)(?:\\?\|([^\[\]\n]*))?\]\]"
)
INLINE = re.compile(
    r"(?<!\\)(!?)\[((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)\]\(\s*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)(?:\s+[\"'(][^\n)]*)?\s*\)"
)
EMPHASIS = re.compile(r"(?<!\\)(\*\*|__|\*|`)")
stemmer = Stemmer.Stemmer("english")


def fold(name):
    plain = unicodedata.normalize("NFKC", name).casefold()
    return WHITE_SPACE.sub(" ", _DROPPED.sub("", _SEPARATORS.sub(" ", plain))).strip(" .")


def split(text):
    found = frontmatter._FENCE.match(text)
    return (text[: found.end()], text[found.end() :]) if found else ("", text)


def load_block(block):
    """Return what YAML makes of a block; raises what it raises."""
    inner = "\n" + "\n".join(block.lstrip("\ufeff").splitlines()[1:-1])
    frontmatter._refuse_what_overflows(inner)
    value = yaml.load(inner, Loader=frontmatter._Loader)
    assert value is None or isinstance(value, dict)
    return {str(key): item for key, item in (value or {}).items()}


def mask(text):
    return text_mask.mask_all(text)[0]


def split_body(body):
    lines, shown = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (body, mask(body)))
    tail_at = markdown._tail_start(lines, shown)
    found = [markdown._HEADING.match(line.rstrip("\r\n")) for line in shown[:tail_at]]
    heads = [i for i, m in enumerate(found) if m and len(m[1]) == 2]
    lead = "".join(lines[: heads[0] if heads else tail_at])
    return lead, "".join(lines[:tail_at])


def links(text, shown):
    """Return (kind, target, heading, label, embed, start, end) of every link."""
    for m in WIKILINK.finditer(shown):
        label = text[m.start(4) : m.end(4)].strip() if m[4] is not None else ""
        yield (
            "wiki",
            m[2].strip().rstrip("\\"),
            m[3].lstrip("#").strip(),
            label,
            bool(m[1]),
            m.start(),
            m.end(),
        )
    for m in INLINE.finditer(shown):
        target, _, heading = markdown.unquote(m[3].strip("<>")).partition("#")
        yield "inline", target, heading, text[m.start(2) : m.end(2)], bool(m[1]), m.start(), m.end()


def plain(text):
    out = re.sub(r" ?" + MARK.pattern, "", text)
    out = WIKILINK.sub(lambda m: m[4] or m[2], out)
    out = INLINE.sub(lambda m: "" if m[1] else m[2], out)
    pieces = re.split(r"(?<!\\)`([^`\n]+)`", out)
    pieces[::2] = (
        re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", EMPHASIS.sub("", piece)) for piece in pieces[::2]
    )
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def first_sentence(text):
    text = re.sub(r"\A\s*#[ \t][^\n]*(?:\n\s*|\Z)", "", text) or text
    sentences = [
        s.strip() for s in segment("en", plain(text.strip().split("\n\n", 1)[0])) if s.strip()
    ]
    return sentences[0] if sentences else ""


def stemmed(name):
    words = fold(name).split(" ")
    return " ".join(
        stemmer.stemWord(w) if w.isascii() and w.isalpha() and len(w) > 3 else w for w in words
    )


def names_of_targets(path, body, shown):
    for kind, target, *_ in links(body, shown):
        if kind == "wiki" and target:
            yield fold(target.rsplit("/", 1)[-1].removesuffix(".md"))
        elif kind == "inline" and "://" not in target:
            page = citations.from_link(path, target.split("?")[0])
            if is_page(page):
                yield fold(page.rsplit("/", 1)[-1].removesuffix(".md"))


def definitions(text):
    """Return label and text of the definitions, the last of each label."""
    rows = zip(text.split("\n"), mask(text).split("\n"), strict=True)
    found = ((footnotes.DEFINITION.match(shown), row) for row, shown in rows)
    return {m[1]: row[m.start(2) :].rstrip() for m, row in found if m}


def cited(path, text):
    for definition in definitions(text).values():
        for link in re.findall(r"\]\(([^()\s?#]+)", definition):
            if (found := citations.from_link(path, link)).startswith("raw/"):
                yield found


def facts_of(path, text):
    front, body = split(text)
    whole = body
    try:
        meta = load_block(front) if front else {}
        lead, body = split_body(cut_title(body, mask(body))[1])
        _, parts, _ = markdown.split_body(body)
        if parts and is_backlinks(parts[-1]):
            body = body[: -len(parts[-1].line + parts[-1].text)]
    except Exception:
        meta, lead = {}, body
    shown = mask(body)
    slug = path.rsplit("/", 1)[-1].removesuffix(".md")
    said = {}
    for line in body.lstrip("\n")[:2_000].split("\n"):
        key, sign, value = line.strip().removeprefix("- ").strip(" ").partition("::")
        if not sign or not re.fullmatch(r"[A-Za-z][\w-]{0,40}", key):
            break
        said.setdefault(key.lower(), value.strip())
    named = slug if "___" not in slug else unquote(slug).replace("___", "/").strip("/") or slug
    title = str(meta.get("title") or said.get("title") or named)
    listed = said.get("alias") or said.get("aliases") or ""
    more = [(a or b).strip() for a, b in re.findall(r"\[\[([^\[\]]+)\]\]|([^,\[\]]+)", listed)]
    aliases = tuple(
        x
        for x in (
            dict.fromkeys((*strings_of_value(meta.get("aliases")), *filter(None, more)))
            if said
            else strings_of_value(meta.get("aliases"))
        )
        if x != title
    )
    summary = first_sentence(lead)
    things = tuple(thing_key(name) for name in (title, *aliases))
    terms = [word for found in _WORD.findall(summary) for word in stemmed(found).split()]
    return PageFacts(
        path=path,
        title=title,
        type=str(meta.get("type") or ""),
        aliases=aliases,
        summary=summary,
        links=tuple(dict.fromkeys(names_of_targets(path, body, shown))),
        labels=tuple(dict.fromkeys(m[1] for m in MARK.finditer(shown))),
        related=strings_of_value(meta.get("related")),
        record={key: str(meta[key]) for key in RECORD_KEYS if meta.get(key)}
        if str(meta.get("source")).startswith("raw/")
        and (meta.get("sha256") or meta.get("label") or meta.get("type") == "source-summary")
        else {},
        words=len(body.split()),
        names=tuple(fold(name) for name in (slug, title, *aliases)),
        things=things,
        sketch=sketch_sentences(shown),
        proper_names=find_proper_names(shown),
        created=str(meta.get("created") or ""),
        updated=str(meta.get("updated") or ""),
        confidence=str(meta.get("confidence") or ""),
        cites=tuple(dict.fromkeys([*strings_of_value(meta.get("sources")), *cited(path, whole)])),
        terms=" ".join(
            [*terms, *(stemmed(name) for name in (title, *aliases) for _ in range(NAME_WEIGHT))]
        ),
    )


def yaml_of(meta):
    """Front matter without its fences, written in one go."""
    form = {
        "sort_keys": False,
        "allow_unicode": True,
        "width": 1_000_000,
        "default_flow_style": False,
    }
    return yaml.dump(meta, Dumper=frontmatter._Dumper, **form)
