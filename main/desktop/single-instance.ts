import { z } from 'zod'
import type { DesktopArguments } from './arguments.ts'
import type { AppPart } from './electron-modules.ts'

/** What a second start asks of the first one. */
const Request = z.object({ wants: z.enum(['open', 'nothing', 'quit']) })

/**
 * Takes the one place there is for this Windows user (the sender's lock of the data folder is another
 * matter). When it is taken, the running instance hears what this start wanted and false comes back: the
 * caller ends. `--quit` with nothing running also gives false.
 */
export const takeSingleInstance = (deps: {
  app: AppPart
  wanted: DesktopArguments
  onOpen: () => void
  onQuit: () => void
}): boolean => {
  const { app, wanted, onOpen, onQuit } = deps
  const wants = wanted.isQuit ? 'quit' : wanted.isHidden ? 'nothing' : 'open'
  if (!app.requestSingleInstanceLock({ wants })) return false
  app.on('second-instance', (_event, _argv, _folder, data) => {
    // A second start that says nothing we know (an older version) at least wanted to see the window.
    const request = Request.safeParse(data)
    if (!request.success || request.data.wants === 'open') onOpen()
    else if (request.data.wants === 'quit') onQuit()
  })
  return !wanted.isQuit
}
