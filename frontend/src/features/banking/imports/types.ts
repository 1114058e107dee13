/** An import as the API has it, and what a person says of its file. */
import type { components } from '@/lib/api/schema'

type Schemas = components['schemas']
export type Import = Schemas['ImportOut']
export type PreviewRow = Schemas['ImportPreviewOut.PreviewRowOut']
export type ImportPreview = Schemas['ImportPreviewOut']
export type Mapping = Schemas['RemapIn.MappingIn']
export type Need = Schemas['ImportPreviewOut.NeedOut']
export type SampleRow = Schemas['ImportPreviewOut.SampleRowOut']
export type Twin = Schemas['ImportPreviewOut.TwinOut']

/** Fields of a file's mapping, and answers to what was asked, by column. */
export interface Remap {
  mapping: Partial<Mapping>
  answers: Record<string, string>
}
