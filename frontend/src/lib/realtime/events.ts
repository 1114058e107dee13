/** Every pushed event by its name, as the generated document describes it: none is written here again. */
import type { components } from '@/lib/api/schema'

type Schemas = components['schemas']
type Events = { [Key in keyof Schemas as Key extends `Event.${infer Name}` ? Name : never]: Schemas[Key] }

export type EventName = keyof Events
/** What an event of this name tells. */
export type DataOf<Name extends EventName> = Events[Name] extends { data: infer Data } ? Data : never
