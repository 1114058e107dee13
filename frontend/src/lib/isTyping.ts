/** Whether a key that is pressed there is text; keys of the page are not for it then. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) && !isBox(target)))

const isBox = (target: HTMLElement) => target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)
