import type { ImportSchema } from '@/components/import-wizard'
import { categoriesKey } from '@/features/banking/shared/categories/categories'
import { reloadLists } from '@/features/banking/shared/transactions/listCache'
import { summaryKey } from '@/features/banking/shared/transactions/queries'
import { count } from '@/lib/format'
import { ColumnSettings } from './ColumnSettings'
import { missing, readMapping, roleAt, ROLES, withRole } from './mapping'
import { StatementRow, StatementSample, StatementTwin } from './rows'
import type { Mapping, PreviewRow, SampleRow } from './types'

const FORMATS: Record<string, string> = {
  bt_csv: 'Banca Transilvania CSV',
  csv: 'CSV',
  mt940: 'MT940',
  camt053: 'CAMT.053',
  ofx: 'OFX',
}
const ENTRIES = new Set(['camt053', 'ofx'])

const transactions = (value: number, locale: string) =>
  `${count(value, locale)} ${value === 1 ? 'transaction' : 'transactions'}`

/** What the import wizard has to know of bank statements. */
export const statements: ImportSchema<PreviewRow, SampleRow, Mapping> = {
  title: 'Import',
  path: '/import',
  job: 'import',
  api: {
    upload: '/api/transactions/import',
    root: '/api/imports',
    onChanged: (cache) => {
      for (const queryKey of [summaryKey, categoriesKey]) void cache.invalidateQueries({ queryKey })
      reloadLists(cache)
    },
  },
  file: {
    noun: 'statement',
    accept: '.csv,.txt,.tsv,.ofx,.qfx,.sta,.mt940,.940,.xml',
    hint: 'CSV from any bank, OFX, MT940 or CAMT.053.',
    otherFormats: 'Your bank’s website offers the same statement as CSV, OFX, MT940 or CAMT.053.',
  },
  formats: FORMATS,
  hasColumns: (format) => format === 'csv',
  lineOf: (format) => (ENTRIES.has(format) ? 'Entry' : 'Line'),
  about: ({ format, account, currency }) => [FORMATS[format], account, currency].filter(Boolean).join(' · '),
  counted: transactions,
  mapping: { roles: ROLES, read: readMapping, roleAt, withRole, missing },
  Settings: ColumnSettings,
  Row: StatementRow,
  Sample: StatementSample,
  Twin: StatementTwin,
  result: { to: '/transactions?source=import', words: 'Show the transactions' },
  undo: {
    effect: ({ new: stored, filename }, locale) =>
      `The ${transactions(stored, locale)} from ${filename} are deleted, with your notes, tags and categories on them. ` +
      'Transactions that a bank feed has confirmed since are kept.',
    kept: 'a bank feed has confirmed them.',
    done: 'Its transactions were deleted, except those that a bank feed has confirmed.',
  },
}
