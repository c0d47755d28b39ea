"""See what a page shows of itself, for whoever must tell whether it is the page that was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.errors import UserError
from pipeline.core.sources.page_signs import PageMeta, PageSigns
from pipeline.readers import html
from pipeline.readers.html.tree import Node, Text, parse
from pipeline.readers.shared.decode import decode

_MOST_TEXT = 20_000  # characters of what is looked at
_MOST_METAS = 1_000
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
_REFRESH = re.compile(r"\s*(\d+)\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)
_MOST_REFRESH_SECONDS = 10
# What those who guard sites against programs put into their pages.
_RIDDLE = re.compile(
    r"cf-chl|cdn-cgi/challenge-platform|cf-turnstile|g-recaptcha|h-captcha|hcaptcha\.com|_Incapsula_|"
    r"captcha-delivery|px-captcha|awswaf|anubis_challenge|/anubis/|friendlycaptcha",
    re.IGNORECASE,
)
# https://schema.org/isAccessibleForFree
_PAID = re.compile(
    r"isAccessibleForFree[\"']{0,2}\s{0,9}[:=]?\s{0,9}[\"']{0,2}(?:False)\b|"
    r"article:content_tier[\"']\s{1,9}content\s{0,9}=\s{0,9}[\"'](?:locked|metered)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"onetrust|usercentrics|sp_message|sourcepoint|didomi|cookiebot|consentmanager|quantcast|"
    r"trustarc|cookie[-_]?(?:wall|consent|banner)|consent[-_]?(?:form|wall|page)",
    re.IGNORECASE,
)


def see_page(path: str, data: bytes) -> PageSigns:
    """Return the signs of a page; one that holds no element has none.

    Raises `UserError` where the bytes are no text.
    """
    decoded, _ = decode(path, data, html.declared_charset(data))
    try:
        page, _ = parse(decoded)
    except ValueError:
        return PageSigns()
    nodes = list(page.descendants())
    content = _content(path, data)
    inputs = [x for x in nodes if x.tag == "input"]
    return PageSigns(
        title=_first_text(nodes, "title"),
        heading=_first_text(nodes, "h1") or _first_text(nodes, "h2"),
        text=content[:_MOST_TEXT],
        letters=sum(map(str.isalnum, content)),
        all_text=_visible_text(page),
        noscript=" ".join(x.text() for x in nodes if x.tag == "noscript")[:_MOST_TEXT],
        refresh=next(filter(None, map(_refresh_of, nodes)), ""),
        password=any(x.says("type", "password") for x in inputs),
        fields=sum(x.says("type", "", "text", "email", "password", "tel") for x in inputs),
        scripts=sum(x.tag == "script" for x in nodes),
        riddle=bool(_RIDDLE.search(decoded)),
        consent=bool(_CONSENT.search(decoded)),
        paid=bool(_PAID.search(decoded)),
        metas=_metas(nodes),
    )


def _content(path: str, data: bytes) -> str:
    try:
        return html.read(path, data).text
    except UserError:  # no article was found
        return ""


def _first_text(nodes: Sequence[Node], tag: str) -> str:
    return next((text for x in nodes if x.tag == tag and (text := x.text()[:500])), "")


def _visible_text(page: Node) -> str:
    kept: list[str] = []
    waiting: list[Node | Text] = [page]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Text):
            kept.append(part.value)
        elif part.tag not in _UNSEEN:
            waiting += reversed(part.children)
            kept.append(" ")
    return " ".join("".join(kept).split())[:_MOST_TEXT]


def _refresh_of(node: Node) -> str:
    if node.tag != "meta" or not node.says("http-equiv", "refresh"):
        return ""
    found = _REFRESH.match(node.attrs.get("content", "")[:4_000])
    return found[2].strip() if found and int(found[1][:6]) <= _MOST_REFRESH_SECONDS else ""


def _metas(nodes: Sequence[Node]) -> tuple[PageMeta, ...]:
    found: list[PageMeta] = []
    for node in nodes:
        name = (node.attrs.get("name") or node.attrs.get("property") or "").strip().lower()
        value = " ".join(node.attrs.get("content", "").split())
        if node.tag == "meta" and name and value and len(found) < _MOST_METAS:
            found.append(PageMeta(name[:100], value[:2_000]))
    return tuple(found)
