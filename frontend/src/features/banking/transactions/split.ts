import { fromMinor, toMinor } from '@/lib/amounts'
import type { Part, Split } from '@/features/banking/shared/transactions/edits'

/** A part while it is being written; the amount as typed. */
export interface DraftPart {
  key: number
  amount: string
  category: string
  note: string
}
let next = 1

export const newPart = (amount = '', category = ''): DraftPart => ({ key: next++, amount, category, note: '' })

export const draftOf = (parts: Split[]): DraftPart[] =>
  parts.map((part) => ({ key: next++, amount: part.amount_decimal, category: part.category, note: part.note ?? '' }))

/** What the parts leave of the whole, in minor units; what is no amount yet counts as nothing. */
export const remaining = (drafts: DraftPart[], whole: number, currency: string): number =>
  whole - drafts.reduce((sum, draft) => sum + (toMinor(draft.amount, currency) ?? 0), 0)

/** The parts as the API takes them; null while they do not add up or one is unfinished. */
export function partsOf(drafts: DraftPart[], whole: number, currency: string): Part[] | null {
  if (drafts.length < 2 || remaining(drafts, whole, currency) !== 0) return null
  const parts = drafts.map(({ amount, category, note }) => ({
    amount: toMinor(amount, currency) ?? 0,
    category,
    note: note.trim() || null,
  }))
  return parts.every(({ amount, category }) => amount > 0 && category) ? parts : null
}

/** Halve the whole: the start of a split. */
export function startOf(whole: number, currency: string, category: string): DraftPart[] {
  const half = Math.floor(whole / 2)
  return [newPart(fromMinor(whole - half, currency), category), newPart(fromMinor(half, currency))]
}
