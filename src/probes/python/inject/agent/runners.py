"""Tells when a test runner of this process starts, works and finishes, with its own counts and status.

Only the outermost runner counts: suites that test runners run others inside themselves.
"""
from time import monotonic

boot = load("boot")  # noqa: F821
hooks = load("hooks")  # noqa: F821
sites = load("sites")  # noqa: F821
wire = load("wire")  # noqa: F821

# At most this many activity messages a second; the newest counts.
ACTIVITY_INTERVAL_S = 0.3

_depth = 0
_owner = 0
_told_at = 0.0


def enter(runner, worker=False):
    """A runner begins. Returns a token for `leave`; None when it runs inside another one."""
    global _depth, _owner
    if _depth and _owner == wire.getpid():
        _depth += 1
        return None
    if _owner and _owner != wire.getpid():
        return None  # a forked child of a test process
    _depth, _owner = 1, wire.getpid()
    boot.ran_tests = True
    boot.phase = "tests"
    boot.arm_dump()
    wire.send("testsStarted", {"runner": runner, "worker": worker})
    load("dump")  # noqa: F821  (ready before anything can go wrong)
    return runner


def finish(token, worker, verdict, counts, status):
    """All tests of the outermost runner are over."""
    if token is None or _owner != wire.getpid():
        return
    sites.test = None
    boot.phase = "finished"
    passed, failed, skipped, errors = counts
    wire.send(
        "testsFinished",
        {
            "runner": token,
            "worker": worker,
            "verdict": verdict,
            "passed": passed,
            "failed": failed,
            "skipped": skipped,
            "errors": errors,
            "exitStatus": status,
        },
    )


def leave():
    global _depth
    if _owner == wire.getpid() and _depth:
        _depth -= 1


def tell_activity(phase, state, file, name):
    """A test begins or ends; bounded in rate."""
    global _told_at
    now = monotonic()
    if now - _told_at < ACTIVITY_INTERVAL_S or _owner != wire.getpid():
        return
    _told_at = now
    wire.send("testActivity", {"phase": phase, "state": state, "file": file, "name": name[:300] if name else None})


def patch_pytest(module):
    cls = module.PytestPluginManager
    original = cls.__init__

    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        try:
            self.register(_make_plugin(module), "overstay")
        except Exception:
            pass

    cls.__init__ = hooks.dress(__init__, original)


def _make_plugin(config_module):
    mark = config_module.hookimpl

    class OverstayPlugin(object):
        def __init__(self):
            self.token = None
            self.worker = False
            self.entered = False

        @mark(tryfirst=True)
        def pytest_sessionstart(self, session):
            self.worker = hasattr(session.config, "workerinput")
            self.token = enter("pytest", self.worker)
            self.entered = True

        @mark(tryfirst=True)
        def pytest_runtest_logstart(self, nodeid):
            if self.token is not None:
                sites.test = nodeid
                tell_activity("test", "started", nodeid.split("::", 1)[0], nodeid)

        @mark(tryfirst=True)
        def pytest_runtest_logfinish(self, nodeid):
            if self.token is not None:
                tell_activity("test", "ended", nodeid.split("::", 1)[0], nodeid)

        @mark(hookwrapper=True, tryfirst=True)
        def pytest_sessionfinish(self, session, exitstatus):
            if self.token is not None:
                sites.test = None
                boot.set_phase("session-finishing")
            yield
            # After everybody's hooks: the summary is printed and the status is what the runner will return.
            try:
                status = int(getattr(session, "exitstatus", exitstatus))
                finish(self.token, self.worker, _judge_pytest(status), _count_pytest(session), status)
                if self.token is not None:
                    boot.set_phase("session-finished")
            except Exception:
                pass

        @mark(trylast=True)
        def pytest_unconfigure(self, config):
            if self.token is not None:
                boot.set_phase("unconfigured")
            if self.entered:
                self.entered = False
                leave()

    return OverstayPlugin()


def _judge_pytest(status):
    return {0: "passed", 5: "none"}.get(status, "failed")


