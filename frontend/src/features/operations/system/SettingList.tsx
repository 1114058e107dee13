import { Card } from '@/components/ui'
import type { Setting } from './api'

/** Every setting; of those that could be secret only whether they are set. */
export function SettingList({ settings }: { settings: Setting[] }) {
  return (
    <Card title="Settings">
      <dl className="text-sm md:columns-2 md:gap-0">
        {settings.map((each) => (
          <div key={each.name} className="flex break-inside-avoid justify-between gap-3 px-4 py-1.5 sm:px-5">
            <dt className="shrink-0 text-xs leading-5">
              <code>{each.name}</code>
            </dt>
            <dd className="min-w-0 text-right [overflow-wrap:anywhere]">
              <Value setting={each} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Value({ setting: { value, is_set } }: { setting: Setting }) {
  if (!is_set) return <span className="text-soft">not set</span>
  return value === null ? <span className="text-soft">set, not shown</span> : value
}
