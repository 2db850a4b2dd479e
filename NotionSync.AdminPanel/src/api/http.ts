import { Problem } from "./problem";

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

interface Options {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends a request and reads its JSON. Cookies carry the sign-in; no token is kept by the page.
 * @throws Problem for everything but a success.
 */
export async function send<T>(path: string, options: Options = {}): Promise<T> {
  return (await sendForResponse<T>(path, options)).value;
}

/** As `send`, with the ETag that a later change must name. */
export async function sendForResponse<T>(path: string, options: Options = {}): Promise<{ value: T; etag: string | null }> {
  const response = await exchange(path, options);

  if (!response.ok) {
    throw await Problem.from(response);
  }

  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const value = isJson ? await response.json() : await response.text();
  return { value: value as T, etag: response.headers.get("etag") };
}

async function exchange(path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };

  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
  }

  try {
    return await fetch(withQuery(path, options.query), {
      method: options.method ?? "GET",
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      credentials: "same-origin",
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted) {
      throw error;
    }

    throw Problem.unreachable();
  }
}

function withQuery(path: string, query: Options["query"]): string {
  const search = new URLSearchParams();

  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") {
      search.set(name, String(value));
    }
  }

  return search.size > 0 ? `${path}?${search}` : path;
}
