import { useEffect, useRef, useState } from 'react'
import { accessToken } from '@/lib/api/session'
import { useConnection, useRealtime } from '@/lib/realtime'
import { follow } from '@/lib/realtime/sse'
import type { Envelope } from '@/lib/realtime/client'
import { STREAM } from './api'

export type Transport = 'socket' | 'sse'
export interface Push {
  name: string
  envelope: Envelope
}
type Hear = (push: Push) => void

const NAMES = [
  'transaction.created',
  'transactions.created',
  'transaction.updated',
  'transactions.updated',
  'metrics.updated',
  'connection.updated',
  'sync.completed',
  'syncs.completed',
  'job.progress',
  'job.finished',
  'jobs.finished',
  'replay.gap',
]

/** Hear all of the user's events by one of the two ways; return how the way stands. */
export function usePushes(transport: Transport, hear: Hear): string {
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  const socket = useConnection().status
  const stream = useStream(transport === 'sse', latest)
  useSocket(transport === 'socket', latest)
  return transport === 'socket' ? socket : stream
}

function useSocket(on: boolean, latest: { current: Hear }): void {
  const client = useRealtime()
  useEffect(() => {
    if (!on) return
    const ends = NAMES.map((name) =>
      client.on(name, (envelope) => {
        latest.current({ name, envelope })
      }),
    )
    return () => {
      for (const end of ends) end()
    }
  }, [on, client, latest])
}

function useStream(on: boolean, latest: { current: Hear }): string {
  const [state, setState] = useState('connecting')
  useEffect(() => {
    if (!on) return
    return follow(STREAM, {
      token: accessToken,
      onState: setState,
      onEvent: ({ name, data }) => {
        const envelope = read(data)
        if (envelope) latest.current({ name, envelope })
      },
    })
  }, [on, latest])
  return state
}

function read(data: string): Envelope | null {
  try {
    return JSON.parse(data) as Envelope
  } catch {
    return null
  }
}
