"""HTML as a browser shows it: cells that reach over rows and columns, and what is not shown."""

from cometvideo.documentation.pages.html import flow_of_html
from cometvideo.documentation.pages.page import Said, Table


def test_cells_that_reach_over_rows_and_columns() -> None:
    (table, *_) = flow_of_html(
        "<table><tr><th>a<th colspan=2>b</tr>"
        "<tr><td rowspan=2>1<td>2<td rowspan=3>3</tr><tr><td>4</tr><tr><td>5<td>6</tr></table>"
    )
    assert isinstance(table, Table)
    assert table.heading == ("a", "b", "b")
    assert [row.cells for row in table.rows] == [("1", "2", "3"), ("1", "4", "3"), ("5", "6", "3")]


def test_lines_are_counted_and_hidden_text_is_left_out() -> None:
    flow = flow_of_html(
        "<h2>One</h2>\n<p>two <b>three</b>,\nfour</p><p hidden>five</p><script>six</script>"
    )
    shown = [each for each in flow if isinstance(each, Said) and each.text]
    assert shown == [Said("One", 1, is_title=True), Said("two three, four", 2)]


def test_components_are_read_as_fields() -> None:
    flow = flow_of_html(
        '<ParamField body="seconds" type="integer" default="5" required>x</ParamField>'
    )
    texts = [each.text for each in flow if isinstance(each, Said)]
    assert texts[:4] == ["seconds", "integer", "required", "default:5"]
