import pytest

from tests.readers.html.reading import PROSE, SENTENCE, reading


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'><b>Your letter has been sent to the works of Senn.</b></div>",
        "<div class=hidden>The keeper of the works will answer within a day or two.</div>",
        "<section class='card is-hidden'><h2>Talk of the works</h2></section>",
        "<div class='d-none'>Loading what people say of the works …</div>",
        f"<p class=hidden>{SENTENCE}</p>",
        f"<aside style='display: none'><p>{SENTENCE}</p></aside>",
        f"<div aria-hidden=true><p>{SENTENCE}</p></div>",
        f"<div style='visibility:hidden'><p>{SENTENCE}</p></div>",
    ],
)
def test_what_scripts_show_when_something_has_happened_is_left_out(hidden):
    text = reading(f"<h1>Works</h1><p>First words of it.</p>{hidden}<p>Last words of it.</p>").text
    assert text == "# Works\n\nFirst words of it.\n\nLast words of it."


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        ("<div class='tab-pane hidden'><p>", "On the old engine the valve closes after a while."),
        ("<div role=tabpanel style='display:none'><ul><li>", "On the old engine the valve closes by itself, too."),
        ("<div hidden><dl><dt>dead time</dt><dd>", "How long a valve of the works rests after it was closed."),
        ("<section hidden>", f"{SENTENCE} " * 6),
        ("<div class='hidden md:block'>", "A box of the works that narrow windows hide."),
        ("<div class='d-none d-lg-block'>", "A box of the works that narrow windows hide."),
        ("<div class=hidden-valves>", "The valves that stand behind the wall are three."),
    ],
)  # fmt: skip
def test_tabs_and_what_only_narrow_windows_hide_stay(opening, words):
    text = reading(f"<h1>Works</h1>{PROSE}{opening}{words}").text
    assert " ".join(words.split()) in " ".join(text.split())
