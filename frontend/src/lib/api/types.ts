/** The domain's types, taken from the generated schema so that they cannot lag behind the server. */
import type { components } from './schema'

type Schemas = components['schemas']

export type User = Schemas['LoginOut.UserOut']
export type Transaction = Schemas['TransactionOut']
export type Summary = Schemas['SummaryOut']
export type Total = Schemas['SummaryOut.TotalOut']
export type BaseTotal = Schemas['BaseTotalOut']
export type Day = Schemas['SummaryOut.DayOut']
export type Ingest = Schemas['IngestOut']
export type DeadLetter = Schemas['DeadLettersOut.DeadLetterOut']
export type Session = Schemas['SessionsOut.SessionOut']
export type ApiToken = Schemas['ApiTokensOut.ApiTokenOut']
export type NewApiToken = Schemas['NewApiTokenOut']
export type TwoFactorSetup = Schemas['TwoFactorSetupOut']
export type SecurityEvent = Schemas['SecurityEventsOut.SecurityEventOut']
export type Person = Schemas['PersonOut']
export type PasswordLink = Schemas['PasswordLinkOut']
export type Login = Schemas['LoginOut']
export type Tokens = Schemas['TokensOut']
export type Problem = Schemas['Problem']
export type Dashboard = Schemas['DashboardOut']
export type DashboardConnection = Schemas['DashboardConnectionOut']
export type CategorySum = Schemas['CategorySumOut']
export type MerchantSum = Schemas['MerchantSumOut']
export type Category = Schemas['CategoriesOut.CategoryOut']
export type BankConnection = Schemas['ConnectionsOut.ConnectionOut']
export type Provider = Schemas['ProvidersOut.ProviderOut']
export type Linked = Schemas['LinkedOut']
export type WebhookEvent = Schemas['EventsOut.EventOut']
export type WebhookDetail = Schemas['EventDetailOut']

export interface Page<Item> {
  items: Item[]
  next_cursor: string | null
}
