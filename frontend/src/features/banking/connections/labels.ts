import type { BankConnection, Provider } from '@/lib/api/types'

const SETTINGS: Record<string, string> = {
  basiq: 'BASIQ_API_KEY and BASIQ_WEBHOOK_SECRETS',
  apideck: 'APIDECK_API_KEY, APIDECK_APP_ID and APIDECK_WEBHOOK_SECRETS',
}

/** What an administrator sets so that a provider can be used; docs/operations.md says where. */
export const toSetUp = ({ name }: Pick<Provider, 'name'>): string =>
  SETTINGS[name] ?? `the settings that begin with ${name.toUpperCase()}_`

const STATES: Record<BankConnection['state'], string> = {
  linking: 'Linking',
  active: 'Active',
  needs_reauth: 'Consent ended',
  disabled: 'Disabled at the provider',
}
export const stateWords = (state: string) => (STATES as Record<string, string>)[state] ?? state

/** What the owner does now; null where there is nothing to do. */
export function whatToDo(connection: BankConnection): string | null {
  const pushes = connection.provider === 'inbox'
  if (connection.state === 'needs_reauth')
    return 'Choose Re-authorise to renew your consent. Nothing is lost in the meantime.'
  if (connection.state === 'disabled') return 'It was removed at the provider. Unlink it here, or link the bank again.'
  if (connection.health === 'failing') {
    return pushes
      ? 'The last events could not be read. Check what the sender sends.'
      : 'It retries automatically, at growing intervals. Choose Sync now to try at once.'
  }
  if (connection.state === 'linking') return 'Give your consent on the bank’s website. The rest is automatic.'
  if (connection.health === 'waiting') {
    if (pushes) return 'Nothing has arrived in the last day. Send an event signed with its secret.'
    return 'Nothing has arrived in the last day. Choose Sync now to ask the bank.'
  }
  return null
}
