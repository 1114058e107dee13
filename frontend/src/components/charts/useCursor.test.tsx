// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import Bars from './Bars'
import { Donut } from './Donut'
import { DotStrip } from './DotStrip'
import { placeAfter } from './useCursor'

afterEach(cleanup)

it('goes from one part of a chart to the next and stays at its ends', () => {
  expect(placeAfter('ArrowRight', null, 3)).toBe(0)
  expect(placeAfter('ArrowRight', 1, 3)).toBe(2)
  expect(placeAfter('ArrowRight', 2, 3)).toBe(2)
  expect(placeAfter('ArrowLeft', null, 3)).toBe(2)
  expect(placeAfter('Home', 2, 3)).toBe(0)
})

it('leaves other keys to the page', () => {
  expect(placeAfter('j', 1, 3)).toBeNull()
})

const part = (label: string, value: number) => ({ id: label, label, value, note: `${value} in all`, colour: 'red' })
type Parts = ReturnType<typeof part>[]

it.each([
  ['bars', (parts: Parts) => <Bars title="Sums" bars={parts} />],
  [
    'a donut',
    (parts: Parts) => <Donut title="Sums" whole="all" parts={parts.map((each) => ({ ...each, share: 0.2 }))} />,
  ],
  [
    'a strip of dots',
    (parts: Parts) => (
      <DotStrip
        title="Sums"
        {...{ from: '2026-01-01', to: '2026-12-31', now: '2026-06-01', format: String }}
        rows={parts.map((each) => ({ ...each, dots: [{ on: '2026-02-01', isExpected: false, note: each.note }] }))}
      />
    ),
  ],
])('stays in %s with its part while others come in before it', (_, chart) => {
  const { rerender, container } = render(chart([part('Food', 5)]))
  const caption = () => container.querySelector('figcaption')?.textContent
  fireEvent.keyDown(screen.getByRole('img', { name: 'Sums' }), { key: 'End' })
  expect(caption()).toMatch(/Food.*5 in all/)

  rerender(chart([part('Rent', 9), part('Fuel', 7), part('Food', 6)]))
  expect(caption()).toMatch(/Food.*6 in all/)

  rerender(chart([part('Rent', 9)]))
  expect(caption()).not.toContain('in all')
})
