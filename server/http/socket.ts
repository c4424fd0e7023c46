import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Bytes } from '../hub/frames.ts'
import type { Outlet } from '../hub/reader.ts'
import { drained } from './drained.ts'

/**
 * A console's WebSocket. It only listens: whatever it says is ignored, and too much of it ends it.
 * Frames are made once for all readers and go straight to the connection, whole; ws, which writes its own frames whole
 * too, opens, answers pings and closes.
 * @param connection what the socket was upgraded from
 * @param lines whether what is written in one go is one message, a line for each frame
 */
export function socketOutlet(socket: WebSocket, connection: Socket, lines: boolean): Outlet {
  return {
    write(bytes: Bytes) {
      if (socket.readyState === socket.OPEN) connection.write(lines ? bytes.lines() : bytes.socket())
    },
    backlog: () => (socket.readyState === socket.OPEN ? connection.writableLength : 0),
    drained: () => drained(connection),
    close(code = 1000) {
      if (code === 1013) socket.terminate()
      else socket.close(code)
    },
  }
}
