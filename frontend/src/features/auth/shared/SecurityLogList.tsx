import { Badge, Button, Empty, Failure, Loading } from '@/components/ui'
import { device, moment } from '@/lib/format'
import { EVENTS, useSecurityLog, type LogFilters } from './securityLog'
import { useLocale } from '@/lib/user'

export function SecurityLogList({ path, filters = {} }: { path: string; filters?: LogFilters }) {
  const log = useSecurityLog(path, filters)
  const userLocale = useLocale()
  if (log.isPending) return <Loading />
  if (!log.data) return <Failure error={log.error} retry={() => void log.refetch()} />
  const rows = log.data.pages.flatMap((page) => page.items)
  if (rows.length === 0) return <Empty title="Nothing to report" />
  return (
    <>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Security log">
        <table className="w-full min-w-[40rem] text-left text-sm">
          <thead className="text-xs text-soft">
            <tr className="border-b border-line">
              {['When', 'What', 'Who', 'Address', 'Device'].map((name) => (
                <th key={name} scope="col" className="px-4 py-2.5 font-medium sm:px-5">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <tr key={row.id} className="align-top">
                <td className="whitespace-nowrap px-4 py-2.5 text-soft sm:px-5">{moment(row.at, userLocale)}</td>
                <td className="px-4 py-2.5 sm:px-5">
                  <span className="mr-2">{EVENTS[row.event] ?? row.event}</span>
                  {row.outcome === 'failure' && (
                    <Badge tone="bad">failed{row.detail && `: ${row.detail.replaceAll('_', ' ')}`}</Badge>
                  )}
                </td>
                <td className="px-4 py-2.5 sm:px-5">{row.username ?? (row.user_id ? `#${row.user_id}` : '–')}</td>
                <td className="px-4 py-2.5 font-mono text-xs leading-5 sm:px-5">{row.ip}</td>
                <td className="max-w-56 truncate px-4 py-2.5 text-soft sm:px-5" title={row.user_agent}>
                  {device(row.user_agent)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {log.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </>
  )
}
