import {
  QueryClient,
  QueryClientProvider,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { HostInfo } from '../../main/contract/host.ts'
import type { Input, Method, Output } from '../../main/contract/methods.ts'
import type { CallFailure } from './call-failure.ts'
import { type Client, createClient } from './client.ts'
import { actOptions, keepFresh } from './fresh-answers.ts'
import type { Wire } from './wire.ts'

const Context = createContext<{ wire: Wire; client: Client } | null>(null)

const useConnected = () => {
  const value = useContext(Context)
  if (!value) throw new Error('A screen was drawn outside NightPorterProvider.')
  return value
}

const SLOW_REFETCH_MS = 20_000
const LOST_REFETCH_MS = 3000

/** Asks again at once on events, slowly without them, and a little faster while the line is lost. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: 1000,
        refetchInterval: (query) => (query.state.status === 'error' ? LOST_REFETCH_MS : SLOW_REFETCH_MS),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })

/** Gives the screens below it the wire and keeps their answers fresh. */
export const NightPorterProvider = ({
  wire,
  queries,
  children,
}: {
  wire: Wire
  queries: QueryClient
  children: ReactNode
}) => {
  const value = useMemo(() => ({ wire, client: createClient(wire) }), [wire])
  useEffect(() => keepFresh(wire, queries), [wire, queries])
  return (
    <Context.Provider value={value}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </Context.Provider>
  )
}

type CallOptions = { enabled?: boolean; onlyOnce?: boolean }

/** The answer to a call, kept fresh. `onlyOnce` asks on demand only. */
export const useCall = <M extends Method>(
  method: M,
  input: Input<M>,
  { enabled = true, onlyOnce = false }: CallOptions = {},
): UseQueryResult<Output<M>, CallFailure> => {
  const { client } = useConnected()
  return useQuery<Output<M>, CallFailure>({
    queryKey: [method, input],
    queryFn: () => client.call(method, input),
    enabled,
    ...(onlyOnce
      ? { staleTime: Number.POSITIVE_INFINITY, refetchInterval: false as const, refetchOnWindowFocus: false }
      : {}),
  })
}

/**
 * A way to make a call once, when told to. Nothing of the answer is kept: for what should not stay in the
 * window's memory.
 */
export const useAsk = <M extends Method>(method: M): ((input: Input<M>) => Promise<Output<M>>) => {
  const { client } = useConnected()
  return (input) => client.call(method, input)
}

/** A call that does something. What it changed comes back as an event, as it does to every other screen. */
export const useAct = <M extends Method>(method: M) => {
  const { client } = useConnected()
  const queries = useQueryClient()
  return useMutation<Output<M>, CallFailure, Input<M>>(actOptions(client, queries, method))
}

/** What this host can do; until it has answered, nothing beyond a plain browser. */
export const useHostInfo = (): HostInfo => {
  const { wire } = useConnected()
  const answer = useQuery({
    queryKey: ['info'],
    queryFn: () => wire.info(),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })
  return (
    answer.data ??
    HostInfo.parse({
      kind: 'browser',
      version: '',
      can: { chooseFolder: false, openFolder: false, startAtLogin: false },
    })
  )
}
