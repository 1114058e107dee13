import { Meter } from '@/components/charts/Meter'
import { Badge, Card } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Accuracy } from './api'
import { FEWEST_EXAMPLES, percent } from './accuracy'

type ModelState = Accuracy['model']

/** The local model's state: what it learned from, how it did in its own test; or what it still lacks. */
export function Model({ model }: { model: ModelState }) {
  return (
    <Card
      title="Your own model"
      action={model.trained_at ? <Badge tone="good">trained</Badge> : <Badge>not trained yet</Badge>}
    >
      <div className="space-y-3 p-4 text-sm sm:p-5">
        {model.trained_at ? <Trained model={model} at={model.trained_at} /> : <Untrained examples={model.examples} />}
        <p className="text-xs text-soft">It is trained here, on this machine. Nothing leaves this installation.</p>
      </div>
    </Card>
  )
}

function Trained({ model, at }: { model: ModelState; at: string }) {
  const userLocale = useLocale()
  return (
    <>
      <p>
        Learned from <span className="money font-medium">{count(model.examples, userLocale.locale)}</span> examples,{' '}
        {moment(at, userLocale)}.
      </p>
      <Figure name="Answers" share={model.coverage}>
        {model.coverage === 0
          ? 'It is not sure enough of anything yet, so it suggests nothing.'
          : `The share of unseen texts it was sure enough about; ${model.precision === null ? '–' : percent(model.precision)} of those answers were right.`}
      </Figure>
      <Figure name="Accuracy if it had to answer everything" share={model.accuracy}>
        In practice it suggests nothing where it is unsure.
      </Figure>
    </>
  )
}

function Figure({ name, share, children }: { name: string; share: number | null; children: string }) {
  return (
    <div>
      <p className="flex justify-between gap-3">
        {name} <span className="money font-medium">{share === null ? '–' : percent(share)}</span>
      </p>
      <Meter share={share} className="mt-1 w-full" />
      <p className="mt-1 text-xs text-soft">{children}</p>
    </div>
  )
}

function Untrained({ examples }: { examples: number }) {
  const { locale } = useLocale()
  const lacking = FEWEST_EXAMPLES - examples
  return (
    <div>
      <p className="flex justify-between gap-3">
        Examples{' '}
        <span className="money font-medium">
          {count(examples, locale)} of {FEWEST_EXAMPLES}
        </span>
      </p>
      <Meter share={Math.min(1, examples / FEWEST_EXAMPLES)} className="mt-1 w-full" />
      <p className="mt-1 text-xs text-soft">
        {lacking > 0
          ? `Choose categories for ${lacking} more merchants, and training begins.`
          : 'There are enough, but at least two categories need five or more each.'}{' '}
        Each merchant whose category you chose is one example.
      </p>
    </div>
  )
}
