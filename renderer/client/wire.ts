import type { HostInfo } from '../../main/contract/host.ts'
import type { Reply, Topic } from '../../main/contract/methods.ts'

/**
 * What a wire tells without being asked: something changed (never the data), or the line itself was lost or
 * is back.
 */
export type WireEvent = { kind: 'changed'; topics: Topic[] } | { kind: 'lost' } | { kind: 'back' }

/**
 * The line between the screens and Night Porter. Two kinds: the desktop's bridge, and HTTP with server-sent
 * events.
 */
export type Wire = {
  /** Rejects with a `CallFailure` only where the line fails; a refusal is a `Reply`. */
  call(method: string, input: unknown): Promise<Reply>
  /** Gives the function that stops listening. */
  listen(onEvent: (event: WireEvent) => void): () => void
  info(): Promise<HostInfo>
}
