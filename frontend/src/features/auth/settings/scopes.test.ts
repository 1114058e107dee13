import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { SCOPES } from './scopes'

interface Described {
  components: { schemas: { NewApiToken: { properties: { scopes: { items: { enum: string[] } } } } } }
}

it('offers every scope that the server has', () => {
  const described = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as Described
  const { enum: known } = described.components.schemas.NewApiToken.properties.scopes.items
  expect(SCOPES.map(([name]) => name).toSorted()).toEqual(known.toSorted())
})
