import { Badge, Button, Card, Empty, Failure, Loading } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { isRunning, useImports, type Import } from './api'
import { UndoButton } from './UndoButton'
import { FORMATS, STATES } from './words'

/** Every file that was brought, and the way back. */
export function History({ onWatch }: { onWatch: (id: number) => void }) {
  const imports = useImports()
  const items = imports.data?.pages.flatMap((page) => page.items).filter(({ state }) => state !== 'preview') ?? []
  return (
    <Card title="Imports so far" className="mt-4 overflow-hidden">
      {imports.isPending && <Loading rows={2} />}
      {imports.error && !imports.data && <Failure error={imports.error} retry={() => void imports.refetch()} />}
      {imports.data && items.length === 0 && (
        <Empty title="Nothing yet">Each file you import is listed here, and can be taken back as a whole.</Empty>
      )}
      <ul className="divide-y divide-line">
        {items.map((record) => (
          <Row key={record.id} record={record} onWatch={onWatch} />
        ))}
      </ul>
      {imports.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button busy={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </Card>
  )
}

function Row({ record, onWatch }: { record: Import; onWatch: (id: number) => void }) {
  const taste = useTaste()
  const { word, tone } = STATES[record.state]
  const counts = [
    `${count(record.new, taste.locale)} new`,
    `${count(record.duplicates, taste.locale)} known`,
    record.problem_count ? `${count(record.problem_count, taste.locale)} problems` : null,
  ].filter(Boolean)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">{record.filename}</p>
        <p className="text-xs text-soft">
          {moment(record.created_at, taste)} · {FORMATS[record.format]}
          {record.state === 'done' && ` · ${counts.join(', ')}`}
          {record.state === 'failed' && record.error && ` · ${record.error}`}
        </p>
      </div>
      <Badge tone={tone}>{word}</Badge>
      {isRunning(record) && (
        <Button
          onClick={() => {
            onWatch(record.id)
          }}
        >
          Watch
        </Button>
      )}
      {(record.state === 'done' || record.state === 'failed') && record.new > 0 && <UndoButton record={record} />}
    </li>
  )
}
