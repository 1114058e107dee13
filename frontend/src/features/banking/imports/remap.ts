import type { Mapping, Remap } from './types'

const keyOf = (id: number) => `tidewatch.import.${id}`
const NOTHING: Remap = { mapping: {}, answers: {} }

/** What was said of an import before the page was loaded anew; only what is said counts as said on the server. */
export function readRemap(id: number): Remap {
  try {
    return { ...NOTHING, ...(JSON.parse(sessionStorage.getItem(keyOf(id)) ?? '{}') as Partial<Remap>) }
  } catch {
    return NOTHING
  }
}

export const keepRemap = (id: number, remap: Remap) => {
  sessionStorage.setItem(keyOf(id), JSON.stringify(remap))
}

/** The fields in which a mapping differs from another: all others stay the file's own to say. */
export function changesOf(before: Mapping, after: Mapping): Partial<Mapping> {
  const fields = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Mapping]),
  )
  return Object.fromEntries(fields)
}
