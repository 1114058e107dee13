import { useEffect, useMemo, useRef, useState } from 'react'
import { Choice } from '@/components/Choice'
import { DataTable, type Column } from '@/components/data-table'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ChartFrame } from './ChartFrame'
import {
  axisOf,
  lookupOf,
  RANGES,
  startOf,
  wordsAt,
  type Lookup,
  type Range,
  type TimeMarker,
  type TimeSeries,
} from './timeAxis'
import { TimeCanvas } from './TimeCanvas'
import { SERIES_COLOURS, useColours } from './useColours'

interface Props {
  title: string
  series: readonly TimeSeries[]
  markers?: readonly TimeMarker[]
  /** A figure in words, such as money or a percentage; for the axis, and where a point has none of its own. */
  format: (value: number) => string
  /** The smallest difference that `format` shows: the axis has no finer steps. */
  step?: number
  /** The range that is shown first; null where there is none to choose, and all is shown. */
  range?: Range | null
  height?: number
  /** What the legend tells of while there is no cursor; the end where it is left out. */
  restAt?: string
}
const RANGE_OPTIONS = RANGES.map((range) => [range, range === 'MAX' ? 'Max' : range] as const)
const NO_MARKERS: readonly TimeMarker[] = []

/** Lines and areas over time, with ranges, a cursor for mouse, finger and keyboard, and a table of the same. */
export default function TimeChart({
  title,
  series,
  markers = NO_MARKERS,
  format,
  step = 0.01,
  range: first = '1Y',
  height = 260,
  restAt,
}: Props) {
  const axis = useMemo(() => axisOf(series), [series])
  const lookup = useMemo(() => lookupOf(series), [series])
  const [range, setRange] = useState<Range>(first ?? 'MAX')
  const [pointed, setPointed] = useState<string | null>(null)
  const formatTime = useFormatTime()
  const from = startOf(range, axis)
  const last = axis.length - 1
  // By its time: what comes in later may move every place.
  const found = pointed === null ? -1 : axis.indexOf(pointed)
  const at = found < 0 ? null : found
  const onPoint = (place: number | null) => {
    setPointed(place === null ? null : (axis[place] ?? null))
  }
  const { frame, point } = useCanvas({ series, markers, axis, from, format, step, formatTime, onPoint })
  const onPlace = (place: number | null) => {
    const next = place === null ? null : from + place
    onPoint(next)
    point(next)
  }
  return (
    <ChartFrame
      title={title}
      element={frame}
      size={{ height }}
      at={at === null ? null : at - from}
      count={last - from + 1}
      onPlace={onPlace}
      legend={
        <Legend
          {...{ series, lookup, format, formatTime }}
          at={at === null && restAt !== undefined ? restAt : axis[at ?? last]}
        />
      }
      tools={first !== null && <Choice label="Range" value={range} options={RANGE_OPTIONS} onChange={setRange} />}
      table={<Table {...{ title, series, lookup, format, formatTime }} axis={axis.slice(from)} />}
    />
  )
}

/** Days are the same everywhere; moments are told in the person's own time zone. */
function useFormatTime(): (at: string) => string {
  const { locale, timeZone } = useLocale()
  return useMemo(
    () => (at: string) =>
      at.length === 10
        ? moment(`${at}T12:00:00Z`, { locale, timeZone: 'UTC' }, 'dayOfYear')
        : moment(at, { locale, timeZone }),
    [locale, timeZone],
  )
}

interface CanvasProps extends Pick<Required<Props>, 'series' | 'markers' | 'format' | 'step'> {
  axis: readonly string[]
  from: number
  formatTime: (at: string) => string
  onPoint: (place: number | null) => void
}

/** The drawing within its frame, kept up with what is to be shown. */
function useCanvas({ series, markers, axis, from, format, step, formatTime, onPoint }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<TimeCanvas | null>(null)
  const hearer = useRef(onPoint)
  const colours = useColours()
  const { locale } = useLocale()
  useEffect(() => {
    hearer.current = onPoint
  })
  useEffect(() => {
    if (!frame.current) return
    const made = new TimeCanvas(frame.current, (place) => {
      hearer.current(place)
    })
    canvas.current = made
    return () => {
      canvas.current = null
      made.remove()
    }
  }, [])
  useEffect(() => {
    canvas.current?.setLook({ colours, locale, format, formatTime })
  }, [colours, locale, format, formatTime])
  useEffect(() => {
    canvas.current?.setSeries(series, axis, colours, step)
    canvas.current?.setMarkers(markers, colours)
  }, [series, axis, markers, colours, step])
  useEffect(() => {
    canvas.current?.show(from, axis.length - 1)
  }, [from, axis, colours])
  return {
    frame,
    point: (place: number | null) => {
      canvas.current?.point(place)
    },
  }
}

interface Told extends Pick<Props, 'series' | 'format'> {
  lookup: Lookup
  formatTime: (at: string) => string
}

/** What each series says at the cursor, or at the end while there is none. */
function Legend({ series, lookup, format, formatTime, at }: Told & { at: string | undefined }) {
  return (
    <figcaption aria-live="polite" className="min-h-11 text-sm">
      <p className="text-xs text-soft">{at === undefined ? 'No data yet' : formatTime(at)}</p>
      <ul className="mt-0.5 flex flex-wrap gap-x-4 gap-y-1">
        {series.map(({ id, label }, place) => (
          <li key={id} className="flex items-center gap-1.5">
            <Swatch place={place} />
            <span className="text-soft">{label}</span>
            <span className="money font-medium">{at === undefined ? '–' : wordsAt(lookup, id, at, format)}</span>
          </li>
        ))}
      </ul>
    </figcaption>
  )
}

const Swatch = ({ place }: { place: number }) => (
  <span
    aria-hidden
    className="h-0.5 w-3 rounded-full"
    style={{ backgroundColor: `var(${SERIES_COLOURS[place % SERIES_COLOURS.length] ?? '--chart-1'})` }}
  />
)

/** The same figures as rows, the newest first. */
function Table({ title, series, lookup, format, formatTime, axis }: Told & { title: string; axis: readonly string[] }) {
  const columns: Column<string>[] = [
    { id: 'at', head: 'Date', cell: (at) => formatTime(at), width: 'minmax(0,1fr)' },
    ...series.map(({ id, label }): Column<string> => ({
      id,
      head: label,
      cell: (at) => <span className="money">{wordsAt(lookup, id, at, format)}</span>,
      width: 'minmax(0,1fr)',
      right: true,
    })),
  ]
  return (
    <DataTable
      label={title}
      columns={columns}
      rows={axis.toReversed()}
      keyOf={(at) => at}
      rowPx={33}
      empty={null}
      phoneHead
      className="max-h-72"
    />
  )
}
