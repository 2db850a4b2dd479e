import type { ConnectSession } from "../api/types";

/** Opens Nango's page in a window of its own. The window comes first: a browser lets a page open one only while it is clicked. */
export async function openNango(start: () => Promise<ConnectSession>): Promise<void> {
  const opened = window.open("about:blank", "_blank");

  try {
    const { connectUrl } = await start();

    if (opened) {
      opened.opener = null;
      opened.location.assign(connectUrl);
    } else {
      location.assign(connectUrl);
    }
  } catch (error) {
    opened?.close();
    throw error;
  }
}
