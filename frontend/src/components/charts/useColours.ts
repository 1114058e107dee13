import { useSyncExternalStore } from 'react'

/** The colours of series, in the order in which they are given out. */
export const SERIES_COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6'] as const
const NAMES = ['--card', '--ink', '--soft', '--line', '--good', '--bad', ...SERIES_COLOURS] as const
export type Colours = Record<(typeof NAMES)[number], string>

let known: Colours | null = null
const watchers = new Set<() => void>()
let observer: MutationObserver | null = null

function read(): Colours {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(name).trim()])) as Colours
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  observer ??= new MutationObserver(() => {
    known = null
    watchers.forEach((each) => {
      each()
    })
  })
  observer.observe(document.documentElement, { attributeFilter: ['class'] })
  return () => {
    watchers.delete(watcher)
    if (watchers.size === 0) observer?.disconnect()
    known = null
  }
}

/** The theme's colours as a canvas takes them, which knows no variables; anew when the theme changes. */
export const useColours = (): Colours => useSyncExternalStore(watch, () => (known ??= read()))
