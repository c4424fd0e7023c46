// The tables, by subject. Every key of a workspace's data leads with `workspace_id`, so that a row cannot point across (L7).
export * from './core.ts'
export * from './customers.ts'
export * from './groups.ts'
export * from './identity.ts'
export * from './live.ts'
export * from './nodes.ts'
export * from './push.ts'
export * from './search.ts'
