"""`python -m bench`: run every measurement and print the tables."""

from __future__ import annotations

from bench import (
    answers,
    candidates,
    characters,
    compile_time,
    extractive,
    finding,
    lint,
    pdf,
    pull_requests,
    search,
    startup,
    support,
    tokens,
)

for title, bench in (
    ("Our own time for one compile", compile_time),
    ("Input tokens of one compile", tokens),
    ("Characters in per source, before and after", characters),
    ("What a pull request costs", pull_requests),
    ("A lint of the whole wiki", lint),
    ("Start-up", startup),
    ("The embedded librarian", extractive),
    ("PDF", pdf),
    ("Candidates for contradictions", candidates),
    ("Finding pairs as a wiki grows", finding),
    ("Search", search),
    ("The embedded answerer", answers),
    ("Support of claims, by code alone", support),
):
    print(f"## {title}\n\n{bench.table()}\n", flush=True)
