import { useRef, useState } from 'react'
import type { components } from '@/lib/api/schema'
import { useEvent } from '@/lib/realtime'

type Progress = components['schemas']['JobProgress']
type Finished = components['schemas']['JobFinished']

export interface Pace {
  done: number
  total: number | null
  fraction: number | null
  etaS: number | null
  rowsPerS: number | null
}

/** How many rows a second, from where it stood when one began to look. */
export function pace(first: { done: number; at: number }, done: number, at: number): number | null {
  const passed = (at - first.at) / 1000
  return passed > 0 && done > first.done ? Math.round((done - first.done) / passed) : null
}

/** Follow a long work by its pushes. */
export function useProgress(job: string, onEnd: () => void): Pace | null {
  const [told, setTold] = useState<Pace | null>(null)
  const first = useRef<{ done: number; at: number } | null>(null)
  useEvent<Progress>('job.progress', (data) => {
    if (data.job !== job) return
    const at = Date.now()
    first.current ??= { done: data.done, at }
    setTold({
      done: data.done,
      total: data.total ?? null,
      fraction: data.fraction ?? null,
      etaS: data.eta_s ?? null,
      rowsPerS: pace(first.current, data.done, at),
    })
  })
  useEvent<Finished>('job.finished', (data) => {
    if (data.job === job) onEnd()
  })
  return told
}
