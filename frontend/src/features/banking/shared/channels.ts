/** How money moved, by the API's codes: its name, and a shorter one for lists where that says enough. */
const NAMES: Record<string, [name: string, short?: string]> = {
  card_pos: ['Card in a shop', 'Card'],
  card_online: ['Card online'],
  card_hold: ['Card hold'],
  btpay_p2p: ['BT Pay between people', 'BT Pay'],
  btpay_transfer: ['BT Pay transfer', 'BT Pay'],
  btpay_merchant: ['BT Pay in a shop', 'BT Pay'],
  btpay_fx: ['BT Pay exchange', 'BT Pay'],
  transfer_in: ['Transfer received', 'Transfer'],
  transfer_out: ['Transfer sent', 'Transfer'],
  instant_in: ['Instant transfer received', 'Instant transfer'],
  instant_out: ['Instant transfer sent', 'Instant transfer'],
  internal_transfer: ['Between own accounts', 'Own accounts'],
  direct_debit: ['Direct debit'],
  cash_withdrawal: ['Cash withdrawal'],
  cash_deposit: ['Cash deposit'],
  fee: ['Bank fee'],
  fx: ['Currency exchange', 'Exchange'],
  loan: ['Loan'],
  interest: ['Interest'],
  fund: ['Fund'],
  refund: ['Refund'],
  other: ['Other'],
}

/** Every channel's name, in the order in which they are offered. */
export const CHANNELS: Record<string, string> = Object.fromEntries(
  Object.entries(NAMES).map(([code, [name]]) => [code, name]),
)

export const channelName = (code: string) => NAMES[code]?.[0] ?? code

/** The short name as a label in a list; null where it would say nothing. */
export function channelLabel(code: string | null): string | null {
  if (code === null || code === 'other') return null
  const [name = null, short = name] = NAMES[code] ?? []
  return short
}
