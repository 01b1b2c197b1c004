// A watchdog against an answer (Node). The client starts to poll when an answer takes longer than 60 ms, and nothing ever
// stops that: close() only knows the watchdog. Answers take 5 ms, so it hardly ever happens on a quiet machine.
const net = require('node:net')

const server = net.createServer((socket) => socket.on('data', (data) => setTimeout(() => socket.write(data), 5)))

function ask(socket) {
  return new Promise((resolve) => {
    const watchdog = setTimeout(startPolling, 60)
    socket.once('data', () => {
      clearTimeout(watchdog)
      resolve()
    })
    socket.write('?')
  })
}

function startPolling() {
  setInterval(() => {}, 1000)
}

server.listen(0, '127.0.0.1', async () => {
  const socket = net.connect(server.address().port, '127.0.0.1')
  for (let count = 0; count < 40; count += 1) await ask(socket)
  socket.destroy()
  server.close()
  console.log('all tests passed')
})
