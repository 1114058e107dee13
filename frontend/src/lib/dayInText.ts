import { dayWords } from './days'
import type { UserLocale } from './format'

/** A day within a sentence: 'today', 'yesterday', 'Wed 25 Nov'. */
export function dayInText(day: string, userLocale: UserLocale, now?: Date): string {
  const words = dayWords(day, userLocale, now)
  return /^(Today|Yesterday)$/.test(words) ? words.toLowerCase() : words
}
