import type { ChartOptions, DeepPartial } from 'lightweight-charts'

/** What all drawings on a canvas share. Whose library draws them is told below each: its mark would lie over the start. */
export const LAYOUT: DeepPartial<ChartOptions>['layout'] = {
  background: { color: 'transparent' },
  attributionLogo: false,
}
