import { Bars } from '@/components/charts'
import { baseLine } from '@/features/banking/shared/baseSum'
import type { Dashboard } from '@/lib/api/types'
import { fromMinor } from '@/lib/amounts'
import { count, money } from '@/lib/format'
import { useLocale } from '@/lib/user'

/** What was spent in each hour of today, in the user's zone; as high as the one currency's amount. */
export function Hours({ hourly, currency }: { hourly: Dashboard['hourly']; currency: string }) {
  const { locale } = useLocale()
  const bars = hourly.hours.map(({ hour, count: times, amounts, base }) => ({
    label: `${String(hour).padStart(2, '0')}:00`,
    value: amounts.find((each) => each.currency === currency)?.amount ?? 0,
    note: times ? `${count(times, locale)} · ${baseLine(amounts, base, locale)}` : 'nothing',
  }))
  return (
    <Bars
      bars={bars}
      title={`Spent today by the hour, in ${currency}`}
      height={120}
      format={(value) => money(fromMinor(Math.round(value), currency), currency, locale)}
    />
  )
}
