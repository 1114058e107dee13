import { useState } from 'react'
import { Button, FormError } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useCommit } from './api'
import { Discard } from './Discard'
import { Problems } from './Problems'
import { RowList } from './RowList'
import { countsOf, firstKind, rowsOf, type Kind } from './rows'
import { KindTabs } from './KindTabs'
import { useVerdicts, type Verdicts } from './verdicts'
import type { ImportSchema } from './schema'
import type { ImportPreview, WizardRow } from './types'

interface Props<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
  preview: ImportPreview<Row, Sample>
  /** Back to the columns, where the file has any. */
  onBack: (() => void) | null
}

/** The third step: what would be stored, what is there already, and what cannot be read. */
export function CheckStep<Row extends WizardRow, Sample, Mapping extends object>(props: Props<Row, Sample, Mapping>) {
  const { schema, preview, onBack } = props
  const { locale } = useLocale()
  const commit = useCommit(schema)
  const verdicts = useVerdicts()
  const coming = preview.new + verdicts.keep.size - verdicts.skip.size
  const nothing = preview.complete && coming === 0
  const open = preview.needs.length
  return (
    <div className="space-y-4 p-4 sm:p-5">
      <p className="text-sm">
        <strong className="[overflow-wrap:anywhere]">{preview.filename}</strong>{' '}
        <span className="text-soft">{schema.about(preview)}</span>
      </p>
      <Found schema={schema} preview={preview} verdicts={verdicts} />
      {!preview.complete && (
        <p className="text-sm text-soft">
          This is the beginning of a large file of about {count(preview.total, locale)} rows. The rest is read while it
          is imported.
        </p>
      )}
      {open > 0 && (
        <p role="status" className="text-sm text-warn">
          Go back to the columns and answer {open === 1 ? 'one question' : `${open} questions`} first.
        </p>
      )}
      <FormError error={commit.error} />
      <div className="flex flex-wrap justify-end gap-2">
        {onBack && (
          <Button className="mr-auto" onClick={onBack}>
            Back to the columns
          </Button>
        )}
        <Discard schema={schema} record={preview} />
        <Button
          look="primary"
          busy={commit.isPending}
          disabled={nothing || open > 0}
          onClick={() => {
            commit.mutate({ id: preview.id, body: { keep: [...verdicts.keep], skip: [...verdicts.skip] } })
          }}
        >
          {nothing
            ? 'Nothing new to import'
            : preview.complete
              ? `Import ${schema.counted(coming, locale)}`
              : 'Import the file'}
        </Button>
      </div>
    </div>
  )
}

const NONE: Record<Kind, string> = {
  new: 'Nothing in this file is new.',
  known: 'Nothing in this file is already stored.',
  problems: 'Every row could be read.',
}

interface FoundProps<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
  preview: ImportPreview<Row, Sample>
  verdicts: Verdicts
}

function Found<Row extends WizardRow, Sample, Mapping extends object>(props: FoundProps<Row, Sample, Mapping>) {
  const { schema, preview, verdicts } = props
  const counts = countsOf(preview)
  const [kind, setKind] = useState(() => firstKind(counts))
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <KindTabs counts={counts} value={kind} onChange={setKind}>
        {counts[kind] === 0 ? (
          <p className="px-3 py-10 text-center text-sm text-soft">{NONE[kind]}</p>
        ) : kind === 'problems' ? (
          <Problems record={preview} lineOf={schema.lineOf} />
        ) : (
          <Rows key={kind} schema={schema} preview={preview} kind={kind} verdicts={verdicts} />
        )}
      </KindTabs>
    </div>
  )
}

const AT_FIRST = 10

interface RowsProps<Row extends WizardRow, Sample, Mapping extends object> extends FoundProps<Row, Sample, Mapping> {
  kind: 'new' | 'known'
}

function Rows<Row extends WizardRow, Sample, Mapping extends object>(props: RowsProps<Row, Sample, Mapping>) {
  const { schema, preview, kind, verdicts } = props
  const { locale } = useLocale()
  const [all, setAll] = useState(false)
  const found = rowsOf(preview.rows, kind)
  const rows = all ? found : found.slice(0, AT_FIRST)
  return (
    <>
      <RowList
        rows={rows}
        label={kind === 'new' ? 'New rows' : 'Rows that are already stored'}
        verdicts={verdicts}
        Row={schema.Row}
        Twin={schema.Twin}
      />
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-t border-line px-3 py-1 text-xs text-soft">
        Showing {count(rows.length, locale)} of {count(countsOf(preview)[kind], locale)}.
        {found.length > rows.length && (
          <Button
            look="ghost"
            onClick={() => {
              setAll(true)
            }}
          >
            Show {count(found.length - rows.length, locale)} more
          </Button>
        )}
      </div>
    </>
  )
}
