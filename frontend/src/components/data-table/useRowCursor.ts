import type { KeyboardEvent, RefObject } from 'react'
import { isTyping } from '@/lib/isTyping'

const PAGE_ROWS = 10

/** Where a key leads from a row of a list; null for keys that lead nowhere. from: null while no row is chosen. */
export function rowAfter(key: string, from: number | null, first: number, count: number): number | null {
  const last = count - 1
  const to = target(key, from, first, last)
  return to === null || to < 0 || to > last ? null : to
}

function target(key: string, from: number | null, first: number, last: number): number | null {
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'PageDown') return Math.min(last, (from ?? first) + PAGE_ROWS)
  if (key === 'PageUp') return Math.max(0, (from ?? first) - PAGE_ROWS)
  if (key === 'j' || key === 'ArrowDown') return from === null ? first : from + 1
  if (key === 'k' || key === 'ArrowUp') return from === null ? first : from - 1
  return null
}

export const buttonOf = (frame: HTMLElement | null, index: number) =>
  frame?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-button]`) ?? null

interface List {
  count: number
  firstInSight: () => number
  scrollTo: (index: number) => void
}

/** j and k, the arrows, Page up and down, Home and End move the focus from row to row. */
export function useRowCursor(frame: RefObject<HTMLElement | null>, { count, firstInSight, scrollTo }: List) {
  const focusRow = (index: number) => {
    scrollTo(index)
    requestAnimationFrame(() => {
      buttonOf(frame.current, index)?.focus({ preventScroll: true })
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    const next = rowAfter(event.key, row ? Number(row.dataset['index']) : null, firstInSight(), count)
    if (next === null) return
    event.preventDefault()
    focusRow(next)
  }
  return { onKeyDown, focusRow }
}
