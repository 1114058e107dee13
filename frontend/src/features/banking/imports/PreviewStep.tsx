import { useState } from 'react'
import { Button, FormError } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useCommit } from './api'
import { Discard } from './Discard'
import { Problems } from './Problems'
import { RowList } from './RowList'
import { countsOf, firstKind, rowsOf, type Kind } from './rows'
import { Tabs } from './Tabs'
import { useVerdicts, type Verdicts } from './verdicts'
import { FORMATS, transactions } from './labels'
import type { ImportPreview } from './types'

interface Props {
  preview: ImportPreview
  /** Back to the columns, where the file has any. */
  onBack: (() => void) | null
}

/** Step 3: what would be stored, what is there already, and what cannot be read. */
export function PreviewStep({ preview, onBack }: Props) {
  const { locale } = useLocale()
  const commit = useCommit()
  const verdicts = useVerdicts()
  const coming = preview.new + verdicts.keep.size - verdicts.skip.size
  const nothing = preview.complete && coming === 0
  const open = preview.needs.length
  const about = [FORMATS[preview.format], preview.account, preview.currency].filter(Boolean).join(' · ')
  return (
    <div className="space-y-4 p-4 sm:p-5">
      <p className="text-sm">
        <strong className="[overflow-wrap:anywhere]">{preview.filename}</strong>{' '}
        <span className="text-soft">{about}</span>
      </p>
      <Found preview={preview} verdicts={verdicts} />
      {!preview.complete && (
        <p className="text-sm text-soft">
          These counts are of the beginning of the file, about {count(preview.total, locale)} rows in all. The rest is
          read as it is stored.
        </p>
      )}
      {open > 0 && (
        <p role="status" className="text-sm text-warn">
          {open === 1 ? 'A question about the columns is open.' : `${open} questions about the columns are open.`} Go
          back and answer it first.
        </p>
      )}
      <FormError error={commit.error} />
      <div className="flex flex-wrap justify-end gap-2">
        {onBack && (
          <Button className="mr-auto" onClick={onBack}>
            Back to the columns
          </Button>
        )}
        <Discard record={preview} />
        <Button
          look="primary"
          busy={commit.isPending}
          disabled={nothing || open > 0}
          onClick={() => {
            commit.mutate({ id: preview.id, body: { keep: [...verdicts.keep], skip: [...verdicts.skip] } })
          }}
        >
          {nothing
            ? 'Nothing new in it'
            : preview.complete
              ? `Import ${transactions(coming, locale)}`
              : 'Import the file'}
        </Button>
      </div>
    </div>
  )
}

const NONE: Record<Kind, string> = {
  new: 'Nothing in this file is new.',
  known: 'Nothing in this file is already known.',
  problems: 'Every row could be read.',
}

function Found({ preview, verdicts }: { preview: ImportPreview; verdicts: Verdicts }) {
  const counts = countsOf(preview)
  const [kind, setKind] = useState(() => firstKind(counts))
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <Tabs counts={counts} value={kind} onChange={setKind}>
        {counts[kind] === 0 ? (
          <p className="px-3 py-10 text-center text-sm text-soft">{NONE[kind]}</p>
        ) : kind === 'problems' ? (
          <Problems record={preview} />
        ) : (
          <Rows key={kind} preview={preview} kind={kind} verdicts={verdicts} />
        )}
      </Tabs>
    </div>
  )
}

const AT_FIRST = 10

interface RowsProps {
  preview: ImportPreview
  kind: 'new' | 'known'
  verdicts: Verdicts
}

function Rows({ preview, kind, verdicts }: RowsProps) {
  const { locale } = useLocale()
  const [all, setAll] = useState(false)
  const found = rowsOf(preview.rows, kind)
  const rows = all ? found : found.slice(0, AT_FIRST)
  return (
    <>
      <RowList rows={rows} label={kind === 'new' ? 'New rows' : 'Rows that are already known'} verdicts={verdicts} />
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-t border-line px-3 py-1 text-xs text-soft">
        {count(rows.length, locale)} of {count(countsOf(preview)[kind], locale)} are shown.
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
