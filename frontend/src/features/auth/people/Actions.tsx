import { Download, KeyRound, Lock, LockOpen, LogOut, ShieldCheck, Trash2, type LucideIcon } from 'lucide-react'
import type { Person } from '@/lib/api/types'
import { stateOf } from './words'

export type Act = 'role' | 'lock' | 'unlock' | 'sessions' | 'link' | 'export' | 'erase'

interface Choice {
  act: Act
  icon: LucideIcon
  name: string
  says: string
  /** Why it cannot be done now. */
  not?: string | false
  danger?: boolean
}

interface Props {
  person: Person
  isOwn: boolean
  onChoose: (act: Act) => void
}

export function Actions({ person, isOwn, onChoose }: Props) {
  return (
    <section aria-label="Actions">
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
        {choicesOf(person, isOwn).map((choice) => (
          <li key={choice.act}>
            <Action
              {...choice}
              onChoose={() => {
                onChoose(choice.act)
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

const Action = ({ icon: Icon, name, says, not, danger = false, onChoose }: Choice & { onChoose: () => void }) => (
  <button
    type="button"
    disabled={Boolean(not)}
    onClick={onChoose}
    className={`flex w-full items-start gap-3 px-4 py-3 text-left text-sm transition enabled:hover:bg-raised disabled:text-soft ${danger ? 'text-bad' : ''}`}
  >
    <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
    <span>
      <span className="block font-medium">{name}</span>
      <span className="block text-xs text-soft">{not || says}</span>
    </span>
  </button>
)

const NOT_ONESELF = 'This is your own account: another administrator has to do it.'

function choicesOf(person: Person, isOwn: boolean): Choice[] {
  const state = stateOf(person)
  const own = isOwn && NOT_ONESELF
  const lock: Choice = { act: 'lock', icon: Lock, name: 'Lock', says: 'Keep them out until you unlock them.', not: own }
  const unlock: Choice = {
    act: 'unlock',
    icon: LockOpen,
    name: state === 'locked' ? 'Unlock' : 'Forget failed sign-ins',
    says: state === 'locked' ? 'Let them sign in again.' : 'Let them try again at once.',
  }
  return [
    ...(state === 'open' ? [] : [unlock]),
    ...(state === 'locked' ? [] : [lock]),
    {
      act: 'link',
      icon: KeyRound,
      name: 'Link to a new password',
      says: 'For somebody who has forgotten theirs. It works once.',
      not: state === 'locked' && 'The account is locked.',
    },
    {
      act: 'sessions',
      icon: LogOut,
      name: 'End sessions',
      says: isOwn ? 'Sign your other devices out.' : 'Sign them out on every device.',
      not: person.sessions === (isOwn ? 1 : 0) && (isOwn ? 'No other device is signed in.' : 'No device is signed in.'),
    },
    {
      act: 'role',
      icon: ShieldCheck,
      name: 'Change role',
      says: 'What they may see and do.',
      not: own,
    },
    { act: 'export', icon: Download, name: 'Export', says: 'All that is kept of them, as a ZIP file.' },
    { act: 'erase', icon: Trash2, name: 'Erase', says: 'Delete all of it for good.', not: own, danger: true },
  ]
}
