import { Amount } from '@/components/Amount'
import { Badge } from '@/components/ui'
import { useLocale } from '@/lib/user'
import { TwinRow } from './TwinRow'
import type { Verdicts } from './verdicts'
import { dayOfRow } from './labels'
import type { PreviewRow } from './types'

interface Props {
  rows: PreviewRow[]
  label: string
  /** Where given, a row's stored twin stands below it, and what becomes of the row can be chosen. */
  verdicts?: Verdicts
}

/** Rows as they would be stored. */
export function RowList({ rows, label, verdicts }: Props) {
  return (
    <ul className="divide-y divide-line text-sm" aria-label={label}>
      {rows.map((row) => (
        <li key={row.line}>
          <Row row={row} />
          {row.twin && verdicts && <TwinRow row={row} twin={row.twin} verdicts={verdicts} />}
        </li>
      ))}
    </ul>
  )
}

function Row({ row }: { row: PreviewRow }) {
  const userLocale = useLocale()
  const came = row.direction === 'in'
  return (
    <div className="flex items-center gap-3 px-3 py-2">
      <span className="money hidden w-28 shrink-0 text-soft sm:block">{dayOfRow(row, userLocale)}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate" title={row.description ?? undefined}>
          {row.description ? row.description : <span className="text-soft">No description</span>}
        </span>
        <span className="block text-xs text-soft sm:hidden">{dayOfRow(row, userLocale)}</span>
      </span>
      {row.duplicate && <Badge>already known</Badge>}
      {row.amount_decimal !== null && row.currency !== null && (
        <Amount decimal={row.amount_decimal} currency={row.currency} direction={came ? 'in' : 'out'} />
      )}
    </div>
  )
}
