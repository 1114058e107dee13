/** A made-up statement of the last weeks, for people who want to look around before they bring their own. */

const DAYS = 75
const DAY_MS = 86_400_000

/** What is paid on which day of a month, or of a week; below zero it goes out. */
const BY_MONTH: [day: number, description: string, amount: string][] = [
  [1, 'Rent', '-850.00'],
  [3, 'Electricity company', '-62.40'],
  [7, 'Music streaming', '-10.99'],
  [12, 'Mobile phone', '-18.00'],
  [28, 'Salary', '2450.00'],
]
const BY_WEEK: [weekday: number, description: string, amount: string][] = [
  [1, 'Supermarket', '-54.30'],
  [3, 'Coffee house', '-6.20'],
  [5, 'Restaurant', '-31.50'],
  [6, 'Petrol station', '-41.75'],
]

/** The statement as CSV, its last row of `today` or just before. */
export function sampleStatement(today: string, currency: string): string {
  const rows = Array.from({ length: DAYS }, (_, back) => new Date(Date.parse(today) - back * DAY_MS)).flatMap((day) => {
    const on = day.toISOString().slice(0, 10)
    const paid = [
      ...BY_MONTH.filter(([each]) => each === day.getUTCDate()),
      ...BY_WEEK.filter(([each]) => each === day.getUTCDay()),
    ]
    return paid.map(([, description, amount]) => `${on},${description},${amount},${currency}`)
  })
  return ['Date,Description,Amount,Currency', ...rows, ''].join('\n')
}
