import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'

/**
 * From now on an exception that nothing caught, and a rejected promise that nobody waited for, is logged with
 * its place and handed to `onFault`; the process or thread this is called in lives on unless `onFault` ends
 * it. Without this Node would end the process and print the message, which may quote a booking, and Electron
 * would show a box that blocks everything until somebody clicks it.
 */
export const guardFaults = (log: Log, onFault: (error: unknown) => void = () => undefined): void => {
  const take = (event: string) => (error: unknown) => {
    log.error(event, faultOf(error))
    onFault(error)
  }
  process.on('uncaughtException', take('uncaught-exception'))
  process.on('unhandledRejection', take('unhandled-rejection'))
}
