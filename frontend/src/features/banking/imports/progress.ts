import { useRef, useState } from 'react'
import { useEvent } from '@/lib/realtime'

export interface Mark {
  done: number
  at: number
}
export interface Push extends Mark {
  total: number | null
  etaS: number | null
}
export interface Standing {
  done: number
  total: number
  percent: number
  etaS: number | null
  rowsPerS: number | null
}

/** How far a work is, by the newest push or by what was asked for, whichever is further. */
export function standing(
  record: { done: number; total: number },
  push: Push | null,
  first: Mark | null,
  now: number,
): Standing {
  const done = Math.max(record.done, push?.done ?? 0)
  const total = Math.max(push?.total ?? record.total, done)
  const rowsPerS = first && pace(first, done, now)
  const pushed = push !== null && push.etaS !== null && push.done >= record.done
  const left = pushed ? (push.etaS ?? 0) - (now - push.at) / 1000 : rowsPerS ? (total - done) / rowsPerS : null
  const percent = total ? Math.min(100, Math.floor((done / total) * 100)) : 0
  return { done, total, percent, etaS: left === null ? null : Math.max(0, left), rowsPerS }
}

/** How many rows a second, from where it stood when one began to look. */
export function pace(first: Mark, done: number, at: number): number | null {
  const passed = (at - first.at) / 1000
  return passed > 0 && done > first.done ? Math.round((done - first.done) / passed) || null : null
}

/** Follow a long work by its pushes, and by its record where they fail to come. */
export function useProgress(job: string, record: { done: number; total: number }, now: number): Standing {
  const [push, setPush] = useState<Push | null>(null)
  const [first] = useState<Mark>(() => ({ done: record.done, at: Date.now() }))
  const newest = useRef(0)
  useEvent('job.progress', (told) => {
    if (told.job !== job || told.done < newest.current) return
    newest.current = told.done
    setPush({ done: told.done, total: told.total, etaS: told.eta_s, at: Date.now() })
  })
  return standing(record, push, first, Math.max(now, push?.at ?? 0))
}
