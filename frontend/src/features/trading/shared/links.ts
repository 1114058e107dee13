/** A link that looks like a button. */
export const LINK_BUTTON =
  'inline-flex min-h-9 items-center rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised'
