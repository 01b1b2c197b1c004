"""Waits for the modules that start long-lived things to be imported, and then notes where each thing is made.

The places are chosen so that no frame of ours stands in a traceback of the user's: functions deep inside the modules,
not the methods that people call, wherever there is one.
"""
import sys

sites = load("sites")  # noqa: F821
remember = sites.remember
_getframe = sys._getframe
_boot = None

_WANTED = {
    "threading": "patch_threading",
    "weakref": "patch_weakref",
    "subprocess": "patch_subprocess",
    "socket": "patch_socket",
    "concurrent.futures.thread": "patch_thread_executor",
    "concurrent.futures.process": "patch_process_executor",
    "asyncio.base_events": "patch_base_events",
    "multiprocessing.process": "patch_multiprocessing",
    "multiprocessing.pool": "patch_pool",
    "uvloop": "patch_uvloop",
    "trio._core._run": "patch_trio",
    "_pytest.config": "runners.patch_pytest",
    "unittest.result": "runners.patch_unittest_result",
    "unittest.runner": "runners.patch_unittest_runner",
    "unittest.main": "runners.patch_unittest_main",
    "nose2.runner": "runners.patch_nose2",
    "twisted.trial.runner": "runners.patch_trial",
    "robot.running.model": "runners.patch_robot",
    "behave.runner": "runners.patch_behave",
    "sqlalchemy.engine.base": "databases.patch_engine",
    "sqlalchemy.pool.base": "databases.patch_pool",
    "asyncpg.pool": "databases.patch_asyncpg_pool",
    "asyncpg.connection": "databases.patch_asyncpg_connection",
    "aiosqlite.core": "databases.patch_aiosqlite",
    "psycopg.connection": "databases.patch_psycopg",
    "psycopg.connection_async": "databases.patch_psycopg_async",
    "psycopg_pool.base": "databases.patch_psycopg_pool",
    "psycopg2": "databases.patch_psycopg2",
    "redis.connection": "databases.patch_redis",
    "redis.asyncio.connection": "databases.patch_redis_async",
    "pymongo.mongo_client": "databases.patch_mongo",
    "pymongo.synchronous.mongo_client": "databases.patch_mongo",
    "pymongo.asynchronous.mongo_client": "databases.patch_mongo",
}


class _Finder(object):
    """First on sys.meta_path; answers only for the wanted names, by asking the finders behind it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        patch = _WANTED.get(name)
        if patch is None:
            return None
        for finder in sys.meta_path:
            if finder is _finder or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                _patch_after_exec(spec, name, patch)
                return spec
        return None


def _patch_after_exec(spec, name, patch):
    loader = spec.loader
    original = getattr(loader, "exec_module", None)
    if original is None or isinstance(loader, type):
        return  # built in or frozen: one loader for everything, not ours to touch

    def exec_module(module):
        if module.__spec__.name != name:
            return original(module)  # a loader that serves many modules
        try:
            del loader.exec_module
        except AttributeError:
            pass
        original(module)
        _apply(patch, module)

    try:
        loader.exec_module = exec_module
    except (AttributeError, TypeError):
        pass


def _apply(patch, module):
    """A library may look different from what we expect: then it is left alone."""
    try:
        holder, _, name = patch.rpartition(".")
        (getattr(load(holder), name) if holder else globals()[name])(module)  # noqa: F821
    except Exception:
        pass


_finder = _Finder()


def install(loader):
    global _boot
    _boot = loader("boot")
    for name, patch in _WANTED.items():
        module = sys.modules.get(name)
        if module is not None:
            _apply(patch, module)
    sys.meta_path.insert(0, _finder)
    patch_os(sys.modules["os"])
    patch_atexit(sys.modules["atexit"])


def dress(wrapper, original):
    """Let the wrapper look like what it wraps, without importing functools."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        try:
            setattr(wrapper, name, getattr(original, name))
        except AttributeError:
            pass
    wrapper.__wrapped__ = original
    return wrapper


def note_creation(cls, kind):
    """Remember where each instance of `cls` is made."""
    original = cls.__init__

    def note(instance):
        try:
            remember(instance, _getframe(2), kind)
        except Exception:
            pass

    cls.__init__ = dress(mirror(original, note), original)


def mirror(original, note):
    """
    A function with the very parameters of `original` that calls `note(first parameter)` and then `original`.

    Libraries look at the code of their own functions to learn what they accept (SQLAlchemy at Engine.__init__), past
    `__wrapped__`: `*args, **kwargs` would change what they do.
    """
    code = getattr(original, "__code__", None)
    if code is None:
        return lambda self, *args, **kwargs: (note(self), original(self, *args, **kwargs))[1]
    count, only, flags = code.co_argcount, code.co_kwonlyargcount, code.co_flags
    names = code.co_varnames[:count]
    keywords = code.co_varnames[count:count + only]
    rest = list(code.co_varnames[count + only:])
    declared, passed = list(names), list(names)
    positional = getattr(code, "co_posonlyargcount", 0)
    if positional:
        declared.insert(positional, "/")
    if flags & 4:
        star = "*" + rest.pop(0)
        declared.append(star)
        passed.append(star)
    elif only:
        declared.append("*")
    declared += keywords
    passed += [name + "=" + name for name in keywords]
    if flags & 8:
        declared.append("**" + rest[0])
        passed.append("**" + rest[0])
    source = "def mirrored(%s):\n    _note(%s)\n    return _original(%s)\n" % (
        ", ".join(declared), names[0], ", ".join(passed))
    scope = {"_note": note, "_original": original}
    exec(compile(source, "<overstay>/mirror.py", "exec", 0, True), scope)
    mirrored = scope["mirrored"]
    mirrored.__defaults__, mirrored.__kwdefaults__ = original.__defaults__, original.__kwdefaults__
    return mirrored


