"""Where things were made: cheap to record, worked out only when somebody asks.

A site is a list of (code, offset of the instruction) pairs, innermost first. Lines, names and files are looked up at
ask time. Records hang on weak references, so that a long suite does not leak them.
"""
import os
import sys
from _thread import get_ident
from _weakref import ref as _ref
from time import monotonic

OWN = "<overstay>/"
USER, LIBRARY, AGENT = 1, 2, 3

# Frames walked at most, user frames kept at most, library frames kept for context when no user frame is near.
WALK_MAX, USER_MAX, CONTEXT_MAX = 80, 6, 12
# After the first user frame, this many library frames in a row end the walk: beyond is the runner.
RUNNER_DEPTH = 8

_STDLIB = os.path.dirname(os.__file__) + os.sep
_SCRIPTS = (os.path.dirname(sys.executable or ""), os.path.join(sys.prefix, "bin"), "/usr/bin", "/usr/local/bin")
_LIBRARY_PARTS = ("/site-packages/", "/dist-packages/", ".egg/", "/_pytest/")
# A script started by a relative name keeps it in its code objects, whatever directory the tests change to.
_START_DIRECTORY = os.getcwd()
_kinds = {}
_records = {}

# Children started here, newest last: pid -> (Record, command). Callbacks at exit: (code, name, Record).
CHILDREN_MAX, CALLBACKS_MAX, FINALIZERS_MAX = 1000, 500, 2000
children = {}
finalizers = {}
callbacks = []

# The test that runs now, as the runner names it; set by runners.py.
test = None


class Record(object):
    __slots__ = ("frames", "parent", "test", "at", "note")


class _Key(_ref):
    __slots__ = ("key",)


def _forget(reference):
    held = _records.get(reference.key)
    if held is not None and held[0] is reference:
        del _records[reference.key]


def classify(filename):
    """Is this source file the user's, a library's or ours?"""
    kind = _kinds.get(filename)
    if kind is None:
        path = filename.replace("\\", "/")
        if path.startswith(OWN):
            kind = AGENT
        elif path.startswith("<") or any(part in path for part in _LIBRARY_PARTS):
            kind = LIBRARY
        elif filename.startswith(_STDLIB) or not filename or os.path.dirname(filename) in _SCRIPTS:
            kind = LIBRARY
        else:
            kind = USER
        _kinds[filename] = kind
    return kind


def _parent_of_greenlet():
    """SQLAlchemy's asyncio runs its sync core in a greenlet: the awaiting frames are the parent's."""
    module = sys.modules.get("greenlet")
    parent = module.getcurrent().parent if module is not None else None
    return parent.gr_frame if parent is not None else None


def capture(frame):
    """Site of `frame` and its callers, as a Record."""
    record = Record()
    frames = record.frames = []
    users = strangers = 0
    hopped = False
    for _ in range(WALK_MAX):
        if frame is None:
            if users or hopped:
                break
            hopped = True
            frame = _parent_of_greenlet()
            continue
        code = frame.f_code
        kind = _kinds.get(code.co_filename) or classify(code.co_filename)
        if kind == USER:
            frames.append((code, frame.f_lasti))
            users += 1
            strangers = 0
            if users == USER_MAX:
                break
        elif kind == LIBRARY:
            strangers += 1
            if users and strangers == RUNNER_DEPTH:
                break
            if strangers <= CONTEXT_MAX and not users:
                frames.append((code, frame.f_lasti))
        frame = frame.f_back
    # Nothing of the user's here: then the thread that did it was started by somebody.
    record.parent = None if users else get_ident()
    record.test = test
    record.at = monotonic()
    record.note = None
    return record


def remember(thing, frame, note=None):
    """Record where `thing` was made, for as long as it lives."""
    record = capture(frame)
    record.note = note
    reference = _Key(thing, _forget)
    key = reference.key = id(thing)
    _records[key] = (reference, record)
    return record


def recall(thing):
    """The Record of `thing`, or None."""
    held = _records.get(id(thing))
    return held[1] if held is not None and held[0]() is thing else None


def living(kinds):
    """(thing, record) of everything remembered whose record's note is one of `kinds`."""
    found = []
    for reference, record in list(_records.values()):
        if record.note in kinds:
            thing = reference()
            if thing is not None:
                found.append((thing, record))
    return found


def has_any(kinds):
    return any(record.note in kinds for _, record in list(_records.values()))


def note_child(pid, record, command):
    children.pop(pid, None)
    children[pid] = (record, command)
    if len(children) > CHILDREN_MAX:
        children.pop(next(iter(children)), None)


def note_finalizer(finalizer, frame):
    finalizers.pop(id(finalizer), None)
    finalizers[id(finalizer)] = capture(frame)
    if len(finalizers) > FINALIZERS_MAX:
        finalizers.pop(next(iter(finalizers)), None)


def note_callback(function, record):
    """Remember who registered a callback at exit; it is told from others by its code."""
    function = getattr(function, "func", function)
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if len(callbacks) < CALLBACKS_MAX:
        callbacks.append((code, getattr(function, "__qualname__", type(function).__name__), record))


def find_line(code, offset):
    """Line of the instruction at `offset`."""
    if offset < 0:
        return code.co_firstlineno
    if hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            if start <= offset < end and line is not None:
                return line
        return code.co_firstlineno
    line, at = code.co_firstlineno, 0
    table = code.co_lnotab
    for index in range(0, len(table), 2):
        at += table[index]
        if at > offset:
            break
        step = table[index + 1]
        line += step - 256 if step > 127 else step
    return line


def describe(code, line):
    """One frame as the wire has it: [file, line, function, internal]."""
    name = code.co_filename
    kind = classify(name)
    if kind == USER and not name.startswith("/") and not name.startswith("<"):
        name = os.path.normpath(os.path.join(_START_DIRECTORY, name))
    return [name, line, code.co_name, kind != USER]


def describe_record(record):
    return [describe(code, find_line(code, offset)) for code, offset in record.frames]


def describe_stack(frame, limit=60):
    """Living frames, innermost first, without our own."""
    frames = []
    while frame is not None and len(frames) < limit:
        code = frame.f_code
        if classify(code.co_filename) != AGENT:
            frames.append(describe(code, frame.f_lineno or code.co_firstlineno))
        frame = frame.f_back
    return frames
