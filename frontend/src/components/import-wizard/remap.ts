import type { Remap } from './types'

const NOTHING: Remap = { mapping: {}, answers: {} }
const keyOf = (place: string) => `tidewatch.import.${place}`

/** What was said of an import before the page was loaded anew; only what is said counts as said on the server. */
export function readRemap(place: string): Remap {
  try {
    return { ...NOTHING, ...(JSON.parse(sessionStorage.getItem(keyOf(place)) ?? '{}') as Partial<Remap>) }
  } catch {
    return NOTHING
  }
}

export const keepRemap = (place: string, remap: Remap) => {
  sessionStorage.setItem(keyOf(place), JSON.stringify(remap))
}

/** The fields in which a mapping differs from another: all others stay the file's own to say. */
export function changesOf<Mapping extends object>(before: Mapping, after: Mapping): Partial<Mapping> {
  const fields = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Mapping]),
  )
  return Object.fromEntries(fields) as Partial<Mapping>
}
