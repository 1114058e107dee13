// Run the page's own realtime client: print each transaction that it tells of.  node follow.mjs URL TOKEN
import { RealtimeClient } from '../../frontend/src/lib/realtime/client.ts'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../frontend/package.json', import.meta.url))
const { io } = require('socket.io-client')
const [url, token] = process.argv.slice(2)
const print = (name, envelope) => process.stdout.write(`${JSON.stringify([name, envelope])}\n`)

const client = new RealtimeClient(() => Promise.resolve(token), (options) => io(url, options))
for (const name of ['transaction.created', 'transactions.created', 'replay.gap']) {
  client.on(name, (envelope) => print(name, envelope))
}
client.watch(() => print('status', { data: client.state.status }))
client.connect()
