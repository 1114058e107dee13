import { useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useToast } from '@/components/Toasts'
import type { Page, Summary, Transaction } from '@/lib/api/types'
import { useEvent, useRealtimeTransactions, useTopic } from '@/lib/realtime'
import { unique } from '@/lib/transactions'
import { summaryKey, transactionsKey } from './api'
import { patchRows } from './edits'

const FEED_CAP = 200

/** The newest transactions as they are pushed, on top of what was there; a burst paints once a frame. */
export function useFeed(initial: Transaction[] | undefined) {
  const [arrived, setArrived] = useState<Transaction[]>([])
  const waiting = useRef<Transaction[]>([])
  const frame = useRef(0)
  const add = useCallback((transactions: Transaction[]) => {
    waiting.current.push(...transactions)
    frame.current ||= requestAnimationFrame(() => {
      const batch = waiting.current.splice(0).reverse()
      frame.current = 0
      setArrived((before) => unique([...batch, ...before]).slice(0, FEED_CAP))
    })
  }, [])
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current)
    },
    [],
  )
  const connection = useRealtimeTransactions({ onCreated: add })
  const fresh = new Set(arrived.map((transaction) => transaction.transaction_id))
  return { ...connection, fresh, feed: unique([...arrived, ...(initial ?? [])]).slice(0, FEED_CAP) }
}

/** Keep totals and lists true: what is stored changes both, a gap reloads them. */
export function useFreshTotals(): void {
  const cache = useQueryClient()
  const toast = useToast()
  const reload = useCallback(() => {
    void cache.invalidateQueries({ queryKey: summaryKey })
    void cache.invalidateQueries({ queryKey: transactionsKey })
  }, [cache])
  useTopic('bank')
  useEvent<Pick<Summary, 'pending' | 'queued' | 'today' | 'month'>>('metrics.updated', (totals) => {
    cache.setQueryData<Summary>(summaryKey, (before) => before && { ...before, ...totals })
    reload()
  })
  useRealtimeTransactions({
    onGap: reload,
    onUpdated: (changes) => {
      for (const change of changes) {
        if (change.state === 'rejected') toast(`${change.transaction_id} was not stored: ${change.detail ?? ''}`, 'bad')
      }
      // A stored one comes whole: it is shown at once, and whether it still fits the filters the server knows.
      const stored = new Map((changes as object[]).filter(isWhole).map((row) => [row.transaction_id, row]))
      if (stored.size > 0) patchRows(cache, (row) => stored.get(row.transaction_id) ?? row)
      reload()
    },
  })
}

export const rowsOf = (data: InfiniteData<Page<Transaction>> | undefined): Transaction[] =>
  data?.pages.flatMap((page) => page.items) ?? []

const isWhole = (change: object): change is Transaction => 'state' in change && change.state === 'stored'

/** What was pushed, then the list. Where both have one, the list's is shown: it is the newer. */
export function merged(pushed: Transaction[], listed: Transaction[]): Transaction[] {
  const known = new Map(listed.map((row) => [row.transaction_id, row]))
  return unique([...pushed.map((row) => known.get(row.transaction_id) ?? { ...UNTOLD, ...row }), ...listed])
}

/** What a push leaves out while a transaction is still in the queue. */
const UNTOLD = {
  id: null,
  direction: 'out',
  counterparty: null,
  channel: null,
  mcc: null,
  account: null,
  connection_id: null,
  category_source: null,
  category_confidence: null,
  suggested_category: null,
  notes: null,
  tags: [],
  transfer_id: null,
  details: {},
} satisfies Partial<Transaction>
