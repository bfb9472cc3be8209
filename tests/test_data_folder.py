from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.data_folder import DataFolder
from assistant.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLD = """
import sys
from pathlib import Path
from assistant.data_folder import DataFolder
from assistant.errors import StorageError
try:
    folder = DataFolder(Path(sys.argv[1]))
except StorageError as error:
    sys.exit(f"refused: {error}")
print("held", flush=True)
sys.stdin.read()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def holder(tmp_path) -> Iterator[subprocess.Popen[str]]:
    with start_holder(tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def refusal(folder: Path) -> str:
    with pytest.raises(StorageError) as caught:
        DataFolder(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert str(folder) in message
    return message


def test_a_folder_is_made_with_all_above_it_and_for_its_owner_alone(tmp_path):
    with DataFolder(tmp_path / "not" / "yet") as folder:
        assert folder.path.is_dir()
        assert folder.path.stat().st_mode & 0o077 == 0


def test_a_second_process_is_told_which_folder_who_holds_it_and_what_to_do(tmp_path, holder):
    message = refusal(tmp_path)
    assert f"process {holder.pid}" in message
    assert "ASSISTANT_DATA_DIR" in message


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    DataFolder(tmp_path).close()


def test_of_four_processes_started_at_once_one_gets_the_folder(tmp_path):
    processes = [start_holder(tmp_path) for _ in range(4)]
    try:
        first_lines = []
        for process in processes:
            assert process.stdout is not None
            first_lines.append(process.stdout.readline())
        assert sorted(first_lines) == ["", "", "", "held\n"]
    finally:
        for process in processes:
            _, complaint = process.communicate()
            assert complaint == "" or complaint.startswith("refused: The data folder")


def test_the_same_process_cannot_open_a_folder_twice_and_can_once_it_is_closed(tmp_path):
    folder = DataFolder(tmp_path)
    assert f"process {os.getpid()}" in refusal(tmp_path)
    folder.close()
    folder.close()
    DataFolder(tmp_path).close()


def test_a_holder_that_has_not_yet_written_its_number_is_still_a_holder(tmp_path):
    with DataFolder(tmp_path):
        (tmp_path / "lock.pid").unlink()
        assert "in use by another Footnote: close" in refusal(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert "a file stands in its place" in refusal(file)
    assert "a file stands in its place" in refusal(file / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write in a read-only folder")
def test_a_folder_that_may_not_be_written_says_so(tmp_path):
    tmp_path.chmod(0o500)
    assert "cannot be written" in refusal(tmp_path)
    assert "cannot be made" in refusal(tmp_path / "below")


def test_a_folder_that_the_system_cannot_make_says_so(tmp_path):
    assert "cannot be made" in refusal(tmp_path / ("x" * 300))  # longer than a name may be


def test_a_home_written_as_a_tilde_is_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with DataFolder(Path("~/articles")) as folder:
        assert folder.path == tmp_path / "articles"
