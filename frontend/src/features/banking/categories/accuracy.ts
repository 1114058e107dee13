/** What the figures of the categories' accuracy allow to say, and what not yet. */
import type { Accuracy } from './api'

/** Below so many answers a percentage says more than is known: then only '3 of 4' is shown. */
export const FEW = 5
/** The same for the overall figure, which people remember. */
export const FEW_OVERALL = 20
/** The model is not trained on less. */
export const FEWEST_EXAMPLES = 30

const Z = 1.96

/** The range in which the true share lies, 19 times out of 20: Wilson's interval. */
export function likelyRange(right: number, of: number): [low: number, high: number] | null {
  if (of <= 0) return null
  const share = right / of
  const middle = share + (Z * Z) / (2 * of)
  const reach = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of))
  const whole = 1 + (Z * Z) / of
  return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)]
}

/** '85%'; 100 and 0 are kept for all and none. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100)
  const shown = share < 1 ? Math.min(99, rounded) : rounded
  return `${share > 0 ? Math.max(1, shown) : shown}%`
}

export interface Outcome {
  right: number
  wrong: number
  unanswered: number
}

export function outcomeOf(told: Pick<Accuracy, 'confirmed' | 'answered' | 'right'>): Outcome {
  const { confirmed, answered, right } = told
  return { right, wrong: answered - right, unanswered: confirmed - answered }
}

/** The steps in the order in which they are asked, and what each goes by. */
const STEPS: [source: string, how: string][] = [
  ['correction', 'What you chose for the same merchant before.'],
  ['rule', 'Your rules.'],
  ['merchant', 'The name of a known merchant.'],
  ['provider', 'The category that your bank sent.'],
  ['operation', 'The type of bank operation: cash, fee, interest, transfer.'],
  ['mcc', 'The merchant code of the card terminal.'],
  ['cue', 'Words in the text, such as “rent” or “salary”.'],
  ['model', 'A prediction from texts similar to those you confirmed.'],
]

export const howOf = (source: string | null): string => STEPS.find(([name]) => name === source)?.[1] ?? ''

export function inOrderAsked<Each extends { source: string | null }>(sources: Each[]): Each[] {
  const place = ({ source }: Each) => {
    const found = STEPS.findIndex(([name]) => name === source)
    return found < 0 ? STEPS.length : found
  }
  return [...sources].sort((a, b) => place(a) - place(b))
}
