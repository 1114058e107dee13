import { ImportWizard } from '@/components/import-wizard'
import { statements } from './statements'

/** Statement files from any bank. */
export default function ImportPage() {
  return <ImportWizard schema={statements} />
}
