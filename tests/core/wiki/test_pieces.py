"""What a page states, piece by piece, with heading, line and the head of its table."""

from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page, show_piece

FRONT = "---\ntitle: Saw\ntype: concept\n---\n"


def pieces(body):
    page = Page.parse("wiki/concepts/saw.md", FRONT + body)
    return [(p.raw, p.heading, p.line) for p in pieces_of_page(page)]


def test_what_begins_with_code_is_a_piece_of_its_own():
    assert pieces("`saw` cuts.[^a-1] It is old.[^a-2] `rasp` is not.[^a-1]\n") == [
        ("`saw` cuts.[^a-1]", "", 5),
        ("It is old.[^a-2]", "", 5),
        ("`rasp` is not.[^a-1]", "", 5),
    ]


def test_what_leads_an_item_in_bold_belongs_to_its_first_sentence():
    assert pieces(
        "## Use\n\n- **Price.** It costs 5.[^a-1] It rose.\n- **`saw`.** It is old.\n"
    ) == [
        ("**Price.** It costs 5.[^a-1]", "Use", 7),
        ("It rose.", "Use", 7),
        ("**`saw`.** It is old.", "Use", 8),
    ]


def test_a_callout_states_what_it_says_and_its_sign_is_no_statement():
    body = "# Saw\n\n> [!warning] It is sharp.[^a-1]\n> It was made\n> in 1931. It is old.\n> - [x] Oil it.\n"
    assert pieces(body) == [
        ("It is sharp.[^a-1]", "", 7),
        ("It was made\n> in 1931.", "", 8),
        ("It is old.", "", 9),
        ("Oil it.", "", 10),
    ]
    shown = [
        show_piece(p) for p in pieces_of_page(Page.parse("wiki/concepts/saw.md", FRONT + body))
    ]
    assert shown[1] == "It was made in 1931."


def test_a_row_is_shown_with_the_head_of_its_own_table():
    body = "### Prices\n| Tool | Coins |\n|---|---|\n| `saw` | 5 |\n\n| `rasp` | 7 |\n"
    page = Page.parse("wiki/concepts/saw.md", FRONT + body)
    shown = [(show_piece(p), p.heading) for p in pieces_of_page(page)]
    assert shown == [("Tool: saw; Coins: 5", "Prices"), ("rasp; 7", "Prices")]
