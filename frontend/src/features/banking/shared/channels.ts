const WORDS: Record<string, string> = {
  card_pos: 'Card',
  card_online: 'Online card',
  card_hold: 'Card hold',
  transfer_in: 'Transfer',
  transfer_out: 'Transfer',
  instant_in: 'Instant transfer',
  instant_out: 'Instant transfer',
  internal_transfer: 'Own accounts',
  fx: 'Exchange',
  cash_withdrawal: 'Cash',
  cash_deposit: 'Cash',
  fee: 'Bank fee',
  loan: 'Loan',
  interest: 'Interest',
  fund: 'Fund',
  direct_debit: 'Direct debit',
  refund: 'Refund',
}

/** Say in a word how money moved; null where it is not known. */
export function channelWords(channel: string | null): string | null {
  if (!channel) return null
  return channel.startsWith('btpay') ? 'BT Pay' : (WORDS[channel] ?? null)
}
