"""Database engines, pools, connections and clients that are open, who made them and who holds a connection."""
dump = load("dump")  # noqa: F821
sites = load("sites")  # noqa: F821

ENTRIES_MAX = 40
CHECKOUTS_MAX = 10


def describe_databases(context):
    found = []
    claimed = set()
    for engine, record in sites.living(("sqlalchemy-engine",)):
        add(found, context, lambda: _describe_engine(engine, record, claimed, context))
    for note, describe in _OTHERS:
        for thing, record in sites.living((note,)):
            if id(thing) not in claimed:
                add(found, context, lambda: describe(thing, record, context))
    return found


def add(found, context, work):
    entry = dump.guard(context.problems, "database", work)
    if entry is not None and len(found) < ENTRIES_MAX:
        found.append(entry)


def _entry(library, what, record, context, **more):
    entry = {"library": library, "what": what, "made": context.describe_record(record), "target": None, "open": None,
             "checkedOut": [], "threads": [], "loop": None, "async": False}
    entry.update(more)
    return entry


def _describe_engine(engine, record, claimed, context):
    pool = engine.pool
    connections = []
    for item, _ in sites.living(("sqlalchemy-record",)):
        if getattr(item, "_ConnectionRecord__pool", None) is pool:
            raw = getattr(item, "dbapi_connection", None) or getattr(item, "connection", None)
            if raw is not None:
                connections.append(raw)
    if not connections:
        return None  # never used, or disposed
    threads, loop = [], None
    for raw in connections:
        driver = getattr(raw, "_connection", raw)
        claimed.add(id(driver))
        threads.append(_thread_of(driver))
        loop = loop or getattr(driver, "_loop", None)
    checked_out = []
    for fairy, made in sites.living(("sqlalchemy-checkout",)):
        if getattr(fairy, "_pool", None) is pool and getattr(fairy, "dbapi_connection", None) is not None:
            checked_out.append(context.describe_record(made))
    url = engine.url
    return _entry(
        "sqlalchemy", type(pool).__name__, record, context,
        target=_show_target(url.drivername, url.host, url.port, url.database),
        open=len(connections), checkedOut=checked_out[:CHECKOUTS_MAX],
        threads=[ident for ident in threads if ident is not None],
        loop=id(loop) if loop is not None else None,
        **{"async": bool(getattr(engine.dialect, "is_async", False))}
    )


def _thread_of(driver):
    """aiosqlite runs a thread for each connection: the connection itself before 0.22, an attribute since."""
    thread = getattr(driver, "_thread", None) or driver
    ident = getattr(thread, "_ident", None)
    return ident if isinstance(ident, int) else None


def _show_target(driver, host, port, database):
    where = "%s:%s" % (host, port) if host and port else host or ""
    return "%s://%s/%s" % (driver, where, database or "")


def _describe_aiosqlite(connection, record, context):
    ident = _thread_of(connection)
    if ident is None or ident not in context.threads:
        return None
    return _entry("aiosqlite", "Connection", record, context, threads=[ident], open=1, **{"async": True})


def _describe_asyncpg_pool(pool, record, context):
    if pool._closed or not pool._initialized:
        return None
    used = [holder for holder in pool._holders if holder._con is not None]
    return _entry("asyncpg", "Pool", record, context, open=len(used), loop=id(pool._loop), **{"async": True})


def _describe_asyncpg(connection, record, context):
    transport = getattr(connection, "_transport", None)
    if getattr(connection, "_aborted", False) or transport is None or transport.is_closing():
        return None
    return _entry("asyncpg", "Connection", record, context, open=1, loop=id(connection._loop), **{"async": True})


def _describe_psycopg(connection, record, context):
    if connection.closed:
        return None
    module = type(connection).__module__.partition(".")[0]
    return _entry(module, type(connection).__name__, record, context, open=1)


def _describe_psycopg_pool(pool, record, context):
    if getattr(pool, "_closed", True):
        return None
    workers = [getattr(worker, "_ident", None) for worker in getattr(pool, "_workers", ())]
    return _entry("psycopg_pool", type(pool).__name__, record, context, open=len(getattr(pool, "_pool", ())),
                  threads=[ident for ident in workers if isinstance(ident, int)])


def _describe_redis(pool, record, context):
    used = len(getattr(pool, "_in_use_connections", ()))
    idle = len(getattr(pool, "_available_connections", ()))
    if not used + idle:
        return None
    is_async = ".asyncio." in type(pool).__module__
    return _entry("redis", "ConnectionPool", record, context, open=used + idle, **{"async": is_async})


def _describe_mongo(client, record, context):
    topology = getattr(client, "_topology", None)
    if topology is None or getattr(topology, "_closed", False) or not getattr(topology, "_opened", True):
        return None
    return _entry("pymongo", type(client).__name__, record, context, **{"async": type(client).__name__[:5] == "Async"})


_OTHERS = (
    ("aiosqlite-connection", _describe_aiosqlite),
    ("asyncpg-pool", _describe_asyncpg_pool),
    ("asyncpg-connection", _describe_asyncpg),
    ("psycopg-connection", _describe_psycopg),
    ("psycopg2-connection", _describe_psycopg),
    ("psycopg-pool", _describe_psycopg_pool),
    ("redis-pool", _describe_redis),
    ("mongo-client", _describe_mongo),
)
