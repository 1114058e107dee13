// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { accessToken, device, forget, isSignedIn, keep, noteEnd, onEnded } from './session'
import type { Tokens } from './types'

const tokens = (name: string, expires_in = 900): Tokens => ({
  token: name,
  access_token: name,
  refresh_token: `refresh-${name}`,
  token_type: 'Bearer',
  expires_in,
})
let calls: string[]

const serve = (status: number, body: object) => {
  vi.stubGlobal('fetch', (_: string, init: { headers: { Authorization: string } }) => {
    calls.push(init.headers.Authorization)
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  })
}

beforeEach(() => {
  calls = []
  localStorage.clear()
})
afterEach(() => {
  forget('test')
  vi.unstubAllGlobals()
})

it('uses the token it has while that is good', async () => {
  serve(200, tokens('new'))
  keep(tokens('first'))
  expect([await accessToken(), calls]).toEqual(['first', []])
})

it('swaps the refresh token once for many who ask at the same time', async () => {
  serve(200, tokens('new'))
  keep(tokens('old', 1))
  const given = await Promise.all([accessToken(), accessToken(), accessToken()])
  expect([given, calls]).toEqual([['new', 'new', 'new'], ['Bearer refresh-old']])
})

/** Answer the swap of each refresh token as said, after what happens in another tab meanwhile. */
const serveEach = (answers: Record<string, [number, object]>, meanwhile: () => void) => {
  vi.stubGlobal('fetch', (_: string, init: { headers: { Authorization: string } }) => {
    calls.push(init.headers.Authorization)
    const [status, body] = answers[init.headers.Authorization] ?? [500, {}]
    if (calls.length === 1) meanwhile()
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  })
}
const KEY = 'tidewatch.refresh'

it('does not put an older refresh token over the one that another tab has kept meanwhile', async () => {
  serveEach({ 'Bearer refresh-old': [200, tokens('again')] }, () => {
    localStorage.setItem(KEY, 'refresh-newer')
  })
  keep(tokens('old', 1))
  expect([await accessToken(), localStorage.getItem(KEY)]).toEqual(['again', 'refresh-newer'])
})

it('goes on with what another tab has kept when its own refresh token is refused', async () => {
  serveEach({ 'Bearer refresh-old': [401, {}], 'Bearer refresh-newer': [200, tokens('new')] }, () => {
    localStorage.setItem(KEY, 'refresh-newer')
  })
  keep(tokens('old', 1))
  expect([await accessToken(), localStorage.getItem(KEY)]).toEqual(['new', 'refresh-new'])
})

it('stays signed out when another tab signed out meanwhile', async () => {
  serveEach({ 'Bearer refresh-old': [200, tokens('new')] }, () => {
    localStorage.removeItem(KEY)
  })
  keep(tokens('old', 1))
  await expect(accessToken()).rejects.toThrow()
  expect(isSignedIn()).toBe(false)
})

it('asks again with the same refresh token after an answer was lost', async () => {
  let lost = true
  vi.stubGlobal('fetch', (_: string, init: { headers: { Authorization: string } }) => {
    calls.push(init.headers.Authorization)
    if (!lost) return Promise.resolve(new Response(JSON.stringify(tokens('new'))))
    lost = false
    return Promise.reject(new TypeError('lost'))
  })
  keep(tokens('old', 1))
  await expect(accessToken()).rejects.toThrow()
  expect([await accessToken(), calls]).toEqual(['new', ['Bearer refresh-old', 'Bearer refresh-old']])
})

it('knows its device again after signing out', () => {
  keep({ ...tokens('first'), device: 'this one' })
  forget('signed_out')
  expect(device()).toBe('this one')
})

it('signs out when the server ended the session, and says why', async () => {
  serve(401, { code: 'token_reused' })
  keep(tokens('old', 1))
  const reasons: string[] = []
  const stop = onEnded((reason) => reasons.push(reason))
  await expect(accessToken()).rejects.toThrow()
  stop()
  expect([reasons, isSignedIn()]).toEqual([['token_reused'], false])
})

it('stays signed in when the server is only away', async () => {
  serve(503, {})
  keep(tokens('old', 1))
  await expect(accessToken()).rejects.toThrow()
  expect(isSignedIn()).toBe(true)
})

it.each([
  ['account_locked', 'token_revoked', 'account_locked'],
  ['account_erased', 'token_invalid', 'account_erased'],
  ['signed_out', 'token_revoked', 'token_revoked'],
  ['password_changed', 'token_expired', 'token_expired'],
])('says %s was pushed where a token is then refused as %s: %s', async (pushed, code, said) => {
  const reasons: string[] = []
  const stop = onEnded((reason) => reasons.push(reason))
  serve(401, { code })
  keep(tokens('old', 1))
  noteEnd(pushed)
  await expect(accessToken()).rejects.toThrow()
  stop()
  expect(reasons).toEqual([said])
})
