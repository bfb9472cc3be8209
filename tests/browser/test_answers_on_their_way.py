"""An answer on its way: streamed, stopped, and going on whatever becomes of the page."""

from __future__ import annotations

import re

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import gets_focus, has_focus
from tests.ui.fake_assistant import WRITES_AT_LENGTH, WRITES_BUSY

pytestmark = pytest.mark.browser

EVERYTHING = "Tell me everything."
BUILT = "When was the bridge built?"
ADDITIONS = """turn => {
  const answer = turn.querySelector(".answer");
  window.first = answer.firstChild;
  window.removed = 0;
  new MutationObserver((changes) => {
    window.removed += changes.filter(({ removedNodes }) => removedNodes.length).length;
  }).observe(answer, { childList: true });
}"""


def test_an_answer_streams_and_only_what_is_new_is_painted(visit, address):
    at = visit(address)
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").nth(1).wait_for()
    turn.evaluate(ADDITIONS)
    turn.locator(".marker").nth(turn.locator(".marker").count() + 4).wait_for()
    assert turn.locator(".reply[aria-busy=true]").count() == 1
    assert at.page.evaluate("window.first.isConnected")
    assert at.page.evaluate("window.removed") == 0
    assert "[" not in turn.locator(".answer").text_content()  # never a half-written marker
    at.page.keyboard.press("Escape")
    at.answered()


def test_escape_stops_an_answer_and_keeps_what_had_arrived(visit, address):
    at = visit(address)
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").first.wait_for()
    at.page.keyboard.press("Escape")
    at.answered()
    assert "Ferries run" in turn.locator(".answer").text_content()
    assert "You stopped this answer" in turn.locator(".told").text_content()
    assert turn.locator(".card").count() == 2
    at.assert_quiet()


def test_a_stop_that_is_lost_on_the_way_is_sent_again(visit, address):
    lost: list[str] = []

    def carry(socket):
        server = socket.connect_to_server()

        def pass_on(message):
            if b'"stop"' in message and not lost:
                lost.append(message)
            else:
                server.send(message)

        socket.on_message(pass_on)

    at = visit(address)
    at.page.route_web_socket("**", carry)
    at.page.reload()
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").nth(20).wait_for()  # nothing but what arrives is drawn by then
    at.page.keyboard.press("Escape")
    at.answered()
    assert len(lost) == 1
    assert "You stopped this answer" in turn.locator(".told").text_content()


def test_the_stop_button_is_there_while_an_answer_is_made_and_gives_the_focus_back(visit, address):
    at = visit(address)
    stop = at.page.get_by_role("button", name="Stop")
    assert stop.count() == 0
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").first.wait_for()
    stop.focus()
    at.page.keyboard.press("Enter")
    at.answered()
    assert stop.count() == 0
    assert has_focus(at.page.get_by_role("textbox", name="Ask about this article"))


def test_a_click_elsewhere_and_a_reload_leave_an_answer_running(visit, address):
    at = visit(address)
    first = at.ask(BUILT)
    at.send(WRITES_AT_LENGTH).locator(".marker").first.wait_for()
    first.get_by_role("button", name="Helpful", exact=True).click()
    at.page.reload()
    turn = at.page.locator(".turn").nth(1)
    turn.locator(".marker").first.wait_for()
    assert turn.locator(".reply[aria-busy=true]").count() == 1
    at.page.keyboard.press("Escape")
    at.answered(1)
    assert at.page.locator(".turn").count() == 2


def test_a_connection_that_drops_neither_stops_nor_repeats_an_answer(visit, address):
    sockets = []

    def carry(socket):
        socket.connect_to_server()
        sockets.append(socket)

    at = visit(address)
    at.page.route_web_socket("**", carry)
    at.page.reload()
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").nth(1).wait_for()
    arrived = turn.locator(".marker").count()
    sockets[-1].close()
    turn.locator(".marker").nth(arrived + 20).wait_for()
    at.page.keyboard.press("Escape")
    at.answered()
    assert len(sockets) == 2
    assert at.page.locator(".turn").count() == 1


def test_the_address_is_that_of_the_conversation_as_soon_as_a_question_is_sent(visit, address):
    at = visit(address)
    at.page.context.set_offline(True)  # nothing has come from the server by then
    at.send(BUILT)
    assert "conversation=" in at.page.evaluate("location.search")
    at.page.context.set_offline(False)
    at.answered()
    at.page.reload()
    assert "1871" in at.answered().text_content()
    at.page.go_back()
    assert at.page.url == "about:blank"


