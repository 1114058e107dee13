import { useEffect, useRef } from 'react'
import type { WebhookEvent } from '@/lib/api/types'
import { useEvent, useTopic } from '@/lib/realtime'
import { useEventCache, type EventFilters } from './api'

interface Processed {
  ids: number[]
  state: WebhookEvent['state']
  error: string | null
}
const EVERY_MS = 1_000

/** Keep the list true: at most one question a second however many events come. */
export function useLiveEvents(filters: EventFilters): void {
  const cache = useEventCache(filters)
  const latest = useRef(cache)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    latest.current = cache
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  const refresh = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void latest.current.refresh()
    }, EVERY_MS)
  }
  const processed = ({ ids, state, error }: Processed) => {
    cache.patch(ids, { state, error })
    refresh()
  }
  useTopic('admin.webhooks')
  useEvent('webhook.received', refresh)
  useEvent('webhooks.received', refresh)
  useEvent('webhook.processed', processed)
  useEvent('webhooks.processed', (all) => {
    all.forEach(processed)
  })
  useEvent('replay.gap', refresh)
}
