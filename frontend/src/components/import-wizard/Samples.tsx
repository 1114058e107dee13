import { useMemo } from 'react'
import { Select } from '@/components/fields'
import type { ColumnMapping } from './schema'
import type { ImportPreview } from './types'

interface Props<Mapping extends object> {
  hint: NonNullable<ImportPreview['suggestion']>
  meaning: ColumnMapping<Mapping>
  mapping: Mapping
  onChange: (mapping: Mapping) => void
}
const SHOWN = 5

/** The file's columns side by side, on a phone one below the other, each with its meaning above its cells. */
export function Samples<Mapping extends object>(props: Props<Mapping>) {
  const { hint, meaning, mapping, onChange } = props
  const { columns, samples } = hint
  const options = useMemo(() => [['', 'Not used'], ...Object.entries(meaning.roles)] as const, [meaning])
  return (
    <div
      className="relative overflow-x-auto rounded-lg border border-line max-sm:divide-y max-sm:divide-line sm:flex sm:divide-x sm:divide-line"
      tabIndex={0}
      role="group"
      aria-label="The file’s columns"
    >
      {columns.map((column, place) => {
        const role = meaning.roleAt(mapping, place, columns)
        return (
          <div key={place} className="sm:min-w-44 sm:flex-1">
            <div className="bg-raised p-2">
              <p className="mb-1.5 truncate px-1 text-xs font-medium" title={column}>
                {column}
              </p>
              <Select
                label={`What ${column} means`}
                hideLabel
                faceClassName={role ? 'font-medium' : 'text-soft'}
                value={role ?? ''}
                options={options}
                onChange={(next) => {
                  onChange(meaning.withRole(mapping, place, next || null, columns))
                }}
              />
            </div>
            <Cells cells={samples.slice(0, SHOWN).map((row) => row[place] ?? '')} used={role !== null} />
          </div>
        )
      })}
    </div>
  )
}

/** A phone has room for two of them. */
function Cells({ cells, used }: { cells: string[]; used: boolean }) {
  return (
    <ul className={`max-w-full text-sm sm:max-w-80 ${used ? '' : 'text-soft'}`}>
      {cells.map((cell, number) => (
        <li key={number} title={cell} className={`h-8 truncate px-3 leading-8 ${number > 1 ? 'max-sm:hidden' : ''}`}>
          {cell || '–'}
        </li>
      ))}
    </ul>
  )
}
