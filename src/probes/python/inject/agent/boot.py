"""Arms the agent in a fresh interpreter: no thread, no socket, no import that the program did not ask for."""
import os
import sys

import _signal
import atexit
import faulthandler

wire = load("wire")  # noqa: F821  (`load` is put here by sitecustomize)
sites = load("sites")  # noqa: F821

# The dump file's descriptor lives up here, out of the way of programs that expect the low numbers.
DESCRIPTOR_MAX = 1000
DESCRIPTOR_TRIES = 16

phase = "running"
# Did a test runner work in this very process (not in the parent it was forked from)?
ran_tests = False
_descriptor = -1
_spawn_record = None
_forking_pid = 0
# Set while a wrapped exec runs: fork hooks then leave the report of the spawn to the wrapper.
in_exec = False
_answering = False
_asked_again = False


def start(run_dir):
    wire.aim(run_dir)
    _arm_signal()
    # First registered, so called last: after every callback of the program's.
    atexit.register(_enter_finalization)
    os.register_at_fork(before=_before_fork, after_in_child=_after_fork_in_child)
    load("hooks").install(load)  # noqa: F821
    _say_hello()


def _say_hello():
    version = ".".join([str(part) for part in sys.version_info[:3]])
    wire.send("hello", {"runtime": "python", "version": version, "ppid": wire.getppid()})


def set_phase(name):
    """Note how far the exit has come; told only by processes that ran tests."""
    global phase
    phase = name
    if ran_tests:
        wire.send("exitPhase", {"phase": name})


def _dump_path():
    return "%s/fault-%d.txt" % (wire.run_dir, wire.getpid())


def _arm_signal():
    """SIGURG does nothing to a process that does not catch it; here it asks for an answer."""
    number = getattr(_signal, "SIGURG", None)
    if number is None or _signal.getsignal(number) not in (_signal.SIG_DFL, _signal.SIG_IGN):
        return  # not this system, or somebody's own
    _signal.signal(number, _on_signal)
    wire.put(_dump_path(), b"fd -1\n", os.O_TRUNC)


def arm_dump():
    """
    From now on the signal first writes every thread's stack from C, whatever Python is doing. Only for processes that
    run tests, and those they fork: it takes a descriptor, and programs that tests start may count theirs.
    """
    global _descriptor
    try:
        if _descriptor < 0 and _signal.getsignal(_signal.SIGURG) is _on_signal:
            _descriptor = _open_dump(_free_descriptor())
            faulthandler.register(_signal.SIGURG, file=_descriptor, all_threads=True, chain=True)
    except Exception:
        _descriptor = -1


def _free_descriptor():
    limit = os.sysconf("SC_OPEN_MAX")
    highest = min(limit if limit > 0 else 256, DESCRIPTOR_MAX) - 1
    for number in range(highest, highest - DESCRIPTOR_TRIES, -1):
        try:
            os.fstat(number)
        except OSError:
            return number
    raise OSError("no free descriptor")


def _open_dump(number):
    """Open this process's dump file as `number`; its first line says so, and the supervisor checks it before it asks."""
    opened = os.open(_dump_path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | wire.O_CLOEXEC, 0o600)
    try:
        os.dup2(opened, number, False)
        os.write(number, b"fd %d\n" % number)
    finally:
        os.close(opened)
    return number


class Released(KeyboardInterrupt):
    """Raised on the main thread, while it waits at its exit, when the supervisor asks to drop that wait."""


def _on_signal(number, frame):
    global _answering, _asked_again
    if _take_release_request():
        released = _is_waiting_at_exit(frame)
        wire.answer("answer-%d.json" % wire.getpid(), {"v": 1, "released": released, "phase": phase})
        if released:
            raise Released("released by overstay")
        return
    _asked_again = True
    if _answering:
        return  # asked while the last answer is still being written: it will be written once more
    _answering = True
    try:
        while _asked_again:
            _asked_again = False
            _answer(frame)
    finally:
        _answering = False


def _answer(frame):
    try:
        answer = load("dump").describe_process(load, phase, ran_tests, frame)  # noqa: F821
    except Exception as error:
        answer = {"v": 1, "failed": type(error).__name__ + ": " + str(error)}
    try:
        wire.answer("answer-%d.json" % wire.getpid(), answer)
    except Exception:
        pass


def _take_release_request():
    try:
        os.unlink("%s/release-%d" % (wire.run_dir, wire.getpid()))
        return True
    except OSError:
        return False


def _is_waiting_at_exit(frame):
    """Between the end of the program and finalization, and with nobody at a debugger's prompt."""
    if phase not in ("joining-threads", "atexit"):
        return False
    while frame is not None:
        if frame.f_code.co_filename.endswith(("bdb.py", "pdb.py", "cmd.py")):
            return False
        frame = frame.f_back
    return True


def save_snapshot():
    """What is known now, for a time when no Python code can run any more."""
    try:
        answer = load("dump").describe_process(load, phase, ran_tests, sys._getframe(1))  # noqa: F821
        wire.answer("snapshot-%d.json" % wire.getpid(), answer)
    except Exception:
        pass


def _enter_finalization():
    """The interpreter resets every signal with a Python handler; the C dump alone stays armed until the very end."""
    try:
        if _descriptor >= 0 and _signal.getsignal(_signal.SIGURG) is _on_signal:
            faulthandler.unregister(_signal.SIGURG)
            _signal.signal(_signal.SIGURG, _signal.SIG_DFL)
            faulthandler.register(_signal.SIGURG, file=_descriptor, all_threads=True, chain=False)
        set_phase("finalization")
        threading = sys.modules.get("threading")
        if ran_tests and threading is not None and len(threading._active) > 1:
            save_snapshot()  # daemon threads are about to be frozen; a finalizer may wait for one of them
    except Exception:
        pass


def _before_fork():
    global _spawn_record, _forking_pid
    try:
        _forking_pid = wire.getpid()
        _spawn_record = None if in_exec else sites.capture(sys._getframe(1))
    except Exception:
        _spawn_record = None


def _after_fork_in_child():
    """In a forked child: its own dump file, and the report of its birth. No import, no lock, no thread."""
    global ran_tests, phase
    if in_exec:
        return
    try:
        ran_tests = False
        phase = "running"
        if _descriptor >= 0:
            _open_dump(_descriptor)
        elif _signal.getsignal(_signal.SIGURG) is _on_signal:
            wire.put(_dump_path(), b"fd -1\n", os.O_TRUNC)
        if _spawn_record is not None:
            report_spawn(wire.getpid(), "fork", _spawn_record, _forking_pid)
        _say_hello()
    except Exception:
        pass


def report_spawn(child, command, record, parent=None):
    """Log where a child was started: outlives this process, so that an orphan can still be explained."""
    frames = [frame for frame in sites.describe_record(record) if not frame[3]]
    stack = [{"file": f, "line": n, "column": None, "function": name} for f, n, name, _ in frames[:6]]
    fields = {"child": child, "command": command[:400], "stack": stack}
    wire.send("spawned", fields, parent)
