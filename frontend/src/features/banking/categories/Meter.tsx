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
export function Meter({ name, right, of, none }: Props) {
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
      <Track share={of < FEW ? null : right / of} />
    </div>
  )
}

/** The bar alone, for the eye; empty where there is no share to show. */
export function Track({ share }: { share: number | null }) {
  return (
    <div className="mt-1 h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden>
      {share !== null && <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />}
    </div>
  )
}
