import { Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Sparkline } from '@/components/charts/Sparkline'
import { Menu } from '@/components/Menu'
import { Button, Card, Empty, Failure, Loading, PageTitle, Skeleton } from '@/components/ui'
import { isComputing, usePerformance, usePortfolios, useRemovePortfolio, type Portfolio } from '../shared/api'
import { PortfolioForm } from '../shared/PortfolioForm'
import { figureText, gainLook } from '../shared/words'
import { useLocale } from '@/lib/user'

export default function Portfolios() {
  const { data, isPending, error, refetch } = usePortfolios()
  const [form, setForm] = useState<{ portfolio: Portfolio | null } | null>(null)
  const navigate = useNavigate()
  const add = () => {
    setForm({ portfolio: null })
  }
  return (
    <>
      <PageTitle title="Portfolios">
        <Button look="primary" onClick={add}>
          <Plus className="size-4" aria-hidden />
          New portfolio
        </Button>
      </PageTitle>
      {isPending && (
        <Card>
          <Loading rows={3} />
        </Card>
      )}
      {error && !data && (
        <Card>
          <Failure error={error} retry={() => void refetch()} />
        </Card>
      )}
      {data?.items.length === 0 && <None onAdd={add} />}
      <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {data?.items.map((portfolio) => (
          <li key={portfolio.id}>
            <PortfolioCard
              portfolio={portfolio}
              onEdit={() => {
                setForm({ portfolio })
              }}
            />
          </li>
        ))}
      </ul>
      <PortfolioForm
        open={form !== null}
        portfolio={form?.portfolio ?? null}
        onClose={() => {
          setForm(null)
        }}
        onSaved={(saved) => {
          if (!form?.portfolio) void navigate(`/portfolios/${saved.id}`)
        }}
      />
    </>
  )
}

const None = ({ onAdd }: { onAdd: () => void }) => (
  <Card>
    <Empty title="No portfolio yet">
      <p>Add one and enter what you bought and sold to see its value and its return.</p>
      <Button className="mt-3" onClick={onAdd}>
        New portfolio
      </Button>
    </Empty>
  </Card>
)

function PortfolioCard({ portfolio, onEdit }: { portfolio: Portfolio; onEdit: () => void }) {
  const remove = useRemovePortfolio()
  const { name, id } = portfolio
  return (
    <section className="card flex h-full flex-col p-4 sm:p-5" aria-label={name}>
      <header className="flex items-center justify-between gap-2">
        <h2 className="min-w-0 truncate font-semibold">
          <Link to={`/portfolios/${id}`} className="hover:underline">
            {name}
          </Link>
        </h2>
        <Menu
          label={`More for ${name}`}
          entries={[
            { label: 'Edit', icon: Pencil, run: onEdit },
            { label: 'Delete', icon: Trash2, run: () => remove.mutate(portfolio), danger: true },
          ]}
        >
          <Ellipsis className="size-4" aria-hidden />
        </Menu>
      </header>
      <Figures id={id} name={name} />
    </section>
  )
}

function Figures({ id, name }: { id: number; name: string }) {
  const { data, error, failureReason } = usePerformance(id, { from: null })
  const { locale } = useLocale()
  if (!data && error) return <p className="mt-3 text-sm text-bad">{error.message}</p>
  if (!data) {
    return (
      <div role="status" className="mt-3">
        <Skeleton className="h-8" />
        <p className="mt-2 text-xs text-soft">{isComputing(failureReason) ? 'Computing…' : 'Loading…'}</p>
      </div>
    )
  }
  const { value, total_gain, twr } = data.figures
  return (
    <>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
        <p className="money text-2xl font-semibold">{figureText(value, locale)}</p>
        {data.series.length > 1 && (
          <Sparkline
            label={`Value of ${name} by day`}
            values={data.series.map((day) => (day.value === null ? null : Number(day.value)))}
          />
        )}
      </div>
      <dl className="mt-2 flex gap-6 text-sm">
        <div>
          <dt className="text-xs text-soft">Total gain</dt>
          <dd className={`money ${gainLook(total_gain)}`}>{figureText(total_gain, locale, 'gain')}</dd>
        </div>
        <div>
          <dt className="text-xs text-soft">Time-weighted</dt>
          <dd className={`money ${gainLook(twr)}`}>{figureText(twr, locale)}</dd>
        </div>
      </dl>
      <p className="mt-2 text-xs text-soft">Since the first activity</p>
    </>
  )
}
