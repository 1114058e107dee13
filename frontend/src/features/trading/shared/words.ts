/** How good a model is, in words. */
import { shareText } from './prices'

/** Below this a difference is nothing that a person would notice. */
const LEAST_SKILL = 0.001

/** skill: how much smaller its error is than that of doing nothing, as a share of it; null where it is not known. */
export function skillWords(skill: number | null | undefined, locale: string): string {
  if (skill == null) return 'Not yet measured against doing nothing.'
  if (Math.abs(skill) < LEAST_SKILL) return 'As good as doing nothing.'
  const share = shareText(Math.abs(skill), locale)
  return skill > 0
    ? `Its error is ${share} smaller than that of doing nothing.`
    : `Worse than doing nothing: its error is ${share} larger.`
}

/** The same as a figure: '+3.2%', '-5%'; a dash where it is not known. */
export const gainWords = (skill: number | null, locale: string): string =>
  skill === null
    ? '–'
    : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(
        skill,
      )
