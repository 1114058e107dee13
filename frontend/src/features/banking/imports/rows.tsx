/** Rows of a bank statement, wherever the wizard shows them. */
import { Amount } from '@/components/Amount'
import { Badge } from '@/components/ui'
import { decimalsOf } from '@/lib/amounts'
import { money, signedMoney } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { civilDayWords, dayOfRow, dayWordsOf } from './dates'
import type { PreviewRow, SampleRow } from './types'

/** A row as it would be stored. */
export function StatementRow({ row }: { row: PreviewRow }) {
  const userLocale = useLocale()
  return (
    <div className="flex items-center gap-3 px-3 py-2">
      <span className="money hidden w-28 shrink-0 text-soft sm:block">{dayOfRow(row, userLocale)}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate" title={row.description ?? undefined}>
          {row.description ? row.description : <span className="text-soft">No description</span>}
        </span>
        <span className="block text-xs text-soft sm:hidden">{dayOfRow(row, userLocale)}</span>
      </span>
      {row.duplicate && <Badge>already stored</Badge>}
      {row.amount_decimal !== null && row.currency !== null && (
        <Amount
          decimal={row.amount_decimal}
          currency={row.currency}
          direction={row.direction === 'in' ? 'in' : 'out'}
        />
      )}
    </div>
  )
}

/** What is stored of a row already. */
export function StatementTwin({ row: { twin } }: { row: PreviewRow }) {
  const userLocale = useLocale()
  if (!twin) return null
  const { amount_decimal: decimal, currency, direction } = twin
  return (
    <>
      <span className="text-ink">
        {[dayWordsOf(twin.occurred_at, userLocale), twin.description, twin.account].filter(Boolean).join(' · ')}
      </span>{' '}
      <span className="money whitespace-nowrap text-ink">
        {signedMoney({ decimal, currency, direction }, userLocale.locale)}
      </span>
    </>
  )
}

/** A row as it reads under one answer to a question about the file. */
export function StatementSample({ sample }: { sample: SampleRow }) {
  const { locale } = useLocale()
  return (
    <span className="flex items-baseline gap-3 py-1.5">
      <span className="money w-24 shrink-0 text-soft">
        {sample.booked_on ? civilDayWords(sample.booked_on, locale) : 'no date'}
      </span>
      <span className="min-w-0 flex-1 truncate">{sample.description || '–'}</span>
      <Sum sample={sample} locale={locale} />
    </span>
  )
}

function Sum({ sample: { amount, currency }, locale }: { sample: SampleRow; locale: string }) {
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
