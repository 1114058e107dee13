import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useToast } from '@/components/toasts'
import type { BankConnection } from '@/lib/api/types'
import { useEvent } from '@/lib/realtime'
import { connectionsKey } from '@/features/banking/shared/connections'

interface Synced {
  connection: number
  stored: number
  changed: number
  error: string | null
}
const PATIENCE_MS = 90_000

/** Which connections are being synchronised because somebody here asked; the event ends it, or patience does. */
export function useSyncing() {
  const [busy, setBusy] = useState<ReadonlySet<number>>(new Set())
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>())
  const toast = useToast()
  const end = useCallback((id: number) => {
    clearTimeout(timers.current.get(id))
    timers.current.delete(id)
    setBusy((before) => new Set([...before].filter((each) => each !== id)))
  }, [])
  const begin = useCallback(
    (id: number) => {
      setBusy((before) => new Set([...before, id]))
      clearTimeout(timers.current.get(id))
      const late = () => {
        toast('The bank is slow to answer. The result will appear here.')
        end(id)
      }
      timers.current.set(id, setTimeout(late, PATIENCE_MS))
    },
    [end, toast],
  )
  useEffect(() => {
    const running = timers.current
    return () => {
      running.forEach(clearTimeout)
    }
  }, [])
  const hear = (synced: Synced) => {
    if (!timers.current.has(synced.connection)) return
    end(synced.connection)
    if (synced.error) toast(synced.error, 'bad')
    else toast(`Synced: ${synced.stored} new, ${synced.changed} changed.`, 'good')
  }
  useEvent('sync.completed', hear)
  useEvent('syncs.completed', (all) => {
    all.forEach(hear)
  })
  return { busy, begin, end }
}

/** Keep the list true: what is pushed is shown at once, and what it leaves out is asked for. */
export function useLiveConnections(): void {
  const cache = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const reload = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void cache.invalidateQueries({ queryKey: connectionsKey }), 400)
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  useEvent('connection.updated', ({ id, state, health, last_event_at, last_sync_at, last_error }) => {
    const told = { state, health, last_event_at, last_sync_at, last_error }
    cache.setQueryData<{ items: BankConnection[] }>(
      connectionsKey,
      (before) => before && { items: before.items.map((each) => (each.id === id ? { ...each, ...told } : each)) },
    )
    reload()
  })
  useEvent('sync.completed', reload)
  useEvent('syncs.completed', reload)
  useEvent('replay.gap', reload)
}
