/**
 * What is new waits while somebody is busy with the rows that are shown: a picker, a drawer or an editor is open,
 * rows are ticked, the keyboard is in the list, or one reads further down.
 */
import { useEffect, useSyncExternalStore } from 'react'

const holders = new Set<object>()
const watchers = new Set<() => void>()

const tell = () => {
  watchers.forEach((watcher) => {
    watcher()
  })
}

export const isHeld = () => holders.size > 0

/** Hold what is new until the answer is called. */
export function hold(): () => void {
  const holder = {}
  holders.add(holder)
  tell()
  return () => {
    if (holders.delete(holder)) tell()
  }
}

export function watchHolding(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Hold for as long as the component is there and `on` is true. */
export function useHold(on: boolean): void {
  useEffect(() => (on ? hold() : undefined), [on])
}

export const useIsHeld = () => useSyncExternalStore(watchHolding, isHeld)
