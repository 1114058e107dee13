import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { accessToken, forget, isSignedIn, keep, onEnded } from './session'
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
