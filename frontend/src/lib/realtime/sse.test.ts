import { describe, expect, it, vi } from 'vitest'
import { follow, StreamParser, type StreamEvent } from './sse'

const parse = (...pieces: string[]) => {
  const parser = new StreamParser()
  return { parser, events: pieces.flatMap((piece) => parser.push(piece)) }
}

describe('the parser', () => {
  it('reads an event with its id and name', () => {
    const { events } = parse('id: 7\nevent: transaction.created\ndata: {"a":1}\n\n')
    expect(events).toEqual([{ id: '7', name: 'transaction.created', data: '{"a":1}' }])
  })

  it('reads the same whatever the pieces and line ends are', () => {
    const text = ': hello\r\nretry: 500\r\n\r\nid: 1\r\nevent: a\r\ndata: x\r\ndata: y\r\n\r\ndata: z\r\n\r\n'
    for (const size of [1, 2, 3, 7, 1000]) {
      const { parser, events } = parse(...(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []))
      expect(parser.retryMs).toBe(500)
      expect(events).toEqual([
        { id: '1', name: 'a', data: 'x\ny' },
        { id: '1', name: 'message', data: 'z' },
      ])
    }
  })

  it('gives no event for comments, for events without data and for half an event', () => {
    expect(parse(': still here\n\n', 'event: a\n\n', 'data: half').events).toEqual([])
  })

  it('passes over a byte order mark, odd retries, ids with NUL and unknown fields', () => {
    const { parser, events } = parse('\uFEFFid: 3\nid: 4\u0000\nretry: soon\nweather: fine\ndata:  two\ndata\n\n')
    expect(parser.retryMs).toBeNull()
    expect(events).toEqual([{ id: '3', name: 'message', data: ' two\n' }])
  })
})

describe('following', () => {
  const until = (holds: () => boolean) =>
    vi.waitFor(() => {
      expect(holds()).toBe(true)
    })

  /** A server that gives its answers one after the other, the last one for ever. */
  const server = (answers: (() => Response)[]) => {
    const asked: Headers[] = []
    const open = (_url: unknown, init?: RequestInit) => {
      asked.push(new Headers(init?.headers))
      return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]?.() ?? Response.error())
    }
    return { asked, open: open as typeof fetch }
  }

  it('asks for what comes after the last event when the line breaks', async () => {
    const { asked, open } = server([
      () => new Response('retry: 1\n\nid: 41\ndata: a\n\nid: 42\ndata: b\n\n'),
      () => new Response('id: 43\ndata: c\n\n'),
    ])
    const heard: StreamEvent[] = []
    const stop = follow('/stream', {
      token: () => Promise.resolve('t0'),
      onEvent: (event) => heard.push(event),
      onState: () => undefined,
      open,
    })
    await until(() => heard.length >= 3)
    stop()
    expect(heard.slice(0, 3).map(({ data }) => data)).toEqual(['a', 'b', 'c'])
    expect(asked[0]?.get('Last-Event-ID')).toBeNull()
    expect(asked[1]?.get('Last-Event-ID')).toBe('42')
    expect(asked[1]?.get('Authorization')).toBe('Bearer t0')
  })

  it('swaps a token that is refused, and says how it stands', async () => {
    const { asked, open } = server([() => new Response('', { status: 401 }), () => new Response('data: welcome\n\n')])
    const states: string[] = []
    const stop = follow('/stream', {
      token: (force) => Promise.resolve(force ? 'new' : 'old'),
      onEvent: () => undefined,
      onState: (state) => states.push(state),
      open,
      retryMs: 1,
    })
    await until(() => states.includes('live'))
    stop()
    expect(states.slice(0, 3)).toEqual(['connecting', 'reconnecting', 'live'])
    expect(asked.slice(0, 2).map((headers) => headers.get('Authorization'))).toEqual(['Bearer old', 'Bearer new'])
  })
})
