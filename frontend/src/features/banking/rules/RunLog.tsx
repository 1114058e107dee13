import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Badge, Button, Card, Empty, Failure, Loading } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useRuns, useUndoRun, type Run } from './api'

/** What the rules did when, and the way back. */
export function RunLog() {
  const runs = useRuns()
  const undo = useUndoRun()
  const toast = useToast()
  const { locale } = useLocale()
  const [undoing, setUndoing] = useState<Run | null>(null)
  const close = () => {
    setUndoing(null)
  }
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card title="Runs" className="mt-4 overflow-hidden">
      {runs.isPending && <Loading rows={2} />}
      {runs.error && !runs.data && <Failure error={runs.error} retry={() => void runs.refetch()} />}
      {runs.data && items.length === 0 && (
        <Empty title="No runs yet">
          Rules apply to each new transaction automatically. Run them to apply them to stored transactions, too. Each
          run is listed here and can be undone.
        </Empty>
      )}
      <ul className="divide-y divide-line">
        {items.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            onUndo={() => {
              setUndoing(run)
            }}
          />
        ))}
      </ul>
      {runs.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
      <Confirm
        title="Undo this run?"
        open={undoing !== null}
        action="Undo"
        busy={undo.isPending}
        onClose={close}
        onConfirm={() => {
          if (!undoing) return
          undo.mutate(undoing.id, {
            onSuccess: ({ restored }) => {
              toast(`Restored ${count(restored, locale)} ${restored === 1 ? 'transaction' : 'transactions'}.`, 'good')
            },
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: close,
          })
        }}
      >
        Everything it changed goes back to what it was. What you or a later run changed since then is kept.
      </Confirm>
    </Card>
  )
}

function RunRow({ run, onUndo }: { run: Run; onUndo: () => void }) {
  const userLocale = useLocale()
  const words = (each: { matched: number; changed: number }) =>
    `${count(each.matched, userLocale.locale)} matched, ${count(each.changed, userLocale.locale)} changed`
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <p>
          <span className="font-medium">{words(run)}</span>{' '}
          <span className="text-xs text-soft">{moment(run.at, userLocale)}</span>
        </p>
        {run.rules.length > 0 && (
          <details className="mt-1 text-xs text-soft">
            <summary className="cursor-pointer">By rule</summary>
            <ul className="mt-1 space-y-1">
              {run.rules.map((rule) => (
                <li key={rule.id} className="[overflow-wrap:anywhere]">
                  {rule.name}: {words(rule)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {run.undone_at ? (
        <Badge>undone {moment(run.undone_at, userLocale)}</Badge>
      ) : (
        run.changed > 0 && (
          <Button onClick={onUndo}>
            <Undo2 className="size-4" aria-hidden /> Undo
          </Button>
        )
      )}
    </li>
  )
}
