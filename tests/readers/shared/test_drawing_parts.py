from lxml import etree

from pipeline.readers.shared.drawing_parts import read_chart, read_diagram

NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def points(*values, kind="num", code="General"):
    rows = "".join(
        f'<c:pt idx="{at}"><c:v>{said}</c:v></c:pt>'
        for at, said in enumerate(values)
        if said is not None
    )
    form = f"<c:formatCode>{code}</c:formatCode>" if kind == "num" else ""
    return f"<c:{kind}Ref><c:f>Sheet1!$A$1</c:f><c:{kind}Cache>{form}{rows}</c:{kind}Cache></c:{kind}Ref>"


def title(words):
    return (
        f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{words}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )


def series(name, **data):
    named = f"<c:tx>{points(name, kind='str')}</c:tx>" if name else ""
    return f"<c:ser>{named}{''.join(f'<c:{key}>{said}</c:{key}>' for key, said in data.items())}</c:ser>"


def chart(plot, axes="", head="", around=""):
    return read_chart(
        etree.fromstring(
            f"<c:chartSpace {NAMES}>{around}<c:chart>{head}<c:plotArea><c:layout/><c:barChart>{plot}</c:barChart>"
            f"{axes}</c:plotArea></c:chart></c:chartSpace>"
        )
    )


def test_a_chart_has_a_row_for_each_category_and_a_column_for_each_series():
    names = points("Spring", "Autumn", kind="str")
    found = chart(
        series("Open", cat=names, val=points(0.25, 0.5, code="0%"))
        + series("", cat=names, val=points(None, 12)),
        f"<c:catAx>{title('Season')}</c:catAx><c:valAx>{title('Share of days')}</c:valAx>",
        title("Opening <a:t/>".replace("<a:t/>", "of the locks")),
    )
    assert found.lines() == [
        "Chart: Opening of the locks",
        "",
        "Axes: Season; Share of days",
        "",
        "| Season | Open | Series 2 |",
        "| --- | --- | --- |",
        "| Spring | 25% |  |",
        "| Autumn | 50% | 12 |",
    ]


def test_days_are_counted_from_the_year_that_the_chart_names():
    one = series("Depth", cat=points(1, code="d mmm yyyy"), val=points(3))
    assert chart(one).tables[0][1] == ["1900-01-01", "3"]
    from_1904 = chart(one, around='<c:date1904 val="1"/>')
    assert from_1904.tables[0][1] == ["1904-01-02", "3"]


def test_categories_in_groups_name_their_group():
    levels = (
        "<c:multiLvlStrRef><c:multiLvlStrCache>"
        '<c:lvl><c:pt idx="0"><c:v>East</c:v></c:pt><c:pt idx="1"><c:v>West</c:v></c:pt></c:lvl>'
        '<c:lvl><c:pt idx="0"><c:v>Gate</c:v></c:pt></c:lvl>'
        "</c:multiLvlStrCache></c:multiLvlStrRef>"
    )
    found = chart(series("Leaks", cat=levels, val=points(1, 2)))
    assert found.tables[0][1:] == [["Gate East", "1"], ["Gate West", "2"]]


def test_points_have_a_column_for_each_direction():
    found = chart(
        series("Leaks", xVal=points(1, 2), yVal=points(10, 20), bubbleSize=points(3, 4)),
        f'<c:valAx><c:axPos val="l"/></c:valAx><c:valAx>{title("Depth (m)")}<c:axPos val="b"/></c:valAx>',
    )
    assert found.tables == ([["Depth (m)", "Leaks", "size"], ["1", "10", "3"], ["2", "20", "4"]],)


def test_categories_without_names_have_their_numbers():
    assert chart(series("Leaks", val=points(5, 6))).tables[0][1:] == [["1", "5"], ["2", "6"]]


def test_a_chart_without_figures_is_none_and_a_long_one_says_how_much_is_missing():
    assert chart(series("Leaks")) is None
    assert read_chart(etree.fromstring("<a/>")) is None
    long = chart(series("Leaks", val=points(*range(502))))
    assert (len(long.tables[0]), long.more) == (501, 2)


def test_what_is_no_number_stays_as_it_is():
    found = chart(series("Leaks", val=points("#N/A", "1e999", "nan")))
    assert found.tables[0][1:] == [["1", "#N/A"], ["2", "inf"], ["3", "nan"]]


def test_a_diagram_is_the_texts_of_its_boxes():
    pt = "<d:pt {}><d:t><a:t>{}</a:t></d:t></d:pt>"
    rows = (
        pt.format("", "Open") + pt.format('type="pres"', "Name of a shape") + pt.format("", "Shut")
    )
    root = etree.fromstring(f'<d:m xmlns:d="d" {NAMES}>{rows}</d:m>')
    assert read_diagram(root) == ["Open", "Shut"]
