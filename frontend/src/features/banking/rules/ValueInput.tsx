import { ChevronDown } from 'lucide-react'
import type { InputHTMLAttributes } from 'react'
import { CategoryChip } from '@/features/banking/shared/categories/CategoryChip'
import { CategoryPicker } from '@/features/banking/shared/categories/CategoryPicker'
import { Select } from '@/components/fields'
import { useConnectionNames } from '@/features/banking/shared/connections'
import { useUser } from '@/lib/user'
import type { DraftCondition } from './draft'
import { FIELDS, WEEKDAYS } from './terms'

interface Props {
  condition: DraftCondition
  number: number
  invalid: boolean
  onChange: (condition: DraftCondition) => void
}

/** What a condition compares with, in the shape that its field takes. */
export function ValueInput({ condition, number, invalid, onChange }: Props) {
  const kind = FIELDS[condition.field]?.kind
  const connections = useConnectionNames(kind === 'connection')
  const label = `Value of condition ${number}`
  const set = (text: string) => {
    onChange({ ...condition, text })
  }
  if (condition.op === 'is_empty') return null
  if (condition.field === 'weekday' && condition.op === 'in') return <Weekdays text={condition.text} onChange={set} />
  if (kind === 'category') return <CategoryValue label={label} code={condition.text} onChange={set} invalid={invalid} />
  const choices = kind === 'connection' ? connections : FIELDS[condition.field]?.choices
  if (choices) return <Choices label={label} text={condition.text} choices={choices} onChange={set} />
  return <Typed {...{ condition, label, invalid, onChange }} />
}

const EXAMPLES: Record<string, string> = { amount: '12.50', mcc: '5411, 5812', day: '1 to 31', tag: 'holiday' }

interface TypedProps {
  condition: DraftCondition
  label: string
  invalid: boolean
  onChange: (condition: DraftCondition) => void
}

function Typed({ condition, label, invalid, onChange }: TypedProps) {
  const { base_currency } = useUser()
  const kind = FIELDS[condition.field]?.kind
  const amount = kind === 'amount'
  const shape: InputHTMLAttributes<HTMLInputElement> = {
    className: `input ${amount ? 'money' : ''}`,
    inputMode: amount ? 'decimal' : kind === 'day' || kind === 'mcc' ? 'numeric' : 'text',
    'aria-invalid': invalid || undefined,
    placeholder: kind === 'currency' ? base_currency : (EXAMPLES[kind ?? ''] ?? ''),
  }
  const between = condition.op === 'between'
  return (
    <div className="flex items-center gap-2">
      <input
        {...shape}
        aria-label={between ? `${label}, from` : label}
        value={condition.text}
        onChange={(event) => {
          onChange({ ...condition, text: kind === 'currency' ? event.target.value.toUpperCase() : event.target.value })
        }}
      />
      {between && (
        <>
          <span className="text-sm text-soft">and</span>
          <input
            {...shape}
            aria-label={`${label}, to`}
            value={condition.until}
            onChange={(event) => {
              onChange({ ...condition, until: event.target.value })
            }}
          />
        </>
      )}
    </div>
  )
}

interface ChoicesProps {
  label: string
  text: string
  choices: Record<string, string>
  onChange: (text: string) => void
}

function Choices({ label, text, choices, onChange }: ChoicesProps) {
  const known = text in choices
  return (
    <Select
      label={label}
      hideLabel
      value={text}
      options={known ? Object.entries(choices) : [[text, text || 'Choose'], ...Object.entries(choices)]}
      onChange={onChange}
    />
  )
}

function Weekdays({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const chosen = text.split(',').map((day) => day.trim())
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Weekdays</legend>
      {Object.entries(WEEKDAYS).map(([day, name]) => (
        <label key={day} className="flex items-center gap-1.5 rounded-lg border border-line px-2 py-1.5 text-sm">
          <input
            type="checkbox"
            className="accent-(--accent)"
            checked={chosen.includes(day)}
            onChange={(event) => {
              const days = Object.keys(WEEKDAYS).filter((each) =>
                each === day ? event.target.checked : chosen.includes(each),
              )
              onChange(days.join(', '))
            }}
          />
          {name.slice(0, 3)}
        </label>
      ))}
    </fieldset>
  )
}

interface CategoryProps {
  label: string
  code: string
  invalid: boolean
  onChange: (code: string) => void
}

export function CategoryValue({ label, code, invalid, onChange }: CategoryProps) {
  return (
    <CategoryPicker
      label={label}
      value={code}
      className={`input flex items-center justify-between gap-2 text-left ${invalid ? 'border-bad' : ''}`}
      onChoose={onChange}
    >
      {code ? <CategoryChip code={code} /> : <span className="text-soft">Choose a category</span>}
      <ChevronDown className="size-4 shrink-0 text-soft" aria-hidden />
    </CategoryPicker>
  )
}
