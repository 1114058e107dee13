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

/**
 * The part of a chart that is pointed at, by the mouse or by the arrow keys; parts carry `data-place`.
 *
 * keys: what each part is, in their order. The cursor stays with its part: others that come in may move every place.
 */
export function useCursor(keys: readonly string[]) {
  const [pointed, setPointed] = useState<string | null>(null)
  const found = pointed === null ? -1 : keys.indexOf(pointed)
  const at = found < 0 ? null : found
  const point = (place: number | null) => {
    setPointed(place === null ? null : (keys[place] ?? null))
  }
  return {
    at,
    onKeyDown: (event: KeyboardEvent) => {
      const next = keys.length > 0 ? placeAfter(event.key, at, keys.length) : null
      if (event.key === 'Escape') point(null)
      if (next === null) return
      event.preventDefault()
      point(next)
    },
    onPointerMove: (event: PointerEvent) => {
      const part = event.target instanceof Element ? event.target.closest<SVGElement>('[data-place]') : null
      point(part ? Number(part.dataset['place']) : null)
    },
    onPointerLeave: () => {
      point(null)
    },
    onBlur: () => {
      point(null)
    },
  }
}
