"""Who holds the lock that somebody waits for.

An RLock knows its owner. A plain Lock does not, so it is read from the code: the waiting instruction says which lock it
is; the holder is a thread with a frame that took that very object before the line it stands at, and has not left the
`with` block or called `release` since. Where no such frame lives any more, a function that takes the lock without
`with` is named with less certainty.
"""
import sys

dump = load("dump")  # noqa: F821
sites = load("sites")  # noqa: F821

LOCKS_MAX = 20
FRAMES_MAX = 30
FUNCTIONS_MAX = 3000
_MISSING = object()
_LOADS = ("LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_CLASSDEREF")
_WITHS = ("BEFORE_WITH", "SETUP_WITH", "LOAD_SPECIAL")
_BETWEEN = ("LOAD_CONST", "LOAD_SMALL_INT", "KW_NAMES", "PUSH_NULL", "PRECALL", "CACHE", "NOP", "EXTENDED_ARG", "COPY", "SWAP", "NOT_TAKEN")


def describe_locks(context):
    waits = {}
    for ident, frame in context.frames.items():
        lock, label = _find_awaited(frame)
        if lock is not None:
            waits.setdefault(id(lock), (lock, label, []))[2].append(ident)
    found = []
    for lock, label, waiters in list(waits.values())[:LOCKS_MAX]:
        entry = {"name": label, "waiters": waiters, "holder": None, "taken": None, "sure": False}
        owner = _owner_of_rlock(lock)
        candidates = [owner] if owner else [ident for ident in context.frames]
        for ident in candidates:
            taken = _find_taking(context.frames.get(ident), lock, own=ident in waiters)
            if taken is not None:
                entry["holder"], entry["taken"] = ident, taken
                break
        if owner:
            entry["holder"], entry["sure"] = owner, True
        if entry["taken"] is None:
            entry["taken"] = _find_careless(lock)
        found.append(entry)
    return found


def _owner_of_rlock(lock):
    if type(lock).__name__ != "RLock" or type(lock).__module__ not in ("_thread", "threading"):
        return None
    text = repr(lock)  # C code of the interpreter's own
    at = text.find("owner=")
    digits = text[at + 6:].split(" ", 1)[0] if at >= 0 else ""
    return int(digits) or None if digits.isdigit() else None


def _find_awaited(frame):
    """(lock, its name) if the innermost frame stands in the acquisition of one."""
    frame = _skip_agent(frame)
    if frame is None:
        return None, None
    code = frame.f_code
    if code.co_filename.endswith("threading.py") and code.co_name not in ("__enter__", "acquire"):
        return None, None  # join, wait: their locks are nobody's
    for chain, offset, _, what in _find_uses(code):
        if what != "release" and _is_at(code, offset, frame.f_lasti):
            lock = _evaluate(frame, chain)
            if _is_lock(lock):
                return lock, ".".join(chain)
    return None, None


def _skip_agent(frame):
    while frame is not None and sites.classify(frame.f_code.co_filename) == sites.AGENT:
        frame = frame.f_back
    return frame


def _is_at(code, offset, lasti):
    """The instruction itself, or one of the few that the compiler makes of the same call."""
    return 0 <= lasti - offset <= 12 and sites.find_line(code, offset) == sites.find_line(code, lasti)


def _is_lock(value):
    return type(value).__name__ in ("lock", "RLock", "_RLock") and type(value).__module__ in ("_thread", "threading")


def _find_taking(frame, lock, own):
    """Frame of the line where this stack took the lock and still has it. `own`: the stack waits for it as well."""
    frame = _skip_agent(frame)
    for number, at in enumerate(dump.walk(frame, FRAMES_MAX)):
        code = at.f_code
        if code.co_filename.endswith("threading.py"):
            continue
        taken = None
        for chain, offset, line, what in _find_uses(code):
            if offset >= at.f_lasti or (own and number == 0 and _is_at(code, offset, at.f_lasti)):
                break
            if _evaluate(at, chain) is not lock:
                continue
            if what == "release":
                taken = None
            elif what == "acquire" or _is_inside(code.co_filename, line, at.f_lineno or line):
                taken = line
        if taken is not None:
            return sites.describe(code, taken)
    return None


