import { FACTS } from './labels'

const PAIRED: Record<string, string> = { original_amount: 'original_currency', fee: 'fee_currency' }
const QUIET = new Set(['unknown', ''])

/** A transaction's `details` as a list to read; an amount comes with its currency. */
export function factsOf(details: Record<string, unknown>): [label: string, text: string][] {
  const seconds = new Set(Object.values(PAIRED))
  const known = FACTS.map(([name]) => name)
  const others = Object.keys(details).filter((name) => !known.includes(name) && !seconds.has(name))
  const labels = new Map(FACTS)
  return [...known, ...others].flatMap((name): [string, string][] => {
    const text = textOf(details[name])
    if (QUIET.has(text)) return []
    const second = PAIRED[name] === undefined ? '' : textOf(details[PAIRED[name]])
    return [[labels.get(name) ?? readable(name), name === 'operation' ? readable(text) : `${text} ${second}`.trim()]]
  })
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value === true) return 'yes'
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function readable(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
