import { useQueryClient } from '@tanstack/react-query'
import { Meter } from '@/components/charts/Meter'
import { Bars } from '@/components/charts'
import { Card, Failure, PageTitle, Skeleton } from '@/components/ui'
import type { Ingest } from '@/lib/api/types'
import { count, duration, moment } from '@/lib/format'
import { useEvent, useTopic } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { ingestKey, useIngest } from './api'
import { DeadLetters } from './DeadLetters'
import { EveryonesFeed } from './EveryonesFeed'
import { LostQueue } from './LostQueue'

export default function LiveIntake() {
  const cache = useQueryClient()
  const ingest = useIngest()
  useTopic('admin.ingest')
  useEvent('ingest.updated', (figures) => {
    cache.setQueryData<Ingest>(ingestKey, (before) => before && { ...before, ...figures })
  })
  if (ingest.error && !ingest.data) return <Failure error={ingest.error} retry={() => void ingest.refetch()} />
  return (
    <>
      <PageTitle title="Live intake" />
      <LostQueue ingest={ingest.data} />
      <Figures ingest={ingest.data} />
      <div className="mt-4 grid gap-4 lg:grid-cols-5">
        <EveryonesFeed />
        <Card title="Received in the last minute" className="self-start lg:col-span-2">
          <div className="p-5">{ingest.data ? <Minute ingest={ingest.data} /> : <Skeleton className="h-36" />}</div>
        </Card>
      </div>
      <DeadLetters />
    </>
  )
}

function Figures({ ingest }: { ingest: Ingest | undefined }) {
  const { locale } = useLocale()
  const full = ingest ? ingest.queue_depth / ingest.capacity : 0
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Figure name="In the queue" value={ingest && count(ingest.queue_depth, locale)}>
        <span className="block">
          <Meter share={full} colour={full > 0.8 ? 'var(--bad)' : 'var(--accent)'} className="mt-1.5 w-full" />
          <span className="mt-1 block">of {ingest ? count(ingest.capacity, locale) : '–'}</span>
        </span>
      </Figure>
      <Figure name="Oldest waiting" value={ingest && duration(ingest.oldest_age_s)}>
        saved every 5 s, sooner when many are waiting
      </Figure>
      <Figure name="Accepted" value={ingest && `${count(ingest.accepted_rate, locale)}/s`}>
        {ingest && `${count(ingest.accepted_total, locale)} in total`}
      </Figure>
      <Figure name="Saved" value={ingest && `${count(ingest.flush_rate, locale)}/s`}>
        {ingest && `${count(ingest.flushed_total, locale)} in total`}
      </Figure>
    </div>
  )
}

function Figure({ name, value, children }: { name: string; value: string | undefined; children: React.ReactNode }) {
  return (
    <div className="card p-4 sm:p-5">
      <p className="text-sm text-soft">{name}</p>
      {value === undefined ? (
        <Skeleton className="mt-2 h-8 w-24" />
      ) : (
        <p className="money mt-1 text-xl font-semibold tracking-tight sm:text-2xl">{value}</p>
      )}
      <div className="mt-1 text-xs text-soft">{children}</div>
    </div>
  )
}

function Minute({ ingest }: { ingest: Ingest }) {
  const userLocale = useLocale()
  const bars = ingest.history.map((second) => ({
    label: moment(second.at, userLocale, 'time'),
    value: second.accepted,
    note: `${count(second.accepted, userLocale.locale)} received, ${count(second.flushed, userLocale.locale)} saved`,
  }))
  return (
    <Bars bars={bars} title="Transactions received per second" format={(value) => count(value, userLocale.locale)} />
  )
}
