import { Controller, useForm, useWatch, type Control } from 'react-hook-form'
import { Combobox } from '@/components/fields'
import { useToast } from '@/components/toasts'
import { Button, Card, FormError } from '@/components/ui'
import { currencies } from '@/lib/currencies'
import { moment, money } from '@/lib/format'
import { useUser } from '@/lib/user'
import { useSaveProfile, type ProfileChanges } from './api'
import { languages, timeZones } from './options'

export function Profile() {
  const { base_currency, locale, time_zone, ...user } = useUser()
  const toast = useToast()
  const save = useSaveProfile()
  const form = useForm<Required<ProfileChanges>>({ defaultValues: { base_currency, locale, time_zone } })
  const submit = form.handleSubmit((changes) => {
    save.mutate(changes, {
      onSuccess: () => {
        form.reset(changes)
        toast('Settings saved.', 'good')
      },
    })
  })
  const choice = (name: keyof ProfileChanges, label: string, options: readonly (readonly [string, string])[]) => (
    <Controller
      name={name}
      control={form.control}
      render={({ field }) => <Combobox label={label} options={options} {...field} />}
    />
  )
  return (
    <Card title="Profile" className="max-w-2xl">
      <form onSubmit={(event) => void submit(event)} className="space-y-4 p-5">
        <dl className="grid grid-cols-[6rem_1fr] gap-y-1.5 text-sm">
          <dt className="text-soft">Username</dt>
          <dd>{user.username}</dd>
          <dt className="text-soft">E-mail</dt>
          <dd className="[overflow-wrap:anywhere]">{user.email}</dd>
          <dt className="text-soft">User ID</dt>
          <dd>{user.id}</dd>
        </dl>
        {choice('base_currency', 'Base currency', currencies(base_currency, locale))}
        {choice('locale', 'Formats for dates and numbers', languages(locale))}
        {choice('time_zone', 'Time zone', timeZones(time_zone))}
        <Example control={form.control} />
        <FormError error={save.error} />
        <Button type="submit" look="primary" busy={save.isPending} disabled={!form.formState.isDirty}>
          Save
        </Button>
      </form>
    </Card>
  )
}

/** How amounts and moments will look by what is chosen. */
function Example({ control }: { control: Control<Required<ProfileChanges>> }) {
  const [base_currency, locale, time_zone] = useWatch({ control, name: ['base_currency', 'locale', 'time_zone'] })
  return (
    <p className="text-sm text-soft">
      Example: {money('1234.50', base_currency, locale)},{' '}
      {moment(new Date().toISOString(), { locale, timeZone: time_zone })}
    </p>
  )
}
