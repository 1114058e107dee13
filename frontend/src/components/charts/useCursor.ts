import { useState, type KeyboardEvent, type PointerEvent } from 'react'

/** Where a key leads from a place of so many; null for keys that lead nowhere. */
export function placeAfter(key: string, at: number | null, count: number): number | null {
  const last = count - 1
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'ArrowRight' || key === 'ArrowDown') return at === null ? 0 : Math.min(last, at + 1)
  if (key === 'ArrowLeft' || key === 'ArrowUp') return at === null ? last : Math.max(0, at - 1)
  return null
}

/** The part of a chart that is pointed at, by the mouse or by the arrow keys; parts carry `data-place`. */
export function useCursor(count: number) {
  const [at, setAt] = useState<number | null>(null)
  return {
    at: at !== null && at < count ? at : null,
    onKeyDown: (event: KeyboardEvent) => {
      const next = count > 0 ? placeAfter(event.key, at, count) : null
      if (event.key === 'Escape') setAt(null)
      if (next === null) return
      event.preventDefault()
      setAt(next)
    },
    onPointerMove: (event: PointerEvent) => {
      const part = event.target instanceof Element ? event.target.closest<SVGElement>('[data-place]') : null
      setAt(part ? Number(part.dataset['place']) : null)
    },
    onPointerLeave: () => {
      setAt(null)
    },
    onBlur: () => {
      setAt(null)
    },
  }
}
