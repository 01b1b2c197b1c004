"""Notes where database engines, pools, connections and clients are made, and who has checked a connection out."""
import sys

hooks = load("hooks")  # noqa: F821
sites = load("sites")  # noqa: F821


def patch_engine(module):
    hooks.note_creation(module.Engine, "sqlalchemy-engine")


def patch_pool(module):
    cls = module._ConnectionRecord
    hooks.note_creation(cls, "sqlalchemy-record")
    original = cls.__dict__["checkout"].__func__

    def checkout(kind, pool):
        fairy = original(kind, pool)
        try:
            sites.remember(fairy, sys._getframe(1), "sqlalchemy-checkout")
        except Exception:
            pass
        return fairy

    cls.checkout = classmethod(hooks.dress(checkout, original))


def patch_asyncpg_pool(module):
    hooks.note_creation(module.Pool, "asyncpg-pool")


def patch_asyncpg_connection(module):
    hooks.note_creation(module.Connection, "asyncpg-connection")


def patch_aiosqlite(module):
    hooks.note_creation(module.Connection, "aiosqlite-connection")


def patch_psycopg(module):
    hooks.note_creation(module.Connection, "psycopg-connection")


def patch_psycopg_async(module):
    hooks.note_creation(module.AsyncConnection, "psycopg-connection")


def patch_psycopg_pool(module):
    hooks.note_creation(module.BasePool, "psycopg-pool")


def patch_psycopg2(module):
    """Its connections are C and take no weak reference with a note of ours: the function that makes them is wrapped."""
    original = module.connect

    def connect(*args, **kwargs):
        connection = original(*args, **kwargs)
        try:
            sites.remember(connection, sys._getframe(1), "psycopg2-connection")
        except Exception:
            pass
        return connection

    module.connect = hooks.dress(connect, original)


def patch_redis(module):
    hooks.note_creation(module.ConnectionPool, "redis-pool")


def patch_redis_async(module):
    hooks.note_creation(module.ConnectionPool, "redis-pool")


def patch_mongo(module):
    for name in ("MongoClient", "AsyncMongoClient"):
        if hasattr(module, name) and "__init__" in vars(getattr(module, name)):
            hooks.note_creation(getattr(module, name), "mongo-client")
