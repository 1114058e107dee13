import type { io } from 'socket.io-client'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RealtimeClient, type Envelope } from './client'

type Ack = (...answer: unknown[]) => void

/** The far end of the wire: what the server would say and hear. */
class Wire {
  connected = false
  active = true
  sent: { name: string; body: unknown; ack: Ack }[] = []
  private readonly handlers = new Map<string, (...args: never[]) => void>()
  private any: ((name: string, envelope: Envelope) => void) | undefined
  on = (name: string, handler: (...args: never[]) => void) => this.handlers.set(name, handler)
  onAny = (handler: (name: string, envelope: Envelope) => void) => (this.any = handler)
  emit = (name: string, body: unknown, ack: Ack = () => undefined) => this.sent.push({ name, body, ack })
  timeout = () => ({
    emit: (name: string, body: unknown, ack: Ack) => {
      this.sent.push({
        name,
        body,
        ack: (...answer) => {
          ack(null, ...answer)
        },
      })
    },
  })
  connect = () => undefined
  disconnect = () => undefined
  open() {
    this.connected = true
    this.handlers.get('connect')?.()
  }
  push(
    id: number,
    name = 'transaction.created',
    data: unknown = { transaction_id: `t${id}` },
    topic: string | null = 'user',
  ) {
    this.any?.(name, { id, at: '2026-01-01T00:00:00Z', topic, data })
  }
  ready(id: number) {
    this.push(id, 'session.ready', { user: 1 })
  }
  answer(name: string, ack: object) {
    const call = this.sent.findLast((each) => each.name === name)
    call?.ack(ack)
  }
  bodies = (name: string) => this.sent.filter((each) => each.name === name).map((each) => each.body)
}

let wire: Wire
let client: RealtimeClient
let token: string
let seen: number[]

beforeEach(() => {
  wire = new Wire()
  token = 'first'
  const open = (options: { auth: (give: () => void) => void }) => {
    options.auth(() => undefined)
    return wire
  }
  client = new RealtimeClient(() => Promise.resolve(token), open as unknown as typeof io)
  seen = []
  client.on('transaction.created', ({ id }) => seen.push(id))
  client.connect()
  wire.open()
})

describe('the realtime client', () => {
  it('tells each event once, however often it arrives', () => {
    wire.ready(4)
    wire.push(5)
    wire.push(5)
    wire.push(4)
    expect(seen).toEqual([5])
  })

  it('asks for what is missing and tells it in order', () => {
    wire.ready(0)
    wire.push(1)
    wire.push(4)
    expect(wire.bodies('replay')).toEqual([{ after: 1 }])
    for (const id of [2, 3, 4]) wire.push(id)
    wire.answer('replay', { ok: true, last_id: 4 })
    expect(seen).toEqual([1, 2, 3, 4])
  })

  it('asks again for what came too late for the replay', () => {
    wire.ready(0)
    wire.push(1)
    wire.push(3)
    wire.push(5)
    wire.push(2)
    wire.push(3)
    wire.answer('replay', { ok: true, last_id: 3 })
    expect(wire.bodies('replay')).toEqual([{ after: 1 }, { after: 3 }])
  })

  it('asks for a replay page by page', () => {
    wire.ready(0)
    wire.push(1)
    wire.ready(5)
    for (const id of [2, 3]) wire.push(id)
    wire.answer('replay', { ok: true, last_id: 3, more: true })
    for (const id of [4, 5]) wire.push(id)
    wire.answer('replay', { ok: true, last_id: 5 })
    expect([wire.bodies('replay'), seen]).toEqual([
      [{ after: 1 }, { after: 3 }],
      [1, 2, 3, 4, 5],
    ])
  })

  it('shows the server each fresh token once', async () => {
    vi.useFakeTimers()
    client.disconnect()
    client.connect()
    wire.open()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(wire.bodies('renew')).toEqual([])
    token = 'second'
    await vi.advanceTimersByTimeAsync(15_000)
    wire.answer('renew', { ok: true })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(wire.bodies('renew')).toEqual([{ token: 'second' }])
    client.disconnect()
    vi.useRealTimers()
  })

  it('replays after a reconnection', () => {
    wire.ready(7)
    wire.push(8)
    wire.ready(11)
    expect(wire.bodies('replay')).toEqual([{ after: 8 }])
  })

  it('goes on behind a gap that the server no longer has', () => {
    const gaps: unknown[] = []
    client.on('replay.gap', ({ data }) => gaps.push(data))
    wire.ready(1)
    wire.push(900, 'replay.gap', { after: 1, oldest: 800, topic: null })
    wire.push(800)
    expect([gaps.length, seen]).toEqual([1, [800]])
  })

  it('counts a topic apart from the user’s own room, and leaves it with its last user', () => {
    wire.ready(100)
    const leave = client.enter('admin.transactions')
    wire.answer('subscribe', { ok: true, last_id: 2 })
    const accepted: number[] = []
    client.on('transactions.accepted', ({ id }) => accepted.push(id))
    wire.push(3, 'transactions.accepted', [], 'admin.transactions')
    leave()
    expect([accepted, wire.bodies('unsubscribe')]).toEqual([[3], [{ topic: 'admin.transactions' }]])
  })
})
