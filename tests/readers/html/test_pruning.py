import pytest

from tests.readers.html.reading import PROSE, SENTENCE, reading

LINKS = "".join(f"<a href='/{n}'>Boilers of {n}</a> " for n in range(1931, 1939))
CONTENTS = "".join(f"<li><a href='#s{n}'>Boiler {n}</a></li>" for n in range(4))
SECTIONS = "".join(f"<h2 id=s{n}>Boiler {n}</h2><p>Number {n}. {SENTENCE}</p>" for n in range(4))


def told(body, head=""):
    """Return text and notes of a page with a heading and some prose before the body."""
    read = reading(f"<h1>Works</h1>{PROSE * 3}{body}", head)
    return read.text, " ".join(read.notes)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (f"<nav>{LINKS}</nav>", "navigation “Boilers of 1931"),
        (f"<div role=search><p>Look for a boiler of ours here.</p>{LINKS}</div>", "search"),
        ("<footer><p>The works are open to the public on Sundays.</p></footer>", "page footer"),
        ("<div class='foot footer'><p>© 2024 Halden works. All of it is ours, and stays so.</p></div>", "page footer"),
        ("<aside><p>The works are open to the public on Sundays.</p></aside>", "sidebar"),
        (f"<ul>{CONTENTS}</ul>{SECTIONS}", "contents list “Boiler 0"),
        ("<div class=cookie-bar>We use cookies here, as everybody does. <button>Fine</button></div>", "cookie notice"),
        ("<div class=share-buttons><a href='/m'>Mail</a> <a href='/p'>Print</a></div>", "sharing"),
        ("<div id=newsletter><p>Sign up for our letter, which comes every week.</p><form><input></form></div>", "newsletter"),
        (f"<div class=related-posts><h3>Related</h3>{LINKS}</div>", "related pages"),
        ("<div role=dialog aria-modal=true><p>Do you want to stay informed of all this?</p></div>", "dialog"),
        ("<div style='display: none'>Menu of the works</div>", "hidden “Menu of the works”"),
        ("<p>[<a href='a'>Next</a>] [<a href='b'>Up</a>] [<a href='c'>Contents</a>]</p><p>Last words of it.</p>", "navigation"),
        ("<p>Next: <a href='a'>Valves of it</a>, Previous: <a href='b'>Pipes</a></p><p>Last words of it.</p>", "navigation"),
        ("<p>© 2024 Halden works</p>", "copyright line"),
        (f"<p>{LINKS}</p>", "links around the text"),
        ("<div class='wrap'><div>"+PROSE*9+"</div><div id=rightcol><p>The works are open to the public on Sundays.</p></div></div>", "sidebar"),
        ("<div class=cookie-info>Cookies help us to run the works. <a href='/more'>Learn more of it</a></div>", "cookie notice"),
        ("<div class=relatedposts><h3><a href='/p'>Pumps of Senn</a></h3><p>They are older than the works are.</p></div>", "related pages"),
        ("<div><h4>Report a fault of the works</h4><p>Tell us in your own words what is broken.</p><textarea></textarea></div>", "form"),
        ("<a href='#h' class=skip-link>Skip to the works</a><p>Last words of it.</p>", "navigation"),
        ("<table><tr><td class=sidebar><a href='/v'>Valves of the works</a></td></tr></table>", "sidebar"),
        ("<div id=comments><h2>Comments</h2><div class=comment>Nice one, thank you very much for it.</div>"
         "<div class=comment>I was there in 1950 and saw it.</div></div>", "comments"),
    ],
)  # fmt: skip
def test_what_is_no_content_is_left_out_and_told(part, reason):
    text, notes = told(part)
    assert text.startswith("# Works\n\nThe Halden works")
    first = "".join(part.split(">")[1:]).split("<")[0]
    assert not first or first not in text
    assert f"left out, as no part of the text: {reason}" in notes


