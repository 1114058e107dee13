import { Link } from 'react-router'
import { Card, Empty, Failure, Loading } from '@/components/ui'
import { useAccuracy } from './api'
import { ByCategory } from './ByCategory'
import { BySource } from './BySource'
import { Model } from './Model'
import { OutcomeCard } from './OutcomeCard'

/** How right the categories were, measured on what their owner confirmed or corrected. */
export function AccuracyPanel() {
  const { data, isPending, error, refetch } = useAccuracy()
  if (isPending)
    return (
      <Card>
        <Loading />
      </Card>
    )
  if (!data)
    return (
      <Card>
        <Failure error={error} retry={() => void refetch()} />
      </Card>
    )
  if (data.confirmed === 0)
    return (
      <div className="space-y-4">
        <Card>
          <Empty title="Nothing to measure yet">
            Accept a suggestion or choose a category on{' '}
            <Link to="/transactions" className="text-accent underline">
              some transactions
            </Link>
            . Each time, the suggestion is kept beside your choice, and this page compares the two.
          </Empty>
        </Card>
        <Model model={data.model} />
      </div>
    )
  return (
    <div className="space-y-4">
      <OutcomeCard accuracy={data} />
      <div className="grid items-start gap-4 lg:grid-cols-5">
        <ByCategory categories={data.categories} />
        <div className="space-y-4 lg:col-span-2">
          <BySource sources={data.sources} />
          <Model model={data.model} />
        </div>
      </div>
    </div>
  )
}
