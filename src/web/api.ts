/** A refusal of the API, in the form of RFC 9457. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}

const ANSWER_WITHIN_MS = 10_000;
/** New prompts are spoken before a site is taken. */
const PUBLISH_WITHIN_MS = 300_000;

/** Asks the API of the node that served this page. The token travels in a header, never in an address. */
export class Api {
  constructor(readonly token: string) {}

  get<T>(path: string): Promise<T> {
    return this.ask<T>(path, {});
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.ask<T>(path, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.ask<T>(
      path,
      {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      },
      PUBLISH_WITHIN_MS,
    );
  }

  delete<T>(path: string): Promise<T> {
    return this.ask<T>(path, { method: 'DELETE' });
  }

  async open(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${this.token}` };
    let response: Response;
    try {
      response = await fetch(`/api/v1${path}`, { ...init, headers, cache: 'no-store' });
    } catch (cause) {
      throw new ApiError(0, 'urn:carillon:problem:unreachable', '', { cause });
    }
    if (!response.ok) throw await errorIn(response);
    return response;
  }

  private async ask<T>(path: string, init: RequestInit, withinMs = ANSWER_WITHIN_MS): Promise<T> {
    const response = await this.open(path, { ...init, signal: AbortSignal.timeout(withinMs) });
    return (await response.json()) as T;
  }
}

async function errorIn(response: Response): Promise<ApiError> {
  const unknown = `${response.status} ${response.statusText}`;
  if (!response.headers.get('content-type')?.includes('problem+json'))
    return new ApiError(response.status, 'about:blank', unknown);
  const { type, detail } = (await response.json()) as { type?: string; detail?: string };
  return new ApiError(response.status, type ?? 'about:blank', detail ?? unknown);
}
