/** How an authorization server misbehaves. Everything off is one that is well. */
export interface Switches {
  /** Cuts every connection. */
  down: boolean
  /** Answers every request with this status and a page. */
  status: number
  /** Answers a refresh with this error, as one that has ended the grant. */
  refreshError: string | undefined
  /** Waits so long before each answer. */
  slowMs: number
  /** Calls itself by another name in its metadata. */
  metadataIssuer: string | undefined
  /** Says in its answer to the browser that it is another one. */
  answerIssuer: string | undefined
  /** Pads its metadata with so many bytes. */
  padding: number
  /** Answers the browser with an error. */
  authorizationError: { error: string; error_description: string } | undefined
  /** The address that its metadata gives for tokens. */
  tokenEndpoint: string | undefined
  /** Gives refresh tokens, as most do. */
  refreshTokens: boolean
  /** Seconds that an access token holds. */
  lifetime: number
  /** What it lets clients do that it does not know. */
  dynamicRegistration: boolean
  metadataDocuments: boolean
  revocation: boolean
  /** Says of itself that it names itself in its answers (RFC 9207), and does. */
  namesItself: boolean
  /** Answers refusals with what it was sent, as one does that was written in a hurry. */
  echoesSecrets: boolean
}

export const WELL: Switches = {
  down: false,
  status: 0,
  refreshError: undefined,
  slowMs: 0,
  metadataIssuer: undefined,
  answerIssuer: undefined,
  padding: 0,
  authorizationError: undefined,
  tokenEndpoint: undefined,
  refreshTokens: true,
  lifetime: 3_600,
  dynamicRegistration: true,
  metadataDocuments: false,
  revocation: true,
  namesItself: true,
  echoesSecrets: false,
}
