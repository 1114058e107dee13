import { DataTable, type Column } from '@/components/data-table'
import { Badge, Empty } from '@/components/ui'
import type { SecurityEvent } from '@/lib/api/types'
import { device, moment, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { EVENTS, useSecurityLog, type LogFilters } from './securityLog'

const ROW_PX = 45

export function SecurityLogList({ path, filters = {} }: { path: string; filters?: LogFilters }) {
  const log = useSecurityLog(path, filters)
  const userLocale = useLocale()
  return (
    <DataTable
      label="Security log"
      columns={columnsOf(userLocale)}
      rows={log.data?.pages.flatMap((page) => page.items) ?? []}
      keyOf={(row) => row.id}
      rowPx={ROW_PX}
      measured
      source={log}
      empty={<Empty title="No events" />}
      className="max-h-[calc(100dvh-13rem)] min-h-40"
      rowProps={() => ({ className: 'py-2.5' })}
    />
  )
}

const who = ({ username, user_id }: SecurityEvent) => username ?? (user_id ? `#${user_id}` : '–')

const columnsOf = (userLocale: UserLocale): Column<SecurityEvent>[] => [
  {
    id: 'at',
    head: 'Time',
    cell: ({ at }) => <span className="tabular-nums text-soft">{moment(at, userLocale)}</span>,
    width: '11rem',
    from: 'md',
  },
  {
    id: 'event',
    head: 'Event',
    cell: (row) => (
      <>
        <span className="mr-2">{EVENTS[row.event] ?? row.event}</span>
        {row.outcome === 'failure' && (
          <Badge tone="bad">failed{row.detail && `: ${row.detail.replaceAll('_', ' ')}`}</Badge>
        )}
        {row.outcome === 'success' && row.detail && (
          <span className="text-soft [overflow-wrap:anywhere]">{row.detail}</span>
        )}
        <span className="mt-0.5 block text-xs text-soft [overflow-wrap:anywhere] md:hidden">
          {moment(row.at, userLocale)} · {who(row)} · {device(row.user_agent)} · {row.ip}
        </span>
      </>
    ),
    width: 'minmax(0,1fr)',
  },
  {
    id: 'user',
    head: 'User',
    cell: (row) => <span className="block truncate">{who(row)}</span>,
    width: '8rem',
    from: 'md',
  },
  {
    id: 'ip',
    head: 'Address',
    cell: ({ ip }) => <span className="font-mono text-xs [overflow-wrap:anywhere]">{ip}</span>,
    width: '9rem',
    from: 'md',
  },
  {
    id: 'device',
    head: 'Device',
    cell: ({ user_agent }) => (
      <span className="block truncate text-soft" title={user_agent}>
        {device(user_agent)}
      </span>
    ),
    width: '10rem',
    from: 'lg',
  },
]
