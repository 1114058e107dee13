import { useToast } from '@/components/toasts'
import { Badge, Button, Card, Failure, Loading } from '@/components/ui'
import { device, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useEndSession, useSessions } from './api'

export function Sessions() {
  const sessions = useSessions()
  const end = useEndSession()
  const userLocale = useLocale()
  const toast = useToast()
  return (
    <Card title="Where you are signed in" className="overflow-hidden">
      {sessions.isPending && <Loading rows={3} />}
      {sessions.error && !sessions.data && <Failure error={sessions.error} retry={() => void sessions.refetch()} />}
      <ul className="divide-y divide-line">
        {sessions.data?.items.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm sm:px-5">
            <div className="min-w-0 flex-1 basis-60">
              <p className="truncate font-medium" title={session.user_agent}>
                {device(session.user_agent)}
              </p>
              <p className="text-xs text-soft">
                {session.ip} · last seen {moment(session.last_seen_at, userLocale)}
              </p>
            </div>
            {session.current ? (
              <Badge tone="good">this device</Badge>
            ) : (
              <Button
                look="danger"
                busy={end.isPending && end.variables === session.id}
                onClick={() => {
                  end.mutate(session.id, {
                    onSuccess: () => {
                      toast('Device signed out.', 'good')
                    },
                  })
                }}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
