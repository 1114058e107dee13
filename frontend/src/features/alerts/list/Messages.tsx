import { Button, Card, Empty, Failure, Loading } from '@/components/ui'
import { moment } from '@/lib/format'
import { useEvent } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { useMessages, useReadAll } from './api'

/** What alerts told, the newest first. */
export function Messages() {
  const { data, error, refetch } = useMessages()
  const read = useReadAll()
  const userLocale = useLocale()
  useEvent('notification', () => void refetch())
  const newest = data?.items[0]?.id
  return (
    <Card
      title="Messages"
      action={
        data && data.unread > 0 && newest !== undefined ? (
          <Button
            look="ghost"
            busy={read.isPending}
            onClick={() => {
              read.mutate(newest)
            }}
          >
            Mark {data.unread} as read
          </Button>
        ) : null
      }
    >
      {!data && (error ? <Failure error={error} retry={() => void refetch()} /> : <Loading rows={3} />)}
      {data?.items.length === 0 && <Empty title="No message yet">What your alerts tell appears here.</Empty>}
      <ul className="divide-y divide-line">
        {data?.items.map(({ id, title, body, at, read_at }) => (
          <li key={id} className="flex gap-3 px-4 py-3 text-sm sm:px-5">
            <span
              aria-hidden
              className={`mt-1.5 size-2 shrink-0 rounded-full ${read_at === null ? 'bg-accent' : 'bg-transparent'}`}
            />
            <div className="min-w-0">
              <p className="font-medium">
                {title}
                {read_at === null && <span className="sr-only"> (unread)</span>}
              </p>
              <p className="text-soft [overflow-wrap:anywhere]">{body}</p>
              <p className="mt-0.5 text-xs text-soft">{moment(at, userLocale)}</p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
