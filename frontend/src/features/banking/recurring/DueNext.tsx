import { useNow } from '@/lib/useNow'
import { useLocale } from '@/lib/user'
import { useFresh } from '@/features/banking/shared/useFresh'
import { recurringKey, useRecurring } from './api'
import { dayOf, upcoming } from './calendar'
import { Upcoming } from './Upcoming'

const EVERY_MS = 20_000
const DAYS = 14

/** What is expected in the next two weeks, on the home page; nothing where nothing comes back. */
export function DueNext() {
  const { data } = useRecurring()
  const today = dayOf(useNow(60_000), useLocale().timeZone)
  useFresh(recurringKey, EVERY_MS)
  const alive = (data?.items ?? []).filter(({ missed }) => !missed)
  if (alive.length === 0) return null
  return <Upcoming dues={upcoming(alive, today, DAYS)} today={today} days={DAYS} />
}
