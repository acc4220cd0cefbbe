/** Random identity, as an argument. */
export type Ids = {
  /** A new random UUID, also used as EchoToken. */
  uuid(): string
}
