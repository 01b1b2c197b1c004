import { createServer } from 'node:http'

const books = new Map([
  ['1', { title: 'The Left Hand of Darkness' }],
  ['2', { title: 'Solaris' }],
])

/** A small catalogue over HTTP; resolves to the server once it listens. */
export function startCatalogue() {
  const server = createServer((request, response) => {
    const book = books.get(request.url?.slice(1) ?? '')
    response.writeHead(book ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(book ?? { error: 'not found' }))
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
