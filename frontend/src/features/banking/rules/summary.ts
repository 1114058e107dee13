import { fromMinor } from '@/lib/amounts'
import type { Rule } from '@/features/banking/shared/rules'
import { ACTIONS, FIELDS, OPS } from './terms'

interface Names {
  currency: string
  category: (code: string) => string
  connections: Record<string, string>
}

/** A rule in a sentence: 'When Merchant contains “lidl”: Set the category: Groceries'. */
export function sentenceOf(rule: Rule, names: Names): { when: string; then: string } {
  const when = rule.conditions
    .map(({ field, op, value }) => {
      const term = FIELDS[field]?.label ?? field
      return `${term} ${OPS[op] ?? op}${op === 'is_empty' ? '' : ` ${valueOf(field, value, names)}`}`
    })
    .join(rule.match === 'all' ? ' and ' : ' or ')
  const then = rule.actions.map((action) => actionOf(action as Record<string, unknown>, names)).join(', ')
  return { when, then }
}

function actionOf(action: Record<string, unknown>, names: Names): string {
  const term = ACTIONS[String(action['do'])]
  const value = term?.takes ? action[term.takes] : ''
  const text = typeof value === 'string' ? value : ''
  if (!text) return term?.label ?? ''
  return `${term?.label ?? ''}: ${term?.takes === 'category' ? names.category(text) : text}`
}

function valueOf(field: string, value: unknown, names: Names): string {
  if (Array.isArray(value)) {
    const last = FIELDS[field]?.kind === 'amount' || field === 'day_of_month' ? ' and ' : ', '
    return (value as unknown[]).map((each) => valueOf(field, each, names)).join(last)
  }
  const term = FIELDS[field]
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  if (term?.kind === 'amount') return fromMinor(Number(text), names.currency)
  if (term?.kind === 'category') return names.category(text)
  if (term?.kind === 'connection') return names.connections[text] ?? `#${text}`
  return term?.choices?.[text] ?? `“${text}”`
}
