"""What the class and id of an element say of its part in the page.

A name alone proves nothing: `pruning` looks at what the element holds as well.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from pipeline.readers.html.tree import HEADINGS, Node

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_LONGEST_NAME = 400  # characters of a class and an id together
_KINDS: dict[str, str] = {
    "navigation": (
        "nav navbar navbars navigation navigational menu menubar menus submenu breadcrumb"
        " breadcrumbs crumb crumbs pager pagination paginator prevnext navheader"
        " navfooter docnav topnav bottomnav subnav sitenav navlinks navbuttons navpanel navlist"
        " jump skip skiplink skiplinks toolbar topbar navbox catlinks sitemap gnb lnb hamburger"
        " quicklinks langmenu bottomlang toplang interlanguage tablist"
    ),
    "header or footer": (
        "footer pagefooter sitefooter colophon masthead siteheader pageheader topheader"
        " globalheader copyright imprint printfooter sitesub siteinfo"
    ),
    "pictures": "gallery galleries slideshow slideshows carousel slider",
    "sidebar": (
        "sidebar sidebars sidenav aside gutter widget widgets sphinxsidebar rightcol rightcolumn"
        " rightrail thirdcol sidecol"
    ),
    "contents list": "toc tableofcontents contents listof minitoc localtoc quickview",
    "sharing": "share sharing shares sharebar social socials addthis sharethis sharedaddy",
    "related pages": (
        "related recommended recommendations recommend trending mostread outbrain taboola"
        " relatedposts relatedarticles relatedstories relatedlinks relatednews relatedcontent"
        " relateditems morefrom readmore readnext upnext nextup teaser teasers promoted suggestions"
    ),
    "advertising": (
        "ad ads advert adverts advertisement advertising sponsor sponsored sponsors promo promos"
        " promotion banner adsense dfp paywall"
    ),
    "newsletter": "newsletter subscribe subscription signup mailinglist optin",
    "cookie notice": "cookie cookies consent gdpr ccpa cmp",
    "account": "login signin account userbar logout",
    "comments": (
        "comment comments commentbox commentlist commentform disqus respond discussion replies"
    ),
    "page tools": (
        "feedback rating ratings helpful vote votes print noprint editsection editlink headerlink"
        " permalink anchorjs copybutton copybtn clipboard tooltip popup popover modal"
        " lightbox dialog toast alertbar search searchbox searchform edit tags tagcloud taglist"
        " screenreader player videoplayer"
    ),
}
KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
# Kinds of which a part of a line may be, as the link behind a heading that edits its section.
OF_WORDS = frozenset({"page tools", "sharing"})
# Kinds that may hold sentences, and are then known by a form or a button in them.
WITH_SENTENCES = frozenset({
    "newsletter", "cookie notice", "account", "advertising", "page tools", "sharing",
})  # fmt: skip


def kind_of(node: Node) -> str:
    """Return what the class or id of an element calls it, or an empty string.

    An id that is made of the element's own heading says nothing.
    """
    attrs = node.attrs
    named, own = attrs.get("class", ""), attrs.get("id", "")
    if not (named or own) or len(named) + len(own) > _LONGEST_NAME:
        return ""
    if found := next(filter(None, map(_kind_of_name, named.split())), ""):
        return found
    found = _kind_of_name(own)
    # Comments are known by what they hold.
    return found if found == "comments" or not found or not _is_made_of_heading(own, node) else ""


@lru_cache(maxsize=4_096)
def _kind_of_name(name: str) -> str:
    words = [word.lower() for word in _WORD.findall(name)]
    pairs = [first + second for first, second in pairwise(words)]
    found = [KIND_OF_WORD[word] for word in (*pairs, *words) if word in KIND_OF_WORD]
    return next((kind for kind in found if kind in WITH_SENTENCES), found[0] if found else "")


def _is_made_of_heading(own: str, node: Node) -> bool:
    """Tell whether an id is the element's heading in other letters, as `cookie-encoding` may be."""
    heading = node if node.tag in HEADINGS else _first_heading(node)
    if heading is None:
        return False
    said = "".join(_WORD.findall(heading.text()[:200])).lower()
    words = [word.lower() for word in _WORD.findall(own)]
    return bool(words) and all(word in said for word in words)


def _first_heading(node: Node) -> Node | None:
    """Return the heading with which an element begins."""
    for _ in range(4):
        first = next((x for x in node.elements() if x.letters), None)
        if first is None:
            return None
        node = first
        if node.tag in HEADINGS:
            return node
    return None
