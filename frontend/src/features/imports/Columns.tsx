import { useState } from 'react'
import { Button, FormError } from '@/components/ui'
import { useRemap, type ImportPreview, type Mapping } from './api'
import { ColumnSettings } from './ColumnSettings'
import { missing, readMapping, roleAt, ROLES, withRole, type Role } from './mapping'

interface Props {
  preview: ImportPreview
  onDone: (preview: ImportPreview) => void
  onCancel: () => void
}

/** Step 2, for CSV: what each column means, chosen above its first rows. */
export function Columns({ preview, onDone, onCancel }: Props) {
  const [mapping, setMapping] = useState(() => readMapping(preview.mapping))
  const remap = useRemap()
  const lacking = missing(mapping)
  return (
    <div className="space-y-5 p-4 sm:p-5">
      <p className="text-sm text-soft">
        What does each column of <strong className="text-ink">{preview.filename}</strong> mean? The guess may be right
        already.
      </p>
      <Samples preview={preview} mapping={mapping} onChange={setMapping} />
      <ColumnSettings mapping={mapping} onChange={setMapping} />
      <FormError error={remap.error} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p role="status" className="mr-auto text-sm text-warn">
          {lacking}
        </p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          look="primary"
          busy={remap.isPending}
          disabled={lacking !== null}
          onClick={() => {
            remap.mutate({ id: preview.id, mapping }, { onSuccess: onDone })
          }}
        >
          Continue
        </Button>
      </div>
    </div>
  )
}

interface SamplesProps {
  preview: ImportPreview
  mapping: Mapping
  onChange: (mapping: Mapping) => void
}

function Samples({ preview, mapping, onChange }: SamplesProps) {
  const columns = preview.suggestion?.columns ?? []
  return (
    <div
      className="overflow-x-auto rounded-lg border border-line"
      tabIndex={0}
      role="region"
      aria-label="The file’s first rows"
    >
      <table className="w-full text-left text-sm">
        <thead className="bg-raised align-bottom">
          <tr>
            {columns.map((column, place) => {
              const role = roleAt(mapping, place, columns)
              return (
                <th key={place} scope="col" className="min-w-40 p-2 font-normal">
                  <span className="mb-1.5 block truncate px-1 text-xs font-medium" title={column}>
                    {column}
                  </span>
                  <select
                    aria-label={`What ${column} means`}
                    className={`input pr-8 ${role ? 'font-medium' : 'text-soft'}`}
                    value={role ?? ''}
                    onChange={(event) => {
                      onChange(withRole(mapping, place, (event.target.value || null) as Role | null, columns))
                    }}
                  >
                    <option value="">Not used</option>
                    {Object.entries(ROLES).map(([name, words]) => (
                      <option key={name} value={name}>
                        {words}
                      </option>
                    ))}
                  </select>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {preview.suggestion?.samples.slice(0, 6).map((row, number) => (
            <tr key={number}>
              {columns.map((_, place) => (
                <td
                  key={place}
                  title={row[place]}
                  className={`max-w-64 truncate px-3 py-2 ${roleAt(mapping, place, columns) ? '' : 'text-soft'}`}
                >
                  {row[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
