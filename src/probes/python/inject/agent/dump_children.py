"""Children, servers and callbacks at exit."""
import sys

dump = load("dump")  # noqa: F821
sites = load("sites")  # noqa: F821


def describe_children(context):
    found = []
    known = set()
    module = sys.modules.get("multiprocessing.process")
    for process in list(getattr(module, "_children", ())):
        pid = getattr(getattr(process, "_popen", None), "pid", None)
        known.add(pid)
        target = getattr(process, "_target", None)
        name, site = dump.name_function(target) if target is not None else (None, None)
        found.append(
            {
                "pid": pid,
                "kind": "multiprocessing",
                "name": process._name,
                "class": dump.name_type(process),
                "daemon": bool(process._config.get("daemon", False)),
                "command": name,
                "site": site,
                "created": context.record(process),
            }
        )
    for pid, (record, command) in list(sites.children.items())[-200:]:
        if pid not in known:
            entry = {"pid": pid, "kind": "subprocess", "name": None, "daemon": True, "command": command[:300]}
            entry["created"] = context.describe_record(record)
            found.append(entry)
    return found


def describe_servers(context):
    """Listening sockets and asyncio servers."""
    found = []
    for thing, record in sites.living(("socket", "server")):
        entry = dump.guard(context.problems, "server", lambda: _describe_server(thing, record, context))
        if entry is not None and len(found) < 50:
            found.append(entry)
    return found


def _describe_server(thing, record, context):
    if record.note == "server":
        if getattr(thing, "_sockets", None) is None:
            return None
        addresses = [dump.show_address(sock.getsockname()) for sock in thing._sockets]
        loop = id(thing._loop)
        return {"kind": "asyncio", "address": ", ".join(a or "?" for a in addresses), "loop": loop,
                "made": context.describe_record(record)}
    if thing._closed or thing.fileno() < 0:
        return None
    try:
        listening = thing.getsockopt(1, 30)  # SOL_SOCKET, SO_ACCEPTCONN on Linux
    except OSError:
        return None
    if not listening:
        return None
    return {"kind": "socket", "address": dump.show_address(thing.getsockname()), "loop": None,
            "made": context.describe_record(record)}


def describe_callback(context):
    """The callback at exit that the main thread is in: its outermost frame is the callback's own."""
    outermost = None
    for frame in dump.walk(context.frames.get(context.main)):
        if dump.is_in(frame, "weakref.py", "_exitfunc"):
            return _describe_finalizer(frame.f_locals.get("f"), context)
        if sites.classify(frame.f_code.co_filename) != sites.AGENT:
            outermost = frame
    if outermost is None:
        return None
    for code, name, record in sites.callbacks:
        if code is outermost.f_code:
            return {"name": name, "registered": context.describe_record(record)}
    return None


def _describe_finalizer(finalizer, context):
    """weakref.finalize: `_exitfunc` has taken it from its registry, and still holds it in a local."""
    record = sites.finalizers.get(id(finalizer))
    return {"name": "of weakref.finalize", "registered": context.describe_record(record) if record is not None else None}
