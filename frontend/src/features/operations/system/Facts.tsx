import type { ReactNode } from 'react'
import { Card } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { System } from './api'
import { bytes } from './bytes'

/** Versions and sizes, side by side. */
export function Facts({ system }: { system: System }) {
  const { locale } = useLocale()
  const { sizes, versions } = system
  const free =
    sizes.disk_free_bytes === null
      ? '–'
      : `${bytes(sizes.disk_free_bytes, locale)} of ${bytes(sizes.disk_total_bytes, locale)}`
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title="Versions" className="self-start">
        <List
          facts={[
            ['Tidewatch', system.version],
            ['Schema', system.revision ?? 'none'],
            ...Object.entries(versions).map(([name, said]): [string, string] => [name, said]),
          ]}
        />
      </Card>
      <Card title="Sizes" className="self-start">
        <List
          facts={[
            ['Database', bytes(sizes.database_bytes, locale)],
            ['Redis, in memory', bytes(sizes.redis_bytes, locale)],
            ['Rows that wait to be stored', sizes.rows_waiting === null ? '–' : count(sizes.rows_waiting, locale)],
            ['Free on the disk', free],
          ]}
        />
      </Card>
    </div>
  )
}

const List = ({ facts }: { facts: [string, ReactNode][] }) => (
  <dl className="divide-y divide-line text-sm">
    {facts.map(([name, said]) => (
      <div key={name} className="flex justify-between gap-3 px-4 py-2 sm:px-5">
        <dt className="text-soft">{name}</dt>
        <dd className="money text-right">{said}</dd>
      </div>
    ))}
  </dl>
)
