import { addStats, counted, noStats, type Stats } from '../../../../../domain/board.ts'
import type { Claims, Mode } from '../../../../../domain/mode.ts'
import type { ServiceView } from '../../../../../domain/wire.ts'
import type { Row } from '../../../live/ranking.ts'

/**
 * What a mode change comes to, by the rule that will derive it (L9): the same count over the same conversations, with the
 * service as it will be.
 */
export function afterwards(rows: readonly Row[], service: ServiceView, mode: Mode, claims: Claims): Stats {
  const changes = service.mode !== mode || claims === 'return'
  const epoch = changes && claims === 'return' ? service.highestEpoch + 1 : service.epoch
  const then = { ...service, mode, epoch }
  return rows.reduce((sum, row) => addStats(sum, counted(row.conversation, then)), noStats)
}
