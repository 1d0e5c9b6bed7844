"""Charts are drawn, lead where their tables lead, follow light and dark, and leave their table where they cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from communique.ledger import reviewing
from communique.ledger import tables as t
from tests.desk.browser.conftest import faults, shifts, weight
from tests.desk.feed_server import FeedServer
from tests.desk.test_page_entity import id_of

BUDGET = 600_000
PAGES = (
    "/entities", "/entities?name=Nobody", "/entities/ENTITY", "/entities/ENTITY?topic=negotiations", "/pair",
    "/pair?a=Lepmets&b=KEN", "/pair?a=Nix&b=KEN", "/map", "/map?kind=engagements", "/timeline", "/timeline?kind=event",
    "/engagements", "/statements", "/events", "/events?text=zebra", "/sources",
)  # fmt: skip
SOME = tuple(path for path in PAGES if path not in ("/entities?name=Nobody", "/map?kind=engagements", "/timeline?kind=event",
             "/engagements", "/statements", "/events?text=zebra", "/pair", "/pair?a=Nix&b=KEN", "/entities/ENTITY"))  # fmt: skip
"""One of each sort: what is there besides differs in words, not in colours and widths."""
INK = """(element) => {
  const found = new Map();
  for (const canvas of element.querySelectorAll("canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] > 0) { const key = `${data[at]},${data[at + 1]},${data[at + 2]}`; found.set(key, (found.get(key) ?? 0) + 1); }
    }
  }
  return [...found].sort((a, b) => b[1] - a[1]).slice(0, 40).map(([colour, count]) => [colour, count]);
}"""


@pytest.fixture
def wire() -> Iterator[FeedServer]:
    with FeedServer().running() as server:
        yield server


def drawn(page: Page, selector: str = "[data-chart]") -> dict[str, int]:
    """The colours of a chart that is drawn, with how many points have each."""
    page.wait_for_selector(f'{selector}[data-drawn="true"]', state="attached")
    return dict(page.locator(selector).first.evaluate(INK))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_pages_with_charts_are_clean_light_and_still(
    serve: Callable[..., Any], open_page: Any, scheme: str, width: int
) -> None:
    """axe finds nothing serious, nothing moves, nothing is wider than the screen, all of it stays within the budget."""
    desk = serve(fetch_hosts=("news.example.org",))
    page = open_page(desk.url + "/entities", scheme=scheme, width=width)
    wrong: dict[str, Any] = {}
    for path in PAGES if (scheme, width) == ("light", 1280) else SOME:
        page.goto(desk.url + path.replace("ENTITY", id_of(desk.ledger, "Kadri Lepmets")), wait_until="load")
        for n in range(page.locator("[data-chart]").count()):
            expect(page.locator("[data-chart]").nth(n)).to_have_attribute("data-drawn", "true")
        for one in page.locator("details.twin").all():
            one.evaluate("(details) => { details.open = true; }")
        found: dict[str, Any] = {"axe": faults(page)}
        if scheme == "light":
            # Neither depends on colours.
            page.reload(wait_until="load")
            for n in range(page.locator("[data-chart]").count()):
                expect(page.locator("[data-chart]").nth(n)).to_have_attribute("data-drawn", "true")
            found |= {"moved": shifts(page), "heavy": weight(page) if weight(page) > BUDGET else 0}
        found["too wide"] = max(0, page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))
        wrong |= {f"{path} {name}": value for name, value in found.items() if value}
    # Pages that answer with an error are meant to: the browser says so in its console.
    open_page.complaints[:] = [one for one in open_page.complaints if "422" not in one]
    assert wrong == {}


def test_a_pairs_bars_are_drawn_and_lead_to_their_entries(serve: Callable[..., Any], open_page: Any) -> None:
    desk = serve()
    page = open_page(f"{desk.url}/pair?a=Lepmets&b=KEN")
    before = drawn(page)
    assert before.get("31,95,191", 0) > 200, before  # --series-1 in light
    link = page.locator("details.twin a").first
    page.locator("details.twin summary").click()
    where = link.get_attribute("href")
    at = page.evaluate(
        """() => { const chart = echarts.getInstanceByDom(document.querySelector("[data-chart]"));
        const values = JSON.parse(document.querySelector("[data-chart]").dataset.chart);
        const first = values.series[0].values.findIndex((number) => number > 0);
        return chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [first, 0]); }"""
    )
    box = page.locator("[data-chart]").bounding_box()
    assert box is not None
    # Bars of the two directions stand beside one another.
    page.mouse.click(box["x"] + at[0] - 8, box["y"] + at[1] - 12)
    page.wait_for_url("**/events?**")
    assert page.url == desk.url + str(where)
    expect(page.locator("ul.entries > li").first).to_be_visible()


def test_a_chart_follows_light_and_dark(serve: Callable[..., Any], open_page: Any) -> None:
    desk = serve()
    page = open_page(f"{desk.url}/events")
    light = drawn(page)
    page.get_by_role("button", name="Dark").click()
    dark = drawn(page)
    assert light.get("179,38,30", 0) > 200 and dark.get("179,38,30", 0) == 0
    assert dark.get("255,143,134", 0) > 200
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert drawn(page).get("179,38,30", 0) > 200  # on paper as in light
    page.emulate_media(media="screen")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert drawn(page).get("255,143,134", 0) > 200


def test_the_map_is_drawn_zoomed_and_leads_to_its_places(serve: Callable[..., Any], open_page: Any) -> None:
    desk = serve()
    page = open_page(f"{desk.url}/map")
    whole = drawn(page)
    land, cooperation = whole.get("228,223,210", 0), whole.get("23,106,67", 0)
    assert land > 20_000 and cooperation >= 0, whole
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Larger").click()
    assert drawn(page) != whole
    page.get_by_role("button", name="Whole world").click()
    assert drawn(page) == whole
    # The spot of Nairobi: where the chart itself says that it is.
    at = page.evaluate(
        """() => { const chart = echarts.getInstanceByDom(document.getElementById("world"));
        return chart.convertToPixel("geo", [36.817, -1.283]); }"""
    )
    box = page.locator("#world").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    page.wait_for_url("**/events?place=Nairobi**")
    expect(page.locator("ul.entries > li").first).to_contain_text("Nairobi")


def test_a_chart_that_cannot_be_drawn_leaves_its_table(serve: Callable[..., Any], open_page: Any) -> None:
    desk = serve()
    page = open_page(f"{desk.url}/sources")
    page.route("**/world.json*", lambda route: route.fulfill(status=200, body="no shapes"))
    page.goto(f"{desk.url}/map")
    expect(page.locator("#world")).to_contain_text("could not be drawn")
    expect(page.get_by_role("link", name="Nairobi")).to_be_visible()


def test_two_entities_are_merged_on_the_page_and_it_is_taken_back(serve: Callable[..., Any], open_page: Any) -> None:
    """By keys alone: the dialog, the typed name, the choice, and the button that takes it back."""
    desk = serve()
    key = id_of(desk.ledger, "Kadri Lepmets")
    page = open_page(f"{desk.url}/entities/{key}")
    page.get_by_role("button", name="Merge…").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Ruttoh")
    choice = page.get_by_role("radio", name="Josphat Kiprono Ruttoh")
    choice.wait_for()
    assert faults(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("the same readout")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Both are one from now on.")).to_be_visible()
    expect(page.locator("#merged")).to_contain_text("Josphat Kiprono Ruttoh")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The decision is taken back.")).to_be_visible()
    expect(page.locator("#merged")).to_have_count(0)
    assert id_of(desk.ledger, "Josphat Kiprono Ruttoh") != key


def test_a_feed_is_added_and_what_it_has_appears(serve: Callable[..., Any], open_page: Any, wire: FeedServer) -> None:
    desk = serve(fetch_hosts=(wire.host,))
    page = open_page(f"{desk.url}/sources")
    expect(page.get_by_text("No feed is watched yet")).to_be_visible()
    page.get_by_label("Address of a feed").fill(wire.url)
    page.get_by_label("How you call it").fill("The wire")
    page.get_by_role("button", name="Watch it").click()
    expect(page.get_by_text("watched from now on")).to_be_visible()
    # The page looks again by itself until the run has ended.
    row = page.get_by_role("row", name="The wire").first
    expect(row).to_contain_text("answers", timeout=60_000)
    page.goto(f"{desk.url}/entities?name=Lucia+Quispe")
    page.get_by_role("link", name="Lucia Quispe").click()
    expect(page.get_by_role("heading", name="Lucia Quispe")).to_be_visible()
    page.goto(f"{desk.url}/sources")
    page.get_by_role("button", name="Remove The wire").click()
    expect(page.get_by_text("no longer watched")).to_be_visible()


def test_hostile_names_stay_text_in_charts_and_pages(serve: Callable[..., Any], open_page: Any) -> None:
    """Names come from articles: markup, quotation marks and codes that turn the order of letters around."""
    desk = serve()
    name = "<img src=x onerror=alert(1)>'\"&\u202egnp.exe</script><script>alert(2)</script>"
    key, other = id_of(desk.ledger, "Kadri Lepmets"), id_of(desk.ledger, "Josphat Kiprono Ruttoh")
    for one in (key, other):
        reviewing.correct(desk.ledger, one, {"name": name, "title": name}, by="ann")
    with desk.ledger.writing() as connection:
        connection.execute(t.entries.update().where(t.entries.c.place == "Nairobi").values(place=name))
    page = open_page(f"{desk.url}/entities/{key}")
    page.on("dialog", lambda dialog: open_page.complaints.append(dialog.message))
    shown = name.replace("\u202e", "\ufffd")
    for path in (
        f"/entities/{key}",
        f"/pair?a={key}&b={other}",
        "/map",
        "/map?kind=engagements",
        "/entities",
        "/timeline",
    ):
        page.goto(desk.url + path, wait_until="networkidle")
        assert page.locator("img").count() == 0, path
        assert "\u202e" not in page.inner_text("body"), path
        for n in range(page.locator("[data-chart]").count()):
            expect(page.locator("[data-chart]").nth(n)).to_have_attribute("data-drawn", "true")
        if page.locator("[data-chart]").count() > 0:
            box = page.locator("[data-chart]").first.bounding_box()
            assert box is not None
            # What is shown beside the pointer is drawn, too.
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2 + 3)
            page.wait_for_timeout(100)
            assert page.locator("img").count() == 0, path
    page.goto(f"{desk.url}/entities/{key}")
    expect(page.locator("h1")).to_contain_text(shown[:60])


def test_without_scripts_the_tables_and_forms_do_everything(serve: Callable[..., Any], open_page: Any) -> None:
    desk = serve()
    page = open_page(f"{desk.url}/pair?a=Lepmets&b=KEN", java_script_enabled=False)
    page.locator("details.twin summary").click()
    page.locator("details.twin a").first.click()
    expect(page.locator("ul.entries > li").first).to_be_visible()
    page.get_by_label("Words").fill("zebra")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing fits")).to_be_visible()
