import { useState } from 'react'
import { Choice } from '@/components/Choice'
import { CopyText } from '@/components/CopyText'
import { Dialog } from '@/components/Dialog'
import { Button, Field } from '@/components/ui'
import type { PasswordLink, Person } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ActForm } from './ActForm'
import type { Act } from './Actions'
import { changeRole, endSessions, erase, exportPerson, lock, makeLink, unlock } from './api'
import { ROLE_EFFECTS, ROLE_WORDS, ROLES, type Role } from './words'

interface Props {
  act: Act | null
  person: Person
  onClose: () => void
  onErased: () => void
}
type WindowProps = Pick<Props, 'person' | 'onClose'>

const TITLES: Record<Act, (name: string, person: Person) => string> = {
  role: (name) => `Change the role of ${name}`,
  lock: (name) => `Lock ${name}?`,
  unlock: (name, { locked_at }) => (locked_at ? `Unlock ${name}?` : `Let ${name} try again?`),
  sessions: (name) => `Sign ${name} out?`,
  link: (name) => `Link to a new password for ${name}`,
  export: (name) => `Export ${name}`,
  erase: (name) => `Erase ${name}?`,
}

/** What an action does, said before it is done. */
export function ActWindow({ act, person, onClose, onErased }: Props) {
  return (
    <Dialog title={act ? TITLES[act](person.username, person) : ''} open={act !== null} onClose={onClose}>
      {act === 'role' && <RoleChange person={person} onClose={onClose} />}
      {act === 'lock' && <LockAct person={person} onClose={onClose} />}
      {act === 'unlock' && <UnlockAct person={person} onClose={onClose} />}
      {act === 'sessions' && <EndSessions person={person} onClose={onClose} />}
      {act === 'link' && <LinkAct person={person} onClose={onClose} />}
      {act === 'export' && <Export person={person} onClose={onClose} />}
      {act === 'erase' && <Erasure person={person} onClose={onClose} onErased={onErased} />}
    </Dialog>
  )
}

const LockAct = ({ person, onClose }: WindowProps) => (
  <ActForm
    action="Lock"
    danger
    act={() => lock(person.id)}
    done={`${person.username} is locked.`}
    onClose={onClose}
    onDone={onClose}
  >
    They are signed out everywhere at once and cannot sign in; their API tokens are refused. What arrives for them, such
    as payments from their banks, is still stored.
  </ActForm>
)

const UnlockAct = ({ person, onClose }: WindowProps) => (
  <ActForm
    action={person.locked_at ? 'Unlock' : 'Let them try'}
    act={() => unlock(person.id)}
    done={`${person.username} can sign in again.`}
    onClose={onClose}
    onDone={onClose}
  >
    {person.locked_at
      ? 'They can sign in again, and their API tokens work as before. Failed sign-ins are forgotten.'
      : 'Their failed sign-ins are forgotten, so that they can try again at once.'}
  </ActForm>
)

const EndSessions = ({ person, onClose }: WindowProps) => (
  <ActForm
    action="Sign out"
    danger
    act={() => endSessions(person.id)}
    done={`${person.username} is signed out.`}
    onClose={onClose}
    onDone={onClose}
  >
    Every device has to sign in again; of your own account, the one that you use stays. API tokens keep working.
  </ActForm>
)

function RoleChange({ person, onClose }: WindowProps) {
  const [role, setRole] = useState<Role>(person.role)
  return (
    <ActForm
      action="Change role"
      disabled={role === person.role}
      act={(proof) => changeRole(person.id, role, proof)}
      done={`${person.username}: ${ROLE_WORDS[role]}.`}
      onClose={onClose}
      onDone={onClose}
    >
      <Choice label="Role" value={role} options={ROLES} onChange={setRole} />
      <p className="mt-3">{ROLE_EFFECTS[role]} They are signed out, so that it counts at once.</p>
    </ActForm>
  )
}

function LinkAct({ person, onClose }: WindowProps) {
  const [link, setLink] = useState<PasswordLink | null>(null)
  const userLocale = useLocale()
  if (!link)
    return (
      <ActForm action="Make a link" act={(proof) => makeLink(person.id, proof)} onClose={onClose} onDone={setLink}>
        Whoever has the link can set a new password for this account, once, within 24 hours. Give it to nobody else. The
        old password works until then; an earlier link does not.
      </ActForm>
    )
  return (
    <div className="space-y-4">
      <p className="text-sm text-soft">
        Give {person.username} this link. It works once, until {moment(link.expires_at, userLocale)}.{' '}
        <strong className="text-ink">It is shown only now.</strong>
      </p>
      <CopyText label="Link" text={`${location.origin}${link.path}`} />
      <div className="flex justify-end">
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  )
}

const Export = ({ person, onClose }: WindowProps) => (
  <ActForm
    action="Download"
    act={(proof) => exportPerson(person.id, person.username, proof)}
    done={`All of ${person.username} is in the file.`}
    onClose={onClose}
    onDone={onClose}
  >
    A ZIP file with all that is kept of them: transactions, accounts, portfolios, settings and their log. It holds no
    passwords or keys. That it was made is in their security log.
  </ActForm>
)

function Erasure({ person, onClose, onErased }: WindowProps & { onErased: () => void }) {
  const [username, setUsername] = useState('')
  const [without, setWithout] = useState(false)
  return (
    <ActForm
      action="Erase for good"
      danger
      disabled={username !== person.username}
      act={(proof) => erase(person.id, { username, without_export: without, ...proof })}
      done={`${person.username} is erased.`}
      onClose={onClose}
      onDone={onErased}
    >
      <p>
        The account and all that belongs to it are deleted at once: transactions, portfolios, connections, alerts. It
        cannot be undone. Only the security log keeps its lines. Their banks’ consent has to be withdrawn at the banks.
      </p>
      <Field
        className="mt-4 text-ink"
        label={`Type “${person.username}”`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
        value={username}
        onChange={({ target }) => {
          setUsername(target.value)
        }}
      />
      <label className="mt-4 flex items-start gap-2 text-ink">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-(--accent)"
          checked={without}
          onChange={({ target }) => {
            setWithout(target.checked)
          }}
        />
        <span>
          No export is wanted
          <span className="block text-xs text-soft">Otherwise one of the last 24 hours is needed.</span>
        </span>
      </label>
    </ActForm>
  )
}
