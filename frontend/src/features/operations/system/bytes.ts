const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** '1.4 GB', by thousands, as disks are sold. */
export function bytes(size: number | null, locale: string): string {
  if (size === null) return '–'
  const step = size < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3))
  const shown = new Intl.NumberFormat(locale, { maximumFractionDigits: step === 0 ? 0 : 1 }).format(size / 1000 ** step)
  return `${shown} ${UNITS[step] ?? 'B'}`
}
