import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { decimalsOf } from '@/lib/amounts'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { civil } from './labels'
import type { Need, SampleRow } from './types'

interface Props {
  needs: Need[]
  answers: Record<string, string>
  onAnswer: (column: string, value: string) => void
}

/** What the file leaves open: each reading with the first rows as they would be, to choose from. */
export function Needs({ needs, answers, onAnswer }: Props) {
  const asked = useAsked(needs)
  if (asked.length === 0) return null
  return (
    <section aria-label="Questions about this file" className="space-y-4">
      {asked.map((need) => (
        <Question
          key={need.column}
          need={need}
          answer={answers[need.column]}
          onAnswer={(value) => {
            onAnswer(need.column, value)
          }}
        />
      ))}
    </section>
  )
}

/** What was answered stays in sight, so that it can be answered otherwise. */
function useAsked(needs: Need[]): Need[] {
  const [seen, setSeen] = useState(needs)
  const open = new Map(needs.map((need) => [need.column, need]))
  const known = new Set(seen.map(({ column }) => column))
  const merged = [
    ...seen.map((need) => open.get(need.column) ?? need),
    ...needs.filter((need) => !known.has(need.column)),
  ]
  if (merged.some((need, place) => need !== seen[place])) setSeen(merged)
  return merged
}

interface QuestionProps {
  need: Need
  answer: string | undefined
  onAnswer: (value: string) => void
}

function Question({ need, answer, onAnswer }: QuestionProps) {
  return (
    <fieldset className={`rounded-lg border p-3 sm:p-4 ${answer ? 'border-line' : 'border-warn/60'}`}>
      <legend className="flex items-center gap-2 px-1 text-sm font-medium">
        <CircleHelp className={`size-4 shrink-0 ${answer ? 'text-soft' : 'text-warn'}`} aria-hidden />
        {need.question}
      </legend>
      <div className="grid gap-3 md:grid-cols-2">
        {need.choices.map((choice) => (
          <label
            key={choice.value}
            className="block min-w-0 cursor-pointer rounded-lg border border-line p-3 has-checked:border-accent has-checked:bg-tint"
          >
            <span className="flex items-center gap-2.5 text-sm font-medium">
              <input
                type="radio"
                name={`need ${need.column}`}
                className="size-4 accent-(--accent)"
                checked={answer === choice.value}
                onChange={() => {
                  onAnswer(choice.value)
                }}
              />
              {choice.label}
            </span>
            <Samples rows={choice.sample_rows} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** The first rows as they read under one answer, those first that read otherwise under another. */
function Samples({ rows }: { rows: SampleRow[] }) {
  const userLocale = useLocale()
  return (
    <span className="mt-2 block divide-y divide-line text-xs">
      {rows.map((row) => (
        <span key={row.line} className="flex items-baseline gap-3 py-1.5">
          <span className="money w-24 shrink-0 text-soft">
            {row.booked_on ? civil(row.booked_on, userLocale.locale) : 'no date'}
          </span>
          <span className="min-w-0 flex-1 truncate">{row.description || '–'}</span>
          <Sum row={row} locale={userLocale.locale} />
        </span>
      ))}
    </span>
  )
}

function Sum({ row: { amount, currency }, locale }: { row: SampleRow; locale: string }) {
  if (amount === null) return <span className="text-soft">no amount</span>
  const out = amount.startsWith('-')
  const size = amount.replace(/^[+-]/, '')
  return (
    <span className={`money shrink-0 font-medium ${out ? '' : 'text-good'}`}>
      {out ? '−' : '+'}
      {currency && hasDecimals(size, currency) ? money(size, currency, locale) : `${size} ${currency ?? ''}`}
    </span>
  )
}

/** More decimals than the currency has would be rounded away: it is shown as it was read. */
const hasDecimals = (amount: string, currency: string) => (amount.split('.')[1]?.length ?? 0) <= decimalsOf(currency)
