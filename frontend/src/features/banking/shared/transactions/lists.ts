/** Lists of transactions as the cache holds them, and what an event changes in them; pure functions. */
import type { InfiniteData } from '@tanstack/react-query'
import type { Page, Transaction } from '@/lib/api/types'

export type Pages = InfiniteData<Page<Transaction>, string | null>

export const rowsOf = (data: InfiniteData<Page<Transaction>> | undefined): Transaction[] =>
  data?.pages.flatMap((page) => page.items) ?? []

export const keyOf = ({ user, transaction_id }: Pick<Transaction, 'user' | 'transaction_id'>) =>
  `${user}:${transaction_id}`

/** Change each row of a list; the list itself where nothing in it changes. */
export function changed(data: Pages, change: (row: Transaction) => Transaction): Pages {
  return replaced(data, (items) => {
    const next = items.map(change)
    return next.some((row, place) => row !== items[place]) ? next : items
  })
}

/** The list without some rows. */
export function without(data: Pages, gone: (row: Transaction) => boolean): Pages {
  return replaced(data, (items) => (items.some(gone) ? items.filter((row) => !gone(row)) : items))
}

function replaced(data: Pages, change: (items: Transaction[]) => Transaction[]): Pages {
  const pages = data.pages.map((page) => {
    const items = change(page.items)
    return items === page.items ? page : { ...page, items }
  })
  return pages.some((page, place) => page !== data.pages[place]) ? { ...data, pages } : data
}

/** Newest first, as the server lists them: by moment, then by id; what is still queued has no id and is newest. */
export function isNewer(one: Transaction, other: Transaction): boolean {
  const [a, b] = [Date.parse(one.occurred_at), Date.parse(other.occurred_at)]
  return a === b ? (one.id ?? Infinity) > (other.id ?? Infinity) : a > b
}

/** Put a row where it belongs. Below the last one that is loaded it is left out: it comes with its page. */
export function withRow(data: Pages, row: Transaction): Pages {
  const place = data.pages.findIndex(({ items }, number) => {
    const last = items.at(-1)
    const atEnd = number === data.pages.length - 1 && data.pages[number]?.next_cursor === null
    return atEnd || (last !== undefined && isNewer(row, last))
  })
  const page = data.pages[place]
  if (!page) return data
  const at = page.items.findIndex((each) => isNewer(row, each))
  const items = at < 0 ? [...page.items, row] : page.items.toSpliced(at, 0, row)
  return { ...data, pages: data.pages.with(place, { ...page, items }) }
}

/** The list with its first page as the server has it now; what lies below stays as it was loaded. */
export function withFirstPage(data: Pages, fresh: Page<Transaction>): Pages {
  const last = fresh.items.at(-1)
  const only = { pages: [fresh], pageParams: [null] }
  if (!last || fresh.next_cursor === null) return only
  const known = new Set(fresh.items.map(keyOf))
  // Nothing in common: more has come than a page holds, and what lies between is not known.
  if (!rowsOf(data).some((row) => known.has(keyOf(row)))) return only
  const below = (row: Transaction) => !known.has(keyOf(row)) && isNewer(last, row)
  return {
    ...data,
    pages: data.pages.map((page, place) => ({
      ...page,
      items: [...(place === 0 ? fresh.items : []), ...page.items.filter(below)],
    })),
  }
}

/** The list cut down to its first page's rows, as it would be loaded anew. */
export function firstOnly(data: Pages): Pages {
  return { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }
}
