// Open sockets on two replicas with the official client, post transactions, and time each from POST to receipt.
// stdin: {"urls": [a, b], "users": [[id, token], ...], "sockets": 500, "perSecond": 20, "seconds": 20}
// stdout: {"expected": n, "received": n, "doubled": n, "latencies": [ms, ...]}
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import http from 'node:http'

const require = createRequire(new URL('../frontend/package.json', import.meta.url))
const { io } = require('socket.io-client')
const { urls, users, sockets, perSecond, seconds } = JSON.parse(await text(process.stdin))
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const sentAt = new Map()
const latencies = []
const heard = new Map()
let listening = 0

function hear(key, transaction) {
  const begun = sentAt.get(transaction.transaction_id)
  if (begun === undefined) return
  heard.set(key + transaction.transaction_id, (heard.get(key + transaction.transaction_id) ?? 0) + 1)
  latencies.push(performance.now() - begun)
}

const opened = []
for (let number = 0; number < sockets; number++) {
  const [, token] = users[number % users.length]
  const url = urls[Math.floor(number / users.length) % urls.length]
  // Uncompressed, as the app has it: the bare server would take up the offer, to its cost.
  const options = { transports: ['websocket'], forceNew: true, reconnection: false, perMessageDeflate: false }
  const socket = io(url, { auth: { token }, ...options })
  socket.on('session.ready', () => listening++)
  socket.on('transaction.created', ({ data }) => hear(`${number} `, data))
  socket.on('transactions.created', ({ data }) => data.forEach((each) => hear(`${number} `, each)))
  opened.push(socket)
  if (number % 20 === 19) await sleep(100)
}
for (let waited = 0; listening < sockets && waited < 300; waited++) await sleep(100)
if (listening < sockets) throw new Error(`only ${listening} of ${sockets} sockets got in`)

const agents = urls.map(() => new http.Agent({ keepAlive: true, maxSockets: 8 }))
let failed = 0
function post(number) {
  const [user, token] = users[number % users.length]
  const id = `s-${process.pid}-${number}`
  const body = JSON.stringify({ transaction_id: id, user, amount: 1050, status: 'SUCCESS', merchant: 'Lidl' })
  const which = number % urls.length
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
  sentAt.set(id, performance.now())
  const request = http.request(`${urls[which]}/api/add-transaction`, { method: 'POST', agent: agents[which], headers })
  request.on('response', (answer) => {
    if (answer.statusCode !== 200) failed++
    answer.resume()
  })
  request.end(body)
}
const count = perSecond * seconds
const begun = performance.now()
for (let number = 0; number < count; number++) {
  await sleep(Math.max(0, begun + (number * 1000) / perSecond - performance.now()))
  post(number)
}
await sleep(3000)
const expected = (count * sockets) / users.length
const doubled = [...heard.values()].filter((times) => times > 1).length
process.stdout.write(JSON.stringify({ expected, received: heard.size, doubled, failed, latencies }))
opened.forEach((socket) => socket.close())
agents.forEach((agent) => agent.destroy())
