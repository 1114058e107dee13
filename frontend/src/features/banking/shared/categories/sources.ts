/** Who put a transaction into its category, as the page says it. */

export const SOURCES: Record<string, string> = {
  user: 'you',
  rule: 'your rule',
  correction: 'learned from you',
  merchant: 'merchant',
  provider: 'your bank',
  mcc: 'card code',
  operation: 'bank operation',
  cue: 'wording',
  model: 'model',
  transfer: 'own transfer',
}
const CERTAIN = new Set(['user', 'rule', 'correction'])

/** Who says so, and how surely where it is a guess: 'merchant 92%', 'your rule', 'you'. */
export function sourceWords(source: string | null, confidence: number | null): string {
  if (!source) return ''
  const who = SOURCES[source] ?? source
  return CERTAIN.has(source) || confidence === null ? who : `${who} ${confidence}%`
}
