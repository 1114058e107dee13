import { ChevronDown, Trash2 } from 'lucide-react'
import { CategoryChip } from '@/features/banking/shared/categories/CategoryChip'
import { CategoryPicker } from '@/features/banking/shared/categories/CategoryPicker'
import { Button } from '@/components/ui'
import type { DraftPart } from './split'

interface Props {
  draft: DraftPart
  number: number
  onChange: (draft: DraftPart) => void
  onRemove: (() => void) | undefined
}

export function SplitPart({ draft, number, onChange, onRemove }: Props) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)_auto] gap-2">
      <input
        className="input money text-right"
        inputMode="decimal"
        aria-label={`Amount of part ${number}`}
        value={draft.amount}
        onChange={(event) => {
          onChange({ ...draft, amount: event.target.value })
        }}
      />
      <CategoryPicker
        label={`Category of part ${number}`}
        value={draft.category}
        className="input flex items-center justify-between gap-2 px-2 text-left"
        onChoose={(category) => {
          onChange({ ...draft, category })
        }}
      >
        {draft.category ? <CategoryChip code={draft.category} /> : <span className="text-soft">Category</span>}
        <ChevronDown className="size-4 shrink-0 text-soft" aria-hidden />
      </CategoryPicker>
      <Button
        look="ghost"
        className="px-2"
        aria-label={`Remove part ${number}`}
        disabled={!onRemove}
        onClick={() => {
          onRemove?.()
        }}
      >
        <Trash2 className="size-4" aria-hidden />
      </Button>
      <input
        className="input col-span-2 py-1.5 text-xs"
        aria-label={`Note of part ${number}`}
        placeholder="Note"
        maxLength={500}
        value={draft.note}
        onChange={(event) => {
          onChange({ ...draft, note: event.target.value })
        }}
      />
    </div>
  )
}
