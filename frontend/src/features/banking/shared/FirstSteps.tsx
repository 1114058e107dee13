import { useMutation } from '@tanstack/react-query'
import { FileUp, FlaskConical, Landmark, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { FormError } from '@/components/ui'
import { request } from '@/lib/api/client'
import { civilDay } from '@/lib/days'
import { useLocale, useUser } from '@/lib/user'
import { sampleStatement } from './sampleStatement'

const FACE = 'flex w-full items-start gap-3 rounded-xl border border-line p-3.5 text-left hover:bg-raised'

/** What an empty account shows: the ways in which transactions come here. */
export default function FirstSteps() {
  return (
    <div className="mx-auto max-w-xl px-4 py-10 sm:px-6">
      <p className="text-center font-medium">Where shall your transactions come from?</p>
      <ol className="mt-5 space-y-2">
        <li>
          <Link to="/connections" className={FACE}>
            <Words place={1} icon={Landmark} title="Link a bank">
              New payments then appear here automatically, seconds after they are made.
            </Words>
          </Link>
        </li>
        <li>
          <Link to="/import" className={FACE}>
            <Words place={2} icon={FileUp} title="Import a statement">
              A CSV, OFX, MT940 or CAMT.053 file from your bank adds your earlier transactions.
            </Words>
          </Link>
        </li>
        <li>
          <TrySample />
        </li>
      </ol>
      <p className="mt-4 text-center text-sm text-soft">
        Programs can send transactions as well:{' '}
        <Link to="/settings/tokens" className="text-accent underline">
          create an API token
        </Link>
      </p>
    </div>
  )
}

/** A sample is imported like any statement: looked at first, and undone when it is no longer wanted. */
function TrySample() {
  const { base_currency } = useUser()
  const { timeZone } = useLocale()
  const navigate = useNavigate()
  const upload = useMutation({
    mutationFn: () => {
      const form = new FormData()
      const text = sampleStatement(civilDay(new Date(), timeZone), base_currency)
      form.append('file', new File([text], 'sample.csv', { type: 'text/csv' }))
      return request<{ id: number }>('/api/transactions/import', { method: 'POST', body: form })
    },
    onSuccess: ({ id }) => navigate(`/import?import=${id}`),
  })
  return (
    <>
      <button
        type="button"
        className={FACE}
        disabled={upload.isPending}
        aria-busy={upload.isPending}
        onClick={() => {
          upload.mutate()
        }}
      >
        <Words place={3} icon={FlaskConical} title="Try sample data">
          A made-up statement shows what the pages look like. Undo its import to be rid of it.
        </Words>
      </button>
      <FormError error={upload.error} />
    </>
  )
}

interface WordsProps {
  place: number
  icon: LucideIcon
  title: string
  children: ReactNode
}

const Words = ({ place, icon: Icon, title, children }: WordsProps) => (
  <>
    <span className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-tint text-xs font-semibold text-accent">
      {place}
    </span>
    <span className="min-w-0 flex-1">
      <span className="block text-sm font-medium">{title}</span>
      <span className="block text-sm text-soft">{children}</span>
    </span>
    <Icon className="mt-0.5 size-5 shrink-0 text-soft" aria-hidden />
  </>
)
