import { Trash2 } from 'lucide-react'
import { Select } from '@/components/fields'
import { Button } from '@/components/ui'
import { withField, type DraftCondition } from './draft'
import { focusWithin, type FocusRef } from './focusWithin'
import { FIELDS, OPS } from './terms'
import { ValueInput } from './ValueInput'

interface Props {
  condition: DraftCondition
  number: number
  error: string | undefined
  valueRef: FocusRef
  onChange: (condition: DraftCondition) => void
  onRemove: (() => void) | undefined
}

const FIELD_OPTIONS = Object.entries(FIELDS).map(([name, { label }]) => [name, label] as const)

export function ConditionRow({ condition, number, error, valueRef, onChange, onRemove }: Props) {
  const term = FIELDS[condition.field]
  return (
    <li>
      <div className="grid grid-cols-[1fr_1fr_auto] gap-2 sm:grid-cols-[9rem_9.5rem_minmax(0,1fr)_auto]">
        <Select
          label={`Field of condition ${number}`}
          hideLabel
          value={condition.field}
          options={FIELD_OPTIONS}
          onChange={(field) => {
            onChange(withField(condition, field))
          }}
        />
        <Select
          label={`Comparison of condition ${number}`}
          hideLabel
          value={condition.op}
          options={(term?.ops ?? []).map((op) => [op, OPS[op] ?? op] as const)}
          onChange={(op) => {
            onChange({ ...condition, op })
          }}
        />
        <div ref={focusWithin(valueRef)} className="order-last col-span-3 sm:order-none sm:col-span-1">
          <ValueInput condition={condition} number={number} invalid={error !== undefined} onChange={onChange} />
        </div>
        <Button
          look="ghost"
          className="px-2"
          aria-label={`Remove condition ${number}`}
          disabled={!onRemove}
          onClick={() => {
            onRemove?.()
          }}
        >
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </div>
      {error && <p className="mt-1 text-xs text-bad">{error}</p>}
      {!error && term?.kind === 'amount' && (
        <p className="mt-1 text-xs text-soft">
          Compares amounts in any currency. Add a condition on the currency to narrow it.
        </p>
      )}
    </li>
  )
}