def patch_threading(module):
    for name in ("_start_new_thread", "_start_joinable_thread"):
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _note_thread(original))
    shutdown = module._shutdown

    def _shutdown():
        _boot.set_phase("joining-threads")
        if _boot.ran_tests and (_has_lingering_thread(module) or sites.has_any(_CONNECTIONS)):
            _boot.save_snapshot()
        try:
            shutdown()
        except _boot.Released:
            pass  # without a word: the wait was dropped, the exit goes on and keeps its code
        _boot.set_phase("atexit")

    module._shutdown = dress(_shutdown, shutdown)


# A wait for a database inside C code answers no signal: what is open is written down before.
_CONNECTIONS = ("sqlalchemy-checkout", "psycopg-connection", "psycopg2-connection")


def _note_thread(original):
    def start_thread(function, *args, **kwargs):
        try:
            remember(function.__self__, _getframe(1), "thread")
        except Exception:
            pass
        return original(function, *args, **kwargs)

    return dress(start_thread, original)


def _has_lingering_thread(threading):
    main = threading._main_thread
    return any(not t._daemonic and t is not main for t in list(threading._active.values()))


def patch_os(os):
    for name in ("posix_spawn", "posix_spawnp"):
        original = getattr(os, name, None)
        if original is not None:
            setattr(os, name, _note_spawn(original, 1))


    system = os.system

    def call_system(command):
        try:  # before it runs: the shell's own children are born while it does, and its pid is never told
            _boot.report_spawn(None, str(command), sites.capture(_getframe(1)))
        except Exception:
            pass
        return system(command)

    os.system = dress(call_system, system)


def _note_spawn(original, arguments_at):
    """Wraps a function that starts a program and returns its pid."""

    def start_program(*args, **kwargs):
        _boot.in_exec = True
        try:
            child = original(*args, **kwargs)
        finally:
            _boot.in_exec = False
        try:
            words = [word if isinstance(word, str) else word.decode("utf-8", "replace") for word in args[arguments_at]]
            record = sites.capture(_getframe(1))
            sites.note_child(child, record, " ".join(words))
            _boot.report_spawn(child, " ".join(words), record)
        except Exception:
            pass
        return child

    return dress(start_program, original)


def patch_subprocess(module):
    posix = sys.modules.get("_posixsubprocess")
    if posix is not None:
        wrapped = posix.fork_exec = _note_spawn(posix.fork_exec, 0)  # multiprocessing looks it up there
        if hasattr(module, "_fork_exec"):
            module._fork_exec = wrapped


def patch_atexit(module):
    original = module.register

    def register(func, *args, **kwargs):
        result = original(func, *args, **kwargs)
        try:
            sites.note_callback(func, sites.capture(_getframe(1)))
        except Exception:
            pass
        return result

    module.register = dress(register, original)


def patch_weakref(module):
    """Finalizers take no weak reference to themselves; the newest are kept by identity."""
    original = module.finalize.__init__

    def __init__(self, *args, **kwargs):
        try:
            sites.note_finalizer(self, _getframe(1))
        except Exception:
            pass
        return original(self, *args, **kwargs)

    module.finalize.__init__ = dress(__init__, original)


def patch_socket(module):
    note_creation(module.socket, "socket")


def patch_thread_executor(module):
    note_creation(module._WorkItem, "job")
    note_creation(module.ThreadPoolExecutor, "executor")


def patch_process_executor(module):
    note_creation(module._WorkItem, "job")
    note_creation(module.ProcessPoolExecutor, "executor")


def patch_base_events(module):
    cls = module.BaseEventLoop
    original = cls.create_task

    def create_task(self, coro, **kwargs):
        task = original(self, coro, **kwargs)
        try:
            remember(task, _getframe(1), "task")
        except Exception:
            pass
        return task

    cls.create_task = dress(create_task, original)
    note_creation(module.Server, "server")


def patch_uvloop(module):
    """Its create_task is C: the functions of asyncio that call it are wrapped instead."""
    import asyncio
    import asyncio.tasks as tasks

    original = tasks.create_task

    def create_task(coro, **kwargs):
        task = original(coro, **kwargs)
        try:
            remember(task, _getframe(1), "task")
        except Exception:
            pass
        return task

    tasks.create_task = asyncio.create_task = dress(create_task, original)


def patch_multiprocessing(module):
    cls = module.BaseProcess
    original = cls.start

    def start(self):
        try:
            remember(self, _getframe(1), "process")
        except Exception:
            pass
        return original(self)

    cls.start = dress(start, original)


def patch_pool(module):
    note_creation(module.ApplyResult, "pool-job")


def patch_trio(module):
    cls = module.Runner
    original = cls.spawn_impl

    def spawn_impl(self, *args, **kwargs):
        task = original(self, *args, **kwargs)
        try:
            remember(task, _getframe(1), "trio-task")
        except Exception:
            pass
        return task

    cls.spawn_impl = dress(spawn_impl, original)
