import { contextBridge, ipcRenderer } from 'electron'
import type { Bridge } from '../main/contract/host.ts'

/**
 * All the page ever sees of Electron: three functions. The event itself, which carries Electron's objects,
 * stays here.
 */
const bridge: Bridge = {
  call: (method, input) => ipcRenderer.invoke('rpc', method, input),
  info: () => ipcRenderer.invoke('info'),
  on: (listener) => {
    const pass = (_event: unknown, data: unknown) => listener(data)
    ipcRenderer.on('event', pass)
    return () => {
      ipcRenderer.off('event', pass)
    }
  },
}

contextBridge.exposeInMainWorld('nightPorter', bridge)
