import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Switch } from '@/components/Switch'
import { Button, Card, Empty, Field } from '@/components/ui'
import { decimalText, money, percent } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { usePlan, useTargets, type Plan } from './targetsApi'
import { TargetsForm } from './TargetsForm'

/** How far the parts are from where they should be, and what to buy with new money first. */
export function TargetsCard({ id, symbols }: { id: number; symbols: string[] }) {
  const [isEdited, setEdited] = useState(false)
  const { data } = useTargets(id)
  if (!data) return null
  const edit = () => {
    setEdited(true)
  }
  const action = (
    <Button onClick={edit}>
      <Pencil className="size-4" aria-hidden />
      Edit targets
    </Button>
  )
  return (
    <Card title="Targets" action={data.targets.length > 0 ? action : undefined} className="overflow-hidden">
      {data.targets.length === 0 ? (
        <Empty title="No targets yet">
          <p>Say which part of the portfolio each holding should be, and see how far it has drifted.</p>
          <Button className="mt-3" onClick={edit}>
            Set targets
          </Button>
        </Empty>
      ) : (
        <Proposal id={id} />
      )}
      <TargetsForm
        id={id}
        open={isEdited}
        targets={data}
        symbols={symbols}
        onClose={() => {
          setEdited(false)
        }}
      />
    </Card>
  )
}

function Proposal({ id }: { id: number }) {
  const [cash, setCash] = useState('')
  const [sell, setSell] = useState(false)
  const amount = /^\d{1,12}([.,]\d{1,8})?$/.test(cash.trim()) ? cash.trim().replace(',', '.') : '0'
  const { data } = usePlan(id, amount, sell)
  return (
    <div className="space-y-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-end gap-4">
        <Field
          label="New money"
          className="w-40"
          inputMode="decimal"
          placeholder="0"
          value={cash}
          onChange={({ target }) => {
            setCash(target.value)
          }}
        />
        <label className="flex min-h-9 items-center gap-2 text-sm">
          <Switch label="Sell as well" on={sell} onChange={setSell} />
          Sell as well
        </label>
      </div>
      {data && <Drifts plan={data} />}
      {data && <Trades plan={data} />}
    </div>
  )
}

function Drifts({ plan: { targets } }: { plan: Plan }) {
  const { locale } = useLocale()
  const share = (decimal: string) => percent(Number(decimal), locale).replace('+', '')
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[28rem] text-sm">
        <caption className="sr-only">Targets and drift</caption>
        <thead className="text-xs text-soft">
          <tr>
            <th className="py-1 text-left font-normal">Part</th>
            <th className="text-right font-normal">Target</th>
            <th className="text-right font-normal">Now</th>
            <th className="text-right font-normal">Drift</th>
            <th className="text-right font-normal">After</th>
          </tr>
        </thead>
        <tbody>
          {targets.map(({ key, target, weight, drift, weight_after, is_within }) => (
            <tr key={key}>
              <th scope="row" className="py-1 text-left font-medium">
                {key}
              </th>
              <td className="money text-right">{share(target)}</td>
              <td className="money text-right">{share(weight)}</td>
              <td className={`money text-right ${is_within ? 'text-soft' : 'text-warn'}`}>
                {percent(Number(drift), locale)}
              </td>
              <td className="money text-right">{share(weight_after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const GAPS = {
  missing_price: 'has no price, so that nothing is proposed',
  missing_fx: 'has no exchange rate, so that nothing is proposed',
  nothing_to_buy: 'has no holding that could be bought',
  no_value: 'is worth nothing yet',
} as const

function Trades({ plan: { trades, gaps, currency } }: { plan: Plan }) {
  const { locale } = useLocale()
  return (
    <div className="text-sm">
      <h3 className="mb-1 text-xs text-soft">Proposal</h3>
      {trades.length === 0 && <p className="text-soft">Nothing to do: enter new money, or allow sales.</p>}
      <ul>
        {trades.map(({ side, key, symbol, amount, units }) => (
          <li key={`${side} ${key} ${symbol ?? ''}`} className="flex justify-between gap-3 py-1">
            <span>
              {side === 'buy' ? 'Buy' : 'Sell'} <span className="font-medium">{symbol ?? key}</span>
              {units !== null && <span className="text-soft"> · {decimalText(units, locale)} units</span>}
            </span>
            <span className="money">{money(amount, currency, locale)}</span>
          </li>
        ))}
      </ul>
      {gaps.map(({ subject, reason }) => (
        <p key={`${subject} ${reason}`} className="text-xs text-warn">
          {subject} {GAPS[reason]}
        </p>
      ))}
    </div>
  )
}
