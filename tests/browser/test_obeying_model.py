"""What an obedient model writes is drawn as text while it streams, once it is whole, and later."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Server
from tests.browser.serve_obeying import OBEYED, ORDER

pytestmark = pytest.mark.browser

FOREIGN = "script, img, iframe, svg, a, link, meta, style, object, embed, form"


@pytest.fixture(scope="module")
def obeying(browser):
    server = Server("0", module="tests.browser.serve_obeying")
    yield server.address
    server.ended()


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with the policy", "without it"])
def test_nothing_that_a_model_writes_is_live(visit, obeying, bypass_csp):
    at = visit(obeying, bypass_csp=bypass_csp)
    turn = at.ask("When was the bridge built?")
    turn.locator(".answer").get_by_text("at most.").wait_for()
    assert turn.locator(".answer").locator(FOREIGN).count() == 0
    shown = turn.locator(".answer").text_content()
    for payload in ("evil.example/a.png", "javascript:alert(1)", "<script>alert(3)</script>"):
        assert payload in OBEYED
        assert payload in shown
    at.page.reload()
    at.page.locator(".answer").get_by_text("at most.").first.wait_for()
    assert at.page.locator(".answer").locator(FOREIGN).count() == 0
    at.assert_quiet()


def test_the_order_stands_in_the_article_with_a_warning(visit, obeying):
    at = visit(obeying)
    warning = at.page.locator(".pane .warning").text_content()
    assert "Gives orders to programs that read it" in warning
    assert ORDER in at.page.locator(".pane .story:has(+ .warning)").text_content()
