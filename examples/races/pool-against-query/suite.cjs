// A pool's shutdown against a late query (Node, with a database in a process of its own). The last query is not awaited but
// given 90 ms, which is plenty. When it comes back after the pool was closed, its connection goes back to the pool, and
// the pool begins to keep it alive.
const { spawn } = require('node:child_process')

const DATABASE =
  "process.stdin.on('data', (q) => setTimeout(() => process.stdout.write(q), 10)).on('end', () => process.exit())"

class Pool {
  constructor() {
    this.database = spawn(process.execPath, ['-e', DATABASE], { stdio: ['pipe', 'pipe', 'inherit'] })
  }

  query() {
    clearInterval(this.heartbeat)
    return new Promise((resolve) => {
      this.database.stdout.once('data', () => {
        this.takeBack()
        resolve()
      })
      this.database.stdin.write('q')
    })
  }

  takeBack() {
    this.heartbeat = setInterval(() => {}, 1000)
  }

  close() {
    clearInterval(this.heartbeat)
    this.database.stdin.end()
  }
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function main() {
  for (let count = 0; count < 8; count += 1) {
    const pool = new Pool()
    await pool.query()
    const late = pool.query()
    await Promise.race([late, wait(90)])
    await wait(5)
    pool.close()
  }
  console.log('all tests passed')
}

main()
