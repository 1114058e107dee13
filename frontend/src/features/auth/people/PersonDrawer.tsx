import { useState, type ReactNode } from 'react'
import { Dialog } from '@/components/Dialog'
import { Badge, Failure, Loading } from '@/components/ui'
import type { Person } from '@/lib/api/types'
import { count, moment } from '@/lib/format'
import { useLocale, useUser } from '@/lib/user'
import { Actions, type Act } from './Actions'
import { ActWindow } from './ActWindow'
import { usePerson } from './api'
import { RoleChip, StateChip } from './chips'
import { stateOf } from './words'

/** One account: how it stands, and what can be done with it. */
export function PersonDrawer({ id, onClose }: { id: number | null; onClose: () => void }) {
  const person = usePerson(id)
  return (
    <Dialog drawer title="User" open={id !== null} onClose={onClose}>
      {person.isPending && <Loading />}
      {person.error && !person.data && <Failure error={person.error} retry={() => void person.refetch()} />}
      {person.data && <Details person={person.data} onErased={onClose} />}
    </Dialog>
  )
}

function Details({ person, onErased }: { person: Person; onErased: () => void }) {
  const [act, setAct] = useState<Act | null>(null)
  const isOwn = useUser().id === person.id
  return (
    <div className="space-y-6">
      <Heading person={person} isOwn={isOwn} />
      <Standing person={person} />
      <Facts person={person} />
      <Actions person={person} isOwn={isOwn} onChoose={setAct} />
      <ActWindow
        act={act}
        person={person}
        onErased={onErased}
        onClose={() => {
          setAct(null)
        }}
      />
    </div>
  )
}

const Heading = ({ person, isOwn }: { person: Person; isOwn: boolean }) => (
  <div>
    <p className="text-lg font-semibold [overflow-wrap:anywhere]">{person.username}</p>
    <p className="text-sm text-soft [overflow-wrap:anywhere]">{person.email}</p>
    <p className="mt-3 flex flex-wrap gap-2">
      <StateChip person={person} />
      <RoleChip role={person.role} />
      {isOwn && <Badge>You</Badge>}
    </p>
  </div>
)

/** Why somebody does not come in: a lock of ours, or too many failed sign-ins, which are two things. */
function Standing({ person }: { person: Person }) {
  const userLocale = useLocale()
  const state = stateOf(person)
  if (state === 'open') return null
  return state === 'locked' ? (
    <p className="rounded-lg bg-bad/10 px-3 py-2 text-sm text-bad">
      Locked by an administrator since {moment(person.locked_at ?? '', userLocale)}. They cannot sign in, and their API
      tokens are refused, until an administrator unlocks the account.
    </p>
  ) : (
    <p className="rounded-lg bg-warn/12 px-3 py-2 text-sm text-warn">
      Held up after too many failed sign-ins until {moment(person.held_up_until ?? '', userLocale)}. This concerns the
      place they came from, and passes by itself.
    </p>
  )
}

function Facts({ person }: { person: Person }) {
  const userLocale = useLocale()
  const at = (iso: string | null, none: string) => (iso ? moment(iso, userLocale) : none)
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm">
      <Fact name="Last sign-in">{at(person.signed_in_at, 'never')}</Fact>
      <Fact name="Account created">{at(person.created_at, '–')}</Fact>
      <Fact name="Signed in on">{many(person.sessions, 'device', userLocale.locale)}</Fact>
      <Fact name="API tokens">{count(person.api_tokens, userLocale.locale)}</Fact>
      <Fact name="Two-factor sign-in">{person.two_factor_enabled ? 'on' : 'off'}</Fact>
      <Fact name="Last export">{at(person.exported_at, 'never')}</Fact>
      {person.link_expires_at && <Fact name="Password link works until">{at(person.link_expires_at, '–')}</Fact>}
    </dl>
  )
}

const many = (number: number, what: string, locale: string) =>
  `${count(number, locale)} ${what}${number === 1 ? '' : 's'}`

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-xs text-soft">{name}</dt>
    <dd className="mt-0.5 break-words tabular-nums">{children}</dd>
  </div>
)
