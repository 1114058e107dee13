import { useRef, useState } from 'react'

/** The ids from one row to another, whichever is above. */
export function span(ids: string[], from: string, to: string): string[] {
  const [one, other] = [ids.indexOf(from), ids.indexOf(to)]
  if (one < 0 || other < 0) return [to]
  return ids.slice(Math.min(one, other), Math.max(one, other) + 1)
}

export interface Selection {
  chosen: Set<string>
  toggle: (id: string, on: boolean, shift: boolean) => void
  all: (on: boolean) => void
  clear: () => void
}

/** Which rows are ticked; with Shift, all from the last one on. Rows that left the list are let go. */
export function useSelection(ids: string[]): Selection {
  const [kept, setKept] = useState<Set<string>>(new Set())
  const last = useRef<string | null>(null)
  const chosen = kept.size === 0 ? kept : new Set(ids.filter((id) => kept.has(id)))
  return {
    chosen,
    toggle: (id, on, shift) => {
      const next = new Set(chosen)
      const touched = shift && last.current !== null ? span(ids, last.current, id) : [id]
      for (const each of touched) {
        if (on) next.add(each)
        else next.delete(each)
      }
      last.current = id
      setKept(next)
    },
    all: (on) => {
      setKept(new Set(on ? ids : []))
    },
    clear: () => {
      setKept(new Set())
    },
  }
}
