import { useId, useState } from 'react'
import { Field } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { useEdit } from '@/features/banking/shared/transactions/edits'

const HINT = 'Saved when you leave the field'

export function MerchantEditor({ row }: { row: Transaction }) {
  const edit = useEdit()
  const [text, setText] = useState(row.merchant ?? '')
  const save = () => {
    const merchant = text.trim() || null
    if (merchant !== row.merchant) edit.mutate({ row, changes: { merchant } })
  }
  return (
    <Field
      label="Merchant"
      value={text}
      maxLength={200}
      placeholder={row.counterparty ?? 'Name of the shop'}
      onChange={(event) => {
        setText(event.target.value)
      }}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
      }}
    />
  )
}

export function NotesEditor({ row }: { row: Transaction }) {
  const edit = useEdit()
  const id = useId()
  const [text, setText] = useState(row.notes ?? '')
  const changed = (text.trim() || null) !== row.notes
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        Notes
      </label>
      <textarea
        id={id}
        className="input min-h-18 resize-y"
        rows={2}
        maxLength={2000}
        value={text}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          setText(event.target.value)
        }}
        onBlur={() => {
          if (changed) edit.mutate({ row, changes: { notes: text.trim() || null } })
        }}
      />
      <p id={`${id}-note`} role="status" className="mt-1 text-xs text-soft">
        {edit.isPending ? 'Saving…' : changed ? HINT : edit.isSuccess ? 'Saved' : HINT}
      </p>
    </div>
  )
}
