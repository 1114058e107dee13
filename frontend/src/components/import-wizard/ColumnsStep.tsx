import { AlertTriangle, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { Button, FormError } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Discard } from './Discard'
import { Needs } from './Needs'
import { RowList } from './RowList'
import { isNew } from './rows'
import { changesOf, readRemap } from './remap'
import { Samples } from './Samples'
import { useRemapPreview } from './useRemapPreview'
import { problems } from './labels'
import type { ImportSchema } from './schema'
import type { ImportPreview, WizardRow } from './types'

const SHOWN = 3

interface Props<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
  preview: ImportPreview<Row, Sample>
  onDone: () => void
}

/** The second step: what each column means, chosen above its first cells, and what is read by that. */
export function ColumnsStep<Row extends WizardRow, Sample, Mapping extends object>(props: Props<Row, Sample, Mapping>) {
  const { schema, preview, onDone } = props
  const hint = preview.suggestion
  const [remap, setRemap] = useState(() => readRemap(`${schema.api.root}/${preview.id}`))
  const mapping: Mapping = { ...schema.mapping.read(preview.mapping), ...remap.mapping }
  const setMapping = (next: Mapping) => {
    setRemap({ ...remap, mapping: { ...remap.mapping, ...changesOf(mapping, next) } })
  }
  const lacking = schema.mapping.missing(mapping)
  const { fresh, busy, error } = useRemapPreview(schema, preview, remap, lacking === null)
  const open = preview.needs.length
  return (
    <div className="space-y-5 p-4 sm:p-5">
      <p className="text-sm text-soft">
        What does each column of <strong className="text-ink [overflow-wrap:anywhere]">{preview.filename}</strong> mean?{' '}
        {hint?.missing.length
          ? 'Not everything could be detected.'
          : 'Check what was detected and correct what is wrong.'}
      </p>
      {hint && <Samples hint={hint} meaning={schema.mapping} mapping={mapping} onChange={setMapping} />}
      <schema.Settings mapping={mapping} onChange={setMapping} />
      <Needs
        needs={preview.needs}
        Sample={schema.Sample}
        answers={remap.answers}
        onAnswer={(column, value) => {
          setRemap({ ...remap, answers: { ...remap.answers, [column]: value } })
        }}
      />
      <section aria-label="Preview" className="min-h-37 rounded-lg border border-line">
        {lacking === null ? (
          <Read schema={schema} preview={preview} busy={busy} stale={!fresh} error={error} />
        ) : (
          <Lacking words={lacking} />
        )}
      </section>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {open > 0 && (
          <p role="status" className="mr-auto text-sm text-warn">
            {open === 1 ? 'Answer one question to continue.' : `Answer ${open} questions to continue.`}
          </p>
        )}
        <Discard schema={schema} record={preview} />
        <Button look="primary" busy={busy} disabled={!fresh || open > 0} onClick={onDone}>
          Continue
        </Button>
      </div>
    </div>
  )
}

function Lacking({ words }: { words: string }) {
  return (
    <p role="status" className="flex min-h-37 items-center justify-center gap-2 px-4 text-sm text-warn">
      <AlertTriangle className="size-4 shrink-0" aria-hidden /> {words}
    </p>
  )
}

interface ReadProps<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
  preview: ImportPreview<Row, Sample>
  busy: boolean
  stale: boolean
  error: unknown
}

function Read<Row extends WizardRow, Sample, Mapping extends object>(props: ReadProps<Row, Sample, Mapping>) {
  const { schema, preview, busy, stale, error } = props
  const { locale } = useLocale()
  if (error)
    return (
      <div className="p-3">
        <FormError error={error} />
      </div>
    )
  const readable = preview.rows.filter((row) => row.problem === null)
  const first = [...readable.filter(isNew), ...readable.filter((row) => row.duplicate)].slice(0, SHOWN)
  const counts = [`${count(preview.new, locale)} new`, `${count(preview.duplicates, locale)} already known`]
  return (
    <>
      <p role="status" className="flex items-center gap-2 border-b border-line bg-raised px-3 py-2 text-xs text-soft">
        <span className="font-medium text-ink">Preview</span>
        {!stale && (
          <span className="money">
            {counts.join(' · ')}
            {preview.problem_count > 0 && (
              <span className="text-bad"> · {problems(preview.problem_count, locale)}</span>
            )}
          </span>
        )}
        {busy && <RotateCw className="ml-auto size-3.5 animate-spin" aria-label="Reading" />}
      </p>
      <div className={stale ? 'opacity-50' : ''}>
        {first.length ? (
          <RowList rows={first} label="The first rows as they are read" Row={schema.Row} Twin={schema.Twin} />
        ) : (
          <p className="px-3 py-6 text-center text-sm text-soft [overflow-wrap:anywhere]">
            No row can be read with these settings. {preview.problems[0]?.message}
          </p>
        )}
      </div>
    </>
  )
}
