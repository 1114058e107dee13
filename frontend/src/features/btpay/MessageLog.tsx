import { Trash2 } from 'lucide-react'
import { Button, Card } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { LOG_CAP, type Entry } from './log'

/** Every event as it was pushed, newest first. */
export function MessageLog({ log, onClear }: { log: Entry[]; onClear: () => void }) {
  const taste = useTaste()
  return (
    <Card
      title={
        <>
          Message log <span className="ml-1 font-normal text-soft">the last {LOG_CAP}</span>
        </>
      }
      className="mt-4 overflow-hidden"
      action={
        <Button look="ghost" disabled={log.length === 0} onClick={onClear}>
          <Trash2 className="size-4" aria-hidden /> Clear
        </Button>
      }
    >
      {log.length === 0 ? (
        <p className="px-5 py-8 text-center text-sm text-soft">Nothing was pushed yet. Each event shows here.</p>
      ) : (
        <ol aria-label="Message log" tabIndex={0} className="max-h-80 divide-y divide-line overflow-y-auto">
          {log.map((entry) => (
            <li key={entry.key} className="flex flex-wrap items-baseline gap-x-3 px-4 py-1.5 text-xs sm:px-5">
              <span className="w-16 shrink-0 tabular-nums text-soft">
                {moment(new Date(entry.at).toISOString(), taste, 'time')}
              </span>
              <code className="shrink-0 text-accent sm:w-44">{entry.name}</code>
              <span className="order-last min-w-0 basis-full truncate sm:order-none sm:flex-1 sm:basis-0">
                {entry.what}
              </span>
              <span className="ml-auto shrink-0 tabular-nums text-soft">
                {entry.latencyMs === null ? '–' : `${count(Math.round(entry.latencyMs), taste.locale)} ms`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
