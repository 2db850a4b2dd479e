// The browser driver that the tests bring along: no second one is installed for these scripts.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const driver = join(root, "artifacts/bin/NotionSync.Tests/debug/.playwright/package/index.js");

export async function launch() {
  if (!existsSync(driver)) {
    throw new Error("The browser driver is missing: run eng/setup first.");
  }

  const { default: playwright } = await import(driver);
  const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
  return playwright.chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"] });
}
