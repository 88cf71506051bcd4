"""The command as a process of its own: signals, pipes, locales, closed streams, rights."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from .conftest import CODED, RAW

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals, pipes and rights of POSIX")
JIQUN = [sys.executable, "-m", "jiqun"]
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def environment(places, **more):
    log = os.path.dirname(places["ws"]) + "/log/"  # noqa: PTH120 - a slash at the end says folder
    return {**os.environ, "JIQUN_LOG": log, "JIQUN_LANG": "", **more}


def heed():
    """Hear Ctrl-C in a child, also where the tests run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def shell(places, line, **more):
    words = {**places, "jiqun": " ".join(JIQUN)}
    done = subprocess.run(
        ["bash", "-c", line.format(**words)],
        capture_output=True, check=False, env=environment(places, **more), timeout=120,
    )  # fmt: skip
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    assert not RAW.search(out + err), out + err
    return done.returncode, out, err


@POSIX
def test_pipes_that_close(places):
    line = "{jiqun} measures --json | head -c 9 >/dev/null; echo ${{PIPESTATUS[0]}}"
    code, out, err = shell(places, line)
    assert (code, err) == (0, "") and out.strip() in {"0", "141"}
    line = "{jiqun} --help | true; echo ${{PIPESTATUS[0]}}"
    assert shell(places, line)[1].strip() in {"0", "141"}
    line = "{jiqun} status none 2>&1 >/dev/null | true; echo ${{PIPESTATUS[0]}}"
    assert shell(places, line)[1].strip() == "2"


@POSIX
def test_streams_that_are_closed_from_the_start(places):
    assert shell(places, "{jiqun} measures >&-")[0] == 0
    assert shell(places, "{jiqun} status none >&- 2>&- <&-")[0] == 2
    assert shell(places, "{jiqun} export {ws} regions --to {out} >&- 2>&- <&-")[0] == 0
    with open(places["out"], encoding="utf-8-sig") as file:  # noqa: PTH123
        assert file.read().startswith("region,")


@POSIX
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_outputs_that_are_full(places):
    code, _, err = shell(places, "{jiqun} measures >/dev/full")
    assert code == 1 and "[disk-full]" in err and "details of this error" in err
    assert shell(places, "{jiqun} measures >/dev/full 2>/dev/full")[0] == 1
    assert shell(places, "{jiqun} status none 2>/dev/full")[0] == 2


@POSIX
def test_a_broken_locale_names_its_remedy_and_the_remedy_works(places):
    folder = os.path.dirname(places["ws"])  # noqa: PTH120
    line = f"cd {folder}; {{jiqun}} export {{ws}} regions --to 区.parquet --force"
    code, _, err = shell(places, line, **ASCII)
    assert code == 0 or ("PYTHONUTF8=1" in err and CODED.search(err))
    assert shell(places, line, **{**ASCII, "PYTHONUTF8": "1"})[0] == 0
    for encoding in ("ascii", "gbk", "cp1252"):
        line = "{jiqun} words --lang zh"
        assert shell(places, line, PYTHONIOENCODING=encoding)[0] == 0


@POSIX
def test_ctrl_c_ends_a_command_in_one_line(places):
    words = [*JIQUN, "plant", places["new"], "--establishments", "1e6", "--lang", "zh"]
    for wait in (0.3, 3.0, 5.0):
        work = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(places),
            start_new_session=True, preexec_fn=heed,  # noqa: PLW1509 - no thread is running
        )  # fmt: skip
        time.sleep(wait)
        os.killpg(work.pid, signal.SIGINT)
        out, err = (text.decode() for text in work.communicate(timeout=60))
        assert not RAW.search(out + err), (wait, err)
        if wait > 1:
            assert work.returncode == 130 and err.startswith("错误：jiqun plant：尚未完成即被中止")
            assert err.count("\n") == 1
    assert not os.path.exists(places["new"])  # noqa: PTH110
    drafts = [n for n in os.listdir(os.path.dirname(places["new"])) if n.endswith(".draft")]  # noqa: PTH120, PTH208
    assert drafts == []


def obedient():
    """Let root obey the rights of files, as everybody else does."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@POSIX
@pytest.mark.skipif(sys.platform != "linux", reason="rights are given up as Linux has it")
def test_rights_that_are_missing(places):
    folder = os.path.dirname(places["ws"])  # noqa: PTH120
    for path, words in (
        (places["file"], ("load", places["ws"], "regions", places["file"])),
        (places["ws"], ("status", places["ws"])),
        (f"{places['ws']}/workspace.json", ("history", places["ws"])),
    ):
        before = os.stat(path).st_mode  # noqa: PTH116
        os.chmod(path, 0)  # noqa: PTH101
        done = subprocess.run(
            [*JIQUN, *words, "--json"], capture_output=True, check=False, text=True,
            env=environment(places), preexec_fn=obedient,
        )  # fmt: skip
        os.chmod(path, before)  # noqa: PTH101
        assert not RAW.search(done.stderr), done.stderr
        assert json.loads(done.stderr)["problems"][0]["code"] == "not-permitted", done.stderr
    os.chmod(folder, 0o555)  # noqa: PTH101
    done = subprocess.run(
        [*JIQUN, "init", places["new"], "--json"], capture_output=True, check=False, text=True,
        env={**environment(places), "HOME": folder}, preexec_fn=obedient,
    )  # fmt: skip
    os.chmod(folder, 0o755)  # noqa: PTH101
    told = json.loads(done.stderr)
    assert told["problems"][0]["code"] == "not-permitted" and told["log"]


@POSIX
def test_a_ctrl_c_that_a_library_turns_into_its_own_error_is_a_ctrl_c(places):
    """A library may catch the interruption and raise what it makes of it."""
    code = (
        "import os, signal, sys, time\n"
        "from jiqun.cli.root import net, process\n"
        "process.guard_process()\n"
        "def work(words):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(5)\n"
        "    except KeyboardInterrupt:\n"
        "        raise {raised} from None\n"
        "net._invoke = work\n"
        "sys.exit(net.run(['status', 'ws']))\n"
    )
    for raised in (
        "ImportError('numba._devicearray failed to import')",
        "ValueError('odd')",
        "__import__('jiqun.core', fromlist=['core']).unknown('table', 'x', ['y'])",
    ):
        done = subprocess.run(
            [sys.executable, "-c", code.format(raised=raised)],
            capture_output=True, text=True, env=environment(places), check=False,
            preexec_fn=heed,
        )  # fmt: skip
        assert done.returncode == 130, (raised, done.stderr)
        assert done.stderr.count("\n") == 1 and "[interrupted]" in done.stderr
