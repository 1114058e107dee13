import { Check } from 'lucide-react'
import { CategoryChip } from '@/components/CategoryChip'
import { CategoryPicker } from '@/components/CategoryPicker'
import type { Transaction } from '@/lib/api/types'
import { useCategories } from '@/lib/categories'
import { saidBy } from '@/lib/saidBy'
import { useEdit } from './edits'
import { titleOf } from './Row'

/** A transaction's category, changed where it stands; a suggestion is accepted with one click. */
export function CategoryCell({ transaction, quiet = false }: { transaction: Transaction; quiet?: boolean }) {
  const edit = useEdit()
  const { label } = useCategories()
  const { transaction_id: id, category, suggested_category: suggested } = transaction
  const set = (code: string | null) => {
    edit.mutate({ id, changes: { category: code } })
  }
  const offered = category === null ? suggested : null
  const shown = category ?? offered
  const by = saidBy(transaction.category_source, transaction.category_confidence)
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <CategoryPicker
        label={`Category of ${titleOf(transaction)}`}
        value={category}
        extras={category ? [{ code: '', label: 'No category' }] : []}
        disabled={transaction.state === 'queued'}
        className="relative z-[1] inline-flex min-w-0 max-w-full rounded-full"
        onChoose={(code) => {
          set(code || null)
        }}
      >
        <CategoryChip code={shown} {...(offered ? { before: 'Suggest:', faint: true } : {})} />
      </CategoryPicker>
      {offered && (
        <button
          type="button"
          className="relative z-[1] inline-flex shrink-0 items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium text-accent hover:bg-tint"
          aria-label={`Accept ${label(offered)} for ${titleOf(transaction)}`}
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
