"""Pages, and all pages of a wiki as one value: names, links, citations, and the team's rules."""
