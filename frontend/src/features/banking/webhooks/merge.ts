import type { WebhookEvent } from '@/lib/api/types'

export interface EventPage {
  items: WebhookEvent[]
  next_cursor: string | null
  counts: Record<string, number>
}

/** Lay the newest page over the first one. Where nothing overlaps, rows between are missing: then it stands alone. */
export function mergeNewest(first: EventPage, newest: EventPage, more: boolean): EventPage {
  const fresh = new Set(newest.items.map(({ id }) => id))
  const kept = first.items.filter(({ id }) => !fresh.has(id))
  const meets = kept.length < first.items.length || newest.next_cursor === null
  if (!meets && !more) return newest
  const oldest = newest.items.at(-1)?.id ?? Infinity
  // A row within the newest page's span that it does not hold no longer fits the filters.
  const below = newest.next_cursor === null ? [] : kept.filter(({ id }) => id < oldest)
  return {
    items: [...newest.items, ...below],
    next_cursor: below.length ? first.next_cursor : newest.next_cursor,
    counts: newest.counts,
  }
}

/** Change the rows with these ids; those that no longer fit the state that is looked at leave. */
export function patched(page: EventPage, ids: number[], change: Partial<WebhookEvent>, state: string): EventPage {
  const hit = new Set(ids)
  const items = page.items
    .map((row) => (hit.has(row.id) ? { ...row, ...change } : row))
    .filter((row) => !hit.has(row.id) || state === '' || row.state === state)
  return { ...page, items }
}
