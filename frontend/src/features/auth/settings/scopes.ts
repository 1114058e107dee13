import type { components } from '@/lib/api/schema'

type Scope = components['schemas']['NewApiToken']['scopes'][number]

/** What an API token can be allowed to do: every scope that the server has, or this does not compile. */
const WORDS: Record<Scope, string> = {
  'transactions:read': 'Read transactions',
  'transactions:write': 'Add transactions',
  'fx:read': 'Read exchange rates',
  'fx:write': 'Set your own exchange rates',
  'accounts:read': 'Read accounts and balances',
  'accounts:write': 'Change accounts and state balances',
  'portfolio:read': 'Read portfolios',
  'portfolio:write': 'Change portfolios',
  'markets:read': 'Read markets, forecasts and signals',
  'alerts:read': 'Read alerts and their messages',
  'alerts:write': 'Change alerts',
  'profile:read': 'Read your profile',
}
export const SCOPES = Object.entries(WORDS)

export const scopeWords = (scope: string) => SCOPES.find(([name]) => name === scope)?.[1] ?? scope
