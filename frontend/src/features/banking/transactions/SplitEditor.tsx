import { Plus, Split as SplitIcon } from 'lucide-react'
import { useState } from 'react'
import { CategoryChip } from '@/features/banking/shared/categories/CategoryChip'
import { Button, FormError, Skeleton } from '@/components/ui'
import { fromMinor } from '@/lib/amounts'
import type { Transaction } from '@/lib/api/types'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useSetSplits, useSplits, type Split } from '@/features/banking/shared/transactions/edits'
import { SplitPart } from './SplitPart'
import { draftOf, newPart, partsOf, remaining, startOf, type DraftPart } from './split'

/** One payment, several purposes: its parts, shown or being written. */
export function SplitEditor({ row }: { row: Transaction }) {
  const splits = useSplits(row.transaction_id, true)
  const [drafts, setDrafts] = useState<DraftPart[] | null>(null)
  const parts = splits.data?.parts ?? []
  if (drafts) {
    return <Writing row={row} drafts={drafts} setDrafts={setDrafts} before={parts} />
  }
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">Split</p>
      {splits.isPending && <Skeleton className="h-9" />}
      {parts.length > 0 && <Parts parts={parts} currency={row.currency} />}
      {splits.data && (
        <Button
          onClick={() => {
            setDrafts(parts.length ? draftOf(parts) : startOf(row.amount, row.currency, row.category ?? ''))
          }}
        >
          <SplitIcon className="size-4" aria-hidden /> {parts.length ? 'Edit the split' : 'Split into parts'}
        </Button>
      )}
    </div>
  )
}

function Parts({ parts, currency }: { parts: Split[]; currency: string }) {
  const { locale } = useLocale()
  return (
    <ul className="mb-2 divide-y divide-line rounded-lg border border-line text-sm">
      {parts.map((part, place) => (
        <li key={place} className="flex items-center justify-between gap-3 px-3 py-2">
          <span className="min-w-0">
            <CategoryChip code={part.category} />
            {part.note && <span className="ml-2 text-xs text-soft">{part.note}</span>}
          </span>
          <span className="money">{money(part.amount_decimal, currency, locale)}</span>
        </li>
      ))}
    </ul>
  )
}

interface WritingProps {
  row: Transaction
  drafts: DraftPart[]
  setDrafts: (drafts: DraftPart[] | null) => void
  before: Split[]
}

function Writing({ row, drafts, setDrafts, before }: WritingProps) {
  const save = useSetSplits(row, before)
  const { locale } = useLocale()
  const left = remaining(drafts, row.amount, row.currency)
  const parts = partsOf(drafts, row.amount, row.currency)
  const store = (chosen: Parameters<typeof save.mutate>[0]) => {
    save.mutate(chosen, {
      onSuccess: () => {
        setDrafts(null)
      },
    })
  }
  return (
    <fieldset className="space-y-2 rounded-lg border border-line p-3">
      <legend className="px-1 text-sm font-medium">Split</legend>
      {drafts.map((draft, place) => (
        <SplitPart
          key={draft.key}
          draft={draft}
          number={place + 1}
          onChange={(changed) => {
            setDrafts(drafts.map((each) => (each.key === draft.key ? changed : each)))
          }}
          onRemove={
            drafts.length > 2
              ? () => {
                  setDrafts(drafts.filter((each) => each.key !== draft.key))
                }
              : undefined
          }
        />
      ))}
      <div className="flex items-center justify-between gap-2 text-sm">
        <Button
          look="ghost"
          disabled={drafts.length >= 20}
          onClick={() => {
            setDrafts([...drafts, newPart(left > 0 ? fromMinor(left, row.currency) : '')])
          }}
        >
          <Plus className="size-4" aria-hidden /> Add a part
        </Button>
        <p role="status" className={`money ${left === 0 ? 'text-soft' : 'font-medium text-warn'}`}>
          {left === 0
            ? 'Adds up to the total'
            : `${money(fromMinor(Math.abs(left), row.currency), row.currency, locale)} ${left > 0 ? 'left' : 'over'}`}
        </p>
      </div>
      <FormError error={save.error} />
      <div className="flex flex-wrap justify-end gap-2">
        {before.length > 0 && (
          <Button
            look="danger"
            className="mr-auto"
            onClick={() => {
              store([])
            }}
          >
            Remove the split
          </Button>
        )}
        <Button
          onClick={() => {
            setDrafts(null)
          }}
        >
          Cancel
        </Button>
        <Button
          look="primary"
          busy={save.isPending}
          disabled={parts === null}
          onClick={() => {
            if (parts) store(parts)
          }}
        >
          Save
        </Button>
      </div>
    </fieldset>
  )
}
