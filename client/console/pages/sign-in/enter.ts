/**
 * Goes to a page with a fresh load: whatever the console held in memory belonged to nobody, or to whoever was signed in
 * before. `path` comes from `pageAfter`.
 */
export const enter = (path: string): void => location.assign(path)
