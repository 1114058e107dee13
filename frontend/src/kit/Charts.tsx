import { useMemo, useState } from 'react'
import { Bars, TimeChart } from '@/components/charts'
import { CalendarHeat } from '@/components/charts/CalendarHeat'
import { DivergingBars } from '@/components/charts/DivergingBars'
import { Donut } from '@/components/charts/Donut'
import { DotStrip } from '@/components/charts/DotStrip'
import { Sparkline } from '@/components/charts/Sparkline'
import type { TimeSeries } from '@/components/charts/timeAxis'
import { Treemap } from '@/components/charts/Treemap'
import { Button, Card } from '@/components/ui'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const euro = (value: number) => `€${Math.round(value).toLocaleString('en-GB')}`
const percent = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)} %`
/** A wave without chance: the same on each visit. */
const wave = (at: number) => Math.sin(at / 9) + Math.sin(at / 37) * 3 + at / 90

const DAYS = Array.from({ length: 500 }, (_, day) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10))
/** A month of which nothing is known: the line has a gap there. */
const isUnknown = (day: number) => day >= 310 && day < 340
const SERIES: TimeSeries[] = [
  {
    id: 'value',
    label: 'Value',
    kind: 'area',
    points: DAYS.map((at, day) => ({ at, value: 10_000 + 900 * wave(day) })),
  },
  {
    id: 'paid',
    label: 'Paid in',
    points: DAYS.map((at, day) => ({ at, value: isUnknown(day) ? null : 9_000 + Math.floor(day / 60) * 500 })),
  },
]
const MARKERS = [
  { at: '2026-01-15', label: 'Buy', tone: 'good' as const },
  { at: '2026-03-20', label: 'Sell', tone: 'bad' as const },
]
const PARTS = [
  ['Technology', 42, '--chart-1'],
  ['Health', 21, '--chart-2'],
  ['Energy', 14, '--chart-3'],
  ['Banks', 12, '--chart-4'],
  ['Other', 7, '--chart-5'],
  ['Cash', 4, '--chart-6'],
] as const

/** Days that are known later, before the others. */
const LATER = 40

function OverTime() {
  const [from, setFrom] = useState(LATER)
  const series = useMemo(() => SERIES.map((each) => ({ ...each, points: each.points.slice(from) })), [from])
  return (
    <Card title="Over time">
      <div className="p-5">
        <TimeChart title="Value of the portfolio" series={series} markers={MARKERS} format={euro} />
        <Button
          onClick={() => {
            setFrom(0)
          }}
        >
          Earlier days
        </Button>
      </div>
    </Card>
  )
}

export function Charts() {
  return (
    <>
      <OverTime />
      <Card title="Treemap">
        <div className="p-5">
          <Treemap
            title="Holdings by size"
            tiles={PARTS.map(([label, value, colour]) => ({
              id: label,
              label,
              value,
              note: `${value} %`,
              colour: `var(${colour})`,
            }))}
          />
        </div>
      </Card>
      <Card title="Shares, a line, gains and losses">
        <div className="grid items-center gap-6 p-5 sm:grid-cols-[auto_minmax(0,1fr)]">
          <Donut
            title="Sectors"
            whole="€14,200"
            parts={PARTS.map(([label, value, colour]) => ({
              label,
              colour: `var(${colour})`,
              share: value / 100,
              note: `${value} %`,
            }))}
          />
          <div className="space-y-4">
            <Sparkline label="Last 30 days, up 4 %" values={Array.from({ length: 30 }, (_, day) => wave(day * 3))} />
            <DivergingBars
              title="Gain by holding"
              bars={[5.2, 1.1, 0, -0.4, -3.8].map((value, place) => ({
                id: String(place),
                label: PARTS[place]?.[0] ?? '',
                value,
                text: percent(value),
              }))}
            />
          </div>
        </div>
      </Card>
      <Card title="Months">
        <div className="space-y-6 p-5">
          <CalendarHeat
            title="Return by month"
            heads={[...MONTHS, 'Year']}
            rows={[2024, 2025, 2026].map((year) => ({
              label: String(year),
              cells: MONTHS.map((_, month) => {
                const value = year === 2026 && month > 4 ? null : wave((year - 2024) * 12 + month * 5) - 1
                return { value, text: value === null ? '–' : percent(value) }
              }),
              total: { value: 8, text: percent(8.1) },
            }))}
          />
          <Bars
            title="Profit by month"
            format={euro}
            bars={MONTHS.map((label, month) => {
              const value = 400 * (wave(month * 6) - 1.2)
              return { label, value, note: euro(value) }
            })}
          />
          <DotStrip
            title="Dividends"
            from="2026-03-01"
            to="2026-06-01"
            now="2026-05-01"
            format={(day) => day}
            rows={['Alpha', 'Beta'].map((label, place) => ({
              id: label,
              label,
              colour: place ? 'var(--good)' : 'var(--accent)',
              dots: ['2026-03-10', '2026-04-10', '2026-05-10'].map((on) => ({
                on,
                isExpected: on > '2026-05-01',
                note: on,
              })),
            }))}
          />
        </div>
      </Card>
    </>
  )
}
