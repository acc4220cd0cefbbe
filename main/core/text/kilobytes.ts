/** A size as people read it, rounded up: `612 KB`. */
export const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} KB`
