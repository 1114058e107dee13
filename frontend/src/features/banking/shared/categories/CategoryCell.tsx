import { Check } from 'lucide-react'
import { CategoryChip } from './CategoryChip'
import { CategoryPicker } from './CategoryPicker'
import type { Transaction } from '@/lib/api/types'
import { useCategories } from './categories'
import { signedMoney } from '@/lib/format'
import { sourceWords } from './sources'
import { useEdit } from '../transactions/edits'
import { titleOf } from '../transactions/title'
import { useLocale } from '@/lib/user'

/** A transaction's category, changed where it stands; a suggestion is accepted with one click. */
export function CategoryCell({ transaction, quiet = false }: { transaction: Transaction; quiet?: boolean }) {
  const edit = useEdit()
  const { label } = useCategories()
  const { locale } = useLocale()
  const { category, category_source: source, suggested_category: suggested } = transaction
  const title = titleOf(transaction)
  const set = (code: string | null) => {
    const confirms = code !== null && source !== 'user'
    if (code !== category || confirms) edit.mutate({ row: transaction, changes: { category: code } })
  }
  const offered = category === null ? suggested : null
  const shown = category ?? offered
  const by = sourceWords(source, transaction.category_confidence)
  const { amount_decimal: decimal, currency, direction } = transaction
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <CategoryPicker
        label={`Category of ${title}`}
        head={`Category of ${title}, ${signedMoney({ decimal, currency, direction }, locale)}`}
        value={category}
        extras={category ? [{ code: '', label: 'No category' }] : []}
        disabled={transaction.state === 'queued'}
        className="relative z-[1] inline-flex min-h-6 min-w-0 max-w-full items-center rounded-full"
        onChoose={(code) => {
          set(code || null)
        }}
      >
        <CategoryChip code={shown} {...(offered ? { before: 'Suggested:', faint: true } : {})} />
      </CategoryPicker>
      {offered && (
        <button
          type="button"
          className="relative z-[1] inline-flex min-h-6 shrink-0 items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium text-accent hover:bg-tint"
          aria-label={`Accept ${label(offered)} for ${title}`}
          onClick={() => {
            set(offered)
          }}
        >
          <Check className="size-3.5" aria-hidden /> Accept
        </button>
      )}
      {!quiet && !offered && by && <span className="truncate text-xs text-soft">{by}</span>}
    </span>
  )
}
