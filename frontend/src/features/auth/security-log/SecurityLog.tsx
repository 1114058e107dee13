import { useState } from 'react'
import { SecurityLogList } from '@/features/auth/shared/SecurityLogList'
import { Select } from '@/components/fields'
import { Card, PageTitle } from '@/components/ui'
import { EVENTS } from '@/features/auth/shared/securityLog'

const OUTCOMES = [
  ['', 'Any outcome'],
  ['success', 'Succeeded'],
  ['failure', 'Failed'],
] as const

export default function SecurityLog() {
  const [event, setEvent] = useState('')
  const [outcome, setOutcome] = useState('')
  return (
    <>
      <PageTitle title="Security log">
        <Select
          label="Event"
          hideLabel
          className="w-40 sm:w-48"
          value={event}
          options={[['', 'All events'], ...Object.entries(EVENTS)]}
          onChange={setEvent}
        />
        <Select label="Outcome" hideLabel className="w-36" value={outcome} options={OUTCOMES} onChange={setOutcome} />
      </PageTitle>
      <Card className="overflow-hidden">
        <SecurityLogList path="/api/admin/security-events" filters={{ event, outcome }} />
      </Card>
    </>
  )
}
