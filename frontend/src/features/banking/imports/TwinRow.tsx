import { CornerDownRight } from 'lucide-react'
import { Switch } from '@/components/Switch'
import { signedMoney } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Verdicts } from './verdicts'
import { day } from './labels'
import type { PreviewRow, Twin } from './types'

interface Props {
  row: PreviewRow
  twin: Twin
  verdicts: Verdicts
}

/** What is stored of a row already, or is much like it; and what is to become of the row. */
export function TwinRow({ row, twin, verdicts }: Props) {
  const userLocale = useLocale()
  const kind = row.duplicate ? 'keep' : 'skip'
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-raised/50 px-3 py-2 text-xs text-soft">
      <CornerDownRight className="size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 flex-1 basis-52 [overflow-wrap:anywhere]">
        {row.duplicate ? 'Already stored: ' : 'Similar to a stored one: '}
        <span className="text-ink">
          {[day(twin.occurred_at, userLocale), twin.description, twin.account].filter(Boolean).join(' · ')}
        </span>{' '}
        <span className="money whitespace-nowrap text-ink">
          {signedMoney({ decimal: twin.amount_decimal, ...twin }, userLocale.locale)}
        </span>
      </span>
      <label className="flex shrink-0 items-center gap-2 py-1">
        {row.duplicate ? 'Keep anyway' : 'Leave out'}
        <Switch
          label={`${row.duplicate ? 'Keep' : 'Leave out'} line ${row.line}`}
          on={verdicts[kind].has(row.line)}
          onChange={(on) => {
            verdicts.set(kind, row.line, on)
          }}
        />
      </label>
    </div>
  )
}
