import { useState, type SyntheticEvent } from 'react'
import { Button, Card, Empty, Field, FormError } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ApiError } from '@/lib/api/errors'
import { useCollections, isOpen, useStart, type Collection } from './api'
import { JobHistory } from './JobHistory'
import { RunningJob } from './RunningJob'

/** Collections: started, followed, tried again. */
export function CollectionView() {
  const collections = useCollections()
  const rows = collections.data?.items ?? []
  return (
    <>
      <Start />
      {rows.filter(isOpen).map((row) => (
        <Card key={`${row.id} ${row.state === 'queued' ? 0 : 1}`} className="p-4 sm:p-5">
          <RunningJob
            kind="collections"
            job={`collection:${row.id}`}
            record={row}
            label={`Collecting ${row.symbol}`}
            unit="bars"
          />
        </Card>
      ))}
      <JobHistory
        kind="collections"
        title="Collections"
        rows={rows}
        source={collections}
        empty={<Empty title="Nothing has been collected yet">Collect a symbol above; its progress appears here.</Empty>}
        about={(row) => <About collection={row} />}
      />
    </>
  )
}

function Start() {
  const [symbol, setSymbol] = useState('')
  const [days, setDays] = useState('365')
  const start = useStart('collections')
  const refused = start.error instanceof ApiError ? start.error : null
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    start.mutate({ symbol: symbol.trim().toUpperCase(), days: Number(days) })
  }
  return (
    <Card title="Collect candles">
      <form onSubmit={submit} className="grid gap-3 p-4 sm:grid-cols-[minmax(0,1fr)_8rem_auto] sm:items-start sm:p-5">
        <Field
          label="Symbol"
          required
          value={symbol}
          autoCapitalize="characters"
          hint="As the exchange writes it: BTCUSDT"
          error={refused?.field('symbol')}
          onChange={(event) => {
            setSymbol(event.target.value)
          }}
        />
        <Field
          label="Days"
          type="number"
          min={1}
          max={3660}
          required
          value={days}
          error={refused?.field('days')}
          onChange={(event) => {
            setDays(event.target.value)
          }}
        />
        <Button type="submit" look="primary" busy={start.isPending} className="sm:mt-[1.65rem]">
          Collect
        </Button>
        <div className="sm:col-span-3 empty:hidden">
          <FormError error={start.error} />
        </div>
      </form>
    </Card>
  )
}

/** What came of a collection, and what is missing. */
function About({ collection }: { collection: Collection }) {
  const userLocale = useLocale()
  const { days, done, total, gaps, missing } = collection
  const number = (value: number) => count(value, userLocale.locale)
  return (
    <>
      <p className="text-xs text-soft">
        {days} {days === 1 ? 'day' : 'days'}, {number(done)} of {number(total)} bars
        {gaps > 0 && `, ${number(gaps)} that the exchange does not have`}
      </p>
      {missing.map(({ first, end, reason }) => (
        <p key={first} className="text-xs text-warn">
          Missing from {moment(first, userLocale)} to {moment(end, userLocale)}: {reason}
        </p>
      ))}
    </>
  )
}
