/** The rows of the page that is shown, in their order: the drawer steps through them. */
import { useEffect } from 'react'

let ids: readonly string[] = []

export function useRowOrder(shown: readonly string[]): void {
  useEffect(() => {
    ids = shown
    return () => {
      if (ids === shown) ids = []
    }
  }, [shown])
}

/** The id some rows further down, or up; null where there is none, or the row is not in the list. */
export function neighbour(id: string, by: number): string | null {
  const place = ids.indexOf(id)
  return place < 0 ? null : (ids[place + by] ?? null)
}
