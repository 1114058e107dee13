import { Progress } from '@base-ui/react/progress'
import { useState } from 'react'
import { count, duration } from '@/lib/format'
import type { Standing } from '@/lib/jobs'
import { useLocale } from '@/lib/user'
import { Confirm } from './Dialog'
import { Button } from './ui'

interface Props {
  /** What is going on: 'Importing may.csv'. */
  label: string
  /** null while nothing is known of how far it is. */
  standing: Standing | null
  /** What is counted: 'rows'. */
  unit: string
  /** Said until the first has been done. */
  waiting?: string
  cancel?: CancelProps
}

interface CancelProps {
  /** The question, the answer that stops it, and what that does. */
  title: string
  action: string
  effect: string
  busy: boolean
  onCancel: (close: () => void) => void
}

/** How far a long piece of work is, how long it will still take, and the way to stop it. */
export function ProgressBar({ label, standing, unit, waiting, cancel }: Props) {
  const { locale } = useLocale()
  const percent = standing?.percent ?? null
  const told = standing === null || standing.done === 0 ? (waiting ?? '') : wordsOf(standing, unit, locale)
  return (
    <div className="space-y-2">
      <Progress.Root value={percent} getAriaValueText={() => [percent === null ? '' : `${percent}%`, told].join(' ')}>
        <div className="mb-2 flex flex-wrap items-baseline justify-between gap-2">
          <Progress.Label className="font-medium [overflow-wrap:anywhere]">{label}</Progress.Label>
          {percent !== null && <span className="money text-sm text-soft">{percent}%</span>}
        </div>
        <Progress.Track className="h-2 overflow-hidden rounded-full bg-raised">
          <Progress.Indicator className="h-full rounded-full bg-accent transition-[width] data-indeterminate:w-1/3 data-indeterminate:animate-[slide_1.4s_ease-in-out_infinite]" />
        </Progress.Track>
      </Progress.Root>
      {(told || cancel) && (
        <div className="flex min-h-9 flex-wrap items-center justify-between gap-3">
          <p className="money text-sm text-soft">{told}</p>
          {cancel && <Cancel {...cancel} />}
        </div>
      )}
    </div>
  )
}

/** '1,200 of 10,000 rows · 400 a second · 22 s left' */
export function wordsOf({ done, total, perS, etaS }: Standing, unit: string, locale: string): string {
  const parts = [
    total === null ? `${count(done, locale)} ${unit}` : `${count(done, locale)} of ${count(total, locale)} ${unit}`,
    perS ? `${count(perS, locale)} a second` : null,
    etaS === null ? null : etaS < 1 ? 'almost done' : `${etaS < 10 ? `${Math.round(etaS)} s` : duration(etaS)} left`,
  ]
  return parts.filter(Boolean).join(' · ')
}

function Cancel({ title, action, effect, busy, onCancel }: CancelProps) {
  const [asking, setAsking] = useState(false)
  const close = () => {
    setAsking(false)
  }
  return (
    <>
      <Button
        onClick={() => {
          setAsking(true)
        }}
      >
        Cancel
      </Button>
      <Confirm
        title={title}
        open={asking}
        action={action}
        busy={busy}
        onClose={close}
        onConfirm={() => {
          onCancel(close)
        }}
      >
        <span className="[overflow-wrap:anywhere]">{effect}</span>
      </Confirm>
    </>
  )
}
