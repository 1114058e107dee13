/**
 * Keeps the cached lists true for as long as one is signed in: what is pushed is put into them, and the server is
 * asked for one page only, after a gap or where a filter is beyond this side's judgement.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react'
import { useToast } from '@/components/toasts'
import type { Category, Summary, Transaction } from '@/lib/api/types'
import { useConnection, useEvent, useRealtimeTransactions, type Rejected } from '@/lib/realtime'
import { useLocale, useUser } from '@/lib/user'
import { categoriesKey } from '../categories/categories'
import { Arrivals, light, useCount } from './arrivals'
import { listsIn, refreshFirst, reloadLists, type ListKey } from './listCache'
import { isHeld, watchHolding } from '@/lib/hold'
import { Latest } from './latest'
import { firstOnly, keyOf, type Pages } from './lists'
import type { Known } from './filterFit'
import { recentKey, summaryKey, transactionsKey } from './queries'
import { dropMisfits, insertFitting, insertRows, patchRows, removeRows } from './pushes'

const ArrivalsOf = createContext<Arrivals | null>(null)
/** A push never holds more rows than this: what is as long may have been cut. */
const FULL_PUSH = 1_000
const ASK_AFTER_MS = 1_500
/** What was just sent is found by the server's search once it is stored, some seconds later. */
const STORED_AFTER_MS = 8_000
/** The first page grows as rows come; past this the list is loaded anew, one page of it. */
const FIRST_PAGE_AT_MOST = 1_000

export function LiveTransactions({ children }: { children: ReactNode }) {
  const cache = useQueryClient()
  const known = useKnown(cache)
  const latest = useMemo(() => new Latest(), [])
  const ask = useAsking(cache)
  const give = useCallback(
    (rows: Transaction[], overflown: boolean) => {
      light(rows)
      latest.created(rows)
      if (overflown) reloadLists(cache)
      else ask(insertRows(cache, rows, known()))
      trim(cache)
    },
    [cache, known, ask, latest],
  )
  const arrivals = useMemo(() => new Arrivals(give), [give])
  useEffect(() => arrivals.begin(), [arrivals])
  useChanges({ cache, arrivals, latest, known, ask })
  useLateAnswers({ cache, latest, known, ask })
  useTotals(cache)
  useCatchingUp(cache)
  return <ArrivalsOf value={arrivals}>{children}</ArrivalsOf>
}

/** How many rows wait, and the way to show them. */
export function useWaiting(): { count: number; show: () => void } {
  const arrivals = useContext(ArrivalsOf)
  if (!arrivals) throw new Error('useWaiting needs LiveTransactions above it')
  return { count: useCount(arrivals), show: arrivals.release }
}

/** What one must know to judge a row by a list's filters, as it is when it is asked for. */
function useKnown(cache: QueryClient): () => Known {
  const { base_currency: currency } = useUser()
  const { timeZone } = useLocale()
  return useCallback(() => {
    const tree = cache.getQueryData<{ items: Category[] }>(categoriesKey)?.items
    const parents = tree && new Map(tree.map(({ code, parent }) => [code, parent]))
    return { currency, timeZone, parentOf: parents ? (code) => parents.get(code) : null }
  }, [cache, currency, timeZone])
}

/** Ask for the first page of lists a moment later, once however often it is called for. */
function useAsking(cache: QueryClient): (keys: ListKey[]) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wanted = useRef(new Map<string, ListKey>())
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  return useCallback(
    (keys) => {
      for (const key of keys) wanted.current.set(JSON.stringify(key), key)
      if (wanted.current.size === 0) return
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        const due = [...wanted.current.values()]
        wanted.current.clear()
        for (const key of due) void askNow(cache, key)
      }, ASK_AFTER_MS)
    },
    [cache],
  )
}

async function askNow(cache: QueryClient, key: ListKey): Promise<void> {
  const shown = listsIn(cache).find((list) => list.key === key)?.shown
  // Nobody looks: it is loaded when somebody does.
  if (!shown) cache.removeQueries({ queryKey: key, exact: true })
  else {
    const refresh = () => refreshFirst(cache, key).catch(() => undefined)
    await refresh()
    setTimeout(() => void refresh(), STORED_AFTER_MS)
  }
}

