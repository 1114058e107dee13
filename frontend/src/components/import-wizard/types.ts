/** An import as the API has it, whatever kind of file it is of. */

export type ImportState = 'preview' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'undone'

export interface ImportRecord {
  id: number
  filename: string
  format: string
  state: ImportState
  created_at: string
  /** Rows of the file, and how many of them have been stored. */
  total: number
  done: number
  new: number
  duplicates: number
  problem_count: number
  problems: { line: number; message: string }[]
  error: string | null
}

export interface WizardRow {
  line: number
  /** Why it cannot be stored. */
  problem: string | null
  duplicate: boolean
  /** What is stored of it already, or is much like it. */
  twin: unknown
}

/** What the file leaves open: its readings, each with the rows as they would be. */
export interface Need<Sample> {
  column: string
  question: string
  choices: { value: string; label: string; sample_rows: Sample[] }[]
}

export interface ImportPreview<Row extends WizardRow = WizardRow, Sample = unknown> extends ImportRecord {
  rows: Row[]
  needs: Need<Sample>[]
  /** false: only the beginning of the file was looked at. */
  complete: boolean
  mapping: Record<string, unknown> | null
  /** The file's columns and first cells, where it has any. */
  suggestion: { columns: string[]; samples: string[][]; missing: string[] } | null
  account?: string | null
  currency?: string | null
}

/** Fields of a file's mapping, and answers to what was asked, by column. */
export interface Remap {
  mapping: object
  answers: Record<string, string>
}
