"""Describes this process for the supervisor: plain facts, no judgement.

Runs inside a signal handler on the main thread, between any two instructions of the program. So: no import, no lock, no
`repr` and no property of the user's objects; private tables are read directly and copied before they are walked.
"""
import sys
from time import monotonic

sites = load("sites")  # noqa: F821

THREADS_MAX = 120
_PARENTS_MAX = 4


def describe_process(load, phase, ran_tests, frame):
    problems = []
    frames = sys._current_frames()
    threads = _threads_by_ident()
    context = Context(threads, frames, problems)
    answer = {"v": 1, "phase": phase, "ranTests": ran_tests, "test": sites.test, "threads": [], "problems": problems}
    for ident in list(frames)[:THREADS_MAX]:
        guard(problems, "threads", lambda: answer["threads"].append(_describe_thread(ident, context)))
    guard(problems, "unstarted", lambda: _add_frameless(answer["threads"], context))
    for key, module, function in _SECTIONS:
        answer[key] = guard(problems, key, lambda: getattr(load(module), function)(context)) or []
    return answer


_SECTIONS = (
    ("loops", "dump_tasks", "describe_loops"),
    ("trio", "dump_tasks", "describe_trio"),
    ("children", "dump_children", "describe_children"),
    ("databases", "dump_databases", "describe_databases"),
    ("servers", "dump_children", "describe_servers"),
    ("callback", "dump_children", "describe_callback"),
    ("locks", "dump_locks", "describe_locks"),
)


class Context(object):
    """What the sections share about one answer."""

    def __init__(self, threads, frames, problems):
        self.threads = threads
        self.frames = frames
        self.problems = problems
        self.main = next((i for i, t in threads.items() if type(t).__name__ == "_MainThread"), None)
        if self.main is None:
            self.main = sites.get_ident()

    def record(self, thing):
        """Wire form of where `thing` was made; None when it was not seen."""
        found = sites.recall(thing)
        return self.describe_record(found) if found is not None else None

    def describe_record(self, record):
        frames = sites.describe_record(record)
        at = record
        for _ in range(_PARENTS_MAX):
            # Made on a thread without a frame of the user's: whoever started that thread did it.
            if at.parent is None or at.parent not in self.threads:
                break
            at = sites.recall(self.threads[at.parent])
            if at is None:
                break
            frames = frames + sites.describe_record(at)
        return {"frames": frames, "test": record.test, "ageMs": int((monotonic() - record.at) * 1000)}


def guard(problems, where, work):
    try:
        return work()
    except Exception as error:
        if len(problems) < 20:
            problems.append(where + ": " + type(error).__name__ + ": " + str(error)[:200])
        return None


def name_type(value):
    cls = type(value)
    return cls.__module__ + "." + cls.__qualname__


def name_function(function):
    """(name, frame of its definition) of a callable, without asking it anything it could answer by running code."""
    for _ in range(4):
        inner = getattr(function, "func", None) if type(function).__name__ in ("partial", "partialmethod") else None
        if inner is None:
            break
        function = inner
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if type(code).__name__ != "code":
        return getattr(function, "__qualname__", None) or type(function).__name__, None
    return getattr(function, "__qualname__", code.co_name), sites.describe(code, code.co_firstlineno)


def walk(frame, limit=200):
    while frame is not None and limit:
        yield frame
        frame, limit = frame.f_back, limit - 1


def is_in(frame, path, name):
    code = frame.f_code
    return code.co_name == name and code.co_filename.replace("\\", "/").endswith(path)


def _threads_by_ident():
    module = sys.modules.get("threading")
    return dict(module._active) if module is not None else {}


