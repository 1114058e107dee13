import type {
  AutoscaleInfo,
  IChartApi,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
} from 'lightweight-charts'
import { extentOf, type FanPoint } from './candles'

type Placed = FanPoint & { place: number }
/** A forecast with its places on the axis of the bars. */
export interface PlacedFan {
  place: number
  price: number
  points: readonly Placed[]
}
type Dot = [x: number, y: number]

/** A forecast drawn ahead of the bars: the band between lower and upper, the expected price, and the horizons. */
export class ForecastFan implements ISeriesPrimitive {
  private chart: IChartApi | null = null
  private series: ISeriesApi<'Candlestick'> | null = null
  private update = () => {}
  private fan: PlacedFan | null = null
  private colour = ''
  private font = ''
  private readonly views: readonly IPrimitivePaneView[] = [
    {
      renderer: () => ({
        draw: (target) => {
          target.useMediaCoordinateSpace(({ context }) => {
            this.draw(context)
          })
        },
      }),
    },
  ]

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter): void {
    this.chart = chart
    this.series = series as ISeriesApi<'Candlestick'>
    this.update = requestUpdate
  }

  detached(): void {
    this.chart = this.series = null
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views
  }

  /** The price axis reaches over what is in sight of it. */
  autoscaleInfo(_: Logical, to: Logical): AutoscaleInfo | null {
    const extent = this.fan && extentOf(this.fan.points, to)
    return extent && { priceRange: { minValue: extent[0], maxValue: extent[1] } }
  }

  set(fan: PlacedFan | null, colour: string, font: string): void {
    this.fan = fan
    this.colour = colour
    this.font = font
    this.update()
  }

  private draw(context: CanvasRenderingContext2D): void {
    const { fan } = this
    const origin = fan && this.dot(fan.place, fan.price)
    if (!fan || !origin) return
    context.save()
    context.fillStyle = context.strokeStyle = this.colour
    this.drawBand(context, origin, fan.points)
    this.drawLine(context, origin, fan.points)
    this.drawLabels(context, fan.points)
    context.restore()
  }

  private drawBand(context: CanvasRenderingContext2D, origin: Dot, points: readonly Placed[]): void {
    const uppers = points.flatMap(({ place, upper }) => this.dots(place, upper))
    const lowers = points.flatMap(({ place, lower }) => this.dots(place, lower))
    if (uppers.length === 0 || uppers.length !== lowers.length) return
    context.globalAlpha = 0.2
    path(context, [origin, ...uppers, ...lowers.reverse(), origin])
    context.fill()
  }

  private drawLine(context: CanvasRenderingContext2D, origin: Dot, points: readonly Placed[]): void {
    const dots = points.flatMap(({ place, value }) => this.dots(place, value))
    context.globalAlpha = 1
    context.lineWidth = 2
    context.setLineDash([5, 4])
    path(context, [origin, ...dots])
    context.stroke()
    context.setLineDash([])
    for (const [x, y] of dots) {
      context.beginPath()
      context.arc(x, y, 3, 0, 2 * Math.PI)
      context.fill()
    }
  }

  /** A label that would lie on the one before it is left out. */
  private drawLabels(context: CanvasRenderingContext2D, points: readonly Placed[]): void {
    context.font = `11px ${this.font}`
    context.textAlign = 'center'
    let free = -Infinity
    for (const { place, value, upper, label } of points) {
      const dot = this.dot(place, upper ?? value)
      const half = context.measureText(label).width / 2 + 3
      if (!dot || dot[0] - half < free) continue
      context.fillText(label, dot[0], dot[1] - 6)
      free = dot[0] + half
    }
  }

  private dots(place: number, price: number | null): Dot[] {
    const dot = price === null ? null : this.dot(place, price)
    return dot ? [dot] : []
  }

  private dot(place: number, price: number): Dot | null {
    const x = this.chart?.timeScale().logicalToCoordinate(place as Logical) ?? null
    const y = this.series?.priceToCoordinate(price) ?? null
    return x === null || y === null ? null : [x, y]
  }
}

function path(context: CanvasRenderingContext2D, dots: readonly Dot[]): void {
  context.beginPath()
  dots.forEach(([x, y], at) => {
    if (at === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  })
}