def _count_pytest(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    stats = getattr(reporter, "stats", None)
    if stats is None:
        return (None, getattr(session, "testsfailed", None), None, None)

    def count(*names):
        return sum([len(stats.get(name, ())) for name in names])

    return (count("passed", "xpassed"), count("failed"), count("skipped", "xfailed"), count("error"))


_in_program = False
_success_count = 0


def patch_unittest_result(module):
    """Which test runs now, and how many passed (`testsRun` leaves skipped tests out in some versions)."""
    cls = module.TestResult
    start, success = cls.startTest, cls.addSuccess

    def startTest(self, test):
        if _depth == 1 and _owner == wire.getpid():
            sites.test = _name_test(test)
            tell_activity("test", "started", None, sites.test)
        return start(self, test)

    def addSuccess(self, test):
        global _success_count
        if _depth == 1:
            _success_count += 1
        return success(self, test)

    cls.startTest = hooks.dress(startTest, start)
    cls.addSuccess = hooks.dress(addSuccess, success)


def _name_test(test):
    cls = type(test)
    return "%s.%s.%s" % (cls.__module__, cls.__qualname__, getattr(test, "_testMethodName", "?"))


def patch_unittest_runner(module):
    cls = module.TextTestRunner
    original = cls.run

    def run(self, test):
        global _success_count
        token = enter("unittest")
        if token is not None:
            _success_count = 0
        try:
            result = original(self, test)
            _finish_unittest(token, result, "unittest")
            return result
        finally:
            leave()

    cls.run = hooks.dress(run, original)


def _finish_unittest(token, result, runner):
    try:
        failed, errors = len(result.failures) + len(result.unexpectedSuccesses), len(result.errors)
        skipped = len(result.skipped) + len(result.expectedFailures)
        passed = max(_success_count, result.testsRun - failed - errors - skipped)
        good = bool(result.wasSuccessful())
        none = good and result.testsRun == 0 and not result.skipped
        status = None
        if _in_program:
            status = (5 if none and hooks.sys.version_info >= (3, 12) else 0) if good else 1
        verdict = "none" if none else "passed" if good else "failed"
        finish(token, False, verdict, (passed, failed, skipped, errors), status)
    except Exception:
        finish(token, False, "unknown", (None, None, None, None), None)


def patch_unittest_main(module):
    cls = module.TestProgram
    original = cls.runTests

    def runTests(self):
        global _in_program
        _in_program = bool(getattr(self, "exit", False))
        return original(self)

    cls.runTests = hooks.dress(runTests, original)


def _wrap(cls, name, runner, judge):
    """Wrap the method that runs a whole suite; `judge(result)` gives (verdict, counts, status)."""
    original = getattr(cls, name)

    def run(self, *args, **kwargs):
        token = enter(runner)
        try:
            result = original(self, *args, **kwargs)
            try:
                verdict, counts, status = judge(self, result)
            except Exception:
                verdict, counts, status = "unknown", (None, None, None, None), None
            finish(token, False, verdict, counts, status)
            return result
        finally:
            leave()

    setattr(cls, name, hooks.dress(run, original))


def _judge_unittest_result(runner, result):
    """A result that is like unittest's, or (nose2's) at least says whether it was successful."""
    good = bool(result.wasSuccessful())
    run_count = getattr(result, "testsRun", None)
    verdict = "failed" if not good else "none" if run_count == 0 else "passed"
    lists = [getattr(result, name, None) for name in ("failures", "errors", "skipped")]
    if run_count is None or None in lists:
        return verdict, (None, None, None, None), None
    failed, errors, skipped = [len(entries) for entries in lists]
    return verdict, (max(0, run_count - failed - errors - skipped), failed, skipped, errors), None


def patch_nose2(module):
    _wrap(module.PluggableTestRunner, "run", "nose2", _judge_unittest_result)


def patch_trial(module):
    _wrap(module.TrialRunner, "run", "trial", _judge_unittest_result)


def _judge_robot(suite, result):
    totals = result.statistics.total
    totals = getattr(totals, "all", totals)
    verdict = "failed" if totals.failed else "passed" if totals.passed else "none"
    return verdict, (totals.passed, totals.failed, getattr(totals, "skipped", None), None), int(result.return_code)


def patch_robot(module):
    _wrap(module.TestSuite, "run", "robot", _judge_robot)


def patch_behave(module):
    _wrap(module.Runner, "run", "behave", lambda runner, failed: (
        "failed" if failed else "passed", (None, None, None, None), 1 if failed else 0))
