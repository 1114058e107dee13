import { useState } from 'react'
import { ProgressBar } from '@/components/ProgressBar'
import { useToast } from '@/components/toasts'
import { Badge, Button, Card, Empty, Failure, FormError, Loading } from '@/components/ui'
import { download } from '@/lib/api/download'
import { moment } from '@/lib/format'
import { useJobEnd } from '@/lib/jobs'
import { useTopic } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { isOpen, useBackups, useReloadBackups, useStartBackup, type Backup, type BackupRun } from './api'
import { bytes } from './bytes'

/** The backups that there are, and making one. */
export function Backups() {
  const { data, error, refetch } = useBackups()
  const start = useStartBackup()
  const reload = useReloadBackups()
  useTopic('admin.jobs')
  useJobEnd('backup', () => void reload())
  const running = isOpen(data?.run)
  return (
    <Card
      title="Backups"
      action={
        <Button
          look="primary"
          busy={start.isPending}
          disabled={running}
          onClick={() => {
            start.mutate()
          }}
        >
          Back up now
        </Button>
      }
    >
      {start.error && (
        <div className="px-4 pt-3 sm:px-5">
          <FormError error={start.error} />
        </div>
      )}
      {data?.run && <Run run={data.run} />}
      {data ? (
        <List items={data.items} folder={data.folder} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={2} />
      )}
    </Card>
  )
}

function Run({ run }: { run: BackupRun }) {
  if (isOpen(run)) {
    const { step, steps } = run
    const percent = run.state === 'queued' ? null : Math.floor((100 * step) / steps)
    return (
      <div className="border-b border-line px-4 py-3 sm:px-5">
        <ProgressBar
          label={run.message}
          standing={{ done: step, total: steps, percent, etaS: null, perS: null }}
          unit="steps"
          waiting="Waiting for a worker"
        />
      </div>
    )
  }
  if (run.state !== 'failed') return null
  return (
    <p role="alert" className="border-b border-line px-4 py-3 text-sm text-bad [overflow-wrap:anywhere] sm:px-5">
      The last backup was not made: {run.message}
    </p>
  )
}

function List({ items, folder }: { items: Backup[]; folder: string }) {
  if (items.length === 0) {
    return (
      <Empty title="No backup yet">
        They are kept in <code className="[overflow-wrap:anywhere]">{folder}</code>. Copy them to another machine.
      </Empty>
    )
  }
  return (
    <>
      <ul className="max-h-96 divide-y divide-line overflow-y-auto text-sm" tabIndex={0} aria-label="Backups">
        {items.map((each) => (
          <Row key={each.name} backup={each} />
        ))}
      </ul>
      <p className="border-t border-line px-4 py-2.5 text-xs text-soft [overflow-wrap:anywhere] sm:px-5">
        Kept in {folder}. A backup on the same disk is none: copy them to another machine. Whoever has one has
        everybody&rsquo;s data.
      </p>
    </>
  )
}

function Row({ backup }: { backup: Backup }) {
  const userLocale = useLocale()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const fetchIt = async () => {
    setBusy(true)
    try {
      await download(`/api/admin/backups/${backup.name}`, backup.name)
    } catch (error) {
      toast(error instanceof Error ? error.message : 'It could not be downloaded.', 'bad')
    } finally {
      setBusy(false)
    }
  }
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 px-4 py-2.5 sm:px-5">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-medium">
          {backup.made_at ? moment(backup.made_at, userLocale) : backup.name}{' '}
          {backup.made_at === null && <Badge tone="bad">damaged</Badge>}
        </p>
        <p className="text-xs text-soft">
          {bytes(backup.size, userLocale.locale)}
          {backup.revision && ` · ${backup.database} · schema ${backup.revision} · version ${backup.version}`}
        </p>
      </div>
      <Button busy={busy} aria-label={`Download ${backup.name}`} onClick={() => void fetchIt()}>
        Download
      </Button>
    </li>
  )
}