def _describe_thread(ident, context):
    thread = context.threads.get(ident)
    frame = context.frames.get(ident)
    entry = {
        "ident": ident,
        "main": ident == context.main,
        "name": None,
        "nativeId": None,
        "daemon": True,  # a thread that `threading` does not know is joined by nobody
        "class": None,
        "target": None,
        "started": None,
        "stack": sites.describe_stack(frame),
        "waits": guard(context.problems, "waits", lambda: describe_waits(frame, context)) or [],
    }
    if thread is not None:
        entry["name"] = thread._name
        entry["nativeId"] = getattr(thread, "_native_id", None)
        entry["daemon"] = bool(thread._daemonic)
        entry["class"] = name_type(thread)
        entry["started"] = context.record(thread)
        target = getattr(thread, "_target", None)
        if target is not None:
            entry["target"], entry["targetSite"] = name_function(target)
        entry["endsInMs"] = _end_of_timer(thread)
    if entry["main"] and entry["stack"] and not entry["stack"][0][3]:
        entry["source"] = _read_line(*entry["stack"][0][:2])
    job = guard(context.problems, "job", lambda: _describe_job(frame, thread, context))
    if job is not None:
        entry["job"] = job
    return entry


def _read_line(file, number):
    """Text of the line that the main thread stands at: builtins that wait (`input`) leave no frame of their own."""
    try:
        with open(file, "rb") as stream:
            return stream.read().split(b"\n")[number - 1].decode("utf-8", "replace").strip()[:200]
    except (OSError, IndexError):
        return None


def _add_frameless(threads, context):
    """Threads that `threading` waits for though no Python code runs in them (just starting, or deep in C)."""
    for ident, thread in context.threads.items():
        if ident not in context.frames and not thread._daemonic and len(threads) < THREADS_MAX:
            threads.append(_describe_thread(ident, context))


def _end_of_timer(thread):
    """ms until a threading.Timer fires, when this is one that waits."""
    if type(thread).__name__ != "Timer" or type(thread).__module__ != "threading":
        return None
    record = sites.recall(thread)
    if record is None or not isinstance(thread.interval, (int, float)):
        return None
    return max(0, int((record.at + thread.interval - monotonic()) * 1000))


def _describe_job(frame, thread, context):
    """What an executor's worker is doing: {idle} or the job and its submitter. None for other threads."""
    worker = item = None
    pending = getattr(thread, "pending_work_items", None)
    if getattr(getattr(thread, "_target", None), "__qualname__", "").startswith("Pool._handle_"):
        return _describe_pool_job(context)
    if pending is not None and type(thread).__name__ == "_ExecutorManagerThread":
        return _describe_pending(list(pending.values()), context)
    for at in walk(frame):
        if is_in(at, "concurrent/futures/process.py", "_queue_management_worker"):  # 3.8
            return _describe_pending(list(at.f_locals.get("pending_work_items", {}).values()), context)
        if is_in(at, "concurrent/futures/thread.py", "_worker"):
            worker = at
            item = at.f_locals.get("work_item")
        elif item is None and is_in(at, "concurrent/futures/thread.py", "run"):
            item = at.f_locals.get("self")
    if worker is None:
        return None
    executor = worker.f_locals.get("executor_reference", lambda: None)()
    made = context.record(executor) if executor is not None else None
    busy = any(is_in(at, "concurrent/futures/thread.py", "run") for at in walk(frame))
    if item is None or not busy:
        return {"idle": True, "executorMade": made}
    function = getattr(item, "fn", None)
    if function is None:  # 3.14
        task = getattr(item, "task", None)
        function = task[0] if isinstance(task, tuple) and task else None
    name, site = name_function(function) if function is not None else (None, None)
    return {"idle": False, "name": name, "site": site, "submitted": context.record(item), "executorMade": made}


def _describe_pool_job(context):
    """The oldest job of a multiprocessing.Pool that has no result yet."""
    for job, record in sites.living(("pool-job",)):
        if not job._event._flag:
            return {"idle": False, "name": None, "submitted": context.describe_record(record)}
    return None


def _describe_pending(items, context):
    """The first job that a process pool has not finished; its manager thread waits for all of them."""
    if not items:
        return {"idle": True}
    name, site = name_function(items[0].fn)
    return {"idle": False, "name": name, "site": site, "submitted": context.record(items[0]), "count": len(items)}


