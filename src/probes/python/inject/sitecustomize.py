"""Found by `site` because overstay put this directory on PYTHONPATH.

It must parse on every Python (2.7 included), never fail for a reason of its own, and leave no trace of itself: it starts
the agent where it can, takes its directory out of sys.path, and then runs the sitecustomize that it hides, if there is
one. Where there is none it ends as a missing module does, which `site` expects.
"""
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _load_code(name):
    """Code of agent/NAME.py from our own cache of byte code, which PYTHONDONTWRITEBYTECODE does not concern."""
    import marshal

    folder = os.path.join(_HERE, "code-%s-%x" % (sys.implementation.cache_tag, sys.hexversion))
    cached = os.path.join(folder, name + ".bin")
    try:
        with open(cached, "rb") as stream:
            return marshal.loads(stream.read())
    except Exception:
        pass
    with open(os.path.join(_HERE, "agent", name + ".py"), "rb") as stream:
        source = stream.read()
    # The name in angle brackets keeps coverage, tracebacks and linters from taking the agent for a file of the user's.
    code = compile(source, "<overstay>/" + name + ".py", "exec", 0, True, 2)
    try:
        if not os.path.isdir(folder):
            os.mkdir(folder)
        temporary = "%s.%d" % (cached, os.getpid())
        with open(temporary, "wb") as stream:
            stream.write(marshal.dumps(code))
        os.rename(temporary, cached)
        _cache_this_file()
    except Exception:
        pass  # read-only: slower, nothing else
    return code


def _cache_this_file():
    kept = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    try:
        __loader__.get_code("sitecustomize")
    finally:
        sys.dont_write_bytecode = kept


def _hide(function):
    """Functions of this file that run during the tests, too, are no code of the user's to a coverage tool."""
    if sys.version_info >= (3, 8):
        function.__code__ = function.__code__.replace(co_filename="<overstay>/sitecustomize.py")
    return function


def _start_agent():
    run_dir = os.environ.get("OVERSTAY_RUN_DIR")
    if not run_dir or sys.version_info < (3, 7) or sys.implementation.name != "cpython":
        return
    modules = {}

    def load(name):
        module = modules.get(name)
        if module is None:
            code = _load_code(name)
            module = modules[name] = type(sys)("overstay_agent_" + name)
            module.load = load
            exec(code, module.__dict__)
        return module

    for function in (_load_code, _cache_this_file, load):
        _hide(function)
    load("boot").start(run_dir)


def _find_hidden():
    """The sitecustomize that would have been imported without us; None when there is none."""
    if sys.version_info >= (3, 4):
        from _frozen_importlib_external import PathFinder

        return PathFinder.find_spec("sitecustomize", sys.path)
    import imp

    try:
        return imp.find_module("sitecustomize", sys.path)
    except ImportError:
        return None


def _run_hidden(found):
    if sys.version_info >= (3, 5):
        module = type(sys)(found.name)
        module.__spec__, module.__loader__ = found, found.loader
        module.__file__ = found.origin
        module.__cached__ = found.cached
        sys.modules["sitecustomize"] = module
        found.loader.exec_module(module)
    else:
        import imp

        imp.load_module("sitecustomize", *found)


try:
    _start_agent()
except Exception:
    pass
sys.path[:] = [entry for entry in sys.path if entry != _HERE]
sys.path_importer_cache.pop(_HERE, None)
_hidden = _find_hidden()
if _hidden is not None:
    _run_hidden(_hidden)
else:
    _missing = ImportError("No module named 'sitecustomize'")
    _missing.name = "sitecustomize"
    raise _missing
