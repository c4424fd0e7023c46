import type { WebSocket } from 'ws'
import type { Packed } from '../hub/frames.ts'
import type { Outlet } from '../hub/reader.ts'

/** A console's WebSocket. It only listens: whatever it says is ignored, and too much of it ends it. */
export function socketOutlet(socket: WebSocket): Outlet {
  return {
    write(frame: Packed) {
      if (socket.readyState === socket.OPEN) socket.send(frame.socket())
    },
    backlog: () => (socket.readyState === socket.OPEN ? socket.bufferedAmount : 0),
    async drained() {
      while (socket.readyState === socket.OPEN && socket.bufferedAmount > 64 * 1024)
        await new Promise((resolve) => setTimeout(resolve, 10))
    },
    close(code = 1000) {
      if (code === 1013) socket.terminate()
      else socket.close(code)
    },
  }
}
