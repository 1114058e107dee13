import { Pause, Play, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui'
import { moment } from '@/lib/format'
import { useNow } from '@/lib/useNow'
import { useLocale } from '@/lib/user'
import { POLL_MS, useDashboard } from './api'
import { DashboardBody } from './DashboardBody'
import { Heading } from './Heading'
import { useScope } from './useScope'
import { useStableRows } from './useStableRows'

/** The dashboard that asks every five seconds, for networks that let no socket through. */
export default function PollDashboard() {
  const [scope, setScope] = useScope()
  const [paused, setPaused] = useState(false)
  const asked = useDashboard(scope, paused ? false : POLL_MS)
  const { rows, waiting } = useStableRows(asked.data?.recent, scope)
  return (
    <>
      <Heading scope={scope} onScope={setScope}>
        <Countdown
          paused={paused}
          asking={asked.isFetching}
          failed={asked.error !== null}
          at={Math.max(asked.dataUpdatedAt, asked.errorUpdatedAt)}
          refreshed={asked.dataUpdatedAt}
        />
        <Button
          aria-pressed={paused}
          onClick={() => {
            setPaused(!paused)
          }}
        >
          {paused ? <Play className="size-4" aria-hidden /> : <Pause className="size-4" aria-hidden />}
          {paused ? 'Resume' : 'Pause'}
        </Button>
        <Button aria-label="Refresh now" className="px-2.5" onClick={() => void asked.refetch()}>
          <RotateCw className="size-4" aria-hidden />
        </Button>
      </Heading>
      <DashboardBody
        dashboard={asked.data}
        error={asked.error}
        retry={() => void asked.refetch()}
        rows={rows}
        waiting={waiting}
      />
    </>
  )
}

interface CountdownProps {
  paused: boolean
  asking: boolean
  failed: boolean
  at: number
  refreshed: number
}

function Countdown({ paused, asking, failed, at, refreshed }: CountdownProps) {
  const userLocale = useLocale()
  const now = useNow(250)
  const left = Math.min(POLL_MS, Math.max(0, at + POLL_MS - now))
  const words = paused ? 'Paused' : asking ? 'Refreshing…' : `Next in ${Math.ceil(left / 1000)} s`
  return (
    <div className="text-right text-xs text-soft">
      <p className="tabular-nums">
        <span className="inline-block min-w-16">{words}</span>
        {refreshed > 0 && ` · refreshed ${moment(new Date(refreshed).toISOString(), userLocale, 'time')}`}
        {failed && <span className="text-bad"> · the last attempt failed</span>}
      </p>
      <div aria-hidden className="mt-1 h-1 overflow-hidden rounded-full bg-raised">
        <div
          className="h-full rounded-full bg-accent/70 transition-[width] duration-200 ease-linear"
          style={{ width: paused ? '0%' : `${100 - (left / POLL_MS) * 100}%` }}
        />
      </div>
    </div>
  )
}
