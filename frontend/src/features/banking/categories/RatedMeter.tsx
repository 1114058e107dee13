import { Meter } from '@/components/charts/Meter'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { FEW, percent } from './accuracy'

interface Props {
  name: string
  right: number
  of: number
  /** What stands there where there is nothing to divide by. */
  none: string
}

/** A share as a bar with its percentage; of only a few, the bare count. */
export function RatedMeter({ name, right, of, none }: Props) {
  const { locale } = useLocale()
  const tally = `${count(right, locale)} of ${count(of, locale)}`
  return (
    <div className="min-w-0">
      <p className="flex justify-between gap-2 text-xs text-soft">
        <span>{name}</span>
        <span className="money whitespace-nowrap">
          {of === 0 ? none : of < FEW ? tally : <span className="text-ink">{percent(right / of)}</span>}
        </span>
      </p>
      <Meter share={of < FEW ? null : right / of} className="mt-1 w-full" />
    </div>
  )
}
