import { useState } from 'react'
import { SecurityLogList } from '@/features/auth/shared/SecurityLogList'
import { Card, PageTitle, Select } from '@/components/ui'
import { EVENTS } from '@/features/auth/shared/securityLog'

export default function SecurityLog() {
  const [event, setEvent] = useState('')
  const [outcome, setOutcome] = useState('')
  return (
    <>
      <PageTitle title="Security log">
        <Select
          label="What"
          hideLabel
          value={event}
          onChange={(change) => {
            setEvent(change.target.value)
          }}
        >
          <option value="">Everything</option>
          {Object.entries(EVENTS).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </Select>
        <Select
          label="Outcome"
          hideLabel
          value={outcome}
          onChange={(change) => {
            setOutcome(change.target.value)
          }}
        >
          <option value="">Any outcome</option>
          <option value="success">Succeeded</option>
          <option value="failure">Failed</option>
        </Select>
      </PageTitle>
      <Card className="overflow-hidden">
        <SecurityLogList path="/api/admin/security-events" filters={{ event, outcome }} />
      </Card>
    </>
  )
}
