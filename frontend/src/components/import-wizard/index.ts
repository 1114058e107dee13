export { ImportWizard } from './ImportWizard'
export type { ColumnMapping, ImportSchema } from './schema'
export type { ImportPreview, ImportRecord, Need, WizardRow } from './types'
