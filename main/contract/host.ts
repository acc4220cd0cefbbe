import { z } from 'zod'

/** What the screens may know about the place they run in before the first call. */
export const HostInfo = z.object({
  kind: z.enum(['desktop', 'browser']),
  version: z.string(),
  /** Things this host can do; a screen asks before it draws the control. */
  can: z.object({ chooseFolder: z.boolean(), openFolder: z.boolean(), startAtLogin: z.boolean() }),
})
export type HostInfo = z.infer<typeof HostInfo>

/** The three functions the preload script exposes as `window.nightPorter`. */
export type Bridge = {
  call: (method: string, input: unknown) => Promise<unknown>
  on: (listener: (event: unknown) => void) => () => void
  info: () => Promise<unknown>
}
