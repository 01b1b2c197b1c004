/** What to do about each kind of holder, in the words of the library's own documentation. */
export const FIXES = {
  thread:
    'Tell the thread to stop (a threading.Event it checks) and `thread.join()` it in the clean-up of the fixture, or start it with `daemon=True`.',
  timer: 'Call `timer.cancel()` when it is no longer needed, or set `timer.daemon = True` before `timer.start()`.',
  executor:
    'Let the job return (send its queue a sentinel, set its event), then `executor.shutdown(cancel_futures=True)`; `with ThreadPoolExecutor() as executor:` does it at the end of the block.',
  processExecutor:
    'Let the job return, then `executor.shutdown(cancel_futures=True)`; `with ProcessPoolExecutor() as executor:` does it at the end of the block.',
  loopThread:
    'Stop the loop from its owner: `loop.call_soon_threadsafe(loop.stop)`, then `thread.join()` and `loop.close()`; or start the thread with `daemon=True`.',
  portal: 'Leave the portal: `with start_blocking_portal() as portal:` stops its loop at the end of the block.',
  task: 'Cancel the task and await it: `task.cancel()`, then `await asyncio.gather(task, return_exceptions=True)`.',
  cancelledTask:
    'The task was cancelled and did not end: let `asyncio.CancelledError` propagate (re-raise it after the clean-up).',
  trioTask: 'Cancel the nursery that owns it: `nursery.cancel_scope.cancel()`.',
  server: 'Call `server.shutdown()` and `server.server_close()`, then join the thread that serves.',
  child: 'End the child: `process.terminate()`, then `process.wait(timeout=…)`; `with subprocess.Popen(…)` waits only.',
  multiprocessing:
    'End the process (`process.terminate()`, then `process.join()`), or make it with `daemon=True`; exit joins every other child.',
  pool: 'Let the jobs return, or end the pool with `pool.terminate()` before `pool.join()`; `with Pool(…) as pool:` does it.',
  feeder:
    'Read everything that was put before the process ends, or call `queue.cancel_join_thread()` if the data may be lost.',
  atexit: 'Give the wait inside the callback a timeout, or do the clean-up in a fixture instead of `atexit`.',
  finalizer: 'Do not wait inside `__del__`: close the object explicitly (`with …`, or in the clean-up of a fixture).',
  lock: 'Release the lock on every path (`with lock:`), and take several locks in one order everywhere.',
  stdin: 'Remove the `input()` or `breakpoint()`, or give the tests no terminal to read from (`pytest < /dev/null`).',
  queueListener: 'Call `listener.stop()` when logging ends; it joins the listener thread.',
  busy: 'The code never waits and never ends: give the loop a condition that stops it.',
  blocked: 'Give the wait a timeout, or make sure that what it waits for happens.',
} as const

const DATABASES: Readonly<Record<string, string>> = {
  asyncpg: '`await pool.close()` (or `await connection.close()`) before the event loop ends; `async with` does it.',
  aiosqlite: '`await connection.close()`, or `async with aiosqlite.connect(…) as db:`, which does it.',
  psycopg: 'Call `connection.close()`, or use `with psycopg.connect(…) as connection:`, which does it.',
  psycopg2: 'Call `connection.close()`; `with connection:` ends only the transaction.',
  psycopg_pool: 'Call `pool.close()`, or use `with ConnectionPool(…) as pool:`, which does it.',
  redis: '`client.close()` (`await client.aclose()` for redis.asyncio).',
  pymongo: '`client.close()` (`await client.close()` for AsyncMongoClient).',
}

export function fixDatabase(library: string, isAsync: boolean): string {
  if (library === 'sqlalchemy') {
    return isAsync
      ? '`await engine.dispose()` when the tests are over (in the clean-up of the fixture or lifespan that made the engine).'
      : '`engine.dispose()` when the tests are over (in the clean-up of the fixture that made the engine).'
  }
  return DATABASES[library] ?? 'Close it when the tests are over.'
}
