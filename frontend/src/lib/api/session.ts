/**
 * Who is signed in. The access token lives in memory only; the refresh token in localStorage, shared by
 * the tabs. The server ends a session whose refresh token is used twice, so only one tab swaps at a time.
 */
import { ApiError, offline } from './errors'
import type { Login, Tokens } from './types'

const KEY = 'tidewatch.refresh'
const EARLY_MS = 30_000

let access: { token: string; until: number } | null = null
let swapping: Promise<string> | null = null
const ended = new Set<(reason: string) => void>()

export const isSignedIn = () => localStorage.getItem(KEY) !== null

export function keep(tokens: Tokens | Login): void {
  localStorage.setItem(KEY, tokens.refresh_token)
  access = { token: tokens.access_token, until: Date.now() + tokens.expires_in * 1000 }
}

/** Forget the tokens and tell the page why, once. */
export function forget(reason: string): void {
  if (!isSignedIn() && !access) return
  localStorage.removeItem(KEY)
  access = null
  ended.forEach((listener) => {
    listener(reason)
  })
}

export function onEnded(listener: (reason: string) => void): () => void {
  ended.add(listener)
  return () => ended.delete(listener)
}

/** Return a token that is good for a while; swap the refresh token when it is not. */
export async function accessToken(force = false): Promise<string> {
  if (!force && access && access.until - EARLY_MS > Date.now()) return access.token
  swapping ??= locked(swap).finally(() => {
    swapping = null
  })
  return swapping
}

async function locked(work: () => Promise<string>): Promise<string> {
  // Only secure origins have locks; plain http to another machine does without.
  return 'locks' in navigator ? await navigator.locks.request('tidewatch.refresh', work) : work()
}

async function swap(): Promise<string> {
  const refresh = localStorage.getItem(KEY)
  if (!refresh) throw new ApiError(401, { code: 'signed_out', detail: 'You are signed out.' })
  const answer = await fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { Authorization: `Bearer ${refresh}` },
  }).catch(() => {
    throw offline()
  })
  if (answer.ok) {
    keep((await answer.json()) as Tokens)
    return access?.token ?? ''
  }
  const problem = (await answer.json().catch(() => ({}))) as Partial<{ code: string; detail: string }>
  if (answer.status === 401) forget(problem.code ?? 'token_expired')
  throw new ApiError(answer.status, problem)
}
