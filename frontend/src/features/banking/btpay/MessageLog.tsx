import { Trash2 } from 'lucide-react'
import { Button, Card } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { LOG_CAP, type Entry } from './log'

/** Every event as it was pushed, newest first. */
export function MessageLog({ log, onClear }: { log: Entry[]; onClear: () => void }) {
  const userLocale = useLocale()
  return (
    <Card
      title={
        <>
          Message log <span className="ml-1 font-normal text-soft">the last {LOG_CAP}</span>
        </>
      }
      className="overflow-hidden"
      action={
        <Button look="ghost" disabled={log.length === 0} onClick={onClear}>
          <Trash2 className="size-4" aria-hidden /> Clear
        </Button>
      }
    >
      {log.length === 0 ? (
        <p className="px-5 py-8 text-center text-sm text-soft">No events yet. Each one appears here.</p>
      ) : (
        <ol aria-label="Message log" tabIndex={0} className="max-h-96 divide-y divide-line overflow-y-auto">
          {log.map((entry) => (
            <li key={entry.key} className="px-4 py-1.5 text-xs sm:px-5">
              <p className="flex items-baseline gap-3">
                <span className="shrink-0 tabular-nums text-soft">
                  {moment(new Date(entry.at).toISOString(), userLocale, 'time')}
                </span>
                <code className="min-w-0 flex-1 truncate text-accent">{entry.name}</code>
                <span className="shrink-0 tabular-nums text-soft">
                  {entry.latencyMs === null ? '–' : `${count(Math.round(entry.latencyMs), userLocale.locale)} ms`}
                </span>
              </p>
              <p className="truncate">{entry.what}</p>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
