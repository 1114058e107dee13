/** What an owner changes of transactions: shown at once, taken back where the server refuses, undone on request. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Transaction } from '@/lib/api/types'
import { categoriesKey, useCategories } from '../categories/categories'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { keyOf } from './lists'
import { fetchOthers } from './sameMerchant'
import { findRow, patchRows } from './pushes'
import { addressOf, restore, type Changes } from './restore'
import { titleOf } from './title'

export type Part = components['schemas']['SplitsIn.SplitPart']
export type Split = components['schemas']['SplitsOut.SplitOut']
const AT_ONCE = 1_000

/** How a row looks once the server has agreed. */
export function optimistic(row: Transaction, { category, ...rest }: Changes): Transaction {
  const told = Object.fromEntries(
    Object.entries(rest as Record<string, unknown>).filter(([, value]) => value !== undefined),
  ) as Partial<Transaction>
  if (category === undefined) return { ...row, ...told }
  const sure = category === null ? null : 100
  const by = category === null ? null : 'user'
  const said = { category, category_source: by, category_confidence: sure, suggested_category: null }
  return { ...row, ...told, ...said }
}

/** Show rows as they will be; the answer shows them as they were. */
function show(cache: QueryClient, before: Transaction[], change: (row: Transaction) => Transaction): () => void {
  const old = new Map(before.map((row) => [keyOf(row), row]))
  patchRows(cache, (row) => (old.has(keyOf(row)) ? change(row) : row))
  return () => {
    patchRows(cache, (row) => old.get(keyOf(row)) ?? row)
  }
}

/** Counts by category are asked for when they are shown next. */
const forgetCounts = (cache: QueryClient) =>
  void cache.invalidateQueries({ queryKey: categoriesKey, refetchType: 'none' })

/** Put rows back as they were, in words and on the server. */
export function useUndo(): (before: Transaction[], fields: (keyof Changes)[], what: string) => void {
  const cache = useQueryClient()
  const toast = useToast()
  return (before, fields, what) => {
    const old = new Map(before.map((row) => [keyOf(row), row]))
    restore(before, fields).then(
      (saved) => {
        const now = new Map(saved.map((row) => [keyOf(row), row]))
        patchRows(cache, (row) => now.get(keyOf(row)) ?? old.get(keyOf(row)) ?? row)
        forgetCounts(cache)
        toast(`Undone: ${what}`, 'good')
      },
      (error: unknown) => {
        toast(error instanceof Error ? error.message : 'It could not be undone.', 'bad')
      },
    )
  }
}

/** Change one transaction. */
export function useEdit() {
  const cache = useQueryClient()
  const toast = useToast()
  const undo = useUndo()
  const { label } = useCategories()
  const offerOthers = useOffer()
  return useMutation({
    mutationFn: ({ row, changes }: { row: Transaction; changes: Changes }) =>
      request<Transaction>(addressOf(row.transaction_id), { method: 'PATCH', body: changes }),
    onMutate: ({ row, changes }) => show(cache, [row], (now) => optimistic(now, changes)),
    onError: (error, _, rollBack) => {
      rollBack?.()
      toast(error.message, 'bad')
    },
    onSuccess: (saved, { row, changes }) => {
      patchRows(cache, (now) => (keyOf(now) === keyOf(saved) ? saved : now))
      forgetCounts(cache)
      const what = `${titleOf(row)}: ${wordsOf(changes, label)}`
      const back = {
        label: 'Undo',
        run: () => {
          undo([row], Object.keys(changes) as (keyof Changes)[], titleOf(row))
        },
      }
      const shown = toast(what, { tone: 'good', actions: [back] })
      if (changes.category) void offerOthers(row, changes.category, (other) => shown.update({ actions: [back, other] }))
    },
  })
}

