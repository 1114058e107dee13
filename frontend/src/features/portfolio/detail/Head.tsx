import { dayInText } from '@/lib/dayInText'
import { useLocale } from '@/lib/user'
import type { Figure, Performance } from '../shared/api'
import { figureText, isUnderAYear, statusWords } from '../shared/words'
import type { Asked } from './api'
import { FigureButton } from './FigureButton'

interface Props {
  performance: Performance
  onAsk: (asked: Asked) => void
}

/** The head figures of a period. What is shorter than a year is not made into a yearly rate. */
export function Head({ performance, onAsk }: Props) {
  const { figures, from, to } = performance
  const userLocale = useLocale()
  const annualised = figures['twr_annualised']
  const isShort = isUnderAYear(annualised)
  const yearly = isShort || annualised?.status !== 'ok' ? null : `${figureText(annualised, userLocale.locale)} a year`
  const begin = from ? `From the close of ${dayInText(from, userLocale)}` : 'From the first activity'
  return (
    <section className="card p-4 sm:p-5" aria-label="Key figures">
      <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Tile figure="value" name="Value" value={figures['value']} onAsk={onAsk} />
        <Tile figure="total_gain" name="Total gain" value={figures['total_gain']} gain onAsk={onAsk} />
        <Tile figure="twr" name="Time-weighted return" value={figures['twr']} gain note={yearly} onAsk={onAsk} />
        {isShort ? <NoYearlyRate /> : <Xirr value={figures['xirr']} onAsk={onAsk} />}
      </dl>
      <p className="mt-4 text-xs text-soft">
        {begin} to {dayInText(to, userLocale)}, in {performance.currency}.
      </p>
    </section>
  )
}

const XIRR = 'Money-weighted return a year'

const Xirr = ({ value, onAsk }: { value: Figure | undefined; onAsk: Props['onAsk'] }) => (
  <Tile figure="xirr" name={XIRR} value={value} gain onAsk={onAsk} />
)

const NoYearlyRate = () => (
  <div>
    <dt className="text-xs text-soft">{XIRR}</dt>
    <dd className="mt-1 text-sm text-soft">Shorter than a year: no yearly rate is shown.</dd>
  </div>
)

interface TileProps {
  figure: string
  name: string
  value: Figure | undefined
  gain?: boolean
  note?: string | null
  onAsk: Props['onAsk']
}

function Tile({ note = null, ...rest }: TileProps) {
  const why = rest.value ? statusWords(rest.value.status) : null
  return (
    <div>
      <dt className="text-xs text-soft">{rest.name}</dt>
      <dd className="mt-0.5">
        <FigureButton {...rest} symbol={null} className="text-xl font-semibold" />
        {(why ?? note) && <p className="mt-0.5 text-xs text-soft">{why ?? note}</p>}
      </dd>
    </div>
  )
}
