/** What the rows of a broker's file come to: how many are new, known, left out, or no activity. */
import type { Row } from './api'

export type Verdict = 'new' | 'known' | 'problem' | 'skipped'

export const verdictOf = ({ problem, skipped, is_known }: Row): Verdict =>
  problem !== null ? 'problem' : skipped !== null ? 'skipped' : is_known ? 'known' : 'new'

export const VERDICTS = {
  new: ['New', 'good'],
  known: ['Known', 'calm'],
  problem: ['Problem', 'bad'],
  skipped: ['Left out', 'calm'],
} as const

/** What is stored of a file: new rows that are not unticked, and known ones that are ticked. */
export function chosen(
  rows: readonly Row[],
  turned: ReadonlySet<number>,
): { keep: number[]; leave: number[]; count: number } {
  const places = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict).map(({ place }) => place)
  const keep = places('known').filter((place) => turned.has(place))
  const leave = places('new').filter((place) => turned.has(place))
  return { keep, leave, count: places('new').length - leave.length + keep.length }
}

/** '12 new, 3 known, 1 problem' */
export function counted(rows: readonly Row[]): string {
  const sums = new Map<Verdict, number>()
  for (const row of rows) sums.set(verdictOf(row), (sums.get(verdictOf(row)) ?? 0) + 1)
  const words = { new: 'new', known: 'known', problem: 'with a problem', skipped: 'left out' } as const
  return (Object.keys(words) as Verdict[])
    .filter((verdict) => sums.has(verdict))
    .map((verdict) => `${sums.get(verdict) ?? 0} ${words[verdict]}`)
    .join(', ')
}
