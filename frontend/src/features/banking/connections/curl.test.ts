// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { consentAddress, curlExample } from './curl'

/** Run the example in a real shell, with a curl that prints what it was given. */
function run(secret: string): string[] {
  const example = curlExample('http://127.0.0.1/api/connectors/inbox/7', secret, 'RON')
  const script = `curl() { printf '%s\\n' "$@"; }\n${example}`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

it('signs the very bytes that it sends', () => {
  const said = run('tws_secret')
  const body = said.at(-1) ?? ''
  const expected = createHmac('sha256', 'tws_secret').update(body).digest('hex')
  expect(said).toContain(`X-Signature: sha256=${expected}`)
  expect(said[0]).toBe('http://127.0.0.1/api/connectors/inbox/7')
})

it('sends one transaction as the inbox takes it', () => {
  const event = JSON.parse(run('s').at(-1) ?? '') as { type: string; data: { transaction: Record<string, string> } }
  expect(event.type).toBe('transaction.created')
  expect(event.data.transaction).toMatchObject({ amount: '-12.50', currency: 'RON' })
})

it('lets no secret break out of its quotes', () => {
  const secret = `a'; echo broken; '$(id)`
  const said = run(secret)
  const body = said.at(-1) ?? ''
  expect(said.join('\n')).not.toContain('\nbroken')
  expect(said[4]).toBe(`X-Signature: sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
})

it('opens no address but one of the web', () => {
  expect(consentAddress('https://consent.example/home?token=1')).toBe('https://consent.example/home?token=1')
  expect(consentAddress('javascript:alert(1)')).toBeNull()
  expect(consentAddress('not an address')).toBeNull()
  expect(consentAddress(null)).toBeNull()
})
