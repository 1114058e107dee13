import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import { useMemo } from 'react'
import { ChartTable } from './ChartTable'
import { useCursor } from './useCursor'
import { useWidth } from './useWidth'

export interface Tile {
  id: string
  label: string
  /** Its size beside the others; what is not above zero has no tile and stands in the table alone. */
  value: number
  /** The tile in words, such as its amount and share. */
  note: string
  /** Any CSS colour; the text on it is in the page's ink. */
  colour: string
}

interface Props {
  title: string
  tiles: readonly Tile[]
  height?: number
}
const GAP_PX = 2
const ASSUMED_WIDTH = 600
/** From this height on a tile has room for its name, and for its note below it; how wide their letters are at most. */
const NAME_PX = { height: 26, letter: 7.5 }
const NOTE_PX = { height: 44, letter: 6.5 }
const PADDING_PX = 8

interface Placed extends Tile {
  x: number
  y: number
  width: number
  height: number
}

/** Shares of a whole as tiles; the arrow keys go from one to the next, and a table says the same. */
export function Treemap({ title, tiles, height = 280 }: Props) {
  const [frame, width] = useWidth<HTMLElement>(ASSUMED_WIDTH)
  const placed = useMemo(() => place(tiles, width, height), [tiles, width, height])
  const { at, ...cursor } = useCursor(placed.map(({ id }) => id))
  const chosen = at === null ? undefined : placed[at]
  return (
    <figure ref={frame}>
      <svg
        role="img"
        aria-label={title}
        tabIndex={0}
        viewBox={`0 0 ${width} ${height}`}
        className="block w-full rounded-lg"
        style={{ height }}
        {...cursor}
      >
        {placed.map((tile, number) => (
          <TileShape key={tile.id} tile={tile} number={number} isChosen={number === at} />
        ))}
      </svg>
      <figcaption className="mt-2 h-4 truncate text-xs text-soft" aria-live="polite">
        {chosen && (
          <>
            <span className="text-ink">{chosen.label}</span> {chosen.note}
          </>
        )}
      </figcaption>
      <ChartTable title={title} rows={tiles.map(({ label, note }) => [label, note])} />
    </figure>
  )
}

/** Lay tiles out, the largest first. */
export function place(tiles: readonly Tile[], width: number, height: number): Placed[] {
  const shown = tiles.filter(({ value }) => value > 0)
  if (shown.length === 0) return []
  const root = hierarchy<{ tile: Tile | null; children?: { tile: Tile | null }[] }>({
    tile: null,
    children: shown.map((tile) => ({ tile })),
  })
    .sum(({ tile }) => tile?.value ?? 0)
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0))
  const laid = treemap<(typeof root)['data']>().size([width, height]).tile(treemapSquarify).paddingInner(GAP_PX)(root)
  return laid.leaves().flatMap(({ data, x0, y0, x1, y1 }) => {
    return data.tile ? [{ ...data.tile, x: x0, y: y0, width: x1 - x0, height: y1 - y0 }] : []
  })
}

const fits = (text: string, tile: Placed, { height, letter }: typeof NAME_PX) =>
  tile.height >= height && tile.width >= text.length * letter + 2 * PADDING_PX

function TileShape({ tile, number, isChosen }: { tile: Placed; number: number; isChosen: boolean }) {
  const hasName = fits(tile.label, tile, NAME_PX)
  return (
    <svg
      data-place={number}
      x={tile.x}
      y={tile.y}
      width={Math.max(0, tile.width)}
      height={Math.max(0, tile.height)}
      className="overflow-hidden"
    >
      <rect
        width="100%"
        height="100%"
        rx={4}
        style={{ fill: `color-mix(in srgb, ${tile.colour} ${isChosen ? 55 : 34}%, var(--card))` }}
        className={isChosen ? 'stroke-ink' : ''}
        strokeWidth={isChosen ? 2 : 0}
      />
      {hasName && (
        <text x={PADDING_PX} y={18} className="pointer-events-none fill-ink text-xs font-medium">
          {tile.label}
        </text>
      )}
      {hasName && fits(tile.note, tile, NOTE_PX) && (
        <text x={PADDING_PX} y={34} className="pointer-events-none fill-ink text-[11px] tabular-nums">
          {tile.note}
        </text>
      )}
    </svg>
  )
}
