import type { SuspectKind } from '../../../core/suspects/finding.js'

export interface Library {
  /** What people call it. */
  readonly name: string
  readonly kind: SuspectKind | null
  readonly fix: string
  /** Packages users import it by, when that is not the one found at work. */
  readonly imports: readonly string[]
}

const library = (name: string, kind: SuspectKind | null, fix: string, imports: readonly string[] = []): Library => ({
  name,
  kind,
  fix,
  imports,
})

const PG = library('pg', 'db-pool', '`await pool.end()` (or `client.end()`) in teardown; release every client first', [
  'pg',
  'pg-pool',
  'slonik',
  'pg-promise',
])
const MONGO = library(
  'mongodb',
  'db-pool',
  '`await client.close()` (mongoose: `await mongoose.disconnect()`) in teardown',
)
const UNDICI = library(
  'undici',
  'http-agent',
  'read or cancel every response body; `await dispatcher.close()` in teardown',
)
const AMQP = library(
  'amqplib',
  'queue-listener',
  '`await channel.close()` and `await connection.close()` in teardown',
  ['amqplib', 'amqplib/callback_api', 'amqp-connection-manager'],
)

/** Packages that hold processes, by package name; sub-packages point at what the user calls. */
const LIBRARIES: Readonly<Record<string, Library>> = {
  pg: PG,
  'pg-pool': PG,
  'pg-protocol': PG,
  'pg-native': PG,
  postgres: library('postgres', 'db-pool', '`await sql.end()` in teardown'),
  mysql: library('mysql', 'db-pool', '`pool.end(callback)` or `connection.end()` in teardown'),
  mysql2: library('mysql2', 'db-pool', '`await pool.end()` in teardown'),
  mariadb: library('mariadb', 'db-pool', '`await pool.end()` in teardown'),
  tedious: library('mssql/tedious', 'db-pool', '`await pool.close()` in teardown'),
  tarn: library('knex', 'db-pool', '`await knex.destroy()` in teardown', ['knex']),
  knex: library('knex', 'db-pool', '`await knex.destroy()` in teardown'),
  typeorm: library('typeorm', 'db-pool', '`await dataSource.destroy()` in teardown'),
  sequelize: library('sequelize', 'db-pool', '`await sequelize.close()` in teardown'),
  '@prisma/client': library('Prisma', 'db-pool', '`await prisma.$disconnect()` in teardown'),
  mongodb: MONGO,
  mongoose: MONGO,
  'mongodb-memory-server-core': library('mongodb-memory-server', 'child-process', '`await server.stop()` in teardown', [
    'mongodb-memory-server',
  ]),
  ioredis: library('ioredis', null, '`await redis.quit()` (or `redis.disconnect()`) in teardown'),
  '@redis/client': library('redis', null, '`await client.close()` (or `client.destroy()`) in teardown', ['redis']),
  redis: library('redis', null, '`await client.quit()` in teardown'),
  bullmq: library(
    'BullMQ',
    'queue-listener',
    '`await worker.close()`, `queue.close()` and `queueEvents.close()` in teardown',
  ),
  bull: library('Bull', 'queue-listener', '`await queue.close()` in teardown'),
  kafkajs: library(
    'kafkajs',
    'queue-listener',
    '`await consumer.disconnect()` and `producer.disconnect()` in teardown',
  ),
  amqplib: AMQP,
  'amqp-connection-manager': AMQP,
  rhea: library('rhea', 'queue-listener', '`connection.close()` in teardown'),
  nats: library('nats', 'queue-listener', '`await nc.drain()` in teardown'),
  mqtt: library('mqtt', 'queue-listener', '`await client.endAsync()` in teardown'),
  undici: UNDICI,
  '@grpc/grpc-js': library('grpc-js', null, '`client.close()` and `server.forceShutdown()` in teardown'),
  ws: library('ws', null, '`socket.terminate()` for clients, `server.close()` for the server, in teardown'),
  'socket.io': library('socket.io', null, '`io.close()` in teardown'),
  'engine.io': library('socket.io', null, '`io.close()` in teardown', ['socket.io']),
  'socket.io-client': library('socket.io-client', null, '`socket.disconnect()` in teardown'),
  'engine.io-client': library('socket.io-client', null, '`socket.disconnect()` in teardown', ['socket.io-client']),
  chokidar: library('chokidar', 'fs-watcher', '`await watcher.close()` in teardown'),
  '@parcel/watcher': library('@parcel/watcher', 'fs-watcher', '`await subscription.unsubscribe()` in teardown'),
  'node-cron': library('node-cron', 'timer', '`task.stop()` in teardown'),
  cron: library('cron', 'timer', '`job.stop()` in teardown'),
  croner: library('croner', 'timer', '`job.stop()` in teardown, or create it with `{ unref: true }`'),
  'node-schedule': library('node-schedule', 'timer', '`await schedule.gracefulShutdown()` in teardown'),
  agentkeepalive: library('agentkeepalive', 'http-agent', '`agent.destroy()` in teardown'),
  puppeteer: library('puppeteer', null, '`await browser.close()` in teardown'),
  'puppeteer-core': library('puppeteer', null, '`await browser.close()` in teardown', ['puppeteer', 'puppeteer-core']),
  testcontainers: library('testcontainers', null, '`await container.stop()` in teardown'),
  express: library('express', null, '`server.close()` in teardown, with the server that `app.listen()` returned'),
  fastify: library('fastify', null, '`await app.close()` in teardown'),
  koa: library('koa', null, '`server.close()` in teardown, with the server that `app.listen()` returned'),
  '@nestjs/core': library('NestJS', null, '`await app.close()` in teardown'),
  msw: library('msw', null, '`server.close()` in afterAll'),
  piscina: library('piscina', 'worker', '`await pool.destroy()` in teardown'),
}

/** What is known of a package, or null. */
export function findLibrary(packageName: string | null): Library | null {
  return packageName === null ? null : (LIBRARIES[packageName] ?? null)
}
