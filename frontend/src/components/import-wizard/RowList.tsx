import type { ComponentType } from 'react'
import type { WizardRow } from './types'
import { TwinRow } from './TwinRow'
import type { Verdicts } from './verdicts'

interface Props<Row extends WizardRow> {
  rows: readonly Row[]
  label: string
  Row: ComponentType<{ row: Row }>
  /** Where given, a row's stored twin stands below it, and what becomes of the row can be chosen. */
  verdicts?: Verdicts
  Twin: ComponentType<{ row: Row }>
}

/** Rows as they would be stored. */
export function RowList<Row extends WizardRow>({ rows, label, Row, verdicts, Twin }: Props<Row>) {
  return (
    <ul className="divide-y divide-line text-sm" aria-label={label}>
      {rows.map((row) => (
        <li key={row.line}>
          <Row row={row} />
          {row.twin !== null && verdicts && (
            <TwinRow row={row} verdicts={verdicts}>
              <Twin row={row} />
            </TwinRow>
          )}
        </li>
      ))}
    </ul>
  )
}
