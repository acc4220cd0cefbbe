import type { Reply, Topic } from '../contract/methods.ts'
import type { Notice } from '../contract/notice.ts'
import type { Locale } from '../contract/words.ts'
import type { Translate } from '../core/ports/texts.ts'
import { refusalSentence, type StartRefusal } from './refusal.ts'

/**
 * What an engine is doing. `running` with its language; `isElsewhere`: in another process, which goes on
 * without this one. `gone`: it ended, or could not work on its data folder (`refusal`); it is started again
 * after `retryMs`, unless that is null: it was told to stop.
 */
export type EngineState =
  | { kind: 'starting' }
  | { kind: 'running'; locale: Locale; isElsewhere: boolean }
  | { kind: 'gone'; refusal: StartRefusal | null; retryMs: number | null }

/**
 * An engine that runs elsewhere, in a thread of this process or in another process, as its host sees it.
 * Nothing here ever rejects.
 */
export type EngineLink = {
  /** Captures and sends from when it runs on, now or later. */
  start(): void
  state(): EngineState
  /**
   * Answers one call of a window or session, which `caller` names; without it, of this program's own window.
   * While the engine starts it waits a little; without an engine it is refused with the reason in words.
   */
  call(method: string, input: unknown, caller?: string): Promise<Reply>
  /** The PC woke up, its clock jumped or its network changed. */
  wake(): void
  /** This process may end any moment: claim nothing for so long, then go on. */
  hold(ms: number): void
  /**
   * Ends in order: takes nothing new, and what is in flight may end in its own time. Done when the engine is
   * gone; may be called twice.
   */
  stop(): Promise<void>
  onState(listener: (state: EngineState) => void): () => void
  onChanged(listener: (topics: Topic[]) => void): () => void
  onNotice(listener: (notice: Notice) => void): () => void
}

/** What a start, or an end, of the engine means for the hotel, in one sentence. Null while it runs. */
export const stateSentence = (state: EngineState, t: Translate): string | null => {
  if (state.kind === 'running') return null
  if (state.kind === 'starting') return t('desktop.engine.starting')
  if (state.retryMs === null) return t('desktop.engine.stopped')
  if (state.refusal !== null) return refusalSentence(state.refusal, t)
  return t('desktop.engine.ended', { count: Math.round(state.retryMs / 1000) })
}

/** Listeners of one kind of event, and the way to tell them all. */
export const createListeners = <Event>() => {
  const listeners = new Set<(event: Event) => void>()
  return {
    add: (listener: (event: Event) => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    tell: (event: Event) => {
      for (const listener of [...listeners]) listener(event)
    },
  }
}
