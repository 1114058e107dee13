/** A statement file's rows and mapping as the API has them. */
import type { components } from '@/lib/api/schema'

type Schemas = components['schemas']
export type PreviewRow = Schemas['ImportPreviewOut.PreviewRowOut']
export type Mapping = Schemas['RemapIn.MappingIn']
export type SampleRow = Schemas['ImportPreviewOut.SampleRowOut']
export type Twin = Schemas['ImportPreviewOut.TwinOut']
