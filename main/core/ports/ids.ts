/** Random identity, as an argument. */
export interface Ids {
  /** A new random UUID, also used as EchoToken. */
  uuid(): string
}
