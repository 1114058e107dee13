import { useMemo, useState } from 'react'
import { Choice } from '@/components/Choice'
import { useDashboard } from './api'
import { DashboardBody } from './DashboardBody'
import { inScope, mergeFeed } from './feed'
import { Heading } from './Heading'
import { Latency } from './Latency'
import { MessageLog } from './MessageLog'
import { usePushFeed } from './usePushFeed'
import type { Transport } from './usePushes'
import { useScope } from './useScope'
import { useStableRows } from './useStableRows'

const SHOWN = 20
const TRANSPORTS = [
  ['socket', 'Socket.IO'],
  ['sse', 'Server-Sent Events'],
] as const

/** The dashboard to which everything is pushed; nothing is asked for until something has happened. */
export default function PushDashboard() {
  const [scope, setScope] = useScope()
  const [transport, setTransport] = useState<Transport>('socket')
  const asked = useDashboard(scope)
  const { arrived, log, latencies, state, clear } = usePushFeed(transport)
  const newest = useMemo(
    () =>
      asked.data &&
      mergeFeed(
        arrived.filter((row) => inScope(row, scope)),
        asked.data.recent,
        SHOWN,
      ),
    [arrived, scope, asked.data],
  )
  const { rows, waiting } = useStableRows(newest, scope)
  return (
    <>
      <Heading scope={scope} onScope={setScope}>
        <Choice label="Delivery" value={transport} options={TRANSPORTS} onChange={setTransport} />
      </Heading>
      <Latency latencies={latencies} transport={transport} state={state} />
      <DashboardBody
        dashboard={asked.data}
        error={asked.error}
        retry={() => void asked.refetch()}
        rows={rows}
        waiting={waiting}
        aside={<MessageLog log={log} onClear={clear} />}
      />
    </>
  )
}
