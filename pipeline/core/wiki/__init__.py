"""Pages, and all pages of a wiki as one value: names, links, citations, and the rules a team
sets."""