interface Live {
  cache: QueryClient
  arrivals: Arrivals
  latest: Latest
  known: () => Known
  ask: (keys: ListKey[]) => void
}

function useChanges({ cache, arrivals, latest, known, ask }: Live): void {
  const toast = useToast()
  const moved = useRef(new Set<string>())
  const settle = useCallback(() => {
    if (isHeld() || moved.current.size === 0) return
    ask(dropMisfits(cache, new Set(moved.current), known()))
    moved.current.clear()
  }, [cache, known, ask])
  useEffect(() => watchHolding(settle), [settle])
  const reload = () => {
    reloadLists(cache)
    void cache.invalidateQueries({ queryKey: summaryKey })
  }
  const take = (gone: string[]) => {
    if (gone.length > 0) removeRows(cache, new Set(gone))
    latest.gone(gone)
    for (const key of gone) arrivals.learn(key, null)
  }
  const learn = (stored: Transaction[]) => {
    if (stored.length === 0) return
    latest.changed(stored)
    const byKey = new Map(stored.map((row) => [keyOf(row), row]))
    const now = (row: Transaction) => byKey.get(keyOf(row)) ?? row
    patchRows(cache, now)
    // A change may bring a row into a list; one that still waits comes with the others.
    const others = stored.filter((row) => !arrivals.learn(keyOf(row), now))
    if (!isHeld()) ask(insertFitting(cache, others, known()))
    for (const key of byKey.keys()) moved.current.add(key)
    settle()
  }
  useRealtimeTransactions({
    onGap: reload,
    onCreated: (rows, omitted) => {
      if (omitted > 0 || rows.length >= FULL_PUSH) reload()
      else arrivals.add(rows)
    },
    onUpdated: (changes) => {
      if (changes.length >= FULL_PUSH) {
        reload()
        return
      }
      for (const { state, transaction_id, detail } of changes)
        if (state === 'rejected') toast(`${transaction_id} was not stored: ${detail ?? ''}`, 'bad')
      take(changes.filter(isGone).map((change) => keyOf(change as unknown as Transaction)))
      learn((changes as object[]).filter(isWhole))
    },
  })
  useEvent('job.finished', ({ kind }) => {
    if (kind === 'import') reload()
  })
}

const isGone = ({ state }: Rejected) => state === 'removed' || state === 'rejected'
const isWhole = (change: object): change is Transaction => 'state' in change && change.state === 'stored'

/** An answer that was asked for before a push came is told of it when it is there. */
function useLateAnswers({ cache, latest, known, ask }: Omit<Live, 'arrivals'>): void {
  useEffect(
    () =>
      cache.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual) return
        const key = event.query.queryKey as readonly unknown[]
        if (key[0] !== transactionsKey[0]) return
        const { created, rows, gone } = latest.read()
        const byKey = new Map(rows.map((row) => [keyOf(row), row]))
        removeRows(cache, gone)
        patchRows(cache, (row) => byKey.get(keyOf(row)) ?? row)
        ask([...insertRows(cache, created, known()), ...insertFitting(cache, rows, known())])
      }),
    [cache, latest, known, ask],
  )
}

/** Totals come with the event that tells of them. */
function useTotals(cache: QueryClient): void {
  useEvent('metrics.updated', (totals) => {
    cache.setQueryData<Summary>(summaryKey, (before) => before && { ...before, ...totals })
  })
}

/** What was loaded before the socket stood may lack what came in between: asked for once, one page. */
function useCatchingUp(cache: QueryClient): void {
  const { status } = useConnection()
  useEffect(() => {
    if (status !== 'live') return
    for (const { key, shown } of listsIn(cache)) {
      if (shown) void refreshFirst(cache, key).catch(() => undefined)
      else cache.removeQueries({ queryKey: key, exact: true })
    }
    void cache.invalidateQueries({ queryKey: recentKey })
    void cache.invalidateQueries({ queryKey: summaryKey })
  }, [status, cache])
}

function trim(cache: QueryClient): void {
  if (isHeld()) return
  for (const { key, data } of listsIn(cache)) {
    if ((data.pages[0]?.items.length ?? 0) <= FIRST_PAGE_AT_MOST) continue
    cache.setQueryData<Pages>(key, firstOnly(data))
    void cache.invalidateQueries({ queryKey: key, exact: true })
  }
}
