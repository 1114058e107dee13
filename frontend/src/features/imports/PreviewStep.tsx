import { useState } from 'react'
import { Badge, Button, FormError } from '@/components/ui'
import { count, moment, money } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { useCommit, type ImportPreview, type PreviewRow } from './api'
import { FORMATS } from './words'

interface Props {
  preview: ImportPreview
  /** Back to the columns, where the file has any. */
  onBack: (() => void) | null
  onCancel: () => void
  onCommitted: () => void
}

/** Step 3: what would be stored, what is there already, and what cannot be read. */
export function PreviewStep({ preview, onBack, onCancel, onCommitted }: Props) {
  const { locale } = useTaste()
  const commit = useCommit()
  const words = preview.complete ? `Import ${count(preview.new, locale)} transactions` : 'Import the file'
  const about = [FORMATS[preview.format], preview.account, preview.currency].filter(Boolean).join(' · ')
  return (
    <div className="space-y-4 p-4 sm:p-5">
      <p className="text-sm">
        <strong className="[overflow-wrap:anywhere]">{preview.filename}</strong>{' '}
        <span className="text-soft">{about}</span>
      </p>
      <dl className="grid grid-cols-3 gap-3">
        <Figure name="New" value={count(preview.new, locale)} tone="text-good" />
        <Figure name="Known already" value={count(preview.duplicates, locale)} tone="" />
        <Figure
          name="Problems"
          value={count(preview.problem_count, locale)}
          tone={preview.problem_count ? 'text-bad' : ''}
        />
      </dl>
      {!preview.complete && (
        <p className="text-sm text-soft">
          These counts are of the beginning of the file, about {count(preview.total, locale)} rows in all. The rest is
          read as it is stored.
        </p>
      )}
      <Rows preview={preview} />
      <FormError error={commit.error} />
      <div className="flex flex-wrap justify-end gap-2">
        {onBack && (
          <Button className="mr-auto" onClick={onBack}>
            Back to the columns
          </Button>
        )}
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          look="primary"
          busy={commit.isPending}
          disabled={preview.complete && preview.new === 0}
          onClick={() => {
            commit.mutate(preview.id, { onSuccess: onCommitted })
          }}
        >
          {preview.complete && preview.new === 0 ? 'Nothing new in it' : words}
        </Button>
      </div>
    </div>
  )
}

function Figure({ name, value, tone }: { name: string; value: string; tone: string }) {
  return (
    <div className="rounded-lg bg-raised px-3 py-2.5 sm:px-4">
      <dt className="text-xs text-soft">{name}</dt>
      <dd className={`money text-xl font-semibold ${tone}`}>{value}</dd>
    </div>
  )
}

const AT_FIRST = 25

function Rows({ preview }: { preview: ImportPreview }) {
  const [all, setAll] = useState(false)
  const rows = all ? preview.rows : preview.rows.slice(0, AT_FIRST)
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line text-sm" aria-label="Rows of the file">
        {rows.map((row, place) => (
          <Row key={`${row.line}-${place}`} row={row} />
        ))}
      </ul>
      {preview.rows.length > rows.length && (
        <Button
          look="ghost"
          onClick={() => {
            setAll(true)
          }}
        >
          Show {preview.rows.length - rows.length} more
        </Button>
      )}
    </>
  )
}

function Row({ row }: { row: PreviewRow }) {
  const taste = useTaste()
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 sm:flex-nowrap">
      <span className="money w-10 shrink-0 text-right text-xs text-soft">
        <span className="sr-only">Line </span>
        {row.line}
      </span>
      <span className="min-w-0 flex-1 basis-40">
        <span className="block truncate">{row.description ?? '–'}</span>
        {row.occurred_at && <span className="block text-xs text-soft">{moment(row.occurred_at, taste, 'day')}</span>}
      </span>
      {row.problem ? (
        <span className="max-w-full rounded-lg bg-bad/10 px-2 py-0.5 text-xs font-medium text-bad">
          problem: {row.problem}
        </span>
      ) : (
        <Badge tone={row.duplicate ? 'calm' : 'good'}>{row.duplicate ? 'known already' : 'new'}</Badge>
      )}
      {row.amount_decimal !== null && row.currency !== null && (
        <span className={`money ml-auto text-right font-medium sm:w-32 ${row.direction === 'in' ? 'text-good' : ''}`}>
          {row.direction === 'in' ? '+' : '−'}
          {money(row.amount_decimal, row.currency, taste.locale)}
        </span>
      )}
    </li>
  )
}
