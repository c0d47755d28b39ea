"""What the tests of the HTML reader share."""

from pipeline.readers import html

SENTENCE = "The Halden works were opened in 1931 and hold nine boilers, inspected every year."
PROSE = f"<p>{SENTENCE}</p>"


def reading(body, head=""):
    """Return the reading of a page with this body, after a heading and some prose."""
    page = f"<!DOCTYPE html><html><head><title>Works</title>{head}</head><body>\n{body}\n</body></html>"
    return html.read("raw/works.html", page.encode())


def markdown(body, head=""):
    """Return what comes after a heading and some prose in a page with this body."""
    text = reading(f"<h1>Works</h1>{PROSE}{body}", head).text
    before = f"# Works\n\n{SENTENCE}"
    assert text.startswith(before)
    return text.removeprefix(before).strip("\n")
