import { Dialog } from '@/components/Dialog'
import { Empty, Failure, Loading } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useHistory, type Alert, type Firing } from './api'
import { deliveryWords } from './words'

/** What an alert told, and how each message went. */
export function AlertHistory({ alert, onClose }: { alert: Alert | null; onClose: () => void }) {
  return (
    <Dialog drawer title={alert?.name ?? ''} open={alert !== null} onClose={onClose}>
      {alert && <Told id={alert.id} />}
    </Dialog>
  )
}

function Told({ id }: { id: number }) {
  const { data, error, refetch } = useHistory(id)
  if (!data) return error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />
  if (data.items.length === 0) return <Empty title="It has not told anything yet" />
  return (
    <ul className="divide-y divide-line">
      {data.items.map((firing) => (
        <One key={firing.id} firing={firing} />
      ))}
    </ul>
  )
}

function One({ firing: { at, title, body, deliveries } }: { firing: Firing }) {
  const userLocale = useLocale()
  return (
    <li className="py-3 text-sm">
      <p className="font-medium">{title}</p>
      <p className="text-soft">{body}</p>
      <p className="mt-1 text-xs text-soft">{moment(at, userLocale)}</p>
      <ul className="mt-1 text-xs text-soft">
        {deliveries.map((delivery) => (
          <li
            key={`${delivery.channel} ${delivery.webhook ?? ''}`}
            className={delivery.state === 'failed' ? 'text-bad' : ''}
          >
            {deliveryWords(delivery)}
          </li>
        ))}
      </ul>
    </li>
  )
}
