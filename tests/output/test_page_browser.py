"""The release page in headless Chromium: what a person does with it, and that nothing leaves it. Skips where Chromium is not installed.

NIANBAO_SCREENSHOTS=DIR keeps a picture of every view, in both languages, at desktop and phone width.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Visit, chromium, network_log, playing, served, visit
from page_release import ABOUT, HOSTILE, made_release

from output.page import write_page

NAMES = ["朝阳区财政局", "海淀区教育局", "朝阳区市场监督管理局", "东城区人民政府", "西城区小关街道办事处", *HOSTILE]
YEARS = range(2012, 2023)
VIEWS = ("#/", "#/agencies", "#/agency/x-agency-00000", "#/contradictions", "#/codebook", "#/load", "#/problems")


def release(folder: Path, *arguments: Any, **more: Any) -> str:
    write_page(made_release(folder, *arguments, **more), ABOUT)
    return (folder / "index.html").as_uri()


@pytest.fixture(scope="module")
def play() -> Iterator[Any]:
    with playing() as found:
        yield found


@pytest.fixture(scope="module")
def browser(play: Any) -> Iterator[Any]:
    with chromium(play) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release")
    release(path, NAMES, YEARS)
    return path


@pytest.fixture(scope="module")
def home(folder: Path) -> str:
    return (folder / "index.html").as_uri()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    names = [f"某省某市第{n // 100}区第{n:04d}街道办事处" for n in range(5000)]
    return release(tmp_path_factory.mktemp("large"), names, range(2008, 2023), each=50)


def keep(found: Visit, name: str) -> None:
    if folder := os.environ.get("NIANBAO_SCREENSHOTS"):
        found.page.screenshot(path=Path(folder) / f"{name.replace('#', '')}.png", full_page=True)


def listed(found: Visit) -> list[str]:
    return [str(name) for name in found.page.locator(".heat tbody .who a").all_inner_texts()]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [1280, 360])
def test_every_view_fits_its_window_in_both_languages(browser: Any, home: str, view: str, width: int) -> None:
    with visit(browser, f"{home}{view}?lang=zh", width=width) as found:
        found.settled()
        assert found.sideways() == 0
        chinese = found.text("h1")
        keep(found, f"{width}-zh{view.replace('/', '-')}")
        found.page.click("text=English")
        found.settled()
        assert found.sideways() == 0
        assert found.page.get_attribute("html", "lang") == "en"
        assert found.text("#nav").startswith("Overview")
        assert "lang=en" in found.page.url
        keep(found, f"{width}-en{view.replace('/', '-')}")
        assert view.startswith("#/agency/") or found.text("h1") != chinese
        assert found.page.evaluate("document.activeElement.id") == "lang-en"


def test_the_overview_says_what_there_is(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/?lang=en") as found:
        assert f"{len(NAMES)}\nagencies" in found.text(".tiles")
        assert found.page.locator("#trends-none").count() == 0
        assert found.page.locator("svg rect").count() > 20
        found.page.click(".tag:has-text('Overdue')")
        found.page.wait_for_selector(".heat")
        assert "gap=overdue.not_listed" in found.page.url
        assert found.page.locator("#gap").input_value() == "overdue.not_listed"


def test_search_finds_and_its_address_finds_again(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/agencies?lang=zh") as found:
        assert len(listed(found)) == len(NAMES)
        found.page.fill("#find", "朝阳 财政")
        found.until("document.querySelectorAll('.heat tbody tr').length === 1")
        assert listed(found) == ["朝阳区财政局"]
        assert found.page.evaluate("document.activeElement.id") == "find"
        address = found.page.url
    with visit(browser, address) as again:
        assert listed(again) == ["朝阳区财政局"]
        again.page.fill("#find", "没有这样的机关")
        again.until("!document.querySelector('.heat')")
        assert "没有符合条件的机关" in again.text(".results")


def test_sorting_says_so_and_turns_round(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/agencies?lang=en") as found:
        page = found.page
        counts = lambda: [int(text) for text in page.locator(".heat tbody td:nth-child(5)").all_inner_texts()]  # noqa: E731
        page.click("#by-failed")
        assert counts() == sorted(counts(), reverse=True)
        assert counts()[0] > 0
        assert page.get_attribute("th:has(#by-failed)", "aria-sort") == "ascending"
        page.click("#by-failed")
        assert counts() == sorted(counts())
        assert page.get_attribute("th:has(#by-failed)", "aria-sort") == "descending"
        assert page.evaluate("document.activeElement.id") == "by-failed"


def test_an_agency_shows_its_reports_figures_source_and_archived_copy(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/agencies?lang=en") as found:
        found.page.click("text=海淀区教育局")
        found.page.wait_for_selector(".report")
        assert found.page.evaluate("document.activeElement.tagName") == "H1"
        assert found.text("h1") == "海淀区教育局"
        card = found.page.locator(".report").first
        assert card.locator("a.out").get_attribute("href") == "http://www.example.test/x-agency-00001/2021.html"
        assert "0" * 64 in card.inner_text()
        assert "2022-02-01 00:00:00 UTC" in card.inner_text()
        card.locator("summary").first.click()
        assert "nianbao trace x-agency-00001 2021 s3_requests.received_new.total --open" in card.inner_text()
        assert "The release does not hold the archived pages" in card.inner_text()
        assert "Overdue" in found.text("section[aria-labelledby=gaps]")
        found.page.go_back()
        assert found.text("h1") == "Agencies"


def test_a_chosen_figure_is_explained_and_the_arrows_move(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/agency/x-agency-00000?lang=en") as found:
        found.settled()
        page = found.page
        page.locator("td.figure").first.focus()
        assert page.locator("td.figure[tabindex='0']").count() == 1
        first = found.text(".told")
        assert "New requests received: " in first
        assert re.search(r"nianbao trace x-agency-00000 \d{4} s3_requests\.received_new\.total --open", first)
        page.keyboard.press("ArrowRight")
        assert found.text(".told")[:4] > first[:4]
        page.keyboard.press("ArrowDown")
        assert "carried in" in found.text(".told") or "Disclosed in full" in found.text(".told")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        assert found.text(".told") == first


def opened(found: Visit) -> Any:
    """The cells of the latest report of the agency that is shown, opened by the keyboard."""
    found.settled()
    box = found.page.locator(".printed").first
    box.locator("summary").focus()
    found.page.keyboard.press("Enter")
    found.page.wait_for_selector(".printed td.figure")
    found.settled()
    return box


def test_every_cell_of_a_report_is_shown_as_printed(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/agency/x-agency-00001?lang=en") as found:
        found.settled()
        assert not [url for url in found.asked if "/page/cells-" in url]
        box = opened(found)
        assert len([url for url in found.asked if "/page/cells-" in url]) == 1
        assert "All 200 cells, as printed" in box.inner_text()
        assert box.locator("td.figure").count() == 6 + 25 * 7
        assert box.locator("td.gone").count() == 1
        assert box.locator("td.doubted").inner_text().startswith("海淀区教育局")
        assert "1,234.5" in box.locator("table.codes").inner_text()
        box.locator("td.doubted").click()
        told = box.locator(".told").inner_text()
        for text in (
            "予以公开",
            "Disclosed in full",
            "自然人",
            "Natural persons",
            "海淀区教育局",
            "missing (not 0)",
            "not one sure figure",
        ):
            assert text in told
        assert "nianbao trace x-agency-00001 2021 s3_requests.granted_full.natural_person --open" in told
        assert box.locator("a.out").first.get_attribute("href") == "http://www.example.test/x-agency-00001/2021.html"
        box.locator("td.gone").click()
        assert "Not carried" in box.locator(".told").inner_text()
        keep(found, "cells-1280")


@pytest.mark.parametrize("width", [1280, 360])
def test_cells_are_walked_by_keys_and_stay_open_in_the_other_language(browser: Any, home: str, width: int) -> None:
    with visit(browser, f"{home}#/agency/x-agency-00000?lang=zh", width=width) as found:
        box = opened(found)
        keys = found.page.keyboard
        found.page.keyboard.press("Tab")
        while not found.page.evaluate("document.activeElement.matches('td.figure')"):
            keys.press("Tab")
        for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
            keys.press(key)
        assert "规范性文件" in box.locator(".told").inner_text()
        hidden = "(() => { const told = document.querySelector('.printed .told').getBoundingClientRect(); const cell = document.activeElement.getBoundingClientRect(); return cell.bottom > told.top + 1 && cell.top < told.bottom - 1; })()"
        assert not found.page.evaluate(hidden)
        assert found.sideways() == 0
        keep(found, f"cells-{width}-zh")
        found.page.click("text=English")
        found.settled()
        found.page.wait_for_selector(".printed[open] td.figure")
        assert "as printed" in found.page.locator(".printed").first.inner_text()
        assert found.sideways() == 0
        address = found.page.url
        found.page.locator(".printed summary").first.click()
        found.until("!location.hash.includes('cells=')")
    with visit(browser, address, width=width) as again:
        again.page.wait_for_selector(".printed[open] td.figure")


def test_hostile_cells_stay_texts(browser: Any, home: str) -> None:
    with visit(browser, home, width=360) as found:
        for number in range(len(NAMES) - len(HOSTILE), len(NAMES)):
            found.go(f"#/agency/x-agency-{number:05d}?lang=en")
            box = opened(found)
            box.locator("td.doubted").click()
            assert found.sideways() == 0
        assert found.page.evaluate("window.hacked") is None


def test_contradictions_lead_to_their_agency(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/contradictions?lang=en") as found:
        found.settled()
        assert "An identity of the form itself" in found.text("main")
        found.page.locator("tbody a").first.click()
        found.page.wait_for_selector("section[aria-labelledby=failed]")
        assert "I2" in found.text("section[aria-labelledby=failed]")
        year = re.findall(r"year=(\d+)", found.page.url)[0]
        assert found.text(".report.aimed .when") == year
        assert found.page.locator(".report.aimed h3").evaluate("(one) => one === document.activeElement")


def test_the_codebook_is_searched(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/codebook?lang=zh") as found:
        found.settled()
        found.page.fill("#word", "refusal_rate")
        assert "refusal_rate" in found.text("details[open] table")
        found.page.fill("#word", "nothing like this")
        assert found.page.locator("details").count() == 0


def test_a_keyboard_alone_is_enough(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/?lang=en") as found:
        keys = found.page.keyboard
        keys.press("Tab")
        assert found.text(":focus") == "Skip to content"
        keys.press("Enter")
        assert found.page.evaluate("document.activeElement.id") == "view"
        keys.press("Tab")
        assert found.page.evaluate("document.activeElement.id") == "find"
        keys.type("海淀")
        keys.press("Enter")
        found.page.wait_for_selector(".heat")
        for _ in range(40):
            keys.press("Tab")
            if found.page.evaluate("document.activeElement.closest('.who') !== null && document.activeElement.tagName === 'A'"):
                break
        assert found.text(":focus") == "海淀区教育局"
        keys.press("Enter")
        found.page.wait_for_selector(".report")
        assert found.text("h1") == "海淀区教育局"


def test_everything_that_takes_the_focus_has_a_name(browser: Any, home: str) -> None:
    nameless = """() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')].filter((one) => {
        const name = one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent;
        return !name.trim();
    }).map((one) => one.outerHTML)"""
    for view in VIEWS:
        with visit(browser, f"{home}{view}?lang=en") as found:
            found.settled()
            assert found.page.evaluate(nameless) == []
            assert found.page.locator("h1").count() == 1
            assert (
                found.page.evaluate("new Set([...document.querySelectorAll('[id]')].map((one) => one.id)).size")
                == found.page.locator("[id]").count()
            )


def test_hostile_texts_stay_texts(browser: Any, home: str) -> None:
    with visit(browser, f"{home}#/agencies?lang=en", width=360) as found:
        assert set(HOSTILE[:3]) <= set(listed(found))
        assert found.sideways() == 0
        for number in range(len(NAMES) - len(HOSTILE), len(NAMES)):
            found.go(f"#/agency/x-agency-{number:05d}?lang=en")
            found.page.wait_for_selector(".report")
            assert found.sideways() == 0
            assert found.page.locator("a[href^=javascript]").count() == 0
        for address in (
            "#/agency/%E0%A4%A",
            "#/agency/<img src=x onerror=window.hacked=1>",
            "#/__proto__/x",
            "#/agencies?q=<svg onload=hacked=1>&page=-7",
        ):
            found.go(address)
        assert found.page.evaluate("window.hacked") is None


def test_an_unknown_agency_and_a_lost_part_are_said(browser: Any, tmp_path: Path) -> None:
    home = release(tmp_path, NAMES, YEARS)
    (tmp_path / "page" / "agencies-0.js").unlink()
    with visit(browser, f"{home}#/agency/nobody?lang=en") as found:
        assert found.text("h1") == "This release has no such agency"
        found.go("#/agency/x-agency-00000?lang=en")
        assert "page/agencies-0.js could not be loaded" in found.text("main")
        found.said[:] = [text for text in found.said if "ERR_FILE_NOT_FOUND" not in text]


@pytest.mark.parametrize(
    ("names", "years", "refusals"),
    [([], [], True), (["唯一的机关"], [2021], True), (["唯一的机关"], [2021], False), (NAMES, [2022], True)],
    ids=["empty", "one agency", "no refusals", "one year"],
)
def test_small_releases_work(browser: Any, tmp_path: Path, names: list[str], years: list[int], *, refusals: bool) -> None:
    home = release(tmp_path, names, years, refusals=refusals)
    with visit(browser, f"{home}#/?lang=en", width=360) as found:
        for view in VIEWS:
            found.go(f"{view}?lang=en")
            assert found.sideways() == 0
        found.go("#/?lang=en")
        assert names or "holds no agency-year" in found.text("main")
        assert refusals or "No refusals are reported" in found.text("main")


def test_without_javascript_there_are_plain_links(browser: Any, home: str) -> None:
    with visit(browser, home, java_script_enabled=False) as found:
        assert "need JavaScript" in found.text("main")
        assert found.page.locator("a[href='parquet/agencies.parquet']").count() == 1


def test_five_thousand_agencies(browser: Any, large: str) -> None:
    with visit(browser, f"{large}#/agencies?lang=en") as found:
        assert found.text("#list") == "5,000 agencies"
        assert found.page.locator(".heat tbody tr").count() == 100
        found.page.fill(".pager input", "50")
        found.page.press(".pager input", "Enter")
        found.until("document.querySelector('.heat tbody .who a').textContent.includes('第4900街道')")
        assert found.page.locator("text=Next").is_disabled()
        found.page.fill("#find", "第4321街道")
        found.until("document.querySelectorAll('.heat tbody tr').length === 1")
        found.page.click(".heat tbody .who a")
        found.settled()
        assert "4321" in found.text("h1")
    with visit(browser, f"{large}#/agencies?lang=zh", width=360) as narrow:
        assert narrow.sideways() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_and_dark_have_no_surprises(browser: Any, home: str, scheme: str) -> None:
    with visit(browser, f"{home}#/agency/x-agency-00000?lang=en", color_scheme=scheme) as found:
        found.settled()
        colours = "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
        ink, paper = found.page.eval_on_selector("body", colours)
        assert (sum(map(int, re.findall(r"\d+", ink)[:3])) > 382) == (scheme == "dark")
        assert ink != paper
        found.page.emulate_media(media="print")
        assert not found.page.locator("#nav").is_visible()
        assert found.page.locator(".report").first.is_visible()


@pytest.mark.parametrize("over", ["file", "server"])
def test_chromium_itself_asks_nobody_else(play: Any, folder: Path, tmp_path: Path, over: str) -> None:
    """By the browser's own network log, not by what the page or its driver say."""
    log = tmp_path / "net.json"
    with served(folder) as address:
        root = folder.as_uri() if over == "file" else address
        with chromium(play, f"--log-net-log={log}") as found, visit(found, f"{root}/index.html#/?lang=en") as page:
            for view in VIEWS:
                page.go(f"{view}?lang=zh")
    urls = network_log(log)
    assert {url for url in urls if not url.startswith(f"{root}/")} == set()
    assert over == "file" or f"{root}/page/codebook.js" in urls