def _is_inside(filename, first, current):
    """Is line `current` in the block that line `first` opens? By indentation."""
    try:
        with open(filename, "rb") as stream:
            lines = stream.read().split(b"\n")[first - 1:current]
    except OSError:
        return False
    widths = [len(line) - len(line.lstrip()) for line in lines if line.strip() and not line.lstrip().startswith(b"#")]
    return bool(widths) and all(width > widths[0] for width in widths[1:])


def _find_careless(lock):
    """A function of the user's that takes the lock by `acquire()` and has returned, or whose thread has ended."""
    budget = FUNCTIONS_MAX
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        file = getattr(module, "__file__", None)
        if not isinstance(names, dict) or not isinstance(file, str) or sites.classify(file) != sites.USER:
            continue
        for function in _functions_of(names, module.__name__):
            budget -= 1
            if budget < 0:
                return None
            code = function.__code__
            for chain, _, line, what in _find_uses(code) if "acquire" in code.co_names else ():
                if what == "acquire" and _evaluate_in(names, chain) is lock:
                    return sites.describe(code, line)
    return None


def _functions_of(names, module_name):
    for value in list(names.values()):
        if isinstance(value, type) and value.__module__ == module_name:
            for member in list(vars(value).values()):
                if hasattr(member, "__code__"):
                    yield member
        elif hasattr(value, "__code__") and getattr(value, "__module__", None) == module_name:
            yield value


_uses = {}


def _find_uses(code):
    """[(name chain, offset, line, 'acquire' | 'with' | 'release')] of a code object, in order."""
    found = _uses.get(code)
    if found is None:
        import dis

        found = _uses[code] = _read_uses(code, dis.get_instructions(code))
    return found


def _read_uses(code, instructions):
    found = []
    chain, pending = None, None
    for step in instructions:
        name = step.opname
        if name.startswith(_LOADS) and step.argval is not None:
            chain = [step.argval[-1] if isinstance(step.argval, tuple) else step.argval]
        elif name in ("LOAD_ATTR", "LOAD_METHOD"):
            if chain and step.argval in ("acquire", "release"):
                pending = (chain, step.argval)
            elif chain:
                chain = chain + [step.argval]
        elif name in _WITHS:
            if chain:
                found.append((chain, step.offset, sites.find_line(code, step.offset), "with"))
            if name != "LOAD_SPECIAL":
                chain = None
        elif name.startswith("CALL"):
            if pending:
                found.append((pending[0], step.offset, sites.find_line(code, step.offset), pending[1]))
            chain, pending = None, None
        elif name not in _BETWEEN:
            chain, pending = None, None
    return found


def _evaluate(frame, chain):
    value = frame.f_locals.get(chain[0], _MISSING)
    if value is _MISSING:
        return _evaluate_in(frame.f_globals, chain)
    return _follow(value, chain[1:])


def _evaluate_in(names, chain):
    value = names.get(chain[0], _MISSING)
    return None if value is _MISSING else _follow(value, chain[1:])


def _follow(value, attributes):
    """Attributes without running code of the user's: instance tables, class tables, slots."""
    for name in attributes:
        try:
            table = object.__getattribute__(value, "__dict__")
        except Exception:
            table = {}
        found = table.get(name, _MISSING) if hasattr(table, "get") else _MISSING
        if found is _MISSING:
            for cls in (value if isinstance(value, type) else type(value)).__mro__:
                found = vars(cls).get(name, _MISSING)
                if found is not _MISSING:
                    break
            if type(found).__name__ == "member_descriptor":
                try:
                    found = found.__get__(value)
                except AttributeError:
                    return None
        if found is _MISSING:
            return None
        value = found
    return value
