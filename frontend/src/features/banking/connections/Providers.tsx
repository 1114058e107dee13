import { Check, Minus } from 'lucide-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { Badge, Card, Failure, Loading } from '@/components/ui'
import type { Provider } from '@/lib/api/types'
import { toSetUp } from './labels'

/** What each provider can do, and whether this installation has its keys. */
export function Providers({ providers }: { providers: UseQueryResult<{ items: Provider[] }> }) {
  return (
    <Card title="Providers" className="mt-4 overflow-hidden">
      {providers.isPending && <Loading rows={3} />}
      {providers.error && !providers.data && <Failure error={providers.error} retry={() => void providers.refetch()} />}
      {providers.data && (
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Providers and what they can do">
          <table className="w-full min-w-[34rem] text-left text-sm">
            <thead className="text-xs text-soft">
              <tr className="border-b border-line">
                {['Provider', 'Real-time', 'Webhook', 'Sync', 'Configured'].map((name) => (
                  <th key={name} scope="col" className="px-4 py-2.5 font-medium sm:px-5">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {providers.data.items.map((provider) => (
                <Row key={provider.name} provider={provider} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function Row({ provider }: { provider: Provider }) {
  return (
    <tr>
      <th scope="row" className="px-4 py-3 font-medium sm:px-5">
        {provider.title}
      </th>
      <Can can={provider.realtime} />
      <Can can={provider.webhook} />
      <Can can={provider.sync} />
      <td className="px-4 py-3 sm:px-5">
        {provider.configured ? (
          <Badge tone="good">
            <Check className="size-3.5" aria-hidden /> ready
          </Badge>
        ) : (
          <span className="text-xs text-soft">An admin must set {toSetUp(provider)}.</span>
        )}
      </td>
    </tr>
  )
}

const Can = ({ can }: { can: boolean }) => (
  <td className="px-4 py-3 sm:px-5">
    {can ? <Check className="size-4 text-good" aria-hidden /> : <Minus className="size-4 text-soft" aria-hidden />}
    <span className="sr-only">{can ? 'yes' : 'no'}</span>
  </td>
)
