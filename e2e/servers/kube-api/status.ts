/** An answer that is none of success, as the API server words it. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

export function statusBody({ code, reason, message, details }: StatusError): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code }
}

export function notFound(message = 'the server could not find the requested resource'): StatusError {
  return new StatusError(404, 'NotFound', message)
}

export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message)
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message)
}
