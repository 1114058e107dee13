// Print each event that the official client hears, one JSON line each.  node listen.mjs URL TOKEN TRANSPORT TOPIC...
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../frontend/package.json', import.meta.url))
const { io } = require('socket.io-client')
const [url, token, transport, ...topics] = process.argv.slice(2)
const print = (name, envelope) => process.stdout.write(`${JSON.stringify([name, envelope])}\n`)

const socket = io(url, { auth: { token }, transports: [transport], reconnection: false })
socket.onAny(print)
socket.on('connect', () => {
  for (const topic of topics) socket.emit('subscribe', { topic }, (ack) => print('subscribed', ack))
})
socket.on('connect_error', (error) => print('connect_error', { message: error.message, data: error.data }))
socket.on('disconnect', (reason) => print('disconnect', { reason }))
