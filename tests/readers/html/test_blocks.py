import pytest

from tests.readers.html.reading import SENTENCE, markdown, reading


def test_headings_of_all_levels_are_headings_on_one_line():
    body = "<h2>Old\n <em>boilers</em></h2><h4><a href='#x'>Valves</a></h4><div role=heading aria-level=3>Pipes</div>"
    assert markdown(body) == "## Old boilers\n\n#### Valves\n\n### Pipes"


def test_a_heading_that_is_never_closed_holds_no_more_than_its_first_line():
    assert markdown("<h2>Valves<p>There are two.</p><h3>Left</h3><p>It leaks.</p>") == (
        "## Valves\n\nThere are two.\n\n### Left\n\nIt leaks."
    )


def test_lists_keep_their_numbers_and_their_nesting():
    body = (
        "<ol start=3><li>Open it.<ul><li>left</li><li>right</li></ul></li>"
        "<li value=7>Wait.</li><li>Shut it.</li></ol>"
    )
    assert markdown(body) == "3. Open it.\n   - left\n   - right\n7. Wait.\n8. Shut it."


def test_a_list_counts_backwards_where_it_says_so():
    assert markdown("<ol reversed><li>gold</li><li>silver</li></ol>") == "2. gold\n1. silver"


def test_items_with_several_paragraphs_stand_apart():
    body = "<ul><li><p>One.</p><p>More of it.</p></li><li>Two.</li></ul>"
    assert markdown(body) == "- One.\n\n  More of it.\n\n- Two."


def test_what_stands_in_a_list_outside_of_any_item_belongs_to_the_item_before():
    assert markdown("<ul><li>a</li><ul><li>b</li></ul></ul>") == "- a\n  - b"


def test_a_list_whose_items_hold_headings_is_taken_apart():
    body = "<ul><li><h2>Left</h2><p>It leaks.</p></li><li><h2>Right</h2><p>It holds.</p></li></ul>"
    assert markdown(body) == "## Left\n\nIt leaks.\n\n## Right\n\nIt holds."


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<dl><dt>drain</dt><dd>Lets it out. It is slow.</dd></dl>", "- **drain**:\n  Lets it out. It is slow."),
        ("<dl><dt>-n &lt;count></dt><dd><p>At most.</p></dd></dl>", "- `-n <count>`:\n  At most."),
        ("<dl><dt><code>vent</code></dt><dt>v</dt><dd>Opens it.</dd></dl>", "- `vent`, **v**:\n  Opens it."),
        ("<dl><div><dt>drain</dt><dd>Out.</dd></div></dl>", "- **drain**:\n  Out."),
        ("<dl><dt>drain</dt><dd><ul><li>slow</li></ul></dd></dl>", "- **drain**:\n  - slow"),
        ("<dl><dt>drain</dt><dd>Out.</dd><dd>Off.</dd></dl>", "- **drain**:\n  Out.\n- Off."),
        ("<dl><dt>drain</dt></dl>", "- **drain**"),
        ("<dl><dt>drain</dt><dd>Out.<pre>vent\nshut</pre></dd></dl>",
         "- **drain**:\n  Out.\n\n  ```\n  vent\n  shut\n  ```"),
    ],
)  # fmt: skip
def test_a_term_stands_in_one_paragraph_with_its_definition(body, written):
    assert markdown(body) == written


def test_quotes_and_figures_keep_their_words():
    body = "<blockquote><p>One.</p><p>Two.</p></blockquote><figure><img src=a.png alt=x><figcaption>Figure 1: a valve.</figcaption></figure>"
    assert markdown(body) == "> One.\n>\n> Two.\n\nFigure 1: a valve."


def test_code_keeps_its_lines_blanks_and_language():
    body = "<pre><code class='language-sh'>\n$ vent  -a\n\n  two ```\n</code></pre>"
    assert markdown(body) == "````sh\n$ vent  -a\n\n  two ```\n````"


def test_two_breaks_part_paragraphs_and_one_is_a_blank():
    assert markdown("<div>10<br>20 bar<br> <br>Next.</div>") == "10\n20 bar\n\nNext."


def test_a_line_in_a_paragraph_begins_no_other_block():
    assert (
        markdown("<p>Of 12\n- 3 are\n# old\n1. and\n> new</p>")
        == "Of 12 - 3 are # old 1. and > new"
    )


def test_lines_of_a_paragraph_are_those_of_the_file():
    read = reading(
        f"<h1>Works</h1>\n\n<p>\n{SENTENCE}\nSecond\nline.</p><ul>\n<li>a</li>\n\n<li>b</li></ul>"
    )
    lines = dict(zip(read.text.split("\n"), read.locators, strict=True))
    assert (lines["# Works"], lines[SENTENCE], lines["line."]) == (2, 5, 7)
    assert (lines["- a"], lines["- b"]) == (8, 10)


def test_a_box_to_tick_says_whether_it_is():
    assert markdown(
        "<ul><li><input type=checkbox checked> Vent</li><li><input type=checkbox> Drain</li></ul>"
    ) == ("- [x] Vent\n- [ ] Drain")