@pytest.mark.parametrize(
    "part",
    [
        "<section id=cookie-encoding><h2>Cookie encoding</h2><ul><li>by hand</li></ul></section>",
        "<section id=contents-of-the-works><a id=x></a><h2>Contents of the works</h2>"
        "<ul><li><a href='/v'>valves on the left side</a></li><li><a href='/w'>valves on the right</a></li></ul></section>",
        "<section id=comments><h2>Comments</h2><p>A comment begins with a hash sign.</p></section>",
        "<div class=banner><p>Valves in the banner position are open by themselves.</p></div>",
        "<div class=related-work><p>Others have opened works in Senn before that.</p></div>",
        "<section><h2>License</h2><p>The works may be copied by anybody who likes.</p></section>",
        "<article><aside class=note><p>Mind the steam, which is hot.</p></aside></article>",
        "<table class=navbox><tr><th>Works<th>Litres</tr><tr><td><a href='/a'>Senn</a><td>12,000</tr>"
        "<tr><td><a href='/b'>Alba</a><td>9,500</tr><tr><td><a href='/c'>Rud</a><td>870</tr><tr><td><a href='/d'>Tofte</a><td>1,050</tr></table>",
        "<div class=sidebar><p>A remark in a box among the paragraphs, as manuals have it.</p></div>",
        "<section class=cookies><h3>Cookies</h3><p>A cookie of the works is sent along with <a href='/h'>each header</a> that leaves it.</p></section>",
        "<div class=related><h3>Related standards</h3><p>Senn 12 tells how a valve is closed by hand.</p></div>",
        "<dl><dt id=copyright>copyright</dt><dd>The year of the works.</dd></dl>",
        "<div class=example-contents><pre>vent</pre></div>",
        f"<h2>See also</h2><ul><li>{LINKS}</li><li>{LINKS}</li></ul>",
        "<table class=related><tr><th>Works<th>Year</tr><tr><td><a href='/a'>Senn</a><td>1950</tr>"
        "<tr><td><a href='/b'>Alba</a><td>1960</tr></table>",
        "<p>See also <a href='/c'>the works of Senn</a>, which are older.</p>",
        "<div style='display:none'><p>The second tab tells of the valve on the left side.</p></div>",
        "<ul><li><a href='#a'>vent()</a></li><li><a href='#b'>drain()</a></li><li><a href='#c'>shut()</a></li></ul>"
        "<dl><dt id=a>vent()</dt><dd>Vents.</dd><dt id=b>drain()</dt><dd>Drains.</dd><dt id=c>shut()</dt><dd>Shuts.</dd></dl>",
    ],
)  # fmt: skip
def test_a_name_alone_leaves_nothing_out(part):
    text, notes = told(f"{part}<p>These are the last words of it, and no more.</p>")
    words = part.replace(">", ">\0").replace("<", "\0<").split("\0")
    for word in (w for w in words if w.strip() and not w.startswith("<")):
        assert word.strip() in text
    assert "left out" not in notes


def test_what_holds_the_main_heading_and_much_of_the_prose_is_taken_apart():
    read = reading(
        f"<nav style='x' class=menu><script>{'var a = 1;' * 500}</script><h1>Works</h1>{PROSE * 3}</nav>"
    )
    assert read.text.count(SENTENCE) == 3
    assert read.text.startswith("# Works")


def test_a_header_with_the_main_heading_keeps_it_and_loses_its_menu():
    read = reading(f"<header><nav>{LINKS}</nav><h1>Works</h1></header>{PROSE * 2}")
    assert read.text == f"# Works\n\n{SENTENCE}\n\n{SENTENCE}"


def test_main_is_the_text_where_it_holds_most_of_it_and_the_heading_before_it_stays():
    around = "<div><h1>Works</h1><p>By nobody</p></div>"
    read = reading(f"{around}<main>{PROSE * 4}</main><div><p>Another story, of one line.</p></div>")
    assert read.text == "\n\n".join(["# Works", *[SENTENCE] * 4])
    assert "outside the article “Another story" in read.notes[0]


def test_one_of_many_articles_is_not_taken_for_the_page():
    posts = "".join(f"<article><h2>Post {n}</h2>{PROSE}</article>" for n in range(5))
    assert reading(f"<h1>Forum</h1>{posts}").text.count(SENTENCE) == 5


def test_an_index_keeps_its_links():
    entries = "".join(f"<li><a href='/{n}'>Works of {n}</a></li>" for n in range(40))
    assert reading(f"<h1>All works</h1><ul>{entries}</ul>").text.count("- Works of") == 40


def test_headlines_of_other_pages_among_the_paragraphs_of_an_article_are_left_out():
    teasers = "".join(
        f"<div><h3><a href='/{n}'>Works of {n} closed</a></h3><p>They were old, it is said.</p></div>"
        for n in range(3)
    )
    body = f"<div>{teasers}</div>{PROSE * 3}"
    assert "They were old" in told(body)[0]
    text, notes = told(body, "<meta property='og:type' content='article'>")
    assert "They were old" not in text
    assert text.count(SENTENCE) == 6
    assert "links around the text “Works of 0 closed" in notes
