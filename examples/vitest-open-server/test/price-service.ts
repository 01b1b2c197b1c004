import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    prices: string
  }
}

/** Starts the price service for all test files. It returns no teardown, so the server outlives them. */
export default async function setup(project: TestProject): Promise<void> {
  const server = createServer((_request, response) => response.end(JSON.stringify({ apple: 3, pear: 4 })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('prices', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