def test_a_busy_server_is_told_of_while_it_is_waited_for(visit, address):
    at = visit(address)
    turn = at.send(WRITES_BUSY)
    turn.get_by_text("vendor.example is busy; trying again in 1 s.").wait_for()
    at.answered()
    assert turn.locator(".searching").count() == 0


def test_a_question_sent_while_the_connection_is_down_is_asked_when_it_is_back(visit, address):
    at = visit(address)
    at.ask(BUILT)
    at.page.context.set_offline(True)
    at.page.evaluate("window.dispatchEvent(new Event('offline'))")
    turn = at.send("Who won?")
    assert turn.locator(".question").text_content() == "Who won?"
    at.page.context.set_offline(False)
    at.answered(1)
    assert turn.locator(".refusal").is_visible()
    assert at.page.locator(".turn").count() == 2


WHERE = """element => [Math.round(element.scrollTop), element.querySelectorAll(".marker").length]"""
GO = """query => document.dispatchEvent(
  new CustomEvent("footnote:go-to", { detail: { query, replace: true } })
)"""


class Losing:
    """Loses what fragments draw, run by run, as Streamlit does at times."""

    def __init__(self, at):
        self._at = at
        self._wanted = False
        self._losing = False  # in this run
        self.stops = 0  # that were lost as well
        at.page.route_web_socket("**", self._carry)
        at.page.reload()

    def _carry(self, socket):
        server = socket.connect_to_server()
        socket.on_message(lambda sent: self._sends(sent) and server.send(sent))
        server.on_message(lambda sent: self._shows(sent) and socket.send(sent))

    def _sends(self, data):
        stops = self._wanted and b'"stop"' in data
        self.stops += stops
        return not stops

    def _shows(self, data):
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "new_session":
            self._losing = self._wanted
        return not (self._losing and message.delta.fragment_id)

    def take_off(self, meanwhile):
        """Take the conversation off the page; what is done `meanwhile` is done just before."""
        talk = self._at.page.locator(".conversation")
        self._at.page.wait_for_url(re.compile("conversation="))
        self._wanted = True
        meanwhile()
        self._run_the_page("lose")
        talk.wait_for(state="detached")
        self._wanted = False
        self._run_the_page("keep")
        talk.wait_for()

    def _run_the_page(self, why):
        query = self._at.page.evaluate("location.search").partition("&run=")[0]
        self._at.page.evaluate(GO, f"{query}&run={why}")


def test_a_conversation_that_is_taken_off_the_page_and_mounted_again_is_as_it_was(visit, address):
    at = visit(address, viewport={"width": 1280, "height": 500}, reduced_motion="reduce")
    losing = Losing(at)
    at.ask(EVERYTHING)
    at.ask(BUILT)
    talk = at.page.locator(".conversation")
    field = at.page.get_by_role("textbox", name="Ask about this article")
    top, markers = talk.evaluate(WHERE)
    losing.take_off(meanwhile=lambda: field.press_sequentially("And then"))
    at.page.wait_for_function(
        "([element, top]) => Math.round(element.scrollTop) === top",
        arg=[talk.element_handle(), top],
    )
    assert talk.evaluate(WHERE) == [top, markers]
    assert top > 500
    assert markers == 7
    assert field.input_value() == "And then"
    assert gets_focus(field)


def test_a_stop_is_not_forgotten_when_the_conversation_is_taken_off_the_page(visit, address):
    at = visit(address)
    losing = Losing(at)
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").first.wait_for()
    losing.take_off(meanwhile=lambda: at.page.keyboard.press("Escape"))
    at.answered()
    assert losing.stops > 0
    assert "You stopped this answer" in turn.locator(".told").text_content()


def test_what_is_typed_on_the_shelf_stays_when_that_is_taken_off_the_page(visit, address):
    at = visit(address)
    losing = Losing(at)
    at.ask(BUILT)
    search = at.page.get_by_role("searchbox")
    losing.take_off(meanwhile=lambda: search.press_sequentially("the bri"))
    search.wait_for()
    assert search.input_value() == "the bri"
    assert gets_focus(search)
