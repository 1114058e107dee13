import type { SubmitEvent } from 'react'
import { useToast } from '@/components/Toasts'
import { Button, Card, FormError, Select } from '@/components/ui'
import { moment, money } from '@/lib/format'
import { useLocale, useUser } from '@/lib/user'
import { useSaveProfile, type ProfileChanges } from './api'

const LOCALES = ['en-GB', 'en-US', 'de-DE', 'es-ES', 'fr-FR', 'it-IT', 'nl-NL', 'pl-PL', 'pt-PT', 'ro-RO']
const values = (kind: 'currency' | 'timeZone', own: string) =>
  [...new Set([own, ...Intl.supportedValuesOf(kind)])].sort()

export function Profile() {
  const user = useUser()
  const userLocale = useLocale()
  const toast = useToast()
  const save = useSaveProfile()
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const changes = Object.fromEntries(new FormData(event.currentTarget)) as ProfileChanges
    save.mutate(changes, {
      onSuccess: () => {
        toast('Saved.', 'good')
      },
    })
  }
  return (
    <Card title="Profile" className="max-w-2xl">
      <form onSubmit={submit} className="space-y-4 p-5">
        <dl className="grid grid-cols-[6rem_1fr] gap-y-1.5 text-sm">
          <dt className="text-soft">Username</dt>
          <dd>{user.username}</dd>
          <dt className="text-soft">E-mail</dt>
          <dd>{user.email}</dd>
          <dt className="text-soft">User id</dt>
          <dd>{user.id}</dd>
        </dl>
        <Choice
          label="Base currency"
          name="base_currency"
          own={user.base_currency}
          options={values('currency', user.base_currency)}
        />
        <Choice
          label="Language and formats"
          name="locale"
          own={user.locale}
          options={[...new Set([user.locale, ...LOCALES])]}
        />
        <Choice label="Time zone" name="time_zone" own={user.time_zone} options={values('timeZone', user.time_zone)} />
        <p className="text-sm text-soft">
          It looks like this: {money('1234.50', user.base_currency, user.locale)},{' '}
          {moment(new Date().toISOString(), userLocale)}
        </p>
        <FormError error={save.error} />
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </form>
    </Card>
  )
}

function Choice({ label, name, own, options }: { label: string; name: string; own: string; options: string[] }) {
  return (
    <Select label={label} name={name} defaultValue={own}>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </Select>
  )
}
