import { Bell, Ellipsis, History, Pencil, Plus, Power, RotateCcw, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Menu } from '@/components/Menu'
import { Badge, Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { moment } from '@/lib/format'
import { useEvent } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { AlertForm } from './AlertForm'
import { AlertHistory } from './AlertHistory'
import { useAccounts, useAlerts, useArm, usePortfolios, useRemoveAlert, useTest, useTurn, type Alert } from './api'
import { isTypable } from './draft'
import { Messages } from './Messages'
import { Webhooks } from './Webhooks'
import { conditionWords, type Names } from './words'

export default function AlertsPage() {
  const [typed, setTyped] = useState<Alert | 'new' | null>(null)
  const add = () => {
    setTyped('new')
  }
  return (
    <>
      <PageTitle title="Alerts">
        <Button look="primary" onClick={add}>
          <Plus className="size-4" aria-hidden />
          New alert
        </Button>
      </PageTitle>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Alerts onAdd={add} onChange={setTyped} />
        <div className="min-w-0 lg:row-span-2">
          <Messages />
        </div>
        <Webhooks />
      </div>
      <AlertForm
        about={typed}
        onClose={() => {
          setTyped(null)
        }}
      />
    </>
  )
}

function Alerts({ onAdd, onChange }: { onAdd: () => void; onChange: (alert: Alert) => void }) {
  const { data, error, refetch } = useAlerts()
  const [asked, setAsked] = useState<Alert | null>(null)
  const names = useNames()
  useEvent('notification', () => void refetch())
  return (
    <Card title="Alerts">
      {!data && (error ? <Failure error={error} retry={() => void refetch()} /> : <Loading rows={3} />)}
      {data?.items.length === 0 && (
        <Empty title="No alert yet">
          <p>Hear of it when a price, a balance or a portfolio passes a line, or when a payment comes.</p>
          <Button className="mt-3" onClick={onAdd}>
            New alert
          </Button>
        </Empty>
      )}
      <ul className="divide-y divide-line">
        {data?.items.map((alert) => (
          <Row
            key={alert.id}
            alert={alert}
            names={names}
            onChange={() => {
              onChange(alert)
            }}
            onHistory={() => {
              setAsked(alert)
            }}
          />
        ))}
      </ul>
      <AlertHistory
        alert={asked}
        onClose={() => {
          setAsked(null)
        }}
      />
    </Card>
  )
}

function useNames(): Names {
  const portfolios = usePortfolios().data?.items
  const accounts = useAccounts().data?.items
  return {
    portfolio: (id) => portfolios?.find((each) => each.id === id)?.name ?? 'a portfolio',
    account: (id) => accounts?.find((each) => each.id === id),
  }
}

interface RowProps {
  alert: Alert
  names: Names
  onChange: () => void
  onHistory: () => void
}

function Row({ alert, names, onChange, onHistory }: RowProps) {
  const userLocale = useLocale()
  const [arm, test, turn, remove] = [useArm(), useTest(), useTurn(), useRemoveAlert()]
  const { id, name, condition, state } = alert
  return (
    <li className="flex items-center gap-3 px-4 py-3 text-sm sm:px-5">
      <Bell className="size-4 shrink-0 text-soft" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-xs text-soft [overflow-wrap:anywhere]">
          {conditionWords(condition, names, userLocale.locale)}
        </p>
        {state.fired_at && <p className="text-xs text-soft">Last on {moment(state.fired_at, userLocale)}</p>}
      </div>
      {alert.enabled ? (
        <Badge tone={state.armed ? 'good' : 'warn'}>{state.armed ? 'waiting' : 'fired'}</Badge>
      ) : (
        <Badge>off</Badge>
      )}
      <Menu
        label={`More about ${name}`}
        entries={[
          { label: 'Change', icon: Pencil, run: onChange, disabled: !isTypable(alert) },
          { label: alert.enabled ? 'Turn off' : 'Turn on', icon: Power, run: () => turn.mutate(alert) },
          { label: 'What it told', icon: History, run: onHistory },
          { label: 'Send a test', icon: Send, run: () => test.mutate(id) },
          { label: 'Wait again', icon: RotateCcw, run: () => arm.mutate(id), disabled: state.armed },
          'line',
          { label: 'Delete', icon: Trash2, run: () => remove.mutate(id), danger: true },
        ]}
      >
        <Ellipsis className="size-4" aria-hidden />
      </Menu>
    </li>
  )
}
