/** What the API's codes about a transaction are called on the page. */

/** The bank's further facts in the order in which people ask for them. */
export const FACTS: [name: string, label: string][] = [
  ['message', 'Message'],
  ['purchased_on', 'Purchased on'],
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
