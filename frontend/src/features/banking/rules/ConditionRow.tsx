import { Trash2 } from 'lucide-react'
import { Button, Select } from '@/components/ui'
import { withField, type DraftCondition } from './draft'
import { FIELDS, OPS } from './terms'
import { ValueInput } from './ValueInput'

interface Props {
  condition: DraftCondition
  number: number
  error: string | undefined
  onChange: (condition: DraftCondition) => void
  onRemove: (() => void) | undefined
}

export function ConditionRow({ condition, number, error, onChange, onRemove }: Props) {
  const term = FIELDS[condition.field]
  return (
    <li>
      <div className="grid grid-cols-[1fr_1fr_auto] gap-2 sm:grid-cols-[9rem_9.5rem_minmax(0,1fr)_auto]">
        <Select
          label={`Field of condition ${number}`}
          hideLabel
          value={condition.field}
          onChange={(event) => {
            onChange(withField(condition, event.target.value))
          }}
        >
          {Object.entries(FIELDS).map(([name, { label }]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
        <Select
          label={`Question of condition ${number}`}
          hideLabel
          value={condition.op}
          onChange={(event) => {
            onChange({ ...condition, op: event.target.value })
          }}
        >
          {term?.ops.map((op) => (
            <option key={op} value={op}>
              {OPS[op] ?? op}
            </option>
          ))}
        </Select>
        <div className="order-last col-span-3 sm:order-none sm:col-span-1">
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
        <p className="mt-1 text-xs text-soft">In any currency; add a condition on the currency to narrow it.</p>
      )}
    </li>
  )
}
