import { useLocale } from '@/lib/user'
import { daysBetween, plusDays, showDay, type Due } from './calendar'

const MOST = 4

interface Props {
  dues: Due[]
  today: string
  days: number
}

/** A dot for each payment on its day: filled goes out, hollow comes in. The list below says the same. */
export function Strip({ dues, today, days }: Props) {
  const userLocale = useLocale()
  const columns = Array.from({ length: days + 1 }, (_, place) =>
    dues.filter(({ on }) => Math.max(0, daysBetween(today, on)) === place),
  )
  return (
    <div className="px-4 pb-3 pt-4 sm:px-5" aria-hidden>
      <div className="flex h-14 items-end gap-px border-b border-line">
        {columns.map((due, place) => (
          <div
            key={place}
            title={due.map(({ recurring }) => recurring.merchant).join(', ')}
            className="flex flex-1 flex-col items-center justify-end gap-0.5 pb-1"
          >
            {due.slice(0, MOST).map(({ recurring }, dot) => (
              <span
                key={dot}
                className={`size-2 rounded-full border-2 ${recurring.direction === 'in' ? 'border-good' : 'border-accent bg-accent'}`}
              />
            ))}
          </div>
        ))}
      </div>
      <div className="mt-1 flex justify-between text-xs text-soft">
        <span>today</span>
        <span>{showDay(plusDays(today, Math.round(days / 2)), userLocale, today)}</span>
        <span>{showDay(plusDays(today, days), userLocale, today)}</span>
      </div>
      <p className="mt-2 flex gap-4 text-xs text-soft">
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-full bg-accent" /> out
        </span>
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-full border-2 border-good" /> in
        </span>
      </p>
    </div>
  )
}
