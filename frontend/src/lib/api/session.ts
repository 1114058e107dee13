/**
 * Who is signed in. The access token lives in memory only; the refresh token in localStorage, shared by
 * the tabs. One tab swaps at a time where the browser has locks; where it has none (plain http), or a page
 * is loaded anew in the middle, the server gives the same successor again for half a minute. So an answer
 * may be older than what another tab has kept meanwhile, which then stays.
 */
import { ApiError, offline } from './errors'
import type { Login, Tokens } from './types'

const KEY = 'tidewatch.refresh'
const DEVICE = 'tidewatch.device'
const EARLY_MS = 30_000

let access: { token: string; until: number } | null = null
let swapping: Promise<string> | null = null
let pushed: string | null = null
/** What is said of a token whose session was ended, or is gone. */
const REFUSED = ['token_revoked', 'token_invalid']
const ended = new Set<(reason: string) => void>()

export const isSignedIn = () => localStorage.getItem(KEY) !== null

/** Keep what a sign-in gave. */
export function keep(tokens: Tokens | Login): void {
  localStorage.setItem(KEY, tokens.refresh_token)
  if ('device' in tokens && typeof tokens.device === 'string') localStorage.setItem(DEVICE, tokens.device)
  hold(tokens)
}

/** What an earlier sign-in on this device gave it: strangers who guess do not hold it up. It opens nothing. */
export const device = (): string | null => localStorage.getItem(DEVICE)

function hold(tokens: Tokens | Login): void {
  access = { token: tokens.access_token, until: Date.now() + tokens.expires_in * 1000 }
}

/** Remember why the server ended one of the user's sessions: a token that is refused afterwards says less. */
export function noteEnd(reason: string): void {
  pushed = reason === 'signed_out' ? null : reason
}

/** Forget the tokens and tell the page why, once. */
export function forget(code: string): void {
  if (!isSignedIn() && !access) return
  const reason = REFUSED.includes(code) ? (pushed ?? code) : code
  pushed = null
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

const signedOut = () => new ApiError(401, { code: 'signed_out', detail: 'You are signed out.' })

async function swap(): Promise<string> {
  const refresh = localStorage.getItem(KEY)
  if (!refresh) throw signedOut()
  const answer = await fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { Authorization: `Bearer ${refresh}` },
  }).catch(() => {
    throw offline()
  })
  if (answer.ok) return taken((await answer.json()) as Tokens, refresh)
  const problem = (await answer.json().catch(() => ({}))) as Partial<{ code: string; detail: string }>
  if (answer.status === 401) {
    const kept = localStorage.getItem(KEY)
    if (kept !== null && kept !== refresh) return swap() // another tab went on meanwhile
    forget(problem.code ?? 'token_expired')
  }
  throw new ApiError(answer.status, problem)
}

function taken(tokens: Tokens, sent: string): string {
  const kept = localStorage.getItem(KEY)
  if (kept === null) throw signedOut() // in another tab, while this answer was on its way
  if (kept === sent) localStorage.setItem(KEY, tokens.refresh_token)
  hold(tokens)
  return tokens.access_token
}
