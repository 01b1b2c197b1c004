"""Event loops and their tasks: asyncio (any loop that keeps asyncio's books, uvloop too) and trio."""
import gc
import sys

dump = load("dump")  # noqa: F821
sites = load("sites")  # noqa: F821

TASKS_MAX = 60
CHAIN_MAX = 40


def describe_loops(context):
    base = sys.modules.get("asyncio.tasks")
    if base is None:
        return []
    loops = {}
    for ident, frame in context.frames.items():
        for at in dump.walk(frame):
            if dump.is_in(at, "base_events.py", "run_forever") or dump.is_in(at, "asyncio/runners.py", "run"):
                _note_loop(loops, _loop_of(at), ident)
    for ident, thread in context.threads.items():
        # A loop written in C has no frames: it is the `self` of the thread's target.
        owner = getattr(getattr(thread, "_target", None), "__self__", None)
        if owner is not None and hasattr(type(owner), "run_forever"):
            _note_loop(loops, owner, ident)
    for task in _all_tasks(base, [entry["loop"] for entry in loops.values()]):
        loop = getattr(task, "_loop", None)
        if loop is None or task.done():
            continue
        _note_loop(loops, loop, getattr(loop, "_thread_id", None))
        tasks = loops[id(loop)]["tasks"]
        if len(tasks) < TASKS_MAX:
            dump.guard(context.problems, "task", lambda: tasks.append(_describe_task(task, loop, context)))
    for entry in loops.values():
        loop = entry.pop("loop")
        entry["id"] = id(loop)
        entry["type"] = dump.name_type(loop)
    return list(loops.values())


def _loop_of(frame):
    self = frame.f_locals.get("self")
    if dump.is_in(frame, "asyncio/runners.py", "run"):
        return getattr(self, "_loop", None) or frame.f_locals.get("loop")
    return self


def _note_loop(loops, loop, thread):
    if loop is None:
        return
    entry = loops.setdefault(id(loop), {"loop": loop, "thread": None, "tasks": []})
    if thread is not None:
        entry["thread"] = thread


def _all_tasks(base, loops):
    """Every task alive, from asyncio's tables and our own; the tables are copied, not walked in place."""
    found = {}
    for name in ("_scheduled_tasks", "_all_tasks"):
        table = getattr(base, name, None)
        for reference in list(getattr(table, "data", ())):
            task = reference()
            if task is not None:
                found[id(task)] = task
    for task in list(getattr(base, "_eager_tasks", ())):
        found[id(task)] = task
    for task, _ in sites.living(("task",)):
        found[id(task)] = task
    if sys.version_info >= (3, 14):
        for loop in loops:
            for task in base.all_tasks(loop):
                found[id(task)] = task
    return list(found.values())


def _describe_task(task, loop, context):
    coro = task.get_coro() if hasattr(task, "get_coro") else getattr(task, "_coro", None)
    frames, last = follow(coro)
    entry = {
        "id": id(task),
        "name": task.get_name() if hasattr(task, "get_name") else "Task",
        "coro": getattr(coro, "__qualname__", None) or type(coro).__qualname__,
        "created": context.record(task),
        "stack": frames[::-1],
        "waitsFor": None,
        "cancelling": bool(getattr(task, "_must_cancel", False) or getattr(task, "_num_cancels_requested", 0)),
        "endsInMs": None,
    }
    if last is not None:
        entry["waitsFor"] = "task " + last.get_name() if hasattr(last, "get_name") else dump.name_type(last)
        entry["endsInMs"] = _time_left(loop, last)
    return entry


def _time_left(loop, future):
    """ms until a timer of the loop resolves this future: the task sleeps."""
    for handle in list(getattr(loop, "_scheduled", ())):
        args = getattr(handle, "_args", None)
        if args and args[0] is future:
            return max(0, int((handle._when - loop.time()) * 1000))
    return None


def follow(awaitable):
    """Frames of an await chain, outermost first, and the future at its end."""
    frames = []
    for _ in range(CHAIN_MAX):
        if awaitable is None:
            return frames, None
        frame, following, suspended = _look(awaitable)
        if frame is not None:
            frames.append(sites.describe(frame.f_code, frame.f_lineno or frame.f_code.co_firstlineno))
        if suspended:
            awaitable = following
            continue
        if hasattr(type(awaitable), "add_done_callback"):
            return frames, awaitable
        awaitable = _unwrap(awaitable)
    return frames, None


def _look(awaitable):
    """(frame, what it awaits, is it a kind of coroutine) by the attributes of coroutines, generators, async generators."""
    for frame, following in (("cr_frame", "cr_await"), ("gi_frame", "gi_yieldfrom"), ("ag_frame", "ag_await")):
        if hasattr(type(awaitable), frame):
            return getattr(awaitable, frame), getattr(awaitable, following), True
    return None, None, False


def _unwrap(awaitable):
    """C objects between coroutines (asend, coroutine_wrapper, FutureIter) tell what they hold only to the collector."""
    for held in gc.get_referents(awaitable):
        if _look(held)[2] or hasattr(type(held), "add_done_callback"):
            return held
    return None


def describe_trio(context):
    """Every task of every trio run."""
    found, runners = [], []
    for ident, frame in context.frames.items():
        for at in dump.walk(frame):
            if not (dump.is_in(at, "trio/_core/_run.py", "unrolled_run") or dump.is_in(at, "trio/_core/_run.py", "run")):
                continue
            runner = at.f_locals.get("runner")
            if runner is None or any(runner is known for known in runners):
                continue
            runners.append(runner)
            for task in list(getattr(runner, "tasks", ()))[:TASKS_MAX]:
                frames, _ = follow(task.coro)
                entry = {"name": task.name, "thread": ident, "created": context.record(task), "stack": frames[::-1]}
                entry["coro"] = getattr(task.coro, "__qualname__", None)
                found.append(entry)
    return found
