import { FileUp, KeyRound, Landmark, type LucideIcon } from 'lucide-react'
import { Link } from 'react-router'
import { useUser } from '@/lib/user'

const STEPS: [to: string, icon: LucideIcon, title: string, words: string][] = [
  [
    '/connections',
    Landmark,
    'Link a bank',
    'New payments then appear here automatically, seconds after they are made.',
  ],
  [
    '/import',
    FileUp,
    'Import a statement',
    'A CSV, OFX, MT940 or CAMT.053 file from your bank adds your earlier transactions.',
  ],
  [
    '/settings/tokens',
    KeyRound,
    'Or send them yourself',
    'Create an API token and let your own program send transactions.',
  ],
]

/** What an empty account shows: the ways in which transactions come here. */
export default function FirstSteps() {
  const { id } = useUser()
  return (
    <div className="mx-auto max-w-xl px-4 py-10 sm:px-6">
      <p className="text-center font-medium">Waiting for the first transaction</p>
      <ol className="mt-5 space-y-2">
        {STEPS.map(([to, Icon, title, words], place) => (
          <li key={to}>
            <Link to={to} className="flex items-start gap-3 rounded-xl border border-line p-3.5 hover:bg-raised">
              <span className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-tint text-xs font-semibold text-accent">
                {place + 1}
              </span>
              <span className="min-w-0 flex-1">
                <span className="block text-sm font-medium">{title}</span>
                <span className="block text-sm text-soft">{words}</span>
              </span>
              <Icon className="mt-0.5 size-5 shrink-0 text-soft" aria-hidden />
            </Link>
          </li>
        ))}
      </ol>
      <details className="mt-4 text-sm text-soft">
        <summary className="cursor-pointer">For developers: send one with curl</summary>
        <pre className="mt-3 overflow-x-auto rounded-lg bg-raised p-3 text-left text-xs text-ink" tabIndex={0}>
          {`curl ${location.origin}/api/add-transaction \\
  -H 'Authorization: Bearer <token>' \\
  -H 'Content-Type: application/json' \\
  -d '{"transaction_id": "first", "user": ${id},
       "amount": 1050, "status": "SUCCESS"}'`}
        </pre>
      </details>
    </div>
  )
}
