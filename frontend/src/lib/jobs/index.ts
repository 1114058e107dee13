import { useRef, useState } from 'react'
import { useEvent } from '@/lib/realtime'
import { useNow } from '@/lib/useNow'
import { standing, type Known, type Mark, type Push, type Standing } from './standing'

export type { Standing }
const CLOCK_MS = 1_000

/**
 * Follow a long piece of work by its pushes, and by its record where they fail to come.
 * job: its name in the events, such as 'import:7'.
 */
export function useJob(job: string, known: Known): Standing {
  const now = useNow(CLOCK_MS)
  const [push, setPush] = useState<Push | null>(null)
  const [first] = useState<Mark>(() => ({ done: known.done, at: Date.now() }))
  const newest = useRef(0)
  useEvent('job.progress', (told) => {
    if (told.job !== job || told.done < newest.current) return
    newest.current = told.done
    setPush({ done: told.done, total: told.total, etaS: told.eta_s, at: Date.now() })
  })
  return standing(known, push, first, Math.max(now, push?.at ?? 0))
}

export type JobEnd = 'done' | 'partial' | 'failed' | 'cancelled'

/** Hear that any work of a kind has ended, such as every 'import'; many that end together come one by one. */
export function useJobEnd(kind: string, onEnd: (job: string, state: JobEnd, message: string) => void): void {
  const hear = (told: { kind: string; job: string; state: string; message: string }) => {
    if (told.kind === kind) onEnd(told.job, told.state as JobEnd, told.message)
  }
  useEvent('job.finished', hear)
  useEvent('jobs.finished', (all) => {
    all.forEach(hear)
  })
}
