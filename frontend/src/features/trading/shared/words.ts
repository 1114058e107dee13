/** How good a model is, in words. */
import { shareText } from './prices'

const SPANS: Partial<Record<string, string>> = { '1h': '1 hour', '4h': '4 hours', '1D': '1 day' }

/** A horizon in words: '4h' is '4 hours'. */
export const spanWords = (timeframe: string): string => SPANS[timeframe] ?? timeframe

/** Below this a difference is nothing that a person would notice. */
const LEAST_SKILL = 0.001
/** Below it a difference is called one, as the server does. */
export const SIGNIFICANT_P = 0.05
const LEAST_P = 0.001

/**
 * skill: how much smaller its error was than that of doing nothing, as a share of it; null where it is not known.
 * p: of such a difference by chance alone; null where it is not known.
 */
export function skillWords(skill: number | null | undefined, p: number | null | undefined, locale: string): string {
  if (skill == null) return 'Not yet measured against doing nothing.'
  if (Math.abs(skill) < LEAST_SKILL) return 'Measured on the past, as good as doing nothing.'
  const share = shareText(Math.abs(skill), locale)
  return `Measured on the past, its error was ${share} ${skill > 0 ? 'smaller' : 'larger'} than that of doing nothing${chanceWords(p, locale)}.`
}

/** Whether chance explains a difference as well, with the p that says so. */
function chanceWords(p: number | null | undefined, locale: string): string {
  if (p == null) return ''
  return p < SIGNIFICANT_P ? ` (${pWords(p, locale)})` : `, which chance may explain as well (${pWords(p, locale)})`
}

/** 'p 0.048', 'p < 0.001': rounded down, so that what is below the limit never reads as the limit. */
export const pWords = (p: number, locale: string): string =>
  p < LEAST_P ? `p < ${digits(LEAST_P, locale)}` : `p ${digits(Math.floor(p * 1_000) / 1_000, locale)}`

const digits = (value: number, locale: string) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(value)

/** The same as a figure: '+3.2%', '-5%'; a dash where it is not known. */
export const gainWords = (skill: number | null, locale: string): string =>
  skill === null
    ? '–'
    : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(
        skill,
      )
