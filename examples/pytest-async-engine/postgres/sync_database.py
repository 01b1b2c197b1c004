"""The async engine for code that is not async: scripts, a Celery task, a management command."""
import asyncio
import os
import threading

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql+asyncpg://postgres@127.0.0.1:54391/postgres")


class SyncDatabase:
    def __init__(self, url=DATABASE_URL):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="database-loop")
        self.thread.start()
        self.engine = create_async_engine(url)

    def scalar(self, statement):
        return asyncio.run_coroutine_threadsafe(self._scalar(statement), self.loop).result(10)

    async def _scalar(self, statement):
        async with self.engine.connect() as connection:
            return (await connection.execute(text(statement))).scalar()

    def close(self):
        asyncio.run_coroutine_threadsafe(self.engine.dispose(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


database = SyncDatabase()
