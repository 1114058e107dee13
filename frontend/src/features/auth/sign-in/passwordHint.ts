export const MIN_PASSWORD_LENGTH = 10
const LONG_PASSWORD_LENGTH = 16

export function hintFor(password: string): string {
  if (!password) return `At least ${MIN_PASSWORD_LENGTH} characters. A sentence is easy to remember.`
  if (password.length < MIN_PASSWORD_LENGTH) return `${MIN_PASSWORD_LENGTH - password.length} more characters needed.`
  return password.length < LONG_PASSWORD_LENGTH ? 'Good. Longer is stronger.' : 'Strong.'
}
