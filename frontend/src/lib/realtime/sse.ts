/** Following a Server-Sent Events stream by fetch(), which can carry a token; EventSource cannot. */

export interface StreamEvent {
  id: string
  name: string
  data: string
}
export type StreamState = 'connecting' | 'live' | 'reconnecting'

/** Reads the stream as the HTML standard has it, from pieces that end anywhere. */
export class StreamParser {
  lastId = ''
  retryMs: number | null = null
  private rest = ''
  private begun = false
  private name = ''
  private data: string[] = []

  /** Take the next piece; return the events that it completes. */
  push(piece: string): StreamEvent[] {
    let text = this.rest + piece
    if (!this.begun && text) {
      text = text.replace(/^\uFEFF/, '')
      this.begun = true
    }
    // A carriage return at the very end may be half of a line's end: it waits for what follows.
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.read(line) ?? [])
  }

  private read(line: string): StreamEvent | null {
    if (line === '') return this.complete()
    const colon = line.indexOf(':')
    if (colon === 0) return null
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.name = value
    else if (field === 'data') this.data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.lastId = value
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value)
    return null
  }

  private complete(): StreamEvent | null {
    const { name, data } = this
    this.name = ''
    this.data = []
    return data.length ? { id: this.lastId, name: name || 'message', data: data.join('\n') } : null
  }
}

interface Options {
  token: (force: boolean) => Promise<string>
  onEvent: (event: StreamEvent) => void
  onState: (state: StreamState) => void
  open?: typeof fetch
  /** The server writes at least this often; a longer silence is a dead line. */
  silenceMs?: number
  retryMs?: number
}

const SILENCE_MS = 40_000
const RETRY_MS = 2_000
const LONGEST_WAIT_MS = 20_000

/** Follow a stream until the answer is called; what was missed in between is asked for by Last-Event-ID. */
export function follow(url: string, options: Options): () => void {
  const ended = new AbortController()
  void keepFollowing(url, options, ended.signal)
  return () => {
    ended.abort()
  }
}

async function keepFollowing(url: string, options: Options, ended: AbortSignal): Promise<void> {
  const place = { lastId: '', retryMs: options.retryMs ?? RETRY_MS }
  let failures = 0
  let force = false
  options.onState('connecting')
  for (;;) {
    const outcome: Outcome = await followOnce(url, options, place, force, ended).catch(() => 'failed')
    if (ended.aborted) return
    options.onState('reconnecting')
    force = outcome === 'unauthorised' && !force
    failures = outcome === 'ended' ? 0 : failures + 1
    await sleep(Math.min(place.retryMs * 2 ** Math.max(0, failures - 1), LONGEST_WAIT_MS), ended)
  }
}

interface Place {
  lastId: string
  retryMs: number
}
type Outcome = 'ended' | 'failed' | 'unauthorised'

async function followOnce(
  url: string,
  options: Options,
  place: Place,
  force: boolean,
  ended: AbortSignal,
): Promise<Outcome> {
  const line = new AbortController()
  const cut = () => {
    line.abort()
  }
  ended.addEventListener('abort', cut)
  const silence = watch(options.silenceMs ?? SILENCE_MS, cut)
  try {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    headers['Authorization'] = `Bearer ${await options.token(force)}`
    if (place.lastId) headers['Last-Event-ID'] = place.lastId
    const answer = await (options.open ?? fetch)(url, { headers, signal: line.signal, cache: 'no-store' })
    if (answer.status === 401) return 'unauthorised'
    if (!answer.ok || !answer.body) return 'failed'
    options.onState('live')
    await readAll(answer.body, place, options, silence.heard, ended)
    return 'ended'
  } finally {
    silence.stop()
    ended.removeEventListener('abort', cut)
  }
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  place: Place,
  options: Options,
  heard: () => void,
  ended: AbortSignal,
): Promise<void> {
  const parser = new StreamParser()
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done || ended.aborted) return
    heard()
    const events = parser.push(decoder.decode(value, { stream: true }))
    place.retryMs = parser.retryMs ?? place.retryMs
    for (const event of events) {
      place.lastId = event.id || place.lastId
      options.onEvent(event)
    }
  }
}

function watch(limitMs: number, late: () => void) {
  let timer = setTimeout(late, limitMs)
  return {
    heard: () => {
      clearTimeout(timer)
      timer = setTimeout(late, limitMs)
    },
    stop: () => {
      clearTimeout(timer)
    },
  }
}

const sleep = (ms: number, ended: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    ended.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
