"""Nothing leaves the machine: the commands and the app work where there is nothing to leave to.

Where a network namespace can be made (as root on Linux), the program runs in one that holds the
loopback address alone: any other address is unreachable, for native code too. Elsewhere Python's
own record of every connection and look-up is read instead.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import textwrap
from functools import cache

import pytest

# Brings loopback up (SIOCSIFFLAGS, IFF_UP), then becomes the program.
IN_A_NAMESPACE = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""

# Ends the process at the first connection or look-up that is not this machine's own.
GUARD = """
import os, sys
def guard(event, details):
    if event in {"socket.connect", "socket.sendto"} and isinstance(details[1], tuple):
        host = details[1][0]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = details[0]
    else:
        return
    if host not in {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"}:
        os.write(2, f"reached for {host!r}".encode())
        os._exit(97)
sys.addaudithook(guard)
"""
RUN = "from assistant.cli import main\nmain()\n"


@cache
def namespaces_can_be_made() -> bool:
    if sys.platform != "linux":
        return False
    try:
        program = ["unshare", "--net", sys.executable, "-c", IN_A_NAMESPACE, "-c", "pass"]
        tried = subprocess.run(  # noqa: S603 - our own words
            program, capture_output=True, timeout=30, check=False
        )
    except FileNotFoundError:
        return False
    return tried.returncode == 0


def alone(program: str, *arguments: str) -> list[str]:
    """The command that runs a Python program where only loopback can be reached."""
    inner = ["-c", GUARD + program, *arguments]
    if namespaces_can_be_made():
        return ["unshare", "--net", sys.executable, "-c", IN_A_NAMESPACE, *inner]
    return [sys.executable, *inner]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words
        alone(program, *arguments), capture_output=True, text=True, timeout=120, check=False
    )


def test_the_guard_notices_a_program_that_reaches_out():
    reaching = "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)"
    assert run(reaching).returncode == 97


@pytest.mark.skipif(not namespaces_can_be_made(), reason="needs root on Linux, for unshare --net")
def test_the_namespace_holds_loopback_alone():
    looking = "import socket\nprint([name for _, name in socket.if_nameindex()])"
    told = run(looking)
    assert "lo" in told.stdout
    assert "eth" not in told.stdout


def test_ask_answers_with_nothing_to_reach():
    told = run(RUN, "ask", "Where are Xi and Putin meeting?")
    assert told.returncode == 0, told.stderr
    assert "Samarkand" in told.stdout


def test_doctor_finds_nothing_missing_with_nothing_to_reach():
    told = run(RUN, "doctor")
    assert told.returncode == 0, told.stdout + told.stderr


def test_batch_answers_with_nothing_to_reach(tmp_path):
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    rows = [
        {"id": "seed", "question": "Who came to power in 2019?"},
        {"id": "own", "question": "When did the mill open?", "text": "The mill opened in 1871."},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = run(RUN, "batch", str(questions), "--out", str(answers))
    assert told.returncode == 0, told.stderr
    written = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [row["verdict"] for row in written] == ["answered", "answered"]


# Server and visitor in one namespace: the visitor fetches the page and its scripts, then asks the
# server over the page's own web socket to draw, which runs the app's script once.
SERVE_AND_VISIT = textwrap.dedent(
    """
    import http.client, os, signal, subprocess, sys, time
    port = int(sys.argv[1])
    server = subprocess.Popen(
        [sys.executable, "-c", os.environ["GUARDED_RUN"], "chat", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        line = server.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line, line
        page = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        page.request("GET", "/")
        reply = page.getresponse()
        assert reply.status == 200, reply.status
        assert b"<script" in reply.read()
        print("policy:", reply.getheader("Content-Security-Policy"))
        from websockets.sync.client import connect
        with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", proxy=None, max_size=None,
            origin=f"http://127.0.0.1:{port}", subprotocols=["streamlit"],
        ) as visit:
            from streamlit.proto.BackMsg_pb2 import BackMsg
            from streamlit.proto.ClientState_pb2 import ClientState
            visit.send(BackMsg(rerun_script=ClientState()).SerializeToString())
            drawn = b""
            for _ in range(200):
                message = visit.recv(timeout=60)
                drawn += message
                if b"Shanghai Cooperation Organization" in message:
                    print("drawn: the article")
                    break
    finally:
        server.send_signal(signal.SIGINT)
        print("ended:", server.wait(timeout=60))
        sys.stdout.write(server.stdout.read())
    """
)


def test_the_app_shows_its_page_with_nothing_to_reach(monkeypatch):
    monkeypatch.setenv("GUARDED_RUN", GUARD + RUN)
    told = run(SERVE_AND_VISIT, str(free_port()))
    assert told.returncode == 0, told.stdout + told.stderr
    assert "drawn: the article" in told.stdout
    assert "ended: 0" in told.stdout
    assert "reached for" not in told.stdout + told.stderr


def test_the_policy_lets_the_page_load_nothing_but_its_own():
    from ui.protecting import content_security_policy

    policy = content_security_policy()
    assert "default-src 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert "*" not in policy


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number
