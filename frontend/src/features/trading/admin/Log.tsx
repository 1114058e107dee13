import { useState } from 'react'
import { Card } from '@/components/ui'
import { moment } from '@/lib/format'
import { useJobEnd } from '@/lib/jobs'
import { useEvent } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { withLine, type Line } from './log'

const KINDS = ['collection', 'training']

/** What jobs have said since the page was opened. */
export function Log() {
  const [lines, setLines] = useState<readonly Line[]>([])
  const userLocale = useLocale()
  const add = (text: string) => {
    setLines((before) => withLine(before, new Date().toISOString(), text))
  }
  const hear = (_: string, state: string, message: string) => {
    add(`${message} (${state})`)
  }
  useEvent('job.progress', ({ kind, message }) => {
    if (KINDS.includes(kind)) add(message)
  })
  useJobEnd('collection', hear)
  useJobEnd('training', hear)
  return (
    <Card title="Log">
      <div role="log" aria-label="Log" tabIndex={0} className="money max-h-56 overflow-y-auto p-4 text-xs sm:px-5">
        {lines.map(({ id, at, text }) => (
          <p key={id} className="flex gap-3 py-0.5 [overflow-wrap:anywhere]">
            <span className="shrink-0 text-soft">{moment(at, userLocale, 'time')}</span>
            {text}
          </p>
        ))}
        {lines.length === 0 && <p className="text-soft">Messages appear here while something runs.</p>}
      </div>
    </Card>
  )
}
