/** What the API's codes about a transaction are called on the page. */

export const CHANNELS: Record<string, string> = {
  btpay_p2p: 'BT Pay, between people',
  btpay_transfer: 'BT Pay transfer',
  btpay_fx: 'BT Pay exchange',
  btpay_merchant: 'BT Pay in a shop',
  card_pos: 'Card in a shop',
  card_online: 'Card online',
  card_hold: 'Card hold',
  transfer_in: 'Transfer received',
  transfer_out: 'Transfer sent',
  instant_in: 'Instant received',
  instant_out: 'Instant sent',
  internal_transfer: 'Between own accounts',
  fx: 'Currency exchange',
  cash_withdrawal: 'Cash withdrawal',
  cash_deposit: 'Cash deposit',
  fee: 'Bank fee',
  loan: 'Loan',
  interest: 'Interest',
  fund: 'Fund',
  direct_debit: 'Direct debit',
  refund: 'Refund',
  other: 'Other',
}

const SOURCES: Record<string, string> = {
  user: 'you',
  rule: 'your rule',
  correction: 'learned from you',
  merchant: 'merchant',
  provider: 'your bank',
  mcc: 'card code',
  operation: 'bank operation',
  cue: 'wording',
  model: 'model',
  transfer: 'own transfer',
}
const CERTAIN = new Set(['user', 'rule', 'correction'])

/** Who says so, and how surely where it is a guess: 'merchant 92 %', 'your rule', 'you'. */
export function saidBy(source: string | null, confidence: number | null): string {
  if (!source) return ''
  const who = SOURCES[source] ?? source
  return CERTAIN.has(source) || confidence === null ? who : `${who} ${confidence} %`
}

/** The bank's further facts in the order in which people ask for them. */
export const FACTS: [name: string, label: string][] = [
  ['message', 'Message'],
  ['purchased_on', 'Bought on'],
  ['card_ending', 'Card ending'],
  ['city', 'City'],
  ['country', 'Country'],
  ['original_amount', 'Original amount'],
  ['exchange_rate', 'Exchange rate'],
  ['fee', 'Fee'],
  ['counterparty_iban', 'IBAN'],
  ['reference', 'Reference'],
  ['rrn', 'RRN'],
  ['tid', 'Terminal'],
  ['mid', 'Merchant id'],
  ['balance', 'Balance after'],
  ['day', 'Bank’s day'],
  ['operation', 'Operation'],
]
