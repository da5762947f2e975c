import type { ListenerName, StartFailure, StartFailureCode } from '../contract/bridge.ts';

/** Why a server does not start, in a sentence that says the way out. */
export class StartError extends Error {
  readonly code: StartFailureCode;
  readonly listener: ListenerName | undefined;
  readonly port: number | undefined;

  constructor(
    code: StartFailureCode,
    detail: string,
    at?: { readonly listener: ListenerName; readonly port: number },
  ) {
    super(detail);
    this.name = 'StartError';
    this.code = code;
    this.listener = at?.listener;
    this.port = at?.port;
  }

  /** The same as the shell is told. */
  toFailure(): StartFailure {
    const { code, message: detail, listener, port } = this;
    return { kind: 'failed', code, detail, listener, port };
  }
}
