/** What an API token can be allowed to do. */
export const SCOPES = [
  ['transactions:read', 'Read transactions'],
  ['transactions:write', 'Add transactions'],
  ['fx:read', 'Read exchange rates'],
  ['fx:write', 'Set your own exchange rates'],
  ['accounts:read', 'Read accounts and balances'],
  ['accounts:write', 'Change accounts and state balances'],
  ['portfolio:read', 'Read portfolios'],
  ['portfolio:write', 'Change portfolios'],
  ['alerts:read', 'Read alerts and their messages'],
  ['alerts:write', 'Change alerts'],
  ['profile:read', 'Read your profile'],
] as const

export const scopeWords = (scope: string) => SCOPES.find(([name]) => name === scope)?.[1] ?? scope
