import { Link, useParams } from 'react-router'
import { Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { LINK_BUTTON } from '../shared/links'
import { useInstruments, type Instrument } from '../shared/api'
import { useForecastPushes } from './api'
import { ChartCard } from './ChartCard'
import { ForecastCard } from './ForecastCard'
import { NoneTrained } from './NoneTrained'
import { Picker } from './Picker'
import { SignalCard } from './SignalCard'

export default function MarketsPage() {
  const { symbol } = useParams()
  const { data, error, refetch } = useInstruments()
  const shown = symbol === undefined ? data?.[0] : data?.find((each) => each.symbol === symbol)
  return (
    <>
      <PageTitle title={symbol === undefined ? 'Markets' : (shown?.name ?? symbol)}>
        <Link to="/markets/scoreboard" className={LINK_BUTTON}>
          Scoreboard
        </Link>
        {shown && (
          <Link to={`/markets/${shown.symbol}/card`} className={LINK_BUTTON}>
            Model card
          </Link>
        )}
      </PageTitle>
      {data ? (
        <Body instruments={data} shown={shown} />
      ) : (
        <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading rows={8} />}</Card>
      )}
    </>
  )
}

function Shown({ instrument }: { instrument: Instrument }) {
  useForecastPushes(instrument.symbol)
  return (
    <div className="min-w-0 space-y-4">
      <ChartCard key={instrument.symbol} instrument={instrument} />
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <SignalCard symbol={instrument.symbol} />
        <ForecastCard symbol={instrument.symbol} />
      </div>
    </div>
  )
}

function Body({ instruments, shown }: { instruments: Instrument[]; shown: Instrument | undefined }) {
  if (instruments.length === 0) return <NoneTrained />
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <Picker instruments={instruments} shown={shown?.symbol ?? ''} />
      {shown ? (
        <Shown instrument={shown} />
      ) : (
        <Card>
          <Empty title="There is no such instrument">Only instruments with trained models are shown.</Empty>
        </Card>
      )}
    </div>
  )
}
