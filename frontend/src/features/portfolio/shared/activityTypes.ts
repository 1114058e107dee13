/** What the types of activities are called. */
import type { components } from '@/lib/api/schema'

export type ActivityType = components['schemas']['ActivityOut']['type']

export const TYPES: [ActivityType, string][] = [
  ['buy', 'Purchase'],
  ['sell', 'Sale'],
  ['dividend', 'Dividend'],
  ['interest', 'Interest'],
  ['fee', 'Fee'],
  ['tax', 'Tax'],
  ['deposit', 'Deposit'],
  ['withdrawal', 'Withdrawal'],
  ['split', 'Split'],
  ['transfer_in', 'Transfer in'],
  ['transfer_out', 'Transfer out'],
  ['fx_conversion', 'Currency conversion'],
]
export const typeName = (type: string) => TYPES.find(([each]) => each === type)?.[1] ?? type