function wordsOf(changes: Changes, label: (code: string) => string): string {
  if (changes.category !== undefined) return changes.category ? label(changes.category) : 'category removed'
  if (changes.tags) return changes.tags.length ? changes.tags.map((tag) => `#${tag}`).join(' ') : 'tags removed'
  if (changes.merchant !== undefined) return changes.merchant ? `renamed to ${changes.merchant}` : 'merchant removed'
  return changes.notes ? 'note saved' : 'note removed'
}

/** Offer the same category for what else came from this merchant. */
function useOffer() {
  const bulk = useBulk()
  const { locale } = useLocale()
  return async (row: Transaction, category: string, offer: (action: { label: string; run: () => void }) => void) => {
    const { rows, more } = await fetchOthers(row, category).catch(() => ({ rows: [], more: false }))
    if (rows.length === 0) return
    const run = () => {
      bulk.mutate({ rows, category })
    }
    const number = `${count(rows.length, locale)}${more ? ' newest' : ''}`
    offer({ label: `Also change the other ${number} from ${row.merchant ?? ''}`, run })
  }
}

export interface Bulk {
  rows: Transaction[]
  category?: string
  add_tag?: string
}

/** Change many transactions, a thousand a request. */
export function useBulk() {
  const cache = useQueryClient()
  const toast = useToast()
  const undo = useUndo()
  const { locale } = useLocale()
  const { label } = useCategories()
  return useMutation({
    mutationFn: async ({ rows, ...change }: Bulk) => {
      for (let start = 0; start < rows.length; start += AT_ONCE) {
        const transaction_ids = rows.slice(start, start + AT_ONCE).map((row) => row.transaction_id)
        await request('/api/transactions/bulk', { method: 'POST', body: { ...change, transaction_ids } })
      }
    },
    onMutate: ({ rows, category, add_tag }) =>
      show(cache, rows, (row) => {
        const tags = add_tag ? [...new Set([...row.tags, add_tag])] : row.tags
        return optimistic(row, category ? { tags, category } : { tags })
      }),
    onError: (error, _, rollBack) => {
      rollBack?.()
      toast(error.message, 'bad')
    },
    onSuccess: (_, { rows, category, add_tag }) => {
      forgetCounts(cache)
      const number = `${count(rows.length, locale)} ${rows.length === 1 ? 'transaction' : 'transactions'}`
      const run = () => {
        undo(rows, category ? ['category'] : ['tags'], number)
      }
      const now = category ? label(category) : `#${add_tag ?? ''}`
      toast(`${number}: ${now}`, { tone: 'good', actions: [{ label: 'Undo', run }] })
    },
  })
}

/** The rows of some ids, as the lists have them now: what an undo goes back to. */
export const useRowsNow = () => {
  const cache = useQueryClient()
  return (ids: string[]) => ids.flatMap((id) => findRow(cache, id) ?? [])
}

const splitsKey = (id: string) => ['splits', id] as const

export const useSplits = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: splitsKey(id),
    enabled,
    queryFn: ({ signal }) => request<{ parts: Split[] }>(`${addressOf(id)}/splits`, { signal }),
  })

/** Set a transaction's parts; none makes it whole. The parts that were there come back by Undo. */
export function useSetSplits(row: Transaction, before: Split[]) {
  const cache = useQueryClient()
  const toast = useToast()
  const id = row.transaction_id
  const put = async (parts: Part[]) => {
    const saved = await request<{ parts: Split[] }>(`${addressOf(id)}/splits`, { method: 'PUT', body: { parts } })
    cache.setQueryData(splitsKey(id), saved)
  }
  const undo = () => {
    const parts = before.map(({ amount, category, note }) => ({ amount, category, note }))
    put(parts).then(
      () => toast(`Undone: ${titleOf(row)}`, 'good'),
      (error: unknown) => toast(error instanceof Error ? error.message : 'It could not be undone.', 'bad'),
    )
  }
  return useMutation({
    mutationFn: put,
    onSuccess: (_, parts) => {
      const what = parts.length ? `split into ${parts.length} parts` : 'split removed'
      toast(`${titleOf(row)}: ${what}`, { tone: 'good', actions: [{ label: 'Undo', run: undo }] })
    },
  })
}
