import type { Person } from '@/lib/api/types'

export type Role = Person['role']

export const ROLES: readonly (readonly [Role, string])[] = [
  ['user', 'User'],
  ['admin', 'Administrator'],
  ['service', 'Service'],
]
export const ROLE_WORDS = Object.fromEntries(ROLES) as Record<Role, string>

export const ROLE_EFFECTS: Record<Role, string> = {
  user: 'They see and change what is their own, and nothing of others.',
  admin: 'They see everybody’s transactions and can do all that you can, here as well.',
  service: 'Their programs may send transactions for everybody.',
}

export type State = 'locked' | 'held' | 'open'

/** Locked by an administrator; held up after failed sign-ins, which passes by itself; or neither. */
export const stateOf = ({ locked_at, held_up_until }: Pick<Person, 'locked_at' | 'held_up_until'>): State =>
  locked_at ? 'locked' : held_up_until ? 'held' : 'open'