def describe_waits(frame, context):
    """What a stack waits for, innermost first, as far as the standard library's own frames tell."""
    found = []
    for at in walk(frame):
        code = at.f_code
        if sites.classify(code.co_filename) != sites.LIBRARY or len(found) == 12:
            continue
        rule = _WAITS.get((code.co_filename.replace("\\", "/").rpartition("/")[2], code.co_name))
        if rule is not None:
            what, local = rule
            entry = {"what": what}
            entry.update(guard(context.problems, what, lambda: _describe_wait(what, at.f_locals.get(local), at, context)) or {})
            found.append(entry)
    return found


_WAITS = {
    ("threading.py", "_shutdown"): ("shutdown", None),
    ("threading.py", "join"): ("thread", "self"),
    ("thread.py", "_python_exit"): ("thread", "t"),
    ("process.py", "_python_exit"): ("thread", "t"),
    ("threading.py", "wait"): ("condition", "timeout"),
    ("threading.py", "acquire"): ("semaphore", None),
    ("queue.py", "get"): ("queue", "timeout"),
    ("queue.py", "put"): ("queue", "timeout"),
    ("queue.py", "join"): ("queue", None),
    ("subprocess.py", "_wait"): ("child", "self"),
    ("subprocess.py", "communicate"): ("child", "self"),
    ("process.py", "join"): ("process", "self"),
    ("util.py", "_exit_function"): ("multiprocessing-exit", None),
    ("queues.py", "_finalize_join"): ("feeder", "twr"),
    ("queues.py", "_feed"): ("feeding", None),
    ("queues.py", "get"): ("mp-queue", None),
    ("connection.py", "_recv"): ("connection", None),
    ("connection.py", "_poll"): ("connection", None),
    ("socketserver.py", "serve_forever"): ("server", "self"),
    ("socket.py", "accept"): ("socket", "self"),
    ("socket.py", "readinto"): ("socket", "self"),
    ("_base.py", "result"): ("future", "self"),
    ("_base.py", "wait"): ("futures", None),
    ("base_events.py", "run_until_complete"): ("loop-until", "self"),
    ("base_events.py", "run_forever"): ("loop", "self"),
    ("handlers.py", "_monitor"): ("queue-listener", "self"),
    ("handlers.py", "stop"): ("queue-listener", "self"),
    ("pdb.py", "interaction"): ("debugger", None),
    ("pdb.py", "_cmdloop"): ("debugger", None),
    ("bdb.py", "trace_dispatch"): ("debugger", None),
    ("cmd.py", "cmdloop"): ("prompt", None),
    ("util.py", "_run_finalizers"): ("finalizers", None),
    ("weakref.py", "_exitfunc"): ("finalizers", None),
    ("thread.py", "shutdown"): ("executor", "self"),
    ("process.py", "shutdown"): ("executor", "self"),
}


def _describe_wait(what, value, frame, context):
    if what == "thread" or what == "feeder":
        thread = value() if what == "feeder" and value is not None else value
        return {"thread": getattr(thread, "_ident", None)}
    if what in ("condition", "queue"):
        return {"timeout": value if isinstance(value, (int, float)) else None}
    if what == "child":
        return {"pid": value.pid}
    if what == "process":
        return {"pid": getattr(getattr(value, "_popen", None), "pid", None), "name": value._name}
    if what == "server":
        address = getattr(value, "server_address", None)
        made = context.record(value.socket)
        return {"address": show_address(address), "made": made, "class": name_type(value)}
    if what == "socket":
        return {"made": context.record(getattr(value, "_sock", value))}
    if what == "future":
        return {"submitted": _find_submit(value, context)}
    if what == "loop-until":
        return {"loop": id(value), "future": id(frame.f_locals.get("future"))}
    if what in ("loop", "queue-listener", "executor"):
        return {"loop": id(value), "made": context.record(value)}
    return {}


def _find_submit(future, context):
    for item, record in sites.living(("job",)):
        if item.future is future:
            return context.describe_record(record)
    return None


def show_address(address):
    if isinstance(address, tuple) and len(address) >= 2:
        return "%s:%s" % (address[0], address[1])
    return address if isinstance(address, str) else None
