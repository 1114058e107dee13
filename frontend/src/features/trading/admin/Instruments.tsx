import { Badge, Card, Empty, Failure, Loading } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Instrument } from '../shared/api'
import { priceText } from '../shared/prices'
import { useAllInstruments } from './api'

/** Every instrument, those that users do not see among them. */
export function Instruments() {
  const { data, error, refetch } = useAllInstruments()
  return (
    <Card title="Instruments">
      {data ? (
        data.length === 0 ? (
          <Empty title="No instrument yet">The first collection brings one.</Empty>
        ) : (
          <ul className="divide-y divide-line text-sm">
            {data.map((each) => (
              <Row key={each.symbol} instrument={each} />
            ))}
          </ul>
        )
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={2} />
      )}
    </Card>
  )
}

function Row({ instrument }: { instrument: Instrument }) {
  const { locale } = useLocale()
  const { symbol, name, total_data_points: points, data_interval, current_price: price } = instrument
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 px-4 py-3 sm:px-5">
      <div>
        <p className="font-medium">
          {name} <span className="text-xs font-normal text-soft">{symbol}</span>
        </p>
        <p className="money text-xs text-soft">
          {count(points, locale)} bars of {data_interval}
          {price !== null && `, last price ${priceText(price, locale)}`}
        </p>
      </div>
      <span className="flex gap-2">
        <Badge tone={instrument.has_data ? 'good' : 'calm'}>{instrument.has_data ? 'collected' : 'not complete'}</Badge>
        <Badge tone={instrument.models_trained ? 'good' : 'calm'}>
          {instrument.models_trained ? 'trained' : 'not trained'}
        </Badge>
      </span>
    </li>
  )
}
