/** What a live portfolio has shown since the page was opened. */
import type { DataOf } from '@/lib/realtime/events'

export type Valued = DataOf<'portfolio.valued'>

export interface Seen {
  now: Valued
  /** Each holding's values since the page was opened, the oldest first; the portfolio's own under ''. */
  past: ReadonlyMap<string, readonly (number | null)[]>
}
export const KEPT = 60

const numberOf = (decimal: string | null) => (decimal === null ? null : Number(decimal))

/** Add what was pushed; of each value the newest are kept. */
export function withValued(seen: Seen | null, now: Valued): Seen {
  const added = [{ symbol: '', value: now.value }, ...now.holdings]
  const past = new Map(
    added.map(({ symbol, value }) => [symbol, [...(seen?.past.get(symbol) ?? []), numberOf(value)].slice(-KEPT)]),
  )
  return { now, past }
}

/** Whether a value went up or down with the last push; 0 where it did not move or is not known. */
export function direction(values: readonly (number | null)[] | undefined): -1 | 0 | 1 {
  const [before = null, now = null] = (values ?? []).slice(-2)
  if (values === undefined || values.length < 2 || before === null || now === null) return 0
  return now > before ? 1 : now < before ? -1 : 0
}
