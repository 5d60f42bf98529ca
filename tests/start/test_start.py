"""How start.py decides, starts and stops."""

import ast
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launch import addresses, command, data, libraries
from launch.failures import Refusal
from launch.processes import Together
from tests import everything

ROOT = Path(__file__).parents[2]


def test_start_parses_on_an_old_python():
    ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 8))


def test_the_two_commands_need_nothing_but_the_standard_library():
    known = set(sys.stdlib_module_names) | {"launch"}
    inside = {ROOT / "launch" / "prepare.py"}  # runs in the environment, after the others made it
    for path in {ROOT / "start.py", *(ROOT / "launch").glob("*.py")} - inside:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= known, path


def test_every_library_is_pinned_by_hash_and_the_development_file_contains_the_other():
    pins = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pins[name] = set(re.findall(r"^([a-z0-9._-]+==\S+)", text, re.MULTILINE))
        blocks = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in block for block in blocks)
        assert "index-url" not in text
    assert pins["requirements.txt"] < pins["requirements-dev.txt"]


def test_the_address_to_open_is_one_a_browser_understands():
    assert addresses.base_url("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert addresses.base_url("127.0.0.1", 8107) == "http://127.0.0.1:8107"
    assert addresses.base_url("::1", 80) == "http://[::1]:80"


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path):
    first = data.secret(tmp_path, "secret.key")
    assert len(first) >= 32
    assert data.secret(tmp_path, "secret.key") == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_two_starts_do_not_share_one_folder(tmp_path):
    with data.lock(tmp_path), pytest.raises(Refusal, match="already running"):
        data.lock(tmp_path)
    data.lock(tmp_path).close()


def test_what_the_person_has_set_wins(tmp_path):
    told = data.environment(
        {"KUNTATORI_BASE_URL": "https://own.example"}, tmp_path, "http://x", None
    )
    assert told["KUNTATORI_BASE_URL"] == "https://own.example"
    assert told["KUNTATORI_SECRET_KEY"] == (tmp_path / "secret.key").read_text()


def test_production_is_given_no_secret(tmp_path):
    told = data.environment({"KUNTATORI_MODE": "production"}, tmp_path, "http://x", None)
    assert "KUNTATORI_SECRET_KEY" not in told


def test_the_demonstration_and_ones_own_data_live_apart():
    assert data.directory(True, {}) != data.directory(False, {})
    assert data.directory(True, {"KUNTATORI_DATA_DIR": "/x"}) == Path("/x")


def test_reset_empties_the_folder_but_keeps_the_lock(tmp_path, capsys):
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "kuntatori.sqlite3").write_text("x")
    with data.lock(tmp_path):
        data.reset(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [data.LOCK]


def test_translations_are_compiled_only_when_they_are_newer(tmp_path):
    folder = tmp_path / "fi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po, mo = folder / "messages.po", folder / "messages.mo"
    po.write_text("")
    assert libraries.stale_translations(tmp_path) == [po]
    mo.write_text("")
    os.utime(po, (1, 1))
    assert libraries.stale_translations(tmp_path) == []
    assert libraries.stale_translations(tmp_path / "none") == []


def test_a_changed_list_of_libraries_is_noticed(tmp_path):
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("a==1")
    before = libraries.fingerprint(wanted, (3, 11))
    assert libraries.fingerprint(wanted, (3, 12)) != before
    wanted.write_text("a==2")
    assert libraries.fingerprint(wanted, (3, 11)) != before


def test_the_web_server_runs_one_process_with_several_threads():
    words = command.web_server("127.0.0.1", 8000)
    assert words[words.index("--workers") + 1] == "1"
    assert int(words[words.index("--blocking-threads") + 1]) > 1
    assert words[-2:] == ["--factory", "app:create_app"]


SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def quiet_signals():
    kept = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_when_one_process_stops_the_others_are_stopped_too(quiet_signals):
    with Together(os.environ) as together:
        together.start("web server", SLEEP)
        web = together.running["web server"]
        together.start("job runner", [sys.executable, "-c", "raise SystemExit(3)"])
        with pytest.raises(Refusal, match=r"The job runner stopped by itself \(exit code 3\)"):
            together.watch()
    assert web.poll() is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asking_to_stop_stops_everything(quiet_signals, number):
    with Together(os.environ) as together:
        together.start("web server", SLEEP)
        web = together.running["web server"]
        os.kill(os.getpid(), number)
        together.watch()
    assert web.poll() is not None


def test_children_of_a_stopped_process_do_not_stay(quiet_signals, tmp_path):
    note = tmp_path / "child"
    spawn = f"import subprocess, sys, time; child = subprocess.Popen({SLEEP!r}); "
    spawn += f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    with Together(os.environ) as together:
        together.start("web server", [sys.executable, "-c", spawn])
        while not note.exists() or not note.read_text():
            time.sleep(0.02)
    for _ in range(100):
        if not alive(int(note.read_text())):
            return
        time.sleep(0.02)
    raise AssertionError("the child lives on")


def alive(process: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True
    )
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def test_pytests_last_line_is_counted():
    assert everything.counts("12 passed, 1 failed, 2 errors in 3.21s") == (12, 3)
    assert everything.counts("340 passed, 2 skipped in 61.30s (0:01:01)") == (340, 0)


def test_the_summary_ends_with_the_verdict():
    lines = everything.summary(
        [
            everything.Outcome("lint", 0, 1.0),
            everything.Outcome("unit and web", 1, 2.0, 7, 2),
            everything.Outcome("browser", None, 0.0),
        ]
    )
    assert lines[-1] == "7 passed, 2 failed in 3.0s"
    assert lines[-2] == "Not everything is well: unit and web"
    assert any(line.startswith("browser") and "SKIPPED" in line for line in lines)


def test_a_browser_that_playwright_fetched_earlier_is_found(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert everything.find_browser() is None
    for version in ("1190", "1200"):
        fetched = tmp_path / f".cache/ms-playwright/chromium-{version}/chrome-linux64/chrome"
        fetched.parent.mkdir(parents=True)
        fetched.write_text("")
    assert everything.find_browser() == str(fetched)


def test_without_a_browser_the_build_machine_fails_and_a_person_is_told(monkeypatch, capsys):
    monkeypatch.setattr(everything, "get_browser", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    assert everything.browser().code is None
    assert "SKIPPED" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert everything.browser().code == 1
