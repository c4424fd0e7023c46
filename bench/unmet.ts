import type { Unmet } from './kit/verdict.ts'

/**
 * The goals that are not met, by the name of the result: what stands in the way of each, read from a profile, and how near it
 * comes. A run that comes less near, or that misses another goal, ends with 1.
 */
export const unmet: Partial<Record<string, readonly Unmet[]>> = {}
