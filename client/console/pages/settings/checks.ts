/** What can be said about a form before the server is asked. The server decides in any case. */

/** As few characters as the server takes. */
export const PASSWORD_LENGTH = 8

export function emailProblem(email: string): string | null {
  if (email.trim() === '') return 'An e-mail address is missing.'
  return /^\S+@\S+$/.test(email.trim()) ? null : 'An e-mail address needs an @.'
}

export function passwordProblem(password: string): string | null {
  if (password === '') return 'A password is missing.'
  return password.length < PASSWORD_LENGTH ? `A password needs at least ${PASSWORD_LENGTH} characters.` : null
}

/** Puts the focus on the first field that has a problem, once its message is there. */
export const showProblem = (form: HTMLElement): void =>
  queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
