import createClient from "openapi-fetch";
import { Problem } from "./problem";
import type { paths } from "./schema";

/** The API, typed by its own description. Cookies carry the sign-in; no token is kept by the page. */
export const client = createClient<paths>({ baseUrl: "/", credentials: "same-origin", fetch: exchange });

/**
 * What a call answered.
 * @throws Problem for everything but a success.
 */
export async function read<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** As `read`, with the ETag that a later change must name. */
export async function readTagged<T>(call: Promise<{ data?: T; response: Response }>): Promise<{ value: T; etag: string | null }> {
  const { data, response } = await call;
  return { value: data as T, etag: response.headers.get("etag") };
}

async function exchange(request: Request): Promise<Response> {
  let response: Response;

  try {
    response = await fetch(request);
  } catch (error) {
    throw request.signal.aborted ? error : Problem.unreachable();
  }

  if (!response.ok) {
    throw await Problem.from(response);
  }

  return response;
}
