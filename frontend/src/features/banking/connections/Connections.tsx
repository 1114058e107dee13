import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import type { BankConnection, Linked, Provider } from '@/lib/api/types'
import { useConnections, useProviders } from './api'
import { ConnectionCard } from './ConnectionCard'
import { LinkDialog } from './LinkDialog'
import { LinkResultDialog } from './LinkResultDialog'
import { useLiveConnections, useSyncing } from './live'
import { Providers } from './Providers'
import { Unlink } from './Unlink'

export default function Connections() {
  useLiveConnections()
  const connections = useConnections()
  const providers = useProviders()
  const syncing = useSyncing()
  const [linking, setLinking] = useState(false)
  const [linked, setLinked] = useState<Linked | null>(null)
  const [leaving, setLeaving] = useState<BankConnection | null>(null)
  const byName = new Map(providers.data?.items.map((each) => [each.name, each]))
  const open = () => {
    setLinking(true)
  }
  return (
    <>
      <PageTitle title="Connections">
        <Button look="primary" onClick={open}>
          <Plus className="size-4" aria-hidden /> Link a bank
        </Button>
      </PageTitle>
      {connections.isPending && (
        <Card>
          <Loading rows={3} />
        </Card>
      )}
      {connections.error && !connections.data && (
        <Card>
          <Failure error={connections.error} retry={() => void connections.refetch()} />
        </Card>
      )}
      {connections.data?.items.length === 0 && <None onLink={open} />}
      <ul className="grid gap-4 md:grid-cols-2" aria-label="Your bank connections">
        {connections.data?.items.map((each) => (
          <ConnectionCard
            key={each.id}
            connection={each}
            provider={byName.get(each.provider)}
            syncing={syncing}
            onLinked={setLinked}
            onUnlink={() => {
              setLeaving(each)
            }}
          />
        ))}
      </ul>
      <Providers providers={providers.data?.items ?? NONE} source={providers} />
      <LinkDialog
        open={linking}
        providers={providers.data?.items}
        onClose={() => {
          setLinking(false)
        }}
        onLinked={(answer) => {
          setLinking(false)
          setLinked(answer)
        }}
      />
      <LinkResultDialog
        linked={linked}
        onClose={() => {
          setLinked(null)
        }}
      />
      <Unlink
        connection={leaving}
        onClose={() => {
          setLeaving(null)
        }}
      />
    </>
  )
}

const NONE: Provider[] = []

const None = ({ onLink }: { onLink: () => void }) => (
  <Card>
    <Empty title="No bank is linked yet">
      <p>Link one and its transactions arrive automatically, as they happen.</p>
      <Button className="mt-4" onClick={onLink}>
        Link a bank
      </Button>
    </Empty>
  </Card>
)
