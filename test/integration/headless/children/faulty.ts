/**
 * Loaded before the program (`--import`): a fault of the main thread that nothing catches, each time it is
 * told to.
 */
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new RangeError('Okafor, Amara')
  })
  void Promise.reject(new TypeError('Okafor, Amara'))
})
