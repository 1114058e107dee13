/**
 * The realtime client, free of React: one socket, every audience's newest id, and the replay of what was
 * missed. An event reaches its listeners once, in order of its id, however often it arrives.
 */
import type { io, Socket } from 'socket.io-client'

export interface Envelope<Data = unknown> {
  id: number
  at: string
  /** The topic among whose events `id` counts; null for what is said to this socket alone. */
  topic?: string | null
  data: Data
  omitted?: number
}
export type Status = 'connecting' | 'live' | 'reconnecting' | 'offline'
export interface State {
  status: Status
  lastEventAt: string | null
}
type Listener = (envelope: Envelope, name: string) => void
interface Ack {
  ok: boolean
  last_id?: number
  /** A replay comes in pages: the next one begins after `last_id`. */
  more?: boolean
}

/** The topic of the user's own room. */
const USER_ROOM = 'user'
const CHECK_EVERY_MS = 15_000

export class RealtimeClient {
  private socket: Socket | null = null
  private readonly listeners = new Map<string, Set<Listener>>()
  private readonly watchers = new Set<() => void>()
  private readonly lastIds = new Map<string, number>()
  private readonly topics = new Map<string, number>()
  private readonly replaying = new Set<string>()
  private readonly wanted = new Map<string, number>()
  private timer: ReturnType<typeof setInterval> | undefined
  /** The token that the server knows this socket by. */
  private shown = ''
  /** Whether portfolios and prices are not to be sent for now. */
  private paused = false
  state: State = { status: 'offline', lastEventAt: null }

  constructor(
    private readonly token: () => Promise<string>,
    private readonly open: typeof io,
  ) {}

  connect(): void {
    if (this.socket) return
    this.set({ status: 'connecting' })
    const socket = this.open({
      transports: ['websocket', 'polling'],
      reconnectionDelayMax: 5000,
      auth: (give) => {
        this.token().then(
          (token) => {
            this.shown = token
            give({ token })
          },
          () => {
            give({})
          },
        )
      },
    })
    this.socket = socket
    socket.on('connect', () => {
      this.onConnect()
    })
    socket.on('disconnect', (reason) => {
      this.set({ status: navigator.onLine ? 'reconnecting' : 'offline' })
      // The server closed it: socket.io leaves the next try to us.
      if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1000)
    })
    socket.on('connect_error', () => {
      this.set({ status: navigator.onLine ? 'reconnecting' : 'offline' })
      if (!socket.active) setTimeout(() => socket.connect(), 2000)
    })
    socket.onAny((name: string, envelope: Envelope) => {
      this.receive(name, envelope)
    })
    this.timer = setInterval(() => {
      this.check()
    }, CHECK_EVERY_MS)
  }

  disconnect(): void {
    clearInterval(this.timer)
    this.socket?.disconnect()
    this.socket = null
    this.lastIds.clear()
    this.set({ status: 'offline' })
  }

  on(name: string, listener: Listener): () => void {
    const found = this.listeners.get(name) ?? new Set<Listener>()
    this.listeners.set(name, found.add(listener))
    return () => found.delete(listener)
  }

  /** Watch the connection's state; for useSyncExternalStore. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** Enter a topic for as long as somebody needs it. */
  enter(topic: string): () => void {
    this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1)
    if (this.topics.get(topic) === 1) this.subscribe(topic)
    return () => {
      const left = (this.topics.get(topic) ?? 1) - 1
      if (left > 0) return void this.topics.set(topic, left)
      this.topics.delete(topic)
      this.lastIds.delete(topic)
      this.socket?.emit('unsubscribe', { topic })
    }
  }

  /** Have no more of portfolios and prices sent, or have them sent again. */
  setUpdates(running: boolean): void {
    if (this.paused === !running) return
    this.paused = !running
    this.socket?.emit(running ? 'updates.start' : 'updates.stop', {})
  }

  private onConnect(): void {
    this.set({ status: 'live' })
    if (this.paused) this.socket?.emit('updates.stop', {})
    for (const topic of this.topics.keys()) this.subscribe(topic)
  }

  private subscribe(topic: string): void {
    if (!this.socket?.connected) return
    this.socket.emit('subscribe', { topic }, (ack: Ack) => {
      if (ack.ok) this.joined(topic, ack.last_id ?? 0)
    })
  }

  /** Compare with what the server sent last: what is missing is asked for. */
  private joined(audience: string, newest: number): void {
    const seen = this.lastIds.get(audience)
    if (seen === undefined || seen > newest) this.lastIds.set(audience, newest)
    else if (seen < newest) this.replay(audience)
  }

  private replay(audience: string): void {
    if (this.replaying.has(audience) || !this.socket?.connected) return
    this.replaying.add(audience)
    const body = { after: this.lastIds.get(audience) ?? 0, ...(audience === USER_ROOM ? {} : { topic: audience }) }
    const socket = this.socket
    socket.timeout(10_000).emit('replay', body, (error: Error | null, ack?: Ack) => {
      this.replaying.delete(audience)
      if (error || !ack?.ok || ack.last_id === undefined) return
      const seen = Math.max(this.lastIds.get(audience) ?? 0, ack.last_id)
      this.lastIds.set(audience, seen)
      if (ack.more || (this.wanted.get(audience) ?? 0) > seen) this.replay(audience)
    })
  }

  private receive(name: string, envelope: Envelope): void {
    if (name === 'session.ready') {
      this.joined(USER_ROOM, envelope.id)
      return
    }
    if (name === 'replay.gap') {
      const { oldest, topic } = envelope.data as { oldest: number | null; topic: string | null }
      this.lastIds.set(topic ?? USER_ROOM, oldest === null ? envelope.id : oldest - 1)
      this.tell(name, envelope)
      return
    }
    const audience = envelope.topic
    if (audience == null) {
      this.tell(name, envelope) // said to this socket alone, outside any count
      return
    }
    const seen = this.lastIds.get(audience)
    if (seen !== undefined && envelope.id <= seen) return
    if (seen !== undefined && envelope.id > seen + 1) {
      // Something before it is missing: leave it, and have it sent again in its place.
      this.wanted.set(audience, Math.max(envelope.id, this.wanted.get(audience) ?? 0))
      this.replay(audience)
      return
    }
    this.lastIds.set(audience, envelope.id)
    this.set({ lastEventAt: envelope.at })
    this.tell(name, envelope)
  }

  private tell(name: string, envelope: Envelope): void {
    this.listeners.get(name)?.forEach((listener) => {
      listener(envelope, name)
    })
  }

  /** Show a fresh token before the old one ends, with which the server would close the socket. */
  private async renew(): Promise<void> {
    const socket = this.socket
    const token = await this.token().catch(() => '')
    if (!token || token === this.shown || !socket?.connected) return
    socket.timeout(5000).emit('renew', { token }, (error: Error | null, ack?: Ack) => {
      if (!error && ack?.ok) this.shown = token
    })
  }

  /** Ask now and then whether something got lost that no later event gave away. */
  private check(): void {
    if (!this.socket?.connected) return
    void this.renew()
    this.socket.timeout(5000).emit('ping', {}, (error: Error | null, ack?: Ack) => {
      if (!error && ack?.last_id !== undefined) this.joined(USER_ROOM, ack.last_id)
    })
  }

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change }
    this.watchers.forEach((watcher) => {
      watcher()
    })
  }
}
