import { createContext, useContext, useEffect, useMemo, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { accessToken } from '@/lib/api/session'
import type { Transaction } from '@/lib/api/types'
import { loadSockets, openSocket } from './socket'
import { RealtimeClient, type Envelope, type State } from './client'
import type { DataOf, EventName } from './events'

const Realtime = createContext<RealtimeClient | null>(null)

export function RealtimeProvider({ children }: { children: ReactNode }) {
  const client = useMemo(() => new RealtimeClient(() => accessToken(), openSocket), [])
  useEffect(() => {
    const giveUp = loadSockets(() => {
      client.connect()
    })
    return () => {
      giveUp()
      client.disconnect()
    }
  }, [client])
  return <Realtime value={client}>{children}</Realtime>
}

export function useRealtime(): RealtimeClient {
  const client = useContext(Realtime)
  if (!client) throw new Error('useRealtime needs a RealtimeProvider above it')
  return client
}

export function useConnection(): State {
  const client = useRealtime()
  return useSyncExternalStore(
    (watcher) => client.watch(watcher),
    () => client.state,
  )
}

/** Listen to an event for as long as the component lives; the newest callback is the one called. */
export function useEvent<Name extends EventName>(
  name: Name,
  callback: (data: DataOf<Name>, envelope: Envelope<DataOf<Name>>) => void,
): void {
  const client = useRealtime()
  const latest = useRef(callback)
  useEffect(() => {
    latest.current = callback
  })
  useEffect(
    () =>
      client.on(name, (envelope) => {
        latest.current(envelope.data as DataOf<Name>, envelope as Envelope<DataOf<Name>>)
      }),
    [client, name],
  )
}

export function useTopic(topic: string): void {
  const client = useRealtime()
  useEffect(() => client.enter(topic), [client, topic])
}

export interface Rejected {
  transaction_id: string
  state: string
  reason: string | null
  detail: string | null
}
interface Callbacks {
  onCreated?: (transactions: Transaction[], omitted: number) => void
  onUpdated?: (changes: Rejected[]) => void
  onGap?: () => void
}

/** The user's own transactions as they happen; bursts arrive as one call. */
export function useRealtimeTransactions({ onCreated, onUpdated, onGap }: Callbacks = {}) {
  const { status, lastEventAt } = useConnection()
  useEvent('transaction.created', (data) => onCreated?.([data], 0))
  useEvent('transactions.created', (data, { omitted }) => onCreated?.(data, omitted ?? 0))
  useEvent('transaction.updated', (data) => onUpdated?.([data]))
  useEvent('transactions.updated', (data) => onUpdated?.(data))
  useEvent('replay.gap', () => onGap?.())
  return { connected: status === 'live', status, lastEventAt }
}
