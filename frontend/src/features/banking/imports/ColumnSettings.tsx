import { Select } from '@/components/fields'
import { Field } from '@/components/ui'
import { useUser } from '@/lib/user'
import type { Mapping } from './types'

interface Props {
  mapping: Mapping
  onChange: (mapping: Mapping) => void
}
const DATES = {
  dmy: 'day first (31.01.2026)',
  mdy: 'month first (01/31/2026)',
  ymd: 'year first (2026-01-31)',
}
const DECIMALS = { '.': 'point (12.50)', ',': 'comma (12,50)' }
const THOUSANDS = { '': 'none', '.': 'point', ',': 'comma', ' ': 'space', "'": 'apostrophe' }
const SIGNS = { as_is: 'minus is money out', negate: 'minus is money in', bare_out: 'minus or no sign is money out' }
const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }
const ENCODINGS = {
  'utf-8-sig': 'UTF-8',
  'utf-16': 'UTF-16',
  cp1250: 'Windows, Central Europe',
  'utf-16-le': 'UTF-16, little end first',
  'utf-16-be': 'UTF-16, big end first',
  cp1251: 'Windows, Cyrillic',
  cp1252: 'Windows, Western Europe',
  cp1253: 'Windows, Greek',
  cp1254: 'Windows, Turkish',
  cp1257: 'Windows, Baltic',
  cp932: 'Shift-JIS, Japanese',
  cp850: 'DOS, Western Europe',
  cp852: 'DOS, Central Europe',
  'iso-8859-1': 'ISO 8859-1',
  'iso-8859-2': 'ISO 8859-2',
  'iso-8859-15': 'ISO 8859-15',
  'iso-8859-16': 'ISO 8859-16',
}

/** How the file writes dates and numbers; guessed, and seldom wrong. */
export function ColumnSettings({ mapping, onChange }: Props) {
  const { base_currency } = useUser()
  const choice = (
    name: 'date_format' | 'decimal' | 'thousands' | 'sign' | 'delimiter' | 'encoding',
    label: string,
    options: Record<string, string>,
  ) => (
    <Select
      label={label}
      value={mapping[name] === 'utf-8' ? 'utf-8-sig' : mapping[name]}
      options={Object.entries(options)}
      onChange={(value) => {
        onChange({ ...mapping, [name]: value })
      }}
    />
  )
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {choice('date_format', 'Date format', DATES)}
        {choice('decimal', 'Decimal separator', DECIMALS)}
        {mapping.amount !== null && mapping.direction === null && choice('sign', 'Sign of amounts', SIGNS)}
        {mapping.currency === null && (
          <Field
            label="Currency of every row"
            error={
              mapping.fixed_currency && !/^[A-Z]{3}$/.test(mapping.fixed_currency)
                ? 'Three letters, such as EUR'
                : undefined
            }
            value={mapping.fixed_currency ?? ''}
            maxLength={3}
            placeholder={base_currency}
            onChange={(event) => {
              onChange({ ...mapping, fixed_currency: event.target.value.toUpperCase() || null })
            }}
          />
        )}
      </div>
      <details className="text-sm">
        <summary className="cursor-pointer text-soft">File format</summary>
        <div className="mt-3 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
          {choice('thousands', 'Thousands separator', THOUSANDS)}
          {choice('delimiter', 'Column separator', DELIMITERS)}
          {choice('encoding', 'Character encoding', ENCODINGS)}
          {mapping.account === null && (
            <Field
              label="Account of every row"
              value={mapping.fixed_account ?? ''}
              maxLength={64}
              placeholder="IBAN"
              onChange={(event) => {
                onChange({ ...mapping, fixed_account: event.target.value || null })
              }}
            />
          )}
        </div>
      </details>
    </>
  )
}
