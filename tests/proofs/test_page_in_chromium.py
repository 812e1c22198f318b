"""The page to look around in, in a real browser: clicks, keys, filters, colours, paper, speed and axe."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.generate import generate, write_workspace

from pmcli import load
from pmcli.model.audience import find_reader
from pmcli.planning import plan
from pmcli.sharing import AudienceView, share
from pmcli.views.outputs import VIEWS
from pmcli.views.page import explore, static
from pmcli.views.ranking.explanation import Explanation
from tests.views.page.test_page import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

NORTHWIND = Path(__file__).parents[2] / "examples" / "northwind"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
VIEWS_OF_TEAM = ("roadmap", "rank", "graph", "plot", "capacity", "declined")
FEATURES = 40
Open = Callable[..., "Page"]


def expect(locator: Locator) -> Any:
    """What waits until something holds, without evaluating a text, which the page forbids."""
    from playwright.sync_api import expect as expected

    return expected(locator)


@cache
def northwind(reader: str = "team") -> AudienceView:
    backlog = load(NORTHWIND).backlog
    return share(backlog, plan(backlog, effort="fast"), find_reader(backlog.workspace, reader))


def written(shared: AudienceView, start: str = "roadmap") -> str:
    return explore(shared, start)


@cache
def page_of(reader: str) -> str:
    return written(northwind(reader))


@pytest.fixture
def open_(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page from a file; nothing may be told on its console, fail in it, or be asked of a network."""
    contexts: list[BrowserContext] = []
    told: list[str] = []

    def opened(text: str | None = None, hash_: str = "", *, reader: str = "team", **options: Any) -> Page:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(page_of(reader) if text is None else text, encoding="utf-8", newline="\n")
        context = chromium.new_context(**{"viewport": WIDE, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:")) else told.append(request.url),
        )
        page.goto(path.as_uri() + hash_)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not told


def shown(page: Page, selector: str) -> int:
    return page.locator(selector).locator("visible=true").count()


def node(page: Page, title: str) -> Locator:
    return page.locator(f".node:has(text:text-is('{title}'))")


def hash_of(page: Page) -> str:
    hash_of: str = page.evaluate("decodeURIComponent(location.hash)")
    return hash_of


# --- views ---


def test_one_view_at_a_time_and_its_address(open_: Open) -> None:
    page = open_()
    assert shown(page, ".view") == 1
    for name in VIEWS_OF_TEAM:
        page.click(f'nav a[href="#{name}"]')
        assert page.locator(".view").locator("visible=true").get_attribute("id") == name
        assert hash_of(page) == f"#{name}"
        assert page.locator("nav [aria-current=page]").get_attribute("href") == f"#{name}"
    page.go_back()
    assert shown(page, "#capacity") == 1
    assert page.evaluate("scrollY") == 0


def test_the_address_brings_everything_back(open_: Open) -> None:
    page = open_(hash_="#rank?q=pay&team=web&sort=-score&feature=wallets")
    assert page.locator("#details h2").text_content() == "Apple Pay and Google Pay"
    assert page.input_value("input[type=search]") == "pay"
    assert page.input_value("select[aria-label='Filter by team']") == "web"
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    assert 0 < shown(page, "#features tbody tr") < FEATURES


def test_an_address_of_nothing_is_no_matter(open_: Open) -> None:
    for hash_ in ("#nothing", "#rank?feature=gone&team=nobody", "#?", "#rank?%", "#main", "#rank?sort=none"):
        page = open_(hash_=hash_)
        assert shown(page, ".view") == 1


# --- the table ---


def test_search_filters_and_their_count(open_: Open) -> None:
    page = open_(hash_="#rank")
    count = page.locator("#filters output")
    assert count.text_content() == f"{FEATURES} features"
    page.keyboard.press("/")
    page.keyboard.type("Checkout guest")
    expect(page.locator("output")).to_contain_text(" of ")
    assert "Guest checkout" in page.locator("#features tbody").inner_text()
    page.fill("input[type=search]", "")
    expect(count).to_have_text(f"{FEATURES} features")  # what is typed counts a moment later
    page.select_option("select[aria-label='Filter by theme']", "payments")
    page.select_option("select[aria-label='Filter by status']", "planned")
    found = page.locator("#features tbody tr").locator("visible=true")
    for row in found.all():
        assert row.locator(".theme").text_content() == "payments"
        assert row.locator(".status").text_content() == "planned"
    assert count.text_content() == f"{found.count()} of {FEATURES} features"
    page.fill("input[type=search]", "no such thing")
    page.wait_for_selector("text=Nothing matches")
    page.click("text=Clear")
    expect(count).to_have_text(f"{FEATURES} features")
    assert page.evaluate("document.activeElement.type") == "search"


def test_every_column_sorts_both_ways(open_: Open) -> None:
    page = open_(hash_="#rank")
    for head in page.locator("#features thead th").all():
        key = head.get_attribute("data-key")
        for _ in range(2):
            head.locator("button").click()
            order = head.get_attribute("aria-sort")
            assert page.locator("[aria-sort]").count() == 1
            cells = page.locator(f"#features tbody .{key}").all_inner_texts()
            texts = [cell.split("\n")[0] for cell in cells]
            filled = [text for text in texts if text]
            assert texts[: len(filled)] == filled
            if "number" in (head.get_attribute("class") or ""):
                numbers = [float(one.replace(",", "")) for one in filled]
                assert numbers == sorted(numbers, reverse=order == "descending")
            elif key in ("title", "when", "owner"):
                assert [one.casefold() for one in filled] == sorted(
                    (one.casefold() for one in filled), reverse=order == "descending"
                )


def test_the_table_by_keyboard(open_: Open) -> None:
    page = open_(hash_="#rank")
    page.locator("#features th button").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.locator("#features th").nth(1).get_attribute("aria-sort") == "ascending"
    link = page.locator("#features tbody a").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == link.text_content()


def test_every_row_says_what_the_ranking_says(open_: Open) -> None:
    page = open_(hash_="#rank")
    ranked = northwind().ranking.items
    rows = page.locator("#features tbody tr").all()[: len(ranked)]
    for item, row in zip(ranked, rows, strict=True):
        assert row.locator(".rank").text_content() == str(item.rank)
        assert row.locator(".title small").text_content() == item.id


# --- details ---


def test_details_tell_all_and_explain(open_: Open) -> None:
    page = open_(hash_="#rank?feature=guest-checkout")
    told = page.locator("#details").inner_text()
    shared = northwind()
    explanation = Explanation(shared.items["guest-checkout"], shared.ranking, shared.backlog)
    for word in (
        "Guest checkout",
        "guest-checkout",
        "amelie",
        explanation.headline(),
        "= reach * impact * confidence",
    ):
        assert word.casefold() in told.casefold()
    assert "null" not in told
    assert "undefined" not in told
    page.click("#details [aria-label='Close details']")
    assert page.locator("#details").is_hidden()
    assert hash_of(page) == "#rank"


def test_every_feature_opens_from_every_place(open_: Open) -> None:
    page = open_()
    for feature in northwind().backlog.features.values():
        page.evaluate("id => { location.hash = `#rank?feature=${id}`; }", feature.id)
        expect(page.locator("#details h2")).to_have_text(feature.title)
        told = page.locator("#details").inner_text()
        assert not [word for word in ("null", "undefined", "[object") if word in told]
    page.evaluate("location.hash = '#roadmap'")
    card = page.locator(".cards a").first
    card.click()
    assert (page.locator("#details h2").text_content() or "?") in (card.text_content() or "")
    page.locator("#details a").count()


def test_details_link_to_what_is_waited_for(open_: Open) -> None:
    page = open_(hash_="#rank?feature=guest-checkout")
    page.locator("#details a", has_text="Address book").click()
    assert page.locator("#details h2").text_content() == "Address book"


# --- the roadmap ---


def test_the_roadmap_has_what_is_planned(open_: Open) -> None:
    page = open_()
    shared = northwind()
    columns = [str(period) for period in shared.roadmap.periods]
    assert [
        text.split("\n")[0] for text in page.locator(".timeline thead th").all_inner_texts()[1:]
    ] == columns
    for placement in shared.roadmap.placements:
        cards = page.locator(".timeline li", has=page.locator(f'a[href="#roadmap?feature={placement.id}"]'))
        teams = {work.team for work in placement.work}
        assert cards.count() == len(teams)
        for card in cards.all():
            assert card.locator("xpath=ancestor::td").get_attribute("data-when") == str(placement.period)
            assert card.locator("xpath=ancestor::tr/th").text_content() in teams


def test_the_roadmap_grouped(open_: Open) -> None:
    page = open_()
    box = page.get_by_label("Group by")
    for group in [one.get_attribute("value") or "" for one in box.locator("option").all()]:
        box.select_option(group)
        titles = {content.strip() for content in page.locator(".timeline .cards a").all_text_contents()}
        assert len(titles) == len(northwind().roadmap.placements)
    box.select_option("theme")
    assert "payments" in page.locator(".timeline tbody th").all_text_contents()
    assert hash_of(page) == "#roadmap?group=theme"
    page.select_option("select[aria-label='Filter by theme']", "payments")
    assert page.locator(".timeline tbody th").locator("visible=true").all_text_contents() == ["payments"]


def test_heat_leads_to_the_roadmap(open_: Open) -> None:
    page = open_(hash_="#capacity")
    page.locator(".heat a").first.click()
    assert hash_of(page) == "#roadmap?team=web&when=2026-Q4"
    assert page.locator(".timeline td").locator("visible=true").first.is_visible()
    assert 0 < shown(page, ".timeline li") < FEATURES


# --- the graph and the plot ---


def test_the_graph_pans_zooms_and_clicks(open_: Open) -> None:
    page = open_(hash_="#graph")
    page.wait_for_timeout(100)
    scene = page.locator(".canvas > g")
    before = scene.get_attribute("style")
    page.mouse.move(900, 600)
    page.mouse.wheel(0, -300)
    expect(scene).not_to_have_attribute("style", before or "")
    zoomed = scene.get_attribute("style")
    page.mouse.move(1300, 700)
    page.mouse.down()
    page.mouse.move(1200, 620, steps=4)
    page.mouse.up()
    expect(scene).not_to_have_attribute("style", zoomed or "")
    assert page.locator("#details").is_hidden()
    page.click("[aria-label='Show all']")
    node(page, "Guest checkout").click()
    assert page.locator("#details h2").text_content() == "Guest checkout"
    assert page.locator(".node.near").count() > 1
    assert page.locator(".node.chosen").count() == 1
    page.click("[aria-label='Zoom in']")
    page.click("[aria-label='Zoom out']")


def test_the_graph_by_keyboard(open_: Open) -> None:
    page = open_(hash_="#graph")
    assert page.locator(".node[tabindex='0']").count() == 1
    node(page, "Address book").evaluate("box => box.focus()")
    page.keyboard.press("ArrowRight")
    assert "Guest checkout" in (page.evaluate("document.activeElement.textContent"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    assert page.locator("#details").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('node')")


def test_no_box_of_the_graph_covers_another(open_: Open) -> None:
    page = open_(hash_="#graph")
    boxes = [one.bounding_box() for one in page.locator(".node > .box").all()]
    for at, one in enumerate(boxes):
        for other in boxes[:at]:
            assert one is not None
            assert other is not None
            assert (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            )  # fmt: skip


def test_the_plot(open_: Open) -> None:
    page = open_(hash_="#plot")
    assert page.locator(".plot .field").all_text_contents() == [
        "Quick wins",
        "Big bets",
        "Fill-ins",
        "Money pits",
    ]
    dots = page.locator(".plot circle")
    assert dots.count() == sum(
        1
        for item in northwind().ranking.items
        if (item.value > 0 or item.inherits)
        and northwind().backlog.total_effort(northwind().backlog.features[item.id])
    )
    dots.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#details").is_visible()
    page.keyboard.press("Escape")
    page.select_option("select[aria-label='Filter by theme']", "payments")
    assert 0 < page.locator(".plot circle.faded").count() < dots.count()


# --- looks ---


def test_dark_as_the_system_has_it_and_by_hand(open_: Open) -> None:
    page = open_(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(15, 17, 21)"
    page.click("[aria-label='Dark colours']")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    for _ in range(
        20
    ):  # the choice reaches a new process of the browser a moment later, on a machine under load
        page.reload()
        if page.evaluate(ground) == "rgb(246, 247, 249)":
            break
        page.wait_for_timeout(250)
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    assert page.locator("[aria-label='Dark colours']").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("view", VIEWS_OF_TEAM)
def test_nothing_scrolls_sideways_on_a_phone(open_: Open, view: str) -> None:
    page = open_(hash_=f"#{view}", viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate("view => { location.hash = `#${view}?feature=guest-checkout`; }", view)
    page.wait_for_selector("#details h2")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.querySelector('main').inert")
    page.click("#details [aria-label='Close details']")
    assert not page.evaluate("document.querySelector('main').inert")


def test_on_paper_all_views_are_there(open_: Open) -> None:
    page = open_(hash_="#rank?feature=guest-checkout")
    page.pdf(format="A4")  # fires what a browser fires before it prints
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert shown(page, ".view") == len(VIEWS_OF_TEAM)
    assert shown(page, ".node") > 10
    assert shown(page, ".plot circle") > 10
    assert shown(page, "nav, #filters, #tools, #details") == 0


def test_without_the_script_it_is_a_document(open_: Open) -> None:
    page = open_(java_script_enabled=False)
    told = page.locator("body").inner_text()
    assert shown(page, ".view") == len(VIEWS_OF_TEAM) - 1
    assert told.count("Guest checkout") >= 3
    assert "Fewer payments fail" in told
    page.click("nav a[href='#rank']")


def test_hostile_words_are_only_words(open_: Open) -> None:
    text = written(hostile())
    for view in ("roadmap", "rank", "graph", "plot"):
        page = open_(text, f"#{view}?feature=f01", viewport=PHONE)
        assert page.locator("#details").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate("document.scripts.length") == 3
        assert (
            page.evaluate("document.querySelectorAll('[onfocus], [onload], iframe, img, main b b').length")
            == 0
        )


# --- served ---


def test_a_served_page_follows_the_files(chromium: Browser, tmp_path: Path) -> None:
    from threading import Thread

    from pmcli.cli.output import Output
    from pmcli.cli.server import Site, _bound
    from pmcli.cli.view_options import ViewOptions

    root = tmp_path / "shop"
    shutil.copytree(NORTHWIND, root)
    site = Site(ViewOptions(Output(str(root)), "roadmap", None, None, (), None))
    server = _bound(0, site)
    Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    try:
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/#rank?q=checkout&feature=guest-checkout")
        file = root / "features" / "guest-checkout.yaml"
        sound = file.read_text()
        file.write_text(sound.replace("title: Guest checkout", "title: Checkout for guests"))
        expect(page.locator("#details h2")).to_have_text("Checkout for guests", timeout=30_000)
        assert hash_of(page) == "#rank?q=checkout&feature=guest-checkout"
        file.write_text(sound.replace("effort:", "effort: nonsense\nwrong:"))
        expect(page.locator("h1")).to_contain_text("The backlog has", timeout=30_000)
        file.write_text(sound)
        expect(page.locator("#details h2")).to_have_text("Guest checkout", timeout=30_000)
        assert not told
    finally:
        context.close()
        server.shutdown()
        server.server_close()


# --- others ---


def faults(page: Page, axe: str, *rules: str) -> list[str]:
    """What axe calls serious or critical, by all its rules or by some."""
    if page.evaluate("typeof axe") == "undefined":
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe})
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    faults = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{fault['impact']} {fault['id']}: {json.dumps([node['html'][:160] for node in fault['nodes'][:4]])}"
        for fault in faults if fault["impact"] in ("serious", "critical")
    ]  # fmt: skip


LOOKS = {
    "light": ("light", WIDE, ()),
    "phone": ("light", PHONE, ()),
    "dark": ("dark", WIDE, ("color-contrast",)),  # other colours, and nothing else
}


@pytest.mark.parametrize("reader", ["team", "leadership", "customers"])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_serious_fault(open_: Open, axe: str, reader: str, look: str) -> None:
    scheme, size, rules = LOOKS[look]
    page = open_(reader=reader, color_scheme=scheme, viewport=size)
    for view in page.evaluate("[...document.querySelectorAll('.view')].map(one => one.id)"):
        page.evaluate("view => { location.hash = `#${view}`; }", view)
        expect(page.locator(f"#{view}")).to_be_visible()
        assert not faults(page, axe, *rules), view
    first = next(iter(northwind(reader).backlog.features))
    page.evaluate("id => { location.hash = `#rank?feature=${encodeURIComponent(id)}`; }", first)
    page.wait_for_selector("#details h2")
    assert not faults(page, axe, *rules)


@pytest.mark.parametrize("view", [one for one in VIEWS if not one.of_one], ids=lambda one: one.name)
def test_pages_to_read(open_: Open, axe: str, view: Any) -> None:
    text = static(view.page(northwind(), None), f"Northwind: {view.name}")
    for scheme, size, rules in (LOOKS["phone"], LOOKS["dark"]):
        page = open_(text, color_scheme=scheme, viewport=size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert not faults(page, axe, *rules)


# --- size ---


@cache
def generated(features: int) -> AudienceView:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    write_workspace(generate(features, 6, 6, 1), folder, per_file=features)
    backlog = load(folder).backlog
    return share(backlog, plan(backlog, effort="fast"))


def test_five_hundred_features_are_less_than_a_megabyte() -> None:
    assert len(written(generated(500)).encode()) < 1_000_000


@pytest.mark.heavy
@pytest.mark.xdist_group("large")
def test_a_large_graph_has_every_name_at_once_and_every_picture_soon(open_: Open) -> None:
    page = open_(written(generated(2000)), "#graph")
    boxes, drawn = page.locator(".node"), page.locator(".node:has(.box)")
    every = boxes.count()
    assert every > 1000
    assert page.locator(".node > title").count() == every
    assert page.locator(".node[tabindex='0']").count() == 1
    count = "selector => document.querySelectorAll(selector).length"
    arcs = page.evaluate("JSON.parse(document.querySelector('#data').textContent).graph.arcs.length")
    page.wait_for_function(f"wanted => ({count})('.arc') === wanted", arg=arcs)
    assert drawn.count() == every
    page.reload()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert drawn.count() == every
    assert page.evaluate(count, ".arc") == arcs
    page.reload()
    page.evaluate("location.hash = '#graph?feature=f-001999'")
    page.wait_for_selector("#details h2")
    for key in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    page.fill("input[type=search]", "feature 199")
    expect(page.locator("output")).to_contain_text(" of ")
    assert page.locator(".node.faded").count() > 0


@pytest.mark.heavy
@pytest.mark.xdist_group("large")
def test_two_thousand_features_answer_at_once(open_: Open) -> None:
    page = open_(written(generated(2000)), "#rank")
    page.fill("input[type=search]", "feature 19")
    expect(page.locator("output")).to_contain_text(" of ")
    assert 0 < shown(page, "#features tbody tr") <= 200
    page.fill("input[type=search]", "")
    expect(page.locator("output")).not_to_contain_text(" of ")
    assert shown(page, "#features tbody tr") == 200
    page.click("text=Show all 2,000 features")
    page.wait_for_function("document.querySelectorAll('#features tbody tr').length === 2000")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
