"""Starting: every way it can go wrong is one sentence, before anything is loaded."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
from streamlit import config

from assistant.errors import SettingsError
from ui.serving import SETTINGS, check_address, is_loopback, serve, shown


@pytest.fixture
def taken_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield taken.getsockname()[1]


def test_a_port_in_use_is_one_sentence_that_names_it(taken_port):
    with pytest.raises(SettingsError, match=rf"Port {taken_port} on 127\.0\.0\.1 .*--port") as told:
        serve(None, "127.0.0.1", taken_port)
    assert str(told.value).count(".") - str(told.value).count("127.0.0.1") * 3 == 1


def test_an_address_of_another_machine_is_one_sentence():
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1"):
        check_address("192.0.2.1", 0)


def test_a_port_that_cannot_exist_is_one_sentence():
    with pytest.raises(SettingsError, match="Port 70000"):
        check_address("127.0.0.1", 70_000)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.0.2.1", False), ("::", False)],
)
def test_loopback_is_told_from_addresses_others_can_reach(host, loopback):
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("host", "name"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("::", "localhost")]
)
def test_the_address_that_is_printed_can_be_opened(host, name):
    assert shown(host) == name


def test_every_setting_is_one_that_streamlit_knows():
    assert set(SETTINGS) <= set(config._config_options_template)


def test_nothing_is_reported_watched_or_served_that_the_page_does_not_need():
    assert SETTINGS["browser.gatherUsageStats"] is False
    assert SETTINGS["server.fileWatcherType"] == "none"
    assert SETTINGS["server.enableStaticServing"] is False
    assert SETTINGS["server.enableAgentApi"] is False
    assert SETTINGS["client.showErrorDetails"] == "none"
