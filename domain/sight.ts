/**
 * Which services somebody may see; null is every one. A person in operator groups sees the services of those (G1), all
 * others see every one (api.md). People who see the same hold the same set, so that it may stand for them as a key.
 */
export type Sight = ReadonlySet<string> | null

/**
 * The one rule of visibility, for snapshots, lists, commands and frames alike. The unit is the service.
 * @param serviceId null for what belongs to no service: people, keys, groups
 */
export const canSee = (sight: Sight, serviceId: string | null): boolean =>
  sight === null || serviceId === null || sight.has(serviceId)
