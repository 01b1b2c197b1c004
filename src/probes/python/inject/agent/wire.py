"""Speaks to the supervisor: events appended to one file, answers in files of their own.

Nothing here imports, locks or keeps a descriptor open: it runs in signal handlers and in forked children. Functions are
taken at start, so that a test that patches `os` or `time` cannot change them.
"""
from os import O_APPEND, O_CREAT, O_TRUNC, O_WRONLY, close, getpid, getppid, open, rename, write
from time import time

try:
    from _json import encode_basestring_ascii as _quote
except ImportError:

    def _quote(text):
        return '"' + "".join(
            c if " " <= c <= "~" and c not in '"\\' else _escape(ord(c)) for c in text
        ) + '"'

    def _escape(number):
        if number > 0xFFFF:
            number -= 0x10000
            return "\\u%04x\\u%04x" % (0xD800 | number >> 10, 0xDC00 | number & 0x3FF)
        return "\\u%04x" % number


try:
    from os import O_CLOEXEC
except ImportError:
    O_CLOEXEC = 0

# A line below 4 KB is written in one piece even when processes write at the same time.
LINE_BYTES_MAX = 4000

run_dir = ""
events_path = ""


def aim(directory):
    global run_dir, events_path
    run_dir = directory
    events_path = directory + "/events.ndjson"


def encode(value):
    """JSON text of plain data. Not json.dumps: `json` may not be imported inside a signal handler."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is str:
        return _quote(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is float:
        return repr(value) if value - value == 0 else "null"
    if kind is dict:
        return "{" + ",".join([_quote(k) + ":" + encode(v) for k, v in value.items()]) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join([encode(v) for v in value]) + "]"
    return _quote(kind.__name__)


def send(kind, fields, pid=None):
    """Append one event. What cannot be written is lost in silence."""
    try:
        event = {"v": 1, "type": kind, "pid": pid or getpid(), "t": int(time() * 1000)}
        event.update(fields)
        line = encode(event).encode("ascii") + b"\n"
        if len(line) > LINE_BYTES_MAX:
            event.update(stack=event.get("stack", [])[:1], name=None, command=event.get("command", "")[:200])
            line = encode(event).encode("ascii") + b"\n"
        if len(line) <= LINE_BYTES_MAX:
            put(events_path, line, O_APPEND)
    except Exception:
        pass


def put(path, data, flags):
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    try:
        while data:
            data = data[write(descriptor, data):]
    finally:
        close(descriptor)


def answer(name, value):
    """Write a whole file or nothing: readers never see half an answer."""
    path = run_dir + "/" + name
    put(path + ".part", encode(value).encode("ascii"), O_TRUNC)
    rename(path + ".part", path)
