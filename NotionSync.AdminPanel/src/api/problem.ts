import { texts } from "../texts";

/** An answer that is no success, as RFC 9457 problem details say it; or no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly traceId?: string,
  ) {
    super(message);
  }

  static async from(response: Response): Promise<Problem> {
    try {
      const body = (await response.json()) as { code?: string; detail?: string; title?: string; traceId?: string };
      return new Problem(response.status, body.code ?? "unknown", body.detail ?? body.title ?? texts.problems.unknown, body.traceId);
    } catch {
      return new Problem(response.status, "unknown", texts.problems.unknown);
    }
  }

  /** The network is away, or the server closed the connection. */
  static unreachable(): Problem {
    return new Problem(0, "unreachable", texts.problems.unreachable);
  }
}
