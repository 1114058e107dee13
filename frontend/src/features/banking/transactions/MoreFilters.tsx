import { ChevronDown } from 'lucide-react'
import { CategoryChip } from '@/features/banking/shared/categories/CategoryChip'
import { CategoryPicker } from '@/features/banking/shared/categories/CategoryPicker'
import { Select } from '@/components/fields'
import { Field } from '@/components/ui'
import { CHANNELS } from '@/features/banking/shared/channels'
import { useConnectionNames } from '@/features/banking/shared/connections'
import type { Filters } from '@/features/banking/shared/transactions/filters'
import { useUser } from '@/lib/user'

interface Props {
  filters: Filters
  onChange: (change: Partial<Filters>) => void
}
const ANY = ''
const NONE = 'none'
const DIRECTIONS = [
  [ANY, 'In and out'],
  ['in', 'Money in'],
  ['out', 'Money out'],
] as const
const METHODS = [[ANY, 'Any method'], ...Object.entries(CHANNELS)] as const

export function MoreFilters({ filters, onChange }: Props) {
  const { base_currency: currency } = useUser()
  const field = (name: keyof Filters, label: string, type = 'text') => (
    <Field
      label={label}
      type={type}
      defaultValue={filters[name]}
      key={`${name}${filters[name] ? '' : '-empty'}`}
      inputMode={name === 'min' || name === 'max' ? 'decimal' : undefined}
      onChange={
        type === 'date'
          ? (event) => {
              onChange({ [name]: event.target.value })
            }
          : undefined
      }
      onBlur={(event) => {
        onChange({ [name]: event.target.value })
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange({ [name]: event.currentTarget.value })
      }}
    />
  )
  return (
    <div className="mt-3 grid grid-cols-2 gap-3 md:grid-cols-4">
      <CategoryFilter filters={filters} onChange={onChange} />
      <Select
        label="Direction"
        value={filters.direction}
        options={DIRECTIONS}
        onChange={(direction) => {
          onChange({ direction })
        }}
      />
      <Select
        label="Payment method"
        value={filters.channel}
        options={METHODS}
        onChange={(channel) => {
          onChange({ channel })
        }}
      />
      <Origin filters={filters} onChange={onChange} />
      {field('from', 'From', 'date')}
      {field('to', 'To', 'date')}
      {field('min', `Minimum amount, ${currency}`)}
      {field('max', `Maximum amount, ${currency}`)}
      {field('merchant', 'Merchant')}
      {field('tag', 'Tag')}
    </div>
  )
}

function CategoryFilter({ filters, onChange }: Props) {
  const uncategorised = filters.categorized === 'false'
  return (
    <div>
      <p aria-hidden className="mb-1.5 text-sm font-medium">
        Category
      </p>
      <CategoryPicker
        label="Filter by category"
        value={uncategorised ? NONE : filters.category}
        className="input flex items-center justify-between gap-2 text-left"
        extras={[
          { code: ANY, label: 'Any category' },
          { code: NONE, label: 'Uncategorised' },
        ]}
        onChoose={(code) => {
          onChange({ category: code === NONE ? '' : code, categorized: code === NONE ? 'false' : '' })
        }}
      >
        {filters.category || uncategorised ? <CategoryChip code={filters.category || null} /> : 'Any category'}
        <ChevronDown className="size-4 shrink-0 text-soft" aria-hidden />
      </CategoryPicker>
    </div>
  )
}

/** Where it came from: one of the banks, a file, or a program that sent it. */
function Origin({ filters, onChange }: Props) {
  const connections = useConnectionNames()
  const options: Record<string, string> = { [ANY]: 'Any source' }
  for (const [id, name] of Object.entries(connections)) options[`connection:${id}`] = name
  options['source:import'] = 'A statement file'
  options['source:intake'] = 'The API'
  const value = filters.connection
    ? `connection:${filters.connection}`
    : filters.source
      ? `source:${filters.source}`
      : ANY
  options[value] ??= value.replace(/^\w+:/, '')
  return (
    <Select
      label="Source"
      value={value}
      options={Object.entries(options)}
      onChange={(chosen) => {
        const [kind, what = ''] = chosen.split(/:(.*)/)
        onChange({ connection: kind === 'connection' ? what : '', source: kind === 'source' ? what : '' })
      }}
    />
  )
}
