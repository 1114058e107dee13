import { Check, CircleDashed, X } from 'lucide-react'
import { StackedBar } from '@/components/charts/StackedBar'
import { Card } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Accuracy } from './api'
import { FEW_OVERALL, likelyRange, outcomeOf, percent } from './accuracy'

const PARTS = [
  ['right', 'right', Check, 'fill-good', 'text-good'],
  ['wrong', 'wrong', X, 'fill-bad', 'text-bad'],
  ['unanswered', 'left to you', CircleDashed, 'fill-soft/40', 'text-soft'],
] as const

/** The whole in one bar: right, wrong and left open, and how far that may be trusted. */
export function OutcomeCard({ accuracy }: { accuracy: Accuracy }) {
  const { locale } = useLocale()
  const outcome = outcomeOf(accuracy)
  return (
    <Card className="p-4 sm:p-5">
      <div className="grid gap-5 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] md:items-center md:gap-8">
        <Headline accuracy={accuracy} />
        <div>
          <p className="mb-2 text-sm text-soft">
            Suggestions for the {count(accuracy.confirmed, locale)} transactions that you confirmed
          </p>
          <StackedBar parts={PARTS.map(([name, , , fill]) => ({ name, value: outcome[name], fill }))} />
          <ul className="mt-2.5 flex flex-wrap gap-x-5 gap-y-1 text-sm">
            {PARTS.map(([name, words, Icon, , ink]) => (
              <li key={name} className="flex items-center gap-1.5">
                <Icon className={`size-4 ${ink}`} aria-hidden />
                <span className="money font-medium">{count(outcome[name], locale)}</span>
                <span className="text-soft">{words}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  )
}

function Headline({ accuracy: { answered, right, abstention_rate, confirmed } }: { accuracy: Accuracy }) {
  const { locale } = useLocale()
  const range = likelyRange(right, answered)
  const enough = answered >= FEW_OVERALL
  return (
    <div>
      <p className="text-3xl font-semibold tracking-tight">
        <span className="money">{enough ? percent(right / answered) : `${right} of ${answered}`}</span>{' '}
        <span className="text-base font-medium">right</span>
      </p>
      <p className="mt-1.5 text-sm text-soft">
        How often a suggested category was the one you chose.{' '}
        {!enough || !range
          ? `Too few for a percentage: ${FEW_OVERALL - answered} more are needed.`
          : `Based on ${count(answered, locale)} suggestions, the true share is between ${percent(range[0])} and ${percent(range[1])}, with 95\u00a0% confidence.`}
      </p>
      <p className="mt-1.5 text-sm text-soft">
        {confirmed >= FEW_OVERALL && abstention_rate !== null && (
          <>
            <span className="font-medium text-ink">{percent(abstention_rate)}</span> had no suggestion: where it is not
            sure enough, the choice is yours.{' '}
          </>
        )}
        People mostly check what looks wrong, so the transactions you never touched are usually more accurate than this.
      </p>
    </div>
  )
}
