/** Whether a key that is pressed there is text, or moves within an open list; keys of the page are not for it then. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || isField(target) || target.closest(LISTS) !== null)

/** A closed select takes letters, too: they choose. */
const LISTS = '[role=combobox], [role=listbox], [role=menu]'

const isField = (target: HTMLElement) =>
  target.tagName === 'TEXTAREA' || (target instanceof HTMLInputElement && !['checkbox', 'radio'].includes(target.type))
