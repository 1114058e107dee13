/** What an API token can be allowed to do. */
export const SCOPES = [
  ['transactions:read', 'Read transactions'],
  ['transactions:write', 'Add transactions'],
  ['profile:read', 'Read your profile'],
] as const

export const scopeWords = (scope: string) => SCOPES.find(([name]) => name === scope)?.[1] ?? scope
