import { useState, type SyntheticEvent } from 'react'
import { Choice } from '@/components/Choice'
import { Meter } from '@/components/charts/Meter'
import { Select } from '@/components/fields'
import { Button, Card, Empty, FormError } from '@/components/ui'
import { useLocale } from '@/lib/user'
import { shareText } from '../shared/prices'
import {
  isOpen,
  useAllInstruments,
  useStart,
  useTraining,
  useTrainings,
  type ModelProgress,
  type Training,
} from './api'
import { JobHistory } from './JobHistory'
import { RunningJob } from './RunningJob'

/** The models that can be chosen; the naive ones are always trained. */
const MODELS = ['log-HAR', 'GARCH', 'ARIMA', 'CNN', 'GRU'] as const
const MODES = [
  ['auto', 'Auto'],
  ['chosen', 'Chosen models'],
] as const

/** Trainings: started, followed by model and fold, tried again. */
export function TrainingView() {
  const trainings = useTrainings()
  const rows = trainings.data?.items ?? []
  return (
    <>
      <Start />
      {rows.filter(isOpen).map((row) => (
        <Card key={row.id} className="p-4 sm:p-5">
          <RunningJob
            kind="trainings"
            job={`training:${row.id}`}
            record={row}
            label={`Training ${row.symbol}`}
            unit="units of work"
          />
          <Models id={row.id} />
        </Card>
      ))}
      <JobHistory
        kind="trainings"
        title="Trainings"
        rows={rows}
        source={trainings}
        empty={<Empty title="Nothing has been trained yet">Train a collected instrument above.</Empty>}
        about={(row) => <About training={row} />}
      />
    </>
  )
}

function Start() {
  const { data } = useAllInstruments()
  const collected = data?.filter(({ has_data }) => has_data) ?? []
  const [symbol, setSymbol] = useState('')
  const [mode, setMode] = useState<'auto' | 'chosen'>('auto')
  const [models, setModels] = useState<readonly string[]>(MODELS)
  const start = useStart('trainings')
  const chosen = symbol || (collected[0]?.symbol ?? '')
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    start.mutate({ symbol: chosen, mode: mode === 'auto' ? 'auto' : models })
  }
  return (
    <Card title="Train models">
      <form onSubmit={submit} className="space-y-4 p-4 sm:p-5">
        <div className="flex flex-wrap items-end gap-3">
          <Select
            label="Instrument"
            className="w-48"
            value={chosen}
            options={collected.map((each) => [each.symbol, each.name] as const)}
            disabled={collected.length === 0}
            onChange={setSymbol}
          />
          <Choice label="Models" value={mode} options={MODES} onChange={setMode} />
          <Button
            type="submit"
            look="primary"
            busy={start.isPending}
            disabled={!chosen || (mode === 'chosen' && models.length === 0)}
          >
            Train
          </Button>
        </div>
        {mode === 'chosen' && <ModelBoxes models={models} onChange={setModels} />}
        <p className="text-xs text-soft">
          {collected.length === 0
            ? 'Collect an instrument first; only complete ones can be trained.'
            : 'The naive models are always trained beside the others, so that each is compared with doing nothing.'}
        </p>
        <FormError error={start.error} />
      </form>
    </Card>
  )
}

interface BoxesProps {
  models: readonly string[]
  onChange: (models: readonly string[]) => void
}

const ModelBoxes = ({ models, onChange }: BoxesProps) => (
  <fieldset className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
    <legend className="sr-only">Models to train</legend>
    {MODELS.map((name) => (
      <label key={name} className="flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          checked={models.includes(name)}
          onChange={({ target }) => {
            onChange(MODELS.filter((each) => (each === name ? target.checked : models.includes(each))))
          }}
        />
        {name}
      </label>
    ))}
  </fieldset>
)

function Models({ id }: { id: number }) {
  const { data } = useTraining(id)
  return (
    <ul className="mt-4 space-y-3">
      {data?.progress.map((model) => (
        <Model key={model.name} model={model} />
      ))}
    </ul>
  )
}

function Model({ model: { name, fraction, folds } }: { model: ModelProgress }) {
  const { locale } = useLocale()
  const done = folds.filter(({ state }) => state === 'done').length
  return (
    <li className="text-sm">
      <p className="flex justify-between gap-3">
        <span>
          {name}{' '}
          <span className="text-xs text-soft">
            {done} of {folds.length} parts
          </span>
        </span>
        <span className="money text-soft">{shareText(fraction, locale, 0)}</span>
      </p>
      <span className="mt-1 flex gap-1" aria-hidden>
        {folds.map((fold) => (
          <Meter key={fold.fold ?? 'all'} share={fold.fraction} colour="var(--accent)" className="flex-1" />
        ))}
      </span>
    </li>
  )
}

const About = ({ training: { mode, models, left_out } }: { training: Training }) => (
  <>
    <p className="text-xs text-soft">
      {mode === 'auto' ? 'Auto' : 'Chosen'}
      {models.length > 0 && `: ${models.join(', ')}`}
    </p>
    {left_out.map(({ name, reason }) => (
      <p key={name} className="text-xs text-warn">
        {name} was left out: {reason}
      </p>
    ))}
  </>
)
