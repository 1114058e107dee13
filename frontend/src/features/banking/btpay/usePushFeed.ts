import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Transaction } from '@/lib/api/types'
import { useTopic } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { dashboardKey } from '@/features/banking/shared/transactions/queries'
import { useTotals } from './api'
import { withArrivals } from './feed'
import { changedIn, createdIn, LATENCIES_CAP, LOG_CAP, sinceMs, whatOf, type Entry } from './log'
import { usePushes, type Push, type Transport } from './usePushes'

const ARRIVED_CAP = 60
/** Rows and sums come with the pushes; what only the server can add up is asked for now and then. */
const REFETCH_MS = 10_000
const FIRST_MS = 1_000

/** Everything that the pushed page gathers: rows that arrived, the log, and how long pushes took. */
export function usePushFeed(transport: Transport) {
  const [arrived, setArrived] = useState<Transaction[]>([])
  const [log, setLog] = useState<Entry[]>([])
  const [latencies, setLatencies] = useState<number[]>([])
  const { locale } = useLocale()
  const reload = useReload()
  const paint = usePaint((pushes, at) => {
    const entries = pushes.map(({ push, key, seen, at: came }) => ({
      key,
      at: came,
      name: push.name,
      what: whatOf(push, locale),
      latencyMs: sinceMs(push, seen ? at : came),
    }))
    setLog((before) => [...entries.reverse(), ...before].slice(0, LOG_CAP))
    // What came while the tab was hidden was on no screen: it would measure how long one looked away.
    const seen = pushes.filter((each) => each.seen).flatMap(({ push }) => createdIn(push))
    const shown = seen.map((row) => at - Date.parse(row.received_at))
    setLatencies((before) => [...before, ...shown.filter((ms) => ms >= 0)].slice(-LATENCIES_CAP))
  }, setArrived)
  useTopic('bank')
  useTotals()
  const state = usePushes(transport, (push) => {
    paint(push)
    reload()
  })
  const clear = () => {
    setLog([])
  }
  return { arrived, log, latencies, state, clear }
}

interface Waiting {
  push: Push
  key: number
  at: number
  seen: boolean
}
let next = 1

/** Gather what comes within a frame, show it, and measure once it has been painted. */
function usePaint(
  measured: (pushes: Waiting[], at: number) => void,
  show: (change: (before: Transaction[]) => Transaction[]) => void,
): (push: Push) => void {
  const waiting = useRef<Waiting[]>([])
  const frame = useRef(0)
  const latest = useRef(measured)
  useEffect(() => {
    latest.current = measured
  })
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current)
    },
    [],
  )
  return useCallback(
    (push) => {
      const schedule = () => {
        frame.current = requestAnimationFrame(() => {
          const batch = waiting.current.splice(0)
          show((before) => applied(before, batch))
          frame.current = requestAnimationFrame(() => {
            latest.current(batch, Date.now())
            frame.current = 0
            if (waiting.current.length > 0) schedule()
          })
        })
      }
      waiting.current.push({ push, key: next++, at: Date.now(), seen: !document.hidden })
      // Where nobody looks there are no frames: a tab that is long hidden keeps the newest.
      waiting.current = waiting.current.slice(-4 * LOG_CAP)
      if (frame.current === 0) schedule()
    },
    [show],
  )
}

function applied(before: Transaction[], batch: Waiting[]): Transaction[] {
  const created = batch.flatMap(({ push }) => createdIn(push))
  const changed = batch.flatMap(({ push }) => changedIn(push))
  return withArrivals(before, created, changed, ARRIVED_CAP)
}

/** Ask for the totals anew, at most once in ten seconds however much is pushed, and not while nobody looks. */
function useReload(): () => void {
  const cache = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const last = useRef(0)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  return useCallback(() => {
    if (timer.current !== undefined) return
    const wait = Math.max(FIRST_MS, last.current + REFETCH_MS - Date.now())
    timer.current = setTimeout(() => {
      timer.current = undefined
      last.current = Date.now()
      void cache.invalidateQueries({ queryKey: dashboardKey })
    }, wait)
  }, [cache])
}
