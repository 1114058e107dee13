import { Link } from 'react-router'
import { CategoryChip } from '@/components/CategoryChip'
import { Card, Empty, Failure, Loading } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { SOURCES } from '@/lib/saidBy'
import { useTaste } from '@/lib/user'
import { useAccuracy, type Accuracy } from './api'

const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)} %`)

/** How right the categories were, measured on what their owner confirmed or corrected. */
export function AccuracyPanel() {
  const { data, isPending, error, refetch } = useAccuracy()
  if (isPending) return <Loading />
  if (!data) return <Failure error={error} retry={() => void refetch()} />
  if (data.confirmed === 0)
    return (
      <Card>
        <Empty title="Nothing to measure by yet">
          Accept a suggestion or choose a category on{' '}
          <Link to="/transactions" className="text-accent underline">
            some transactions
          </Link>
          ; then this shows how often the answer had been right.
        </Empty>
      </Card>
    )
  return (
    <>
      <Figures accuracy={data} />
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-5">
        <ByCategory accuracy={data} />
        <div className="space-y-4 lg:col-span-2">
          <BySource accuracy={data} />
          <Model accuracy={data} />
        </div>
      </div>
    </>
  )
}

function Figures({ accuracy }: { accuracy: Accuracy }) {
  const { locale } = useTaste()
  const figures = [
    [
      'Right',
      percent(accuracy.accuracy),
      `${count(accuracy.right, locale)} of ${count(accuracy.answered, locale)} answers`,
    ],
    ['No answer', percent(accuracy.abstention_rate), 'left to you rather than guessed'],
    ['Measured on', count(accuracy.confirmed, locale), 'transactions that you confirmed'],
  ]
  return (
    <dl className="grid gap-3 sm:grid-cols-3 sm:gap-4">
      {figures.map(([name, value, note]) => (
        <div key={name} className="card p-4 sm:p-5">
          <dt className="text-sm text-soft">{name}</dt>
          <dd>
            <span className="money mt-1 block text-2xl font-semibold tracking-tight">{value}</span>
            <span className="mt-1 block text-xs text-soft">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function ByCategory({ accuracy }: { accuracy: Accuracy }) {
  const { locale } = useTaste()
  return (
    <Card title="By category" className="overflow-hidden lg:col-span-3">
      <p className="px-4 pt-3 text-xs text-soft sm:px-5">
        Precision: of what was put there, how much belonged there. Recall: of what belongs there, how much was put
        there.
      </p>
      <ul className="divide-y divide-line">
        {accuracy.categories.map((each) => (
          <li
            key={each.category}
            className="grid grid-cols-2 items-center gap-x-4 gap-y-2 px-4 py-3 text-sm sm:grid-cols-[minmax(0,1fr)_9rem_9rem] sm:px-5"
          >
            <span className="col-span-2 flex min-w-0 items-center gap-2 sm:col-span-1">
              <CategoryChip code={each.category} />
              <span className="money text-xs text-soft">{count(each.confirmed, locale)}</span>
            </span>
            <Meter name="Precision" share={each.precision} />
            <Meter name="Recall" share={each.recall} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Meter({ name, share }: { name: string; share: number | null }) {
  return (
    <div>
      <p className="flex justify-between text-xs text-soft">
        {name} <span className="money text-ink">{percent(share)}</span>
      </p>
      <div className="mt-1 h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden>
        <div className="h-full rounded-full bg-accent" style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
    </div>
  )
}

function BySource({ accuracy }: { accuracy: Accuracy }) {
  const { locale } = useTaste()
  return (
    <Card title="By who answered" className="overflow-hidden">
      {accuracy.sources.length === 0 && <p className="p-5 text-sm text-soft">Nobody had an answer yet.</p>}
      <ul className="divide-y divide-line text-sm">
        {accuracy.sources.map(({ source, answered, right, precision }) => (
          <li key={source} className="flex items-center justify-between gap-3 px-4 py-2.5 sm:px-5">
            <span className="first-letter:uppercase">{source ? (SOURCES[source] ?? source) : 'unknown'}</span>
            <span className="money text-soft">
              {count(right, locale)} of {count(answered, locale)} ·{' '}
              <span className="text-ink">{percent(precision)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Model({ accuracy: { model } }: { accuracy: Accuracy }) {
  const taste = useTaste()
  return (
    <Card title="Your own model">
      <div className="p-4 text-sm sm:p-5">
        {model.trained_at ? (
          <>
            <p>
              Learned from {count(model.examples, taste.locale)} examples, {moment(model.trained_at, taste)}.
            </p>
            <p className="mt-1 text-soft">
              In its own test it answered {percent(model.coverage)} and was right in {percent(model.accuracy)} of that.
            </p>
          </>
        ) : (
          <p className="text-soft">
            It is trained here, on this machine, once you have set enough categories. Nothing leaves this installation.
          </p>
        )}
      </div>
    </Card>
  )
}
