import { fromMinor, toMinor } from '@/lib/amounts'
import type { RuleIn } from './api'
import { ACTIONS, FIELDS } from './terms'

/** A condition while it is being written: its value as typed, the second half where it is a span. */
export interface DraftCondition {
  field: string
  op: string
  text: string
  until: string
}

export interface DraftAction {
  do: string
  text: string
  force: boolean
}

export interface Draft {
  name: string
  match: 'all' | 'any'
  conditions: DraftCondition[]
  actions: DraftAction[]
  stop: boolean
  enabled: boolean
}

export const newCondition = (): DraftCondition => ({ field: 'merchant', op: 'contains', text: '', until: '' })
export const newAction = (): DraftAction => ({ do: 'set_category', text: '', force: false })

export const emptyDraft = (): Draft => ({
  name: '',
  match: 'all',
  conditions: [newCondition()],
  actions: [newAction()],
  stop: false,
  enabled: true,
})

/** Another field: its first operator, unless it has the one that was chosen. */
export function withField(condition: DraftCondition, field: string): DraftCondition {
  const term = FIELDS[field]
  const op = term?.ops.includes(condition.op) ? condition.op : (term?.ops[0] ?? 'is')
  const same = term?.kind === 'text' && FIELDS[condition.field]?.kind === 'text'
  const text = same ? condition.text : (Object.keys(term?.choices ?? {})[0] ?? '')
  return { ...condition, field, op, text, until: '' }
}

/** Read a rule of the API for writing; amounts become decimals of the base currency. */
export function draftOf(rule: RuleIn, currency: string): Draft {
  const conditions = rule.conditions.map(({ field, op, value }) => {
    const [first, second] = Array.isArray(value) && op === 'between' ? (value as unknown[]) : [value, '']
    const show = (one: unknown) => typed(field, one, currency)
    return { field, op, text: show(first), until: show(second) }
  })
  const actions = rule.actions.map((action) => {
    const takes = ACTIONS[action.do]?.takes
    const value = takes ? (action as Record<string, unknown>)[takes] : ''
    return {
      do: action.do,
      text: typeof value === 'string' ? value : '',
      force: (action as Record<string, unknown>)['force'] === true,
    }
  })
  const { name, match, stop, enabled } = rule
  return {
    name,
    match,
    stop,
    enabled,
    conditions: conditions.length ? conditions : [newCondition()],
    actions: actions.length ? actions : [newAction()],
  }
}

function typed(field: string, value: unknown, currency: string): string {
  if (typeof value === 'number') return FIELDS[field]?.kind === 'amount' ? fromMinor(value, currency) : String(value)
  if (Array.isArray(value)) return value.map(String).join(', ')
  return typeof value === 'string' ? value : ''
}

/** The rule as the API takes it; what cannot be read goes as it was typed, and the API says what is wrong. */
export function ruleOf(draft: Draft, currency: string): RuleIn {
  return {
    name: draft.name.trim() || nameOf(draft),
    match: draft.match,
    stop: draft.stop,
    enabled: draft.enabled,
    conditions: draft.conditions.map((condition) => {
      const { field, op } = condition
      return op === 'is_empty' ? { field, op, value: null } : { field, op, value: valueOf(condition, currency) }
    }),
    actions: draft.actions.map((action) => {
      const term = ACTIONS[action.do]
      const takes = term?.takes ? { [term.takes]: action.text.trim() } : {}
      return { do: action.do, ...takes, ...(term?.force && action.force ? { force: true } : {}) }
    }),
  }
}

function valueOf({ field, op, text, until }: DraftCondition, currency: string): unknown {
  const one = (part: string): unknown => {
    const trimmed = part.trim()
    if (FIELDS[field]?.kind === 'amount') return toMinor(trimmed, currency) ?? trimmed
    const number = ['day_of_month', 'weekday', 'connection_id'].includes(field)
    return number && /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed
  }
  if (op === 'between') return [one(text), one(until)]
  if (op === 'in')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map(one)
  return one(text)
}

const nameOf = (draft: Draft) =>
  draft.conditions
    .map(({ text }) => text.trim())
    .find(Boolean)
    ?.slice(0, 80) ?? ''

type Unfinished = Partial<Record<`conditions.${number}` | `actions.${number}`, string>>

/** What is unfinished, by its place in the draft: the API would only speak of types. */
export function unfinished(draft: Draft, currency: string): Unfinished {
  const wrong: Unfinished = {}
  draft.conditions.forEach((condition, place) => {
    const message = conditionTrouble(condition, currency)
    if (message) wrong[`conditions.${place}`] = message
  })
  draft.actions.forEach(({ do: name, text }, place) => {
    const takes = ACTIONS[name]?.takes
    if (takes && !text.trim()) wrong[`actions.${place}`] = takes === 'category' ? 'Choose a category.' : 'Fill this in.'
  })
  return wrong
}

function conditionTrouble({ field, op, text, until }: DraftCondition, currency: string): string | null {
  if (op === 'is_empty') return null
  const kind = FIELDS[field]?.kind
  const values = op === 'between' ? [text, until] : [text]
  if (kind === 'amount' && values.some((value) => toMinor(value, currency) === null))
    return 'Enter an amount such as 12.50.'
  if (kind === 'day' && !values.every((value) => /^([1-9]|[12]\d|3[01])$/.test(value.trim())))
    return 'Enter a day of the month, from 1 to 31.'
  if (values.every((value) => value.trim())) return null
  return kind === 'category' ? 'Choose a category.' : 'Fill this in.'
}
