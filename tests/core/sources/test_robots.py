"""What `robots.txt` allows, by the examples of RFC 9309 and by files as large sites have them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.robots import forbid_all, read_robots


def allowed(text, target, agent="git-llm-wiki"):
    return read_robots(text, agent).allow(target)


EXAMPLE = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(
    ("agent", "target", "may"),
    [("x", "/example/page.html", False), ("x", "/publications/a", True), ("x", "/a.gif", False), ("x", "/a.gif?b", True), ("x", "/a", True),
     ("foobot", "/example/page.html", True), ("foobot", "/publications/", False), ("barbot", "/example/page.html", False),
     ("bazbot", "/example/page.html", False), ("bazbot", "/example/other.html", True), ("quxbot", "/example/page.html", True)],
)  # fmt: skip
def test_the_example_of_the_rfc_is_read_as_it_says(agent, target, may):
    assert allowed(EXAMPLE, target, agent) is may


@pytest.mark.parametrize(
    ("rules", "target", "may"),
    [("Disallow: /a\nAllow: /a/b", "/a/b/c", True), ("Allow: /a\nDisallow: /a/b", "/a/b/c", False), ("Allow: /a\nDisallow: /a", "/a", True),
     ("Disallow:", "/a", True), ("Disallow: /", "/robots.txt", True), ("Disallow: /*/raw/", "/ann/kettle/raw/x", False),
     ("Disallow: /*/raw/", "/ann/kettle/blob/x", True), ("Disallow: /*?tab=", "/ann?tab=stars", False), ("Disallow: /fish*.php", "/fishheads/catfish.php?id=1", False),
     ("Disallow: /fish$", "/fish", False), ("Disallow: /fish$", "/fishes", True), ("Disallow: /%7Eann/", "/~ann/x", False),
     ("Disallow: /ä", "/%C3%A4", False), ("Disallow: /a%2Fb", "/a/b", True), ("disallow : /x # no", "/x", False), ("Disallow: /*a*a*a*$", "/aaab", False)],
)  # fmt: skip
def test_the_longest_rule_that_fits_decides(rules, target, may):
    assert allowed(f"User-agent: *\n{rules}\n", target) is may


def test_a_group_of_our_own_stands_for_itself_and_may_be_in_several_parts():
    text = "User-agent: *\nDisallow: /\n\nuser-agent: Git-LLM-Wiki/2.0\nDisallow: /a\n\nUser-agent: git-llm-wiki\nDisallow: /b\n"
    assert [allowed(text, f"/{x}") for x in "abc"] == [False, False, True]
    assert not allowed("User-agent: *\nDisallow: /\n\nUser-agent: git-llm\nAllow: /\n", "/a")


@pytest.mark.parametrize("text", ["", "<html>404</html>", "\ufeffUser-agent: x\nDisallow: /", "Disallow: /a", "Sitemap: https://x\n", "User-agent\nDisallow: /"])  # fmt: skip
def test_what_says_nothing_of_us_allows_all(text):
    assert allowed(text, "/a")


def test_a_server_that_does_not_say_what_it_allows_allows_nothing():
    assert not forbid_all().allow("/a")


def test_rules_made_to_take_long_do_not():
    text = (
        "User-agent: *\n"
        + "Disallow: /"
        + "*a" * 500
        + "b\n" * 1
        + f"Disallow: /{'*a' * 500}$\n" * 200
    )
    rules = read_robots(text, "x")
    began = time.process_time()
    rules.allow("/" + "a" * 2_000)
    assert time.process_time() - began < 2


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_is_read(text, target):
    read_robots(f"User-agent: *\nDisallow: {text}\n{text}", "x").allow(target)
