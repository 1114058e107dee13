import { Badge, Failure, Loading, PageTitle } from '@/components/ui'
import { useSystem, type System } from './api'
import { Backups } from './Backups'
import { Checks } from './Checks'
import { Facts } from './Facts'
import { SettingList } from './SettingList'

/** The installation: its health, backups, versions, sizes and settings. */
export default function SystemPage() {
  const { data, error, refetch } = useSystem()
  return (
    <>
      <PageTitle title="System">{data && <Summary system={data} />}</PageTitle>
      {data ? (
        <div className="space-y-4">
          <Checks checks={data.checks} />
          <Backups />
          <Facts system={data} />
          <SettingList settings={data.settings} />
        </div>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  )
}

function Summary({ system }: { system: System }) {
  const problems = system.checks.filter(({ level }) => level === 'problem').length
  if (problems === 0) return <Badge tone="good">Nothing is wrong</Badge>
  return <Badge tone="bad">{problems === 1 ? '1 problem' : `${problems} problems`}</Badge>
}
