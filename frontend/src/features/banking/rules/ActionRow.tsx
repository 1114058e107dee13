import { Trash2 } from 'lucide-react'
import { Select } from '@/components/fields'
import { Button } from '@/components/ui'
import type { DraftAction } from './draft'
import { focusWithin, type FocusRef } from './focusWithin'
import { ACTIONS } from './terms'
import { CategoryValue } from './ValueInput'

interface Props {
  action: DraftAction
  number: number
  error: string | undefined
  valueRef: FocusRef
  onChange: (action: DraftAction) => void
  onRemove: (() => void) | undefined
}

const ACTION_OPTIONS = Object.entries(ACTIONS).map(([name, { label }]) => [name, label] as const)

export function ActionRow({ action, number, error, valueRef, onChange, onRemove }: Props) {
  const term = ACTIONS[action.do]
  return (
    <li>
      <div className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[11rem_minmax(0,1fr)_auto]">
        <Select
          label={`Action ${number}`}
          hideLabel
          value={action.do}
          options={ACTION_OPTIONS}
          onChange={(name) => {
            onChange({ ...action, do: name, text: '', force: false })
          }}
        />
        <div ref={focusWithin(valueRef)} className="order-last col-span-2 sm:order-none sm:col-span-1">
          <What action={action} number={number} invalid={error !== undefined} onChange={onChange} />
        </div>
        <Button
          look="ghost"
          className="px-2"
          aria-label={`Remove action ${number}`}
          disabled={!onRemove}
          onClick={() => {
            onRemove?.()
          }}
        >
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </div>
      {error && <p className="mt-1 text-xs text-bad">{error}</p>}
      {term?.force && (
        <label className="mt-1.5 flex items-center gap-2 text-xs text-soft">
          <input
            type="checkbox"
            className="accent-(--accent)"
            checked={action.force}
            onChange={(event) => {
              onChange({ ...action, force: event.target.checked })
            }}
          />
          {term.force}
        </label>
      )}
    </li>
  )
}

interface WhatProps {
  action: DraftAction
  number: number
  invalid: boolean
  onChange: (action: DraftAction) => void
}

function What({ action, number, invalid, onChange }: WhatProps) {
  const takes = ACTIONS[action.do]?.takes
  const label = `Value of action ${number}`
  const set = (text: string) => {
    onChange({ ...action, text })
  }
  if (!takes) return null
  if (takes === 'category') return <CategoryValue label={label} code={action.text} invalid={invalid} onChange={set} />
  return (
    <input
      className="input"
      aria-label={label}
      aria-invalid={invalid || undefined}
      maxLength={{ merchant: 200, tag: 50, notes: 500 }[takes]}
      placeholder={{ merchant: 'Merchant name', tag: 'holiday', notes: 'Text of the note' }[takes]}
      value={action.text}
      onChange={(event) => {
        set(event.target.value)
      }}
    />
  )
}
