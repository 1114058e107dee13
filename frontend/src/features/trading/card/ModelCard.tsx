import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { Badge, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { instrumentKey, requestKnown } from '../shared/api'
import { Backtests } from './Backtests'
import { LINK_BUTTON } from '../shared/links'
import { spanWords } from '../shared/words'

interface Contestant {
  name: string
  loss: number
  /** How much larger than that of doing nothing, and the probability of such a difference by chance. */
  difference: number | null
  p: number | null
}
interface ModelChoice {
  task: string
  timeframe: string
  chosen: string
  standing: 'naive' | 'unproven' | 'better'
  loss: string
  contestants: Contestant[]
}
interface Told {
  version: number
  trained_at: string
  first_at: string
  last_at: string
  hours: number
  code_version: string
  seed: number
  summary: string
  choices: ModelChoice[]
  left_out: Record<string, string>
}
const DIGITS = 4

/** What an instrument's models learnt from, how they were judged, and why these answer. */
export default function ModelCard() {
  const { symbol = '' } = useParams()
  const { data, error, refetch } = useQuery({
    queryKey: [...instrumentKey(symbol), 'card'],
    queryFn: ({ signal }) => requestKnown<Told>(`/api/user/instruments/${symbol}/card`, signal),
  })
  return (
    <>
      <PageTitle title={`Models of ${symbol}`}>
        <Link to={`/markets/${symbol}`} className={LINK_BUTTON}>
          Chart
        </Link>
      </PageTitle>
      {data ? (
        <Body symbol={symbol} told={data} />
      ) : (
        <Card>
          {error && <Failure error={error} retry={() => void refetch()} />}
          {data === undefined && !error && <Loading />}
          {data === null && (
            <Empty title="There are no models of this instrument">Its models have not been trained yet.</Empty>
          )}
        </Card>
      )}
    </>
  )
}

function Body({ symbol, told }: { symbol: string; told: Told }) {
  const left = Object.entries(told.left_out)
  return (
    <div className="space-y-4">
      <Card>
        <p className="p-4 text-sm sm:p-5">{told.summary}</p>
        <Facts told={told} />
      </Card>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        {told.choices.map((choice) => (
          <ChoiceCard key={`${choice.task} ${choice.timeframe}`} choice={choice} />
        ))}
      </div>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <Backtests symbol={symbol} />
      </div>
      {left.length > 0 && (
        <Card title="Left out">
          <ul className="space-y-1 p-4 text-sm sm:p-5">
            {left.map(([name, reason]) => (
              <li key={name}>
                <span className="font-medium">{name}</span> <span className="text-soft">{reason}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

function Facts({ told }: { told: Told }) {
  const userLocale = useLocale()
  const facts: [string, string][] = [
    ['Trained', moment(told.trained_at, userLocale)],
    ['Learnt from', `${moment(told.first_at, userLocale, 'date')} to ${moment(told.last_at, userLocale, 'date')}`],
    ['Hours', count(told.hours, userLocale.locale)],
    ['Version', `${told.version}, code ${told.code_version}, seed ${told.seed}`],
  ]
  return (
    <dl className="grid grid-cols-1 gap-3 border-t border-line p-4 text-sm sm:grid-cols-2 sm:p-5 lg:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="money">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Only what is better than doing nothing looks it. */
function Verdict({ standing, chosen }: Pick<ModelChoice, 'standing' | 'chosen'>) {
  if (standing === 'naive') return <Badge>doing nothing chosen</Badge>
  return standing === 'better' ? (
    <Badge tone="good">{chosen} is better</Badge>
  ) : (
    <Badge>{chosen} chosen, not proven better</Badge>
  )
}

function ChoiceCard({ choice: { task, timeframe, chosen, standing, loss, contestants } }: { choice: ModelChoice }) {
  const { locale } = useLocale()
  const figure = (value: number | null) =>
    value === null
      ? '–'
      : new Intl.NumberFormat(locale, {
          minimumSignificantDigits: DIGITS,
          maximumSignificantDigits: DIGITS,
        }).format(value)
  return (
    <Card
      title={`${task[0]?.toUpperCase() ?? ''}${task.slice(1)}, ${spanWords(timeframe)}`}
      action={<Verdict standing={standing} chosen={chosen} />}
    >
      <table className="w-full text-sm">
        <caption className="sr-only">
          Models of {task} at {spanWords(timeframe)} by {loss}
        </caption>
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium sm:px-5">
              Model
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium">
              {loss}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium sm:px-5">
              p against doing nothing
            </th>
          </tr>
        </thead>
        <tbody>
          {contestants.map(({ name, loss: mean, p }) => (
            <tr key={name} className={`border-t border-line ${name === chosen ? 'bg-tint font-medium' : ''}`}>
              <th scope="row" className="px-4 py-2 text-left font-[inherit] sm:px-5">
                {name}
              </th>
              <td className="money px-2 py-2 text-right">{figure(mean)}</td>
              <td className="money px-4 py-2 text-right sm:px-5">{figure(p)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
