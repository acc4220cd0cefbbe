import { parentPort } from 'node:worker_threads'
import { channels } from '../core/channels/registry.ts'
import { type ParseOrder, parse } from './parse-order.ts'

/** The thread in which large exports, bodies and replies are read. One order, one answer. */
parentPort?.on('message', (order: ParseOrder) => parentPort?.postMessage(parse(channels, order)))
