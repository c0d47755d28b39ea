"""What a page shows of itself, whatever it is made of."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.readers.html.signs import see_page

PIECES = st.sampled_from(
    ["<", ">", "<input type=password>", "<meta http-equiv=refresh content='0;url=/x'>", "<noscript>", "</noscript>", "<title>", "<h1>x", "<script>",
     "</script>", "<!--", "-->", "<template>", "cf-chl", "&#0;", "&amp;", "<p>Kettles boil.", "\ud83d\ude00", "<meta name=a content=b>", "\0", "<svg>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_is_seen(text):
    with suppress(UserError):
        assert see_page("page.html", text.encode("utf-8", "surrogatepass")).fields >= 0


@given(st.binary(max_size=300))
def test_any_bytes_are_seen(data):
    with suppress(UserError):
        see_page("page.html", data)


def test_its_signs_are_found():
    signs = see_page(
        "page.html",
        b"<title>T</title><meta name=Citation_Author content=' Ann  Example '><meta http-equiv=Refresh content='3; URL=\"/b\"'>"
        b"<noscript>Enable JavaScript</noscript><script>1</script><form><input><input type=password><input type=checkbox></form><h1>H</h1>",
    )
    assert (signs.title, signs.heading, signs.refresh) == ("T", "H", "/b")
    assert (signs.password, signs.fields, signs.scripts) == (True, 2, 1)
    assert signs.values_of("citation_author") == ("Ann Example",)
    assert signs.noscript == "Enable JavaScript"
    assert "Enable" not in signs.all_text
