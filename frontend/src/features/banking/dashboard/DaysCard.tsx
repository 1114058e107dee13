import { Bars } from '@/components/charts'
import { baseLine } from '@/features/banking/shared/baseSum'
import { Card, Skeleton } from '@/components/ui'
import type { Day } from '@/lib/api/types'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'

export const DaysCard = ({ days }: { days: Day[] | undefined }) => (
  <Card title="Transactions per day, last 30 days" className="self-start">
    <div className="p-5">{days ? <Month days={days} /> : <Skeleton className="h-36" />}</div>
  </Card>
)

function Month({ days }: { days: Day[] }) {
  const userLocale = useLocale()
  const bars = days.map((day) => ({
    label: moment(`${day.date}T12:00:00Z`, { ...userLocale, timeZone: 'UTC' }, 'day'),
    value: day.count,
    note: day.count
      ? `${count(day.count, userLocale.locale)} · ${baseLine(day.amounts, day.base, userLocale.locale)}`
      : 'nothing',
  }))
  return <Bars bars={bars} title="Transactions per day" format={(value) => count(value, userLocale.locale)} />
}
