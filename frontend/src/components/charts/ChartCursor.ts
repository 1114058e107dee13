import type { IChartApi, TouchMouseEventData } from 'lightweight-charts'

/**
 * The cursor of a drawing over time. It follows the mouse or a finger; where the keyboard put it, it stays at its
 * moment until the mouse itself moves. When the drawing moves, the library keeps the cursor's place on the screen,
 * and the browser tells of a mouse that rests.
 */
export class ChartCursor {
  private held: string | null = null
  /** Where the mouse was last seen since the keyboard took the cursor. */
  private mouse: readonly [number, number] | null = null

  /** put: draw the cursor at a moment. onPoint: the place that the mouse or a finger points at, null for none. */
  constructor(
    private readonly chart: IChartApi,
    private readonly put: (at: string) => void,
    onPoint: (place: number | null) => void,
  ) {
    chart.subscribeCrosshairMove(({ logical, point, sourceEvent }) => {
      if (this.held !== null && !this.hasMoved(sourceEvent)) {
        put(this.held)
        return
      }
      this.held = null
      onPoint(logical === undefined || point === undefined ? null : Number(logical))
    })
  }

  /** Put the cursor at a moment, and keep it there; null takes it away. */
  hold(at: string | null): void {
    this.held = at
    this.mouse = null
    if (at === null) this.chart.clearCrosshairPosition()
    else this.put(at)
  }

  private hasMoved(event: TouchMouseEventData | undefined): boolean {
    if (!event) return false
    const [before, now] = [this.mouse, [event.clientX, event.clientY] as const]
    this.mouse = now
    return before !== null && (before[0] !== now[0] || before[1] !== now[1])
  }
}
