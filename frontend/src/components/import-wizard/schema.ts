/**
 * What a wizard for files has to know of one kind of file. Bank statements are one kind, brokers' exports another:
 * the steps, the questions, the progress and the way back are the same.
 */
import type { QueryClient } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import type { ImportPreview, ImportRecord, WizardRow } from './types'

export interface ImportSchema<Row extends WizardRow = WizardRow, Sample = unknown, Mapping extends object = object> {
  /** The page's title, and its address; the import that is open stands in the address. */
  title: string
  path: string
  /** The kind of its jobs in the events: 'import'. */
  job: string
  api: {
    /** Where a file is posted to, and below which address the imports are. */
    upload: string
    root: string
    /** What is no longer true after an import ended, was cancelled or undone. */
    onChanged: (cache: QueryClient) => void
  }
  file: {
    /** What the file is called: 'statement'. */
    noun: string
    accept: string
    /** Which files are read. */
    hint: string
    /** What helps where a file cannot be read and the server gives no advice. */
    otherFormats: string
  }
  formats: Record<string, string>
  /** Whether the columns of such a file have to be told. */
  hasColumns: (format: string) => boolean
  /** What a problem's place in the file is called: 'Line'. */
  lineOf: (format: string) => string
  /** What is known of a file besides its name: its format, its account. */
  about: (preview: ImportPreview<Row, Sample>) => string
  /** '3 transactions' */
  counted: (value: number, locale: string) => string
  mapping: ColumnMapping<Mapping>
  /** How the file writes dates and numbers, to be corrected. */
  Settings: ComponentType<{ mapping: Mapping; onChange: (mapping: Mapping) => void }>
  /** One row as it would be stored; one under one answer of a question; what is stored of it already, in words. */
  Row: ComponentType<{ row: Row }>
  Sample: ComponentType<{ sample: Sample }>
  Twin: ComponentType<{ row: Row }>
  /** Where to see what was stored. */
  result: { to: string; words: string }
  undo: {
    /** What undoing takes away. */
    effect: (record: ImportRecord, locale: string) => string
    /** Why some of what was stored may stay. */
    kept: string
    /** What stays after it, as a sentence. */
    done: string
  }
}

/** What the columns of a file mean. */
export interface ColumnMapping<Mapping extends object> {
  /** Every meaning that a column can have, in words. */
  roles: Record<string, string>
  read: (raw: Record<string, unknown> | null) => Mapping
  roleAt: (mapping: Mapping, place: number, columns: string[]) => string | null
  withRole: (mapping: Mapping, place: number, role: string | null, columns: string[]) => Mapping
  /** What must still be chosen, in words; null where nothing is missing. */
  missing: (mapping: Mapping) => string | null
}
